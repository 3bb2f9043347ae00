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

  /** What a link leads to may be folded away: open all that it stands in. */
  function reveal() {
    let id = location.hash.slice(1);
    try { id = decodeURIComponent(id); } catch { return; }
    const target = id && document.getElementById(id);
    if (!target || !target.closest(".dialogue")) return;
    let opened = false;
    for (let fold = target.closest("details"); fold; fold = fold.parentElement.closest("details")) {
      opened = opened || !fold.open;
      fold.open = true;
    }
    if (opened) target.scrollIntoView();
  }

  /** A frame that draws diagrams: sandboxed, of no origin, without the network. Resolves to a function that draws. */
  function openDrawingFrame() {
    const address = (name) => new URL(name, here).href;
    const scripts = ["vendor/mermaid.min.js", "diagrams.js"].map(address);
    const policy = `default-src 'none'; script-src ${scripts.join(" ")}; style-src 'unsafe-inline'`;
    const frame = document.createElement("iframe");
    frame.className = "dialogue-drawing";
    frame.setAttribute("sandbox", "allow-scripts");
    frame.setAttribute("aria-hidden", "true");
    frame.tabIndex = -1;
    frame.srcdoc = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><body>`
      + scripts.map((script) => `<script src="${script}"></${""}script>`).join("");
    const waiting = new Map();
    return new Promise((resolve, reject) => {
      addEventListener("message", ({ data, source }) => {
        if (source !== frame.contentWindow || !data) return;
        if (data.ready) resolve(draw);
        else if (data.ready === false) reject(new Error("mermaid did not load"));
        waiting.get(data.number)?.(data);
        waiting.delete(data.number);
      });
      frame.onerror = reject;
      document.body.append(frame);
      function draw(what) {
        const number = ++drawn;
        return new Promise((answer) => {
          waiting.set(number, answer);
          frame.contentWindow.postMessage({ ...what, number }, "*");
        });
      }
    });
  }

  let drawing;
  let drawn = 0;

  function isDark() {
    const scheme = getComputedStyle(document.body).colorScheme;
    return scheme === "dark" || (scheme.includes("dark") && matchMedia("(prefers-color-scheme: dark)").matches);
  }

  /** Show each diagram above its source, which stays in a fold; a diagram that cannot be drawn stays source. */
  async function drawDiagrams(article) {
    const sources = [...article.querySelectorAll("pre.dialogue-mermaid")];
    if (!sources.length) return;
    let draw;
    try { draw = await (drawing = drawing || openDrawingFrame()); } catch { return; }
    const theme = isDark() ? "dark" : "neutral";
    const fontFamily = getComputedStyle(article).fontFamily;
    for (const source of sources) {
      const { svg, width, height } = await draw({ text: source.textContent, theme, fontFamily });
      if (!svg) continue;
      const figure = document.createElement("div");
      figure.className = "dialogue-diagram";
      const picture = new Image();
      picture.src = `data:image/svg+xml,${encodeURIComponent(svg)}`; // a picture runs nothing and fetches nothing
      picture.alt = "Diagram; its source follows";
      if (width && height) Object.assign(picture, { width: Math.ceil(width), height: Math.ceil(height) });
      figure.append(picture);
      const fold = document.createElement("details");
      fold.className = "dialogue-source";
      const summary = document.createElement("summary");
      summary.textContent = "Source of the diagram";
      fold.append(summary);
      source.replaceWith(figure, fold);
      fold.append(source);
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest(".code-copy");
    if (button) onCode(button);
  });
  addEventListener("hashchange", reveal);

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
    drawDiagrams(article);
  });
  if (!themeCopies) {
    if (window.document$) window.document$.subscribe(addCopyButtons);
    else addCopyButtons();
  }
  window.mkdocsDialogues = { announce, copy, flash, make, onDialogue };
})();
