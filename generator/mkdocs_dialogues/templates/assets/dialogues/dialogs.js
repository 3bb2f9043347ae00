/* The dialogs of a dialogue's page: quotations and citations, views, keys; and the raw text beside the turns.
   reading.js loads it, and dialogs.css, when somebody first wants one of them. */
(() => {
  "use strict";
  const { announce, copy, make } = window.mkdocsDialogues;
  const VIEWS = { all: "Everything", reasoning: "With reasoning, without tools", words: "Only what was said" };
  let article;
  let reading; // what reading.js lends: the reader's choices, the address of a turn …

  /* Quotation and citation of a turn */

  function wordsOf(turn) {
    const selection = getSelection();
    const selected = selection.rangeCount && turn.contains(selection.anchorNode) && turn.contains(selection.focusNode);
    if (selected && selection.toString().trim()) return selection.toString().trim();
    return [...turn.querySelectorAll(".turn-body > .part-text")].map((part) => part.innerText.trim()).join("\n\n").trim();
  }

  function quotation(turn) {
    const source = [turn.dataset.speaker, `“${reading.title()}”`, reading.date()].filter(Boolean).join(", ");
    return `“${wordsOf(turn)}”\n— ${source}\n${reading.address(turn)}`;
  }

  /** The patterns hold a place each for the turn's number, its speaker and its anchor. */
  function citations(turn) {
    const { forms, tex = {} } = JSON.parse(article.querySelector(".dialogue-cite").dataset.turns);
    const { speaker, turn: number } = turn.dataset;
    const spelled = { bibtex: tex[speaker] ?? speaker, csl: JSON.stringify(speaker).slice(1, -1) };
    const own = location.protocol.startsWith("http") ? location.href.replace(/[?#].*$/s, "") : "";
    return Object.fromEntries(Object.entries(forms).map(([kind, pattern]) => [
      kind,
      pattern.replaceAll("\ue000", number).replaceAll("\ue001", spelled[kind] ?? speaker)
        .replaceAll("\ue003", own).replaceAll("\ue002", turn.id),
    ]));
  }

  function copyButton(label, text) {
    const button = make("button", { type: "button", textContent: label });
    button.addEventListener("click", async () => {
      const done = await copy(text());
      button.textContent = done ? "Copied" : "Not copied";
      setTimeout(() => { button.textContent = label; }, 1600);
    });
    return button;
  }

  function openDialog(label, ...content) {
    const dialog = make("dialog", { className: "dialogue-dialog", "aria-label": label });
    const close = make("button", { type: "button", className: "dialogue-close", "aria-label": "Close" });
    close.addEventListener("click", () => dialog.close());
    dialog.append(make("h2", { textContent: label, tabIndex: -1, autofocus: true }), ...content, close);
    dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
    return dialog;
  }

  function quoteAndCite(turn) {
    const said = make("textarea", { "aria-label": "Quotation", rows: 7, value: quotation(turn) });
    const forms = citations(turn);
    const names = { apa: "APA", chicago: "Chicago", mla: "MLA", bibtex: "BibTeX", ris: "RIS", csl: "CSL-JSON" };
    const kind = make("select", { "aria-label": "Form of the citation" });
    for (const name of Object.keys(forms)) kind.append(make("option", { value: name, textContent: names[name] }));
    kind.value = reading.choices.cite in forms ? reading.choices.cite : "apa";
    const cited = make("pre", { tabIndex: 0, textContent: forms[kind.value] });
    kind.addEventListener("change", () => {
      reading.keep("cite", kind.value);
      cited.textContent = forms[kind.value];
    });
    const buttons = make("p", {}, copyButton("Copy quotation", () => said.value));
    if (navigator.share) {
      const share = make("button", { type: "button", textContent: "Share…" });
      share.addEventListener("click", () => navigator.share({ text: said.value }).catch(() => {}));
      buttons.append(share);
    }
    buttons.append(copyButton("Copy link", () => reading.address(turn)));
    if (article.dataset.embed !== undefined) buttons.append(copyButton("Copy HTML to embed it", () => embedCode(turn)));
    openDialog(
      `Turn ${turn.dataset.turn}, ${turn.dataset.speaker}`, said, buttons,
      make("p", {}, kind, copyButton("Copy citation", () => forms[kind.value])), cited,
    );
  }

  function embedCode(turn) {
    const url = new URL(reading.address(turn));
    url.search = "?embed";
    const frame = make("iframe", {
      src: url.href, title: `${turn.dataset.speaker}, “${reading.title()}”`, width: "100%", height: "320", loading: "lazy",
      style: "border:1px solid #8884;border-radius:4px",
    });
    return frame.outerHTML;
  }

  function choose(name, value) {
    reading.keep(name, value);
    reading.applyView();
  }

  function check(name, label) {
    const box = make("input", { type: "checkbox", checked: Boolean(reading.choices[name]) });
    box.addEventListener("change", () => choose(name, box.checked));
    return make("label", {}, box, ` ${label}`);
  }

  function openViews() {
    const kinds = make("fieldset", {}, make("legend", { textContent: "Show" }));
    for (const [value, label] of Object.entries(VIEWS)) {
      const radio = make("input", { type: "radio", name: "dialogue-view", checked: reading.choices.view === value });
      radio.addEventListener("change", () => choose("view", value));
      kinds.append(make("label", {}, radio, ` ${label}`));
    }
    const more = make("fieldset", {}, make("legend", { textContent: "Page" }));
    more.append(check("compact", "Compact"), check("times", "Times"));
    if (ownJSON()) more.append(check("raw", "Raw text beside"));
    more.append(check("keys", "Keyboard shortcuts"));
    openDialog("View", kinds, more);
  }

  function openHelp() {
    const list = make("dl", { className: "dialogue-keys" });
    const entries = [...Object.entries(reading.keys).map(([key, [label]]) => [key, label]), ["/", "search"]];
    for (const [key, label] of entries) {
      list.append(make("div", {}, make("dt", {}, make("kbd", { textContent: key })), make("dd", { textContent: label })));
    }
    openDialog("Keys", list);
  }

  /* The raw text */

  const ownJSON = () => article.querySelector('.dialogue-downloads [type="application/json"]');

  /** The text of each turn as its writer typed it, from the page's own JSON, beside what became of it. */
  async function showRaw() {
    if (article.querySelector(".turn-raw")) return;
    try {
      const { dialogues: [dialogue] } = await (await fetch(ownJSON().href)).json();
      for (const { id, parts } of dialogue.turns) {
        const text = parts.map((part) => part.text ?? part.output ?? part.input ?? "").filter(Boolean).join("\n\n");
        const raw = make("pre", { className: "turn-raw", tabIndex: 0, textContent: text, "aria-label": "As it was typed" });
        document.getElementById(id)?.querySelector(".turn-body").after(raw);
      }
    } catch {
      announce("The raw text could not be fetched");
      article.removeAttribute("data-raw");
    }
  }

  const ACTS = { openHelp, openViews, quoteAndCite, showRaw };

  /** What can be done here, each with what reading.js lends. */
  window.mkdocsDialogues.dialogs = Object.fromEntries(Object.entries(ACTS).map(([name, act]) => [name, (lent, ...given) => {
    reading = lent;
    article = lent.article;
    if (name === "showRaw" || !document.querySelector("dialog[open]")) act(...given);
  }]));
})();
