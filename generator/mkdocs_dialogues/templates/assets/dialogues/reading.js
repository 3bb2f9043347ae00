/* Ways to read a dialogue: links to turns and ranges, quotations, citations, views, keys. Without it the page is whole.
   All words that it adds stand in labels and dialogs, so that the page's own text is the same with and without it. */
(() => {
  "use strict";
  const { announce, copy, flash, make, onDialogue } = window.mkdocsDialogues;
  const STORE = "mkdocs-dialogues";
  const VIEWS = { all: "Everything", reasoning: "With reasoning, without tools", words: "Only what was said" };
  let article;
  let linked; // the turn whose link was taken last: where a range begins

  const choices = (() => {
    try {
      return { view: "all", times: true, keys: true, ...JSON.parse(localStorage.getItem(STORE)) };
    } catch { // no storage here, or somebody else's value
      return { view: "all", times: true, keys: true };
    }
  })();

  function keep(name, value) {
    choices[name] = value;
    try {
      localStorage.setItem(STORE, JSON.stringify(choices));
    } catch { /* then it holds for this page */ }
  }

  const turns = () => [...article.querySelectorAll("section.turn")];
  const isShown = (element) => element.getClientRects().length > 0;
  const barHeight = (turn) => parseFloat(getComputedStyle(turn).scrollMarginTop) || 0;

  /** The turn that is being read: the last one that begins above a line a little below the theme's header. */
  function currentTurn() {
    const focused = document.activeElement?.closest?.(".dialogue section.turn");
    if (focused && inView(focused)) return focused;
    let current = null;
    for (const turn of turns()) {
      if (!isShown(turn)) continue;
      if (turn.getBoundingClientRect().top > barHeight(turn) + 24) break;
      current = turn;
    }
    return current;
  }

  function inView(element) {
    const { top, bottom } = element.getBoundingClientRect();
    return bottom > 0 && top < innerHeight;
  }

  function goTo(turn) {
    if (!turn) return;
    turn.tabIndex = -1;
    turn.focus({ preventScroll: true });
    turn.scrollIntoView({ block: "start", behavior: "instant" });
  }

  /** One turn on or back; of the same speaker, if asked. */
  function step(direction, sameSpeaker) {
    const current = currentTurn();
    const shown = turns().filter(isShown);
    let place = shown.indexOf(current);
    const speaker = current?.dataset.speaker;
    do place += direction;
    while (sameSpeaker && speaker && shown[place] && shown[place].dataset.speaker !== speaker);
    goTo(shown[place]);
  }

  /* Links to a turn and to a range: the range's end stands in the query, so that its start works without a script. */

  function address(turn, until) {
    const url = new URL(location.href);
    url.search = until && until !== turn ? `?to=${encodeURIComponent(until.id)}` : "";
    url.hash = turn.id;
    return url.href;
  }

  function ordered(one, other) {
    return one.compareDocumentPosition(other) & Node.DOCUMENT_POSITION_PRECEDING ? [other, one] : [one, other];
  }

  async function takeLink(turn, asRange) {
    const [from, until] = asRange && linked?.isConnected ? ordered(linked, turn) : [turn, turn];
    if (from === until) linked = turn;
    else showRange(from, until);
    const done = await copy(address(from, until));
    if (!done) return;
    flash(turn.querySelector(".turn-link"), "data-copied");
    announce(from === until ? "Link copied" : `Link to turns ${from.dataset.turn} to ${until.dataset.turn} copied`);
  }

  function showRange(from, until) {
    let inside = false;
    for (const turn of turns()) {
      inside = inside || turn === from;
      turn.toggleAttribute("data-in-range", inside);
      if (turn === until) inside = false;
    }
  }

  function byAnchor(anchor) {
    let id = anchor;
    try { id = decodeURIComponent(anchor); } catch { /* as it stands */ }
    return id ? document.getElementById(id) : null;
  }

  /** What the address names is shown, even where the chosen view hides it. */
  function onAddress() {
    if (isEmbed()) return showEmbed();
    const target = byAnchor(location.hash.slice(1));
    const turn = target?.closest?.(".dialogue section.turn");
    for (const shown of article.querySelectorAll("[data-shown]")) shown.removeAttribute("data-shown");
    if (turn && !isShown(target)) {
      turn.setAttribute("data-shown", "");
      target.scrollIntoView();
    }
    const last = document.getElementById(new URLSearchParams(location.search).get("to") || "");
    if (turn && last?.matches("section.turn")) showRange(...ordered(turn, last));
    else for (const one of article.querySelectorAll("[data-in-range]")) one.removeAttribute("data-in-range");
  }

  /* Quotation and citation of a turn */

  const title = () => article.querySelector(".dialogue-title").textContent.trim();
  const date = () => article.querySelector(".dialogue-facts time")?.textContent.trim();

  function wordsOf(turn) {
    const selection = getSelection();
    const selected = selection.rangeCount && turn.contains(selection.anchorNode) && turn.contains(selection.focusNode);
    if (selected && selection.toString().trim()) return selection.toString().trim();
    return [...turn.querySelectorAll(".turn-body > .part-text")].map((part) => part.innerText.trim()).join("\n\n").trim();
  }

  function quotation(turn) {
    const source = [turn.dataset.speaker, `“${title()}”`, date()].filter(Boolean).join(", ");
    return `“${wordsOf(turn)}”\n— ${source}\n${address(turn)}`;
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
    kind.value = choices.cite in forms ? choices.cite : "apa";
    const cited = make("pre", { tabIndex: 0, textContent: forms[kind.value] });
    kind.addEventListener("change", () => {
      keep("cite", kind.value);
      cited.textContent = forms[kind.value];
    });
    const buttons = make("p", {}, copyButton("Copy quotation", () => said.value));
    if (navigator.share) {
      const share = make("button", { type: "button", textContent: "Share…" });
      share.addEventListener("click", () => navigator.share({ text: said.value }).catch(() => {}));
      buttons.append(share);
    }
    buttons.append(copyButton("Copy link", () => address(turn)));
    if (article.dataset.embed !== undefined) buttons.append(copyButton("Copy HTML to embed it", () => embedCode(turn)));
    openDialog(
      `Turn ${turn.dataset.turn}, ${turn.dataset.speaker}`, said, buttons,
      make("p", {}, kind, copyButton("Copy citation", () => forms[kind.value])), cited,
    );
  }

  /* One turn, or a range, alone in somebody else's page: ?embed hides all the rest. Without a script the frame shows
     the whole page, at the turn. */

  const isEmbed = () => new URLSearchParams(location.search).has("embed");

  function embedCode(turn) {
    const url = new URL(address(turn));
    url.search = "?embed";
    const frame = make("iframe", {
      src: url.href, title: `${turn.dataset.speaker}, “${title()}”`, width: "100%", height: "320", loading: "lazy",
      style: "border:1px solid #8884;border-radius:4px",
    });
    return frame.outerHTML;
  }

  function showEmbed() {
    const target = byAnchor(location.hash.slice(1))?.closest?.("section.turn") || turns()[0];
    const last = document.getElementById(new URLSearchParams(location.search).get("to") || "");
    showRange(...(last?.matches("section.turn") ? ordered(target, last) : [target, target]));
    document.documentElement.toggleAttribute("data-dialogue-embed", true);
    if (article.querySelector(".dialogue-embedded")) return;
    const link = make("a", { target: "_top", href: address(target), textContent: [title(), date()].filter(Boolean).join(", ") });
    article.append(make("p", { className: "dialogue-embedded" }, link));
  }

  /* Views: attributes of the article that the style sheet heeds. Anchors stay, and so does the reader's place. */

  function applyView() {
    const anchor = currentTurn();
    const before = anchor?.getBoundingClientRect().top;
    article.dataset.view = choices.view;
    article.toggleAttribute("data-compact", Boolean(choices.compact));
    article.toggleAttribute("data-timeless", !choices.times);
    article.toggleAttribute("data-raw", Boolean(choices.raw));
    if (choices.raw) showRaw();
    if (anchor && isShown(anchor)) scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
  }

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

  function choose(name, value) {
    keep(name, value);
    applyView();
  }

  function check(name, label) {
    const box = make("input", { type: "checkbox", checked: Boolean(choices[name]) });
    box.addEventListener("change", () => choose(name, box.checked));
    return make("label", {}, box, ` ${label}`);
  }

  function openViews() {
    const kinds = make("fieldset", {}, make("legend", { textContent: "Show" }));
    for (const [value, label] of Object.entries(VIEWS)) {
      const radio = make("input", { type: "radio", name: "dialogue-view", checked: choices.view === value });
      radio.addEventListener("change", () => choose("view", value));
      kinds.append(make("label", {}, radio, ` ${label}`));
    }
    const more = make("fieldset", {}, make("legend", { textContent: "Page" }));
    more.append(check("compact", "Compact"), check("times", "Times"));
    if (ownJSON()) more.append(check("raw", "Raw text beside"));
    more.append(check("keys", "Keyboard shortcuts"));
    openDialog("View", kinds, more);
  }

  /* Keys */

  const KEYS = {
    j: ["next turn", () => step(1)],
    k: ["previous turn", () => step(-1)],
    J: ["next turn of the same speaker", () => step(1, true)],
    K: ["previous turn of the same speaker", () => step(-1, true)],
    l: ["copy the link to this turn", () => withTurn((turn) => takeLink(turn))],
    L: ["copy the link from the turn linked last to this one", () => withTurn((turn) => takeLink(turn, true))],
    c: ["quote or cite this turn", () => withTurn(quoteAndCite)],
    v: ["choose the view", openViews],
    "?": ["this help", openHelp],
  };

  function withTurn(act) {
    const turn = currentTurn() || turns().find(isShown);
    if (turn) act(turn);
  }

  function openHelp() {
    const list = make("dl", { className: "dialogue-keys" });
    const entries = [...Object.entries(KEYS).map(([key, [label]]) => [key, label]), ["/", "search"]];
    for (const [key, label] of entries) {
      list.append(make("div", {}, make("dt", {}, make("kbd", { textContent: key })), make("dd", { textContent: label })));
    }
    openDialog("Keys", list);
  }

  function onKey(event) {
    const { key, target } = event;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (!article?.isConnected || isEmbed() || !(key in KEYS) || (!choices.keys && key !== "?")) return;
    if (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName)) return;
    if (document.querySelector("dialog[open]")) return;
    event.preventDefault();
    KEYS[key][1]();
  }

  /* What stands on the page: two buttons in the header, one at each turn that comes near, and where one is. */

  function addTools() {
    const tools = article.querySelector(".dialogue-tools");
    if (!tools) return; // a site's own template
    for (const [label, act] of [["View", openViews], ["Keys", openHelp]]) {
      const button = make("button", { type: "button", "aria-label": label, "aria-haspopup": "dialog" });
      button.addEventListener("click", act);
      tools.append(button);
    }
  }

  function addTurnTools() {
    const near = new IntersectionObserver((entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting) continue;
        near.unobserve(target);
        const button = make("button", {
          type: "button", className: "turn-quote", "aria-haspopup": "dialog",
          "aria-label": `Quote or cite turn ${target.dataset.turn}`,
        });
        target.querySelector(".turn-place")?.append(button);
      }
    }, { rootMargin: "50%" });
    for (const turn of turns()) near.observe(turn);
  }

  /** On long dialogues: which turn of how many. */
  function addPlace() {
    const contents = article.querySelector(".dialogue-contents");
    if (!contents) return;
    const all = turns();
    const place = make("a", { className: "dialogue-place", href: `#${all[0].id}`, "aria-hidden": "true", tabIndex: -1 });
    article.append(place);
    let waiting = false;
    const update = () => {
      waiting = false;
      const number = Number(currentTurn()?.dataset.turn || 0);
      place.dataset.place = number ? `${number} / ${all.length}` : "";
      place.style.setProperty("--read", number / all.length);
    };
    addEventListener("scroll", () => {
      if (waiting || !article.isConnected) return;
      waiting = true;
      requestAnimationFrame(update);
    }, { passive: true });
    update();
  }

  document.addEventListener("keydown", onKey);
  document.addEventListener("click", (event) => {
    const turn = event.target.closest?.(".dialogue section.turn");
    if (!turn) return;
    if (event.target.closest(".turn-quote")) quoteAndCite(turn);
    if (event.target.closest(".turn-link") && !event.ctrlKey && !event.metaKey) {
      if (event.shiftKey && linked) event.preventDefault();
      takeLink(turn, event.shiftKey);
    }
  });
  addEventListener("hashchange", () => { if (article?.isConnected) onAddress(); });

  onDialogue("reading", (shown) => {
    article = shown;
    linked = undefined;
    addTools();
    applyView();
    addTurnTools();
    addPlace();
    onAddress();
  });
})();
