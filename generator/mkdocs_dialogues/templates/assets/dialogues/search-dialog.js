/* The search dialog: results of Pagefind by turn, facets, order. What it shows of a page is set as text, never as HTML. */
window.mkdocsDialoguesSearch = (parts) => {
  "use strict";
  const { make } = window.mkdocsDialogues;
  const { box, toggle, field, close, root } = parts;
  const STEP = 10; // pages that are shown before one asks for more
  const FEW = 3; // pages that are loaded at a time: each with all its text, so none before it comes into view
  const TURNS = 3; // turns of a page that are shown unfolded
  const NAMED = 8; // of many who take part
  const PAUSE = 250; // milliseconds without a key before a search begins
  const LONGER = 700; // and behind one or two letters, with which very many words begin
  const FACETS = { model: "Model", theme: "Theme", participant: "Participant", year: "Year", series: "Series" };
  const settings = JSON.parse(document.getElementById("__config").textContent);
  const words = settings.translations;
  const marks = settings.features.includes("search.highlight");
  const wrap = box.querySelector(".md-search__scrollwrap");
  const meta = box.querySelector(".md-search-result__meta");
  const list = box.querySelector(".md-search-result__list");
  const share = box.querySelector("[data-md-component=search-share]");
  const chosen = {}; // facet: value
  const engine = window.mkdocsDialoguesEngine(make, root);
  const { joined } = engine;
  let found = null; // the answer that is shown
  let wanted = 0; // how many of its pages
  let filling = Promise.resolve();
  let latest = 0; // number of the search that was begun last
  let goes = false; // Enter was pressed before there was an answer
  let timer;

  /* What is shown. */

  /** Where a result leads: on this site, whatever the index says. */
  function address(page, anchor) {
    const path = page.raw_url.replace(/^\/+/, "").split("/").map(encodeURIComponent).join("/");
    const url = new URL(root.protocol === "file:" ? path : path.replace(/(^|\/)index\.html$/, "$1"), root);
    if (marks) url.searchParams.set("h", found.text);
    if (anchor) url.hash = anchor;
    return url.href;
  }

  /** An excerpt is HTML with marks, "&lt;" and "&gt;" to Pagefind. A turn's begins with its heading: not shown again. */
  function excerpt(html, heading = "") {
    const pieces = joined(html).split(/<\/?mark>/).map((piece) => piece.replaceAll("&lt;", "<").replaceAll("&gt;", ">"));
    const whole = pieces.join("");
    let skip = heading && whole.startsWith(heading) ? heading.length + /^[.\s]*/.exec(whole.slice(heading.length))[0].length : 0;
    const line = make("p", { dir: "auto" });
    pieces.forEach((piece, index) => {
      const text = piece.slice(skip);
      skip = Math.max(0, skip - piece.length);
      const [, before, word, after] = /^(\p{P}*)(.*?)((?:(?!#)\p{P})*)$/su.exec(text);
      if (index % 2) line.append(before, make("mark", {}, word), after);
      else line.append(text);
    });
    return line;
  }

  function link(href, page, ...children) {
    const article = make("article", { className: "md-search-result__article md-typeset" }, ...children);
    if (page) article.prepend(make("div", { className: "md-search-result__icon md-icon" }));
    return make("a", { className: "md-search-result__link", href }, article);
  }

  const weight = ({ weighted_locations: places }) => places.reduce((sum, place) => sum + place.balanced_score, 0);

  function item(page) {
    const turns = page.sub_results.filter(({ anchor }) => anchor && anchor.element !== "h1");
    const said = turns.filter((turn) => weight(turn) > 0);
    const best = new Set([...(said.length ? said : turns)].sort((one, other) => weight(other) - weight(one)).slice(0, TURNS));
    const { date } = page.meta;
    const [title, cast] = [page.meta.title, page.meta.participants].map((text) => joined(text ?? ""));
    const names = cast.split(", ");
    const participants = names.length > NAMED + 1 ? `${names.slice(0, NAMED).join(", ")} and ${names.length - NAMED} others` : cast;
    const heading = make("h2", { className: "dialogue-hit", dir: "auto" }, title || page.raw_url);
    const facts = [date, participants].filter(Boolean).join(" · ");
    const lines = [heading, ...(facts ? [make("p", { className: "dialogue-hit-facts", dir: "auto" }, facts)] : [])];
    if (!turns.length) lines.push(excerpt(page.excerpt));
    const shown = make("li", { className: "md-search-result__item" }, link(address(page), true, ...lines));
    const turn = (one) => link(
      address(page, one.anchor.id), false, make("h3", { className: "dialogue-hit-turn", dir: "auto" }, joined(one.title)), excerpt(one.excerpt, joined(one.title))
    );
    shown.append(...turns.filter((one) => best.has(one)).map(turn));
    const others = said.filter((one) => !best.has(one));
    if (others.length) {
      const more = words[`search.result.more.${others.length === 1 ? "one" : "other"}`].replace("#", others.length);
      shown.append(make("details", { className: "md-search-result__more" }, make("summary", {}, make("div", {}, more)), ...others.map(turn)));
    }
    return shown;
  }

  const more = make("button", { type: "button", className: "dialogue-search-more", hidden: true }, "More results");
  list.after(more);
  list.removeAttribute("role");
  meta.setAttribute("role", "status");

  /** Show pages until so many are there and the view is full, but not more than are wanted. */
  function fill(least) {
    const full = () => list.childElementCount >= least && list.getBoundingClientRect().bottom > innerHeight;
    filling = filling.then(async () => {
      const answer = found;
      while (answer && answer === found && list.childElementCount < Math.min(wanted, answer.count) && !full()) {
        const pages = await answer.next(Math.min(FEW, wanted - list.childElementCount));
        if (answer !== found) return;
        if (!pages.length) break;
        list.append(...pages.map(item));
      }
      if (answer && answer === found) more.hidden = list.childElementCount < wanted || wanted >= answer.count;
    }).catch(again);
    return filling;
  }

  more.addEventListener("click", async () => {
    const place = list.childElementCount;
    wanted += STEP;
    await fill(place + 1);
    list.children[place]?.querySelector("a")?.focus();
  });
  wrap.addEventListener("scroll", () => fill(0), { passive: true });
  list.addEventListener("focusin", ({ target }) => fill([...list.children].indexOf(target.closest("li")) + 1 + FEW));

  function say(text) {
    if (meta.textContent !== text) meta.textContent = text;
  }

  const order = make("select", {}, make("option", { value: "" }, "Best match"), make("option", { value: "desc" }, "Newest first"), make("option", { value: "asc" }, "Oldest first"));
  const controls = make("div", { className: "dialogue-search-controls" });
  const facets = make("details", { className: "dialogue-search-facets", hidden: true }, make("summary", {}, "Filter and sort"), controls);
  meta.before(facets);

  /** A choice for each facet that the site has; with counts of what was found. */
  async function drawFacets() {
    if (!facets.open || !found) return;
    const answer = found;
    const every = merged(await engine.filters());
    // What was found before the filters were loaded has no counts; ask once more.
    if (answer.counts && !answer.counted) {
      Object.assign(answer, { counts: await engine.counted(answer.text, chosen), counted: true });
    }
    if (answer !== found) return;
    const counts = answer.counts && merged(answer.counts);
    const active = document.activeElement;
    const focused = active?.dataset?.facet;
    controls.replaceChildren(...Object.keys(FACETS).filter((facet) => every[facet]).map((facet) => choice(facet, every[facet], counts?.[facet])), labelled("Order", order));
    if (active === order) order.focus();
    else if (focused) controls.querySelector(`[data-facet="${focused}"]`)?.focus();
  }

  function merged(several) {
    const sum = {};
    for (const filters of several) {
      for (const [facet, values] of Object.entries(filters)) {
        const into = sum[facet] ??= {};
        for (const [value, count] of Object.entries(values)) into[value] = (Object.hasOwn(into, value) ? into[value] : 0) + count;
      }
    }
    return sum;
  }

  const labelled = (text, control) => make("label", {}, make("span", {}, text), control);

  function choice(facet, every, counts) {
    const select = make("select", { "data-facet": facet }, make("option", { value: "" }, "Any"));
    const values = Object.keys(every).filter((value) => !counts || counts[value] > 0 || chosen[facet] === value);
    const rank = facet === "year"
      ? (one, other) => other.localeCompare(one)
      : (one, other) => (counts?.[other] ?? 0) - (counts?.[one] ?? 0) || one.localeCompare(other);
    for (const value of values.sort(rank)) {
      select.append(make("option", { value }, counts ? `${value} (${counts[value] ?? 0})` : value));
    }
    select.value = chosen[facet] ?? "";
    select.addEventListener("change", () => {
      if (select.value) chosen[facet] = select.value;
      else delete chosen[facet];
      run();
    });
    return labelled(FACETS[facet], select);
  }

  facets.addEventListener("toggle", drawFacets);
  order.addEventListener("change", () => run());

  /** The index is not there yet, or not any more: under a preview it is made after the pages, and a site is renewed. */
  function again() {
    engine.forget();
    clearTimeout(timer);
    if (engine.opened) return say("To be searched from a folder, a site is built with Material’s plugin “offline”.");
    say("The index is not there yet. Trying again …");
    timer = setTimeout(run, 1000);
  }

  async function run() {
    const number = ++latest;
    clearTimeout(timer);
    const text = field.value.trim();
    tellShare(text);
    if (!engine.asks(text)) {
      found = null;
      list.replaceChildren();
      more.hidden = facets.hidden = true;
      say(words["search.result.placeholder"]);
      return;
    }
    let answer;
    try {
      answer = await engine.search(text, order.value, chosen);
    } catch {
      if (number === latest) again();
      return;
    }
    if (number !== latest) return;
    found = { ...answer, text };
    wanted = STEP;
    list.replaceChildren();
    more.hidden = true;
    wrap.scrollTop = 0;
    facets.hidden = false;
    const { count } = answer;
    const sentence = count === 0 ? "none" : count === 1 ? "one" : "other";
    await fill(1);
    if (number !== latest || (count && !list.childElementCount)) return;
    say(words[`search.result.${sentence}`].replace("#", count.toLocaleString()));
    if (goes) list.querySelector("a")?.click();
    goes = false;
    drawFacets();
  }

  function tellShare(text) {
    if (!share) return;
    const url = new URL(location.href);
    url.hash = "";
    url.search = text ? new URLSearchParams({ q: text }) : "";
    share.href = url.href;
    share.dataset.clipboardText = url.href;
  }

  field.addEventListener("input", (event) => {
    goes = false;
    clearTimeout(timer);
    latest += 1; // an answer that comes now is too late
    if (event.isComposing) return;
    engine.loaded().catch(() => {}); // who searches will say it
    timer = setTimeout(run, /(^|\s)[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]{1,2}$/u.test(field.value) ? LONGER : PAUSE);
  });
  field.addEventListener("compositionend", () => { timer = setTimeout(run, PAUSE); });
  box.querySelector("form").addEventListener("reset", () => setTimeout(() => { run(); field.focus(); }));
  list.addEventListener("click", (event) => { if (event.target.closest("a")) close(); });
  share?.addEventListener("click", (event) => event.preventDefault());
  toggle.addEventListener("change", () => {
    if (toggle.checked) return;
    const url = new URL(location.href);
    if (!url.searchParams.has("q")) return;
    url.searchParams.delete("q");
    history.replaceState(history.state, "", url);
  });

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.metaKey || event.ctrlKey || event.altKey) return;
    if (event.key === "Enter" && document.activeElement === field) enter();
    else if (event.key.startsWith("Arrow") && document.activeElement.tagName !== "SELECT") walk(event);
  });

  function enter() {
    const first = found && found.text === field.value.trim() && list.querySelector("a");
    if (first) first.click();
    else {
      goes = true;
      run();
    }
  }

  async function walk(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (event.key === "ArrowUp" && document.activeElement === field) await fill(wanted);
    const stops = [field, ...wrap.querySelectorAll("a, .md-search-result__more > summary, .dialogue-search-more")]
      .filter((element) => element === field || element.getClientRects().length);
    const place = stops.indexOf(document.activeElement) + (event.key === "ArrowUp" ? -1 : 1);
    stops[(place + stops.length) % stops.length].focus();
  }

  let marker;

  /** How marked words look: set from here, since validators do not know the selector yet. */
  function makeMarker() {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync("::highlight(dialogues-search) { background-color: #ffdc0060; }");
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return sheet;
  }

  /** A text in small letters without accents, each letter in its place: "cafe" finds "café". */
  const folded = (text) => text.toLowerCase().replace(/[^\u0000-\u007f]/g, (letter) => {
    const base = letter.normalize("NFD")[0];
    return /[\p{Script=Latin}\p{Script=Greek}\p{Script=Cyrillic}]/u.test(base) ? base : letter;
  });

  /** Mark words on the page without touching it. https://developer.mozilla.org/docs/Web/API/CSS_Custom_Highlight_API */
  function highlight(text) {
    if (!window.Highlight || !CSS.highlights) return;
    const sought = folded(text.normalize("NFC")).match(/[\p{L}\p{N}]+/gu);
    const main = document.querySelector(".md-content");
    if (!sought || !main) return;
    const ranges = [];
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const low = folded(node.data);
      if (low.length !== node.data.length) continue; // a letter that is longer when it is small
      for (const word of sought) {
        for (let at = low.indexOf(word); at >= 0; at = low.indexOf(word, at + word.length)) {
          const range = new Range();
          range.setStart(node, at);
          range.setEnd(node, at + word.length);
          ranges.push(range);
        }
      }
    }
    marker ??= makeMarker();
    CSS.highlights.set("dialogues-search", new Highlight(...ranges));
  }

  if (field.value) run();
  return { highlight };
};
