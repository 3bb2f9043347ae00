/* Ways to read a dialogue: links to turns and ranges, views, keys; dialogs.js, loaded when it is first wanted, has the
   dialogs. Without it the page is whole. All words that it adds stand in labels and dialogs, so that the page's own
   text is the same with and without it. */
(() => {
  "use strict";
  const { announce, copy, fetchPart, flash, make, onDialogue } = window.mkdocsDialogues;
  const STORE = "mkdocs-dialogues";
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
    const named = article.querySelector("section.turn:target");
    const { scrollHeight } = document.documentElement;
    if (named && inView(named) && scrollY + innerHeight >= scrollHeight - 2) return named; // no nearer to the line
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
    if (shown[place]) goTo(shown[place]);
    else turnPage(direction);
  }

  /** Of a dialogue that has several pages, the one behind or before this, at the turn that comes next. */
  function turnPage(direction) {
    const link = article.querySelector(`.dialogue-facts a[rel=${direction > 0 ? "next" : "prev"}]`);
    if (link) location.assign(`${link.href}#${link.dataset.anchor}`);
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
    const last = rangeEnd();
    if (turn && last) showRange(...ordered(turn, last));
    else for (const one of article.querySelectorAll("[data-in-range]")) one.removeAttribute("data-in-range");
  }

  const title = () => article.querySelector(".dialogue-title").textContent.trim();
  const date = () => article.querySelector(".dialogue-facts time")?.textContent.trim();

  /* What few readers want of a page is fetched when somebody first does. */

  async function dialog(name, ...given) {
    let dialogs;
    try {
      dialogs = await fetchPart("dialogs", "dialogs.css", "dialogs.js");
    } catch {
      return announce("This part of the page could not be fetched");
    }
    dialogs[name]({ article, address, applyView, choices, date, keep, keys: KEYS, title }, ...given);
  }

  const quoteAndCite = (turn) => dialog("quoteAndCite", turn);
  const openViews = () => dialog("openViews");
  const openHelp = () => dialog("openHelp");

  /* One turn, or a range, alone in somebody else's page: ?embed hides all the rest. Without a script the frame shows
     the whole page, at the turn. */

  const isEmbed = () => new URLSearchParams(location.search).has("embed");

  function showEmbed() {
    const target = byAnchor(location.hash.slice(1))?.closest?.("section.turn") || turns()[0];
    const last = rangeEnd();
    showRange(...(last ? ordered(target, last) : [target, target]));
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
    if (choices.raw) dialog("showRaw");
    if (anchor && isShown(anchor)) scrollBy({ top: anchor.getBoundingClientRect().top - before, behavior: "instant" });
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

  /** Where a range ends that the address names; at the end of the page, if it goes on on the next. */
  function rangeEnd() {
    const id = new URLSearchParams(location.search).get("to") || "";
    const last = document.getElementById(id);
    if (last?.matches("section.turn")) return last;
    return id && !last && article.querySelector(".dialogue-facts a[rel=next]") ? turns().at(-1) : null;
  }

  /** On long dialogues: which turn of how many. */
  function addPlace() {
    const contents = article.querySelector(".dialogue-contents");
    if (!contents) return;
    const all = turns();
    const count = Number(article.dataset.turns) || all.length; // of all pages
    const place = make("a", { className: "dialogue-place", href: `#${all[0].id}`, "aria-hidden": "true", tabIndex: -1 });
    article.append(place);
    let waiting = false;
    const update = () => {
      waiting = false;
      const number = Number(currentTurn()?.dataset.turn || 0);
      place.dataset.place = number ? `${number} / ${count}` : "";
      place.style.setProperty("--read", number / count);
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
