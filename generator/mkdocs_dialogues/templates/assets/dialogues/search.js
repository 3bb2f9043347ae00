/* Opens the theme's search field, and loads the dialog behind it when somebody searches: nothing of it before. */
(() => {
  "use strict";
  const box = document.querySelector("[data-dialogues-search]");
  const toggle = document.getElementById("__search");
  if (!box || !toggle) return;
  const here = document.currentScript.src;
  const field = box.querySelector(".md-search__input");
  const output = box.querySelector(".md-search__output");
  const parts = { box, toggle, field, close, root: new URL("../../", here) };
  let dialog;
  let opener; // what had the keyboard when a key opened the dialog

  /** The theme opens and closes the dialog by this box, and listens to it. */
  function open(wanted) {
    if (toggle.checked !== wanted) toggle.click();
  }

  function close() {
    open(false);
    if (box.contains(document.activeElement)) document.activeElement.blur();
  }

  function load() {
    dialog ??= new Promise((resolve, reject) => {
      const style = document.createElement("link");
      style.rel = "stylesheet";
      style.href = new URL("search-dialog.css", here).href;
      const scripts = ["search-engine.js", "search-dialog.js"].map((name) => {
        const script = document.createElement("script");
        script.src = new URL(name, here).href;
        script.async = false; // one after the other, loaded at once
        script.addEventListener("error", reject);
        return script;
      });
      scripts[1].addEventListener("load", () => resolve(window.mkdocsDialoguesSearch(parts)));
      document.head.append(style, ...scripts);
    });
    return dialog;
  }

  /** A closed dialog is only transparent to the theme: no key is to lead into it. */
  function shut() {
    if (output) output.inert = !toggle.checked;
  }

  function escape() {
    close();
    opener?.focus({ preventScroll: true });
    opener = undefined;
  }

  shut();
  toggle.addEventListener("change", shut);
  field.addEventListener("focus", () => { open(true); load(); });
  toggle.addEventListener("change", () => { if (toggle.checked) field.focus(); });
  box.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  box.addEventListener("keydown", (event) => { if (event.key === "Escape" && !event.isComposing) escape(); });

  // Tab leads through the dialog, and out of it, which closes it.
  box.addEventListener("focusout", ({ relatedTarget }) => {
    if (relatedTarget && !box.contains(relatedTarget) && relatedTarget !== toggle) open(false);
  });

  const isTyping = (element) =>
    element && (element.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(element.tagName));
  addEventListener("keydown", (event) => {
    if (event.metaKey || event.ctrlKey || event.altKey || event.isComposing || toggle.checked) return;
    if (!["/", "s", "f"].includes(event.key) || isTyping(document.activeElement)) return;
    event.preventDefault();
    opener = document.activeElement === document.body ? undefined : document.activeElement;
    field.focus();
    field.select();
  });

  const asked = new URLSearchParams(location.search);
  if (asked.has("q")) {
    field.value = asked.get("q");
    field.focus();
    load();
  }
  const seek = () => {
    const words = new URLSearchParams(location.search).get("h");
    if (words) load().then((ready) => ready.highlight(words));
  };
  if (window.document$) window.document$.subscribe(seek); // Material, navigation.instant included
  else seek();
})();
