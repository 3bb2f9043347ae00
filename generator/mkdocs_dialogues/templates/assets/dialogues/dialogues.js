/* What a page of dialogues gains from a script; without it the page is whole. No dependency, no other host. */
(() => {
  "use strict";
  const here = document.currentScript && document.currentScript.src;
  const features = (() => {
    try {
      return JSON.parse(document.getElementById("__config").textContent).features || [];
    } catch {
      return []; // another theme than Material
    }
  })();
  const themeCopies = features.includes("content.code.copy");

  /** Say a word to screen readers, and show it for a while on the control that was used. */
  function announce(text) {
    let region = document.querySelector(".dialogue-said");
    if (!region) {
      region = document.createElement("div");
      region.className = "dialogue-said";
      region.setAttribute("role", "status");
      (document.querySelector("main, [role=main]") || document.body).append(region);
    }
    region.textContent = "";
    requestAnimationFrame(() => { region.textContent = text; });
  }

  /** An element with properties (and attributes, where a name has a dash or is a word of HTML alone) and children. */
  function make(tag, properties = {}, ...children) {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(properties)) {
      if (name in element) element[name] = value;
      else element.setAttribute(name, value);
    }
    element.append(...children);
    return element;
  }

  const fetched = new Map();

  /** What a part of ours gives that few pages want: its files are fetched when it is first asked for. */
  function fetchPart(name, ...files) {
    if (!fetched.has(name)) {
      fetched.set(name, Promise.all(files.map(fetchFile)).then(() => window.mkdocsDialogues[name]));
      fetched.get(name).catch(() => fetched.delete(name)); // and again, when it is asked for again
    }
    return fetched.get(name);
  }

  function fetchFile(file) {
    const url = new URL(file, here).href;
    const element = file.endsWith(".css") ? make("link", { rel: "stylesheet", href: url }) : make("script", { src: url });
    return new Promise((resolve, reject) => {
      element.addEventListener("load", resolve);
      element.addEventListener("error", reject);
      document.body.append(element); // a theme that exchanges the head from page to page leaves it there
    });
  }

  async function copy(text) {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch { // no permission, or no secure context
      return false;
    }
  }

  function flash(element, attribute) {
    element.setAttribute(attribute, "");
    setTimeout(() => element.removeAttribute(attribute), 1600);
  }

  async function onCode(button) {
    const done = await copy(button.parentElement.querySelector("code").textContent);
    button.textContent = done ? "Copied" : "Not copied";
    announce(button.textContent);
    setTimeout(() => { button.textContent = "Copy"; }, 1600);
  }

  function addCopyButtons() {
    for (const code of document.querySelectorAll(":is(main, [role=main]) pre > code")) {
      if (code.parentElement.querySelector("button") || code.closest(".dialogue-mermaid")) continue;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "code-copy";
      button.textContent = "Copy";
      code.parentElement.append(button);
    }
  }

  /** What scrolls sideways can be reached by keyboard. */
  function focusScrollers(article) {
    for (const math of article.querySelectorAll("math[display=block]")) {
      if (math.scrollWidth > math.clientWidth) math.tabIndex = 0;
    }
  }

  /** A turn that stands on another page of the dialogue: the first page leads there, as soon as it is loaded. Once: two
      pages that are not of one build could send a reader to and fro. */
  function leadOn(id) {
    const { first, page } = (document.querySelector("article.dialogue[data-first]") || {}).dataset || {};
    if (first === undefined || (page === "1" && document.documentElement.dataset.sought === id)) return;
    const url = Object.assign(new URL(first, location.href), { search: location.search, hash: id });
    try {
      if (Date.now() - (JSON.parse(sessionStorage.getItem("mkdocs-dialogues-led")) || {})[url.href] < 10000) return;
      sessionStorage.setItem("mkdocs-dialogues-led", JSON.stringify({ [url.href]: Date.now() }));
    } catch { return; }
    location.replace(url.href);
    if (page === "1") location.reload(); // a change of nothing but the anchor loads nothing
  }

  /** A turn on a page that its dialogue has no more, where the site's 404 page is shown: the first page leads on. */
  function leadBack() {
    const gone = /^(.*)\/page-*\/\d+(\/|\.html)?$/.exec(location.pathname);
    if (!gone || !location.hash.startsWith("#t-") || document.querySelector(".dialogue, .dialogue-listing")) return;
    if (!document.getElementById(location.hash.slice(1))) location.replace(gone[1] + (gone[2] || "/") + location.search + location.hash);
  }

  /** What a link leads to may be folded away: open all that it stands in. */
  function reveal() {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = id && document.getElementById(id);
    if (id && !target) leadOn(id);
    if (!target || !target.closest(".dialogue")) return;
    let opened = false;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      opened = opened || !fold.open;
      fold.open = true;
    }
    if (opened) target.scrollIntoView();
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".code-copy");
    if (button) onCode(button);
  });
  addEventListener("hashchange", reveal);
  leadBack();

  // On paper, what is folded stays folded. Material opens all of it as printing begins: captured, this comes before.
  addEventListener("beforeprint", () => {
    for (const fold of document.querySelectorAll(":is(.dialogue, .dialogue-listing) details:not([open])")) fold.dataset.folded = "";
  }, { capture: true });
  addEventListener("afterprint", () => {
    for (const fold of document.querySelectorAll("[data-folded]")) delete fold.dataset.folded;
  });

  /** Call a function with the dialogue of each page that is shown, once. */
  function onDialogue(key, act) {
    const once = () => {
      const article = document.querySelector("article.dialogue");
      if (!article || key in article.dataset) return;
      article.dataset[key] = "";
      act(article);
    };
    if (window.document$) window.document$.subscribe(once); // Material, navigation.instant included
    else if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", once);
    else once();
  }

  onDialogue("ready", (article) => {
    focusScrollers(article);
    reveal();
    if (article.querySelector("pre.dialogue-mermaid")) fetchPart("drawing", "drawing.js").then((draw) => draw(article), () => {});
  });
  if (!themeCopies) {
    if (window.document$) window.document$.subscribe(addCopyButtons);
    else addCopyButtons();
  }
  window.mkdocsDialogues = { announce, copy, fetchPart, flash, make, onDialogue };
})();
