/* The search dialog: results of Pagefind by turn, facets, order. What it shows of a page is set as text, never as HTML. */
window.mkdocsDialoguesSearch = (parts) => {
  "use strict";
  const { make } = window.mkdocsDialogues;
  const { box, toggle, field, close, root } = parts;
  const STEP = 10; // pages that are shown at once
  const TURNS = 3; // turns of a page that are shown unfolded
  const PAUSE = 120; // milliseconds without a key before a search begins
  const FACETS = { model: "Model", theme: "Theme", participant: "Participant", year: "Year", series: "Series" };
  const settings = JSON.parse(document.getElementById("__config").textContent);
  const words = settings.translations;
  const marks = settings.features.includes("search.highlight");
  const wrap = box.querySelector(".md-search__scrollwrap");
  const meta = box.querySelector(".md-search-result__meta");
  const list = box.querySelector(".md-search-result__list");
  const share = box.querySelector("[data-md-component=search-share]");
  const chosen = {}; // facet: value
  let engine; // loaded with the first letter
  let found = null; // the answer that is shown
  let latest = 0; // number of the search that was begun last
  let goes = false; // Enter was pressed before there was an answer
  let timer;

  /* The engine: one Pagefind for each shard of the index. A shard is a language to Pagefind (en-x-s3). */

  const FOLDER = new URL("pagefind/", root).href;
  const opened = root.protocol === "file:"; // without a server

  function load(address) {
    return new Promise((resolve, reject) => {
      const script = make("script", { src: address });
      script.addEventListener("load", resolve);
      script.addEventListener("error", () => reject(new Error("not there")));
      document.head.append(script);
      script.remove();
    });
  }

  const given = new Map(); // by file: who waits for it
  window.mkdocsDialoguesFile = (name, data) => given.get(name)?.(Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)));

  /** From a folder a browser fetches nothing. It loads scripts, and the index's files lie there as such: folder.py. */
  async function take(address) {
    const name = new URL(address, FOLDER).pathname.split("/pagefind/").pop();
    const bytes = new Promise((resolve) => given.set(name, resolve));
    await load(`${FOLDER}${name}.js`);
    return new Response(await bytes);
  }

  async function program() {
    if (!opened) return import(`${FOLDER}pagefind.js`);
    await load(`${FOLDER}folder.js`);
    return window.mkdocsDialoguesPagefind(take);
  }

  async function start() {
    const folder = FOLDER;
    const stamp = String(Date.now());
    const answer = await (opened ? take : fetch)(`${folder}pagefind-entry.json?ts=${stamp}`);
    if (!answer.ok) throw new Error("not there");
    const { languages } = await answer.json();
    const module = await program();
    const made = (tag) => instance(module, tag, { basePath: folder, baseUrl: "/", metaCacheTag: stamp, excerptLength: 30, noWorker: opened });
    const [first, ...others] = Object.keys(languages);
    if (!first) return [];
    const one = made(first);
    await one.search(""); // answered when the program runs. The others share it: two that start at once break each other
    return [one, ...others.map(made)];
  }

  /** Pagefind takes its language from the page at the moment when it is made, and has no option for it. */
  function instance(module, tag, options) {
    const page = document.documentElement;
    const { lang } = page;
    page.lang = tag;
    try {
      return module.createInstance(options);
    } finally {
      page.lang = lang;
    }
  }

  function loaded() {
    engine ??= start().catch((error) => { engine = undefined; throw error; });
    return engine;
  }

  // Letters of writings without spaces: a word each in the index, as in documents.py.
  const UNSPACED = "[\\u0e00-\\u0eff\\u1000-\\u109f\\u1780-\\u17ff\\u3040-\\u30ff\\u31f0-\\u31ff\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff66-\\uff9f\\u{20000}-\\u{3ffff}]\\p{M}*";
  const LETTER = new RegExp(UNSPACED, "gu");
  const RUN = new RegExp(`(?:${UNSPACED})+`, "gu");
  const MARK = "(?:</?mark>)?";
  const GAP = new RegExp(`(${UNSPACED}[\\u{10600}-\\u{106cf}]*|[\\u3000-\\u303f\\uff00-\\uff65])(${MARK}) (${MARK})(?=${UNSPACED})`, "gu");
  // Marks on such letters, as two letters of Linear A, as in documents.py.
  const LINEAR_A = /([\u{10640}-\u{106cf}])([\u{10600}-\u{1063f}])/gu;
  const uncomposed = (letter) => letter.replace(/[\u0e00-\u30ff]\p{M}*/gu, (one) => one.normalize("NFD").replace(/\p{M}/gu, (mark) => {
    const number = mark.codePointAt(0) - 0xe00;
    return String.fromCodePoint(0x10640 + (number >> 6), 0x10600 + (number & 63));
  }));
  const composed = (text) => text.replace(LINEAR_A, (_, high, low) => (
    String.fromCodePoint(0xe00 + ((high.codePointAt(0) - 0x10640) << 6) + low.codePointAt(0) - 0x10600)
  )).normalize("NFC");
  // File names and addresses, in pieces, as in documents.py.
  const isName = (word) => /[\p{L}\p{N}][._/\\]+[\p{L}\p{N}]/u.test(word) && /\p{L}/u.test(word);
  const pieces = (word) => word.replace(/(?<=[\p{L}\p{N}])[._/\\:?=-]+(?=[\p{L}\p{N}])/gu, " ");
  const JOINT = new RegExp(`\\u2060(${MARK}) (${MARK})`, "gu");
  const spaced = (text) => text.replace(/\S+/g, (word) => (isName(word) ? pieces(word) : word))
    .replace(RUN, (run) => ` ${run.match(LETTER).map(uncomposed).join(" ")} `).replace(/\s+/g, " ").trim();
  const joined = (text) => composed(text.replace(JOINT, "$1$2").replace(GAP, "$1$2$3").replaceAll("</mark><mark>", "")).trim();

  /** What was typed, as Pagefind's queries: phrases (in quotes, or without spaces), and the rest. A page answers all. */
  function queries(text) {
    const phrases = [];
    const phrase = (words) => { if (words.trim()) phrases.push(`"${spaced(words)}"`); return " "; };
    const rest = text.replace(/["“”„«»]([^"“”„«»]+)["“”„«»]/g, (_, words) => phrase(words))
      .replace(/\S+/g, (word) => (isName(word) ? phrase(word) : word)).replace(RUN, phrase).replace(/["“”„«»]/g, " ").trim();
    return rest ? [...phrases, rest] : phrases;
  }

  async function search(text, order) {
    const shards = await loaded();
    const options = { filters: { ...chosen }, sort: order === "asc" ? { oldest: order } : order ? { date: order } : {} };
    const asked = queries(text);
    const answers = await Promise.all(shards.map(async (shard) => {
      const [first, ...others] = await Promise.all(asked.map(async (query) => {
        const answer = await shard.search(query, options);
        return { ...answer, results: await meant(shard, query, answer.results) };
      }));
      const kept = others.map((other) => new Set(other.results.map(({ id }) => id)));
      return { ...first, results: first.results.filter(({ id }) => kept.every((ids) => ids.has(id))) };
    }));
    const lists = answers.map(({ results }) => results);
    return {
      count: lists.reduce((sum, { length }) => sum + length, 0),
      counts: asked.length === 1 ? answers.filter(({ results }) => results.length).map(({ filters }) => filters) : null,
      next: order ? byDate(lists, order) : byScore(lists),
    };
  }

  /** Where a shard does not have a word, Pagefind answers with a beginning of it ("kett" for "kettledrum"): none then. */
  async function meant(shard, query, results) {
    if (!results.length || query.startsWith('"')) return results;
    const fold = (word) => word.normalize("NFD").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, "");
    const page = await results[0].data();
    const words = page.raw_content.split(/\s+/);
    const matched = [...page.locations.map((place) => words[place] ?? ""), ...Object.values(page.meta)].map(fold);
    for (const term of query.split(/\s+/).map(fold).filter(Boolean)) {
      if (matched.some((word) => word.includes(term))) continue;
      if (!(await shard.search(`"${term}"`)).results.length) return [];
    }
    return results;
  }

  function byScore(lists) {
    const results = lists.flat().sort((one, other) => other.score - one.score);
    let place = 0;
    return async (number) => Promise.all(results.slice(place, place += number).map((result) => result.data()));
  }

  /** Each shard gives its own results by date; the newest (or oldest) of their heads comes next. */
  function byDate(lists, order) {
    const heads = lists.map((results) => ({ results, place: 0, page: results[0]?.data() }));
    const date = ({ meta }) => meta.date || (order === "desc" ? "" : "9999");
    const before = (one, other) => (order === "desc" ? one > other : one < other);
    return async (number) => {
      const pages = [];
      while (pages.length < number) {
        const open = heads.filter(({ page }) => page);
        const shown = await Promise.all(open.map(({ page }) => page));
        if (!open.length) break;
        const best = shown.reduce((best, page, index) => (before(date(page), date(shown[best])) ? index : best), 0);
        pages.push(shown[best]);
        const head = open[best];
        head.place += 1;
        head.page = head.results[head.place]?.data();
      }
      return pages;
    };
  }

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
      const [, before, word, after] = /^(\p{P}*)(.*?)(\p{P}*)$/su.exec(text);
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
    const [title, participants] = [page.meta.title, page.meta.participants].map((text) => joined(text ?? ""));
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

  async function show(number) {
    const answer = found;
    const pages = await answer.next(number);
    if (answer !== found) return;
    const first = list.childElementCount;
    list.append(...pages.map(item));
    more.hidden = !pages.length || list.childElementCount >= answer.count;
    return list.children[first]?.querySelector("a");
  }

  more.addEventListener("click", async () => (await show(STEP))?.focus());

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
    const shards = await loaded();
    const every = merged(await Promise.all(shards.map((shard) => shard.filters())));
    // What was found before the filters were loaded has no counts; ask once more.
    if (answer.counts && !answer.counted) {
      const again = await Promise.all(shards.map((shard) => shard.search(queries(answer.text)[0], { filters: { ...chosen } })));
      Object.assign(answer, { counts: again.map(({ filters }) => filters), counted: true });
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

  async function run() {
    const number = ++latest;
    clearTimeout(timer);
    const text = field.value.trim();
    tellShare(text);
    if (!queries(text).length) {
      found = null;
      list.replaceChildren();
      more.hidden = facets.hidden = true;
      say(words["search.result.placeholder"]);
      return;
    }
    let answer;
    try {
      answer = await search(text, order.value);
    } catch (error) {
      engine = undefined;
      if (number !== latest) return;
      if (opened) return say("To be searched from a folder, a site is built with Material’s plugin “offline”.");
      say("The index is not there yet. Trying again …"); // under a preview it is made after the pages
      timer = setTimeout(run, 1000);
      return;
    }
    if (number !== latest) return;
    found = { ...answer, text };
    list.replaceChildren();
    wrap.scrollTop = 0;
    facets.hidden = false;
    const { count } = answer;
    const sentence = count === 0 ? "none" : count === 1 ? "one" : "other";
    await show(STEP);
    if (number !== latest) return;
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
    if (!event.isComposing) timer = setTimeout(run, PAUSE);
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

  function walk(event) {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
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

  /** Mark words on the page without touching it. https://developer.mozilla.org/docs/Web/API/CSS_Custom_Highlight_API */
  function highlight(text) {
    if (!window.Highlight || !CSS.highlights) return;
    const sought = text.toLowerCase().match(/[\p{L}\p{N}]+/gu);
    const main = document.querySelector(".md-content");
    if (!sought || !main) return;
    const ranges = [];
    const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const low = node.data.toLowerCase();
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
