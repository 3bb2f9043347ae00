/* What the dialog asks: Pagefind in its worker, one instance for each shard of the index, and what was typed as its queries. */
window.mkdocsDialoguesEngine = (make, root) => {
  "use strict";
  const FOLDER = new URL("pagefind/", root).href;
  const opened = root.protocol === "file:"; // without a server
  const NOBODY = { nobody: "" }; // a filter that lets nothing through
  const BEHIND = "\u0001"; // behind a word: what begins with that stands nowhere
  const MINUTE = 60_000;
  let shards; // loaded with the first letter
  let known; // what the index was when they were loaded
  let looked; // when that was looked at last

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

  /** Pagefind's worker, asked as its own pagefind.js asks it, which is as long again. What makes an instance. */
  function inWorker() {
    const worker = new Worker(`${FOLDER}pagefind-worker.js`);
    const waiting = new Map();
    let last = 0;
    worker.addEventListener("message", ({ data: { id, result, error } }) => {
      const { resolve, reject } = waiting.get(id);
      waiting.delete(id);
      if (error) reject(new Error(error));
      else resolve(result);
    });
    worker.addEventListener("error", () => {
      waiting.forEach(({ reject }) => reject(new Error("no worker")));
      waiting.clear();
    });
    const ask = (instanceId, method, ...args) => new Promise((resolve, reject) => {
      const id = `message_${++last}`;
      waiting.set(id, { resolve, reject });
      worker.postMessage({ id, instanceId, method, args });
    });
    const unused = new FinalizationRegistry((held) => ask(...held));
    return async (language, options) => {
      await ask(language, "init", { ...options, language });
      return {
        filters: () => ask(language, "filters"),
        async search(query, asked) {
          const answer = await ask(language, "search", query, asked);
          for (const result of answer.results) {
            const { data } = result;
            result.data = () => ask(language, "getData", data);
            unused.register(result, [language, "releaseData", data]);
          }
          return answer;
        },
      };
    };
  }

  /** The same in the page itself. Pagefind takes the language from there, when it is made, and has no option for it. */
  async function inPage() {
    if (opened) await load(`${FOLDER}folder.js`);
    const module = opened ? window.mkdocsDialoguesPagefind(take) : await import(`${FOLDER}pagefind.js`);
    return (language, options) => {
      const page = document.documentElement;
      const { lang } = page;
      page.lang = language;
      try {
        return module.createInstance({ ...options, noWorker: true });
      } finally {
        page.lang = lang;
      }
    };
  }

  async function entry(stamp) {
    const answer = await (opened ? take : fetch)(`${FOLDER}pagefind-entry.json?ts=${stamp}`);
    if (!answer.ok) throw new Error("not there");
    return answer.text();
  }

  async function start() {
    const stamp = String(looked = Date.now());
    known = await entry(stamp);
    const { languages } = JSON.parse(known);
    const [first, ...others] = Object.keys(languages);
    if (!first) return [];
    if (!opened) { // they are there when they are asked for, behind the first
      for (const shard of others) fetch(`${FOLDER}pagefind.${languages[shard].hash}.pf_meta`).then((meta) => meta.blob()).catch(() => {});
    }
    const options = { basePath: FOLDER, baseUrl: "/", metaCacheTag: stamp, excerptLength: 30 };
    const all = async (made) => {
      const one = await made(first, options);
      await one.search(""); // answered when the program runs. The others share it: two that start at once break each other
      return [one, ...await Promise.all(others.map((shard) => made(shard, options)))];
    };
    if (opened || !window.Worker) return all(await inPage());
    return Promise.resolve().then(() => all(inWorker())).catch(async () => all(await inPage()));
  }

  /** All shards; what begins to load them. */
  function loaded() {
    shards ??= start().catch((error) => { forget(); throw error; });
    return shards;
  }

  /** All shards, those of now: a page stays open for days, and the site is made anew, whose files have other names. */
  async function current() {
    if (shards && !opened && Date.now() - looked > MINUTE) {
      looked = Date.now();
      const now = await entry(looked).catch(() => known);
      if (now !== known) forget();
    }
    return loaded();
  }

  function forget() {
    shards = undefined;
  }

  // Letters of writings without spaces: a word each in the index, as in unspaced.py.
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
  // File names, addresses and what dashes join, in pieces; "_" and hyphens; "C++" and "C#": as in documents.py.
  const DASHES = "\\u2014\\u2015\\u2022\\u2026\\u2044\\u2190-\\u21ff\\u2212\\u00d7";
  const DASH = new RegExp(`(?<=[\\p{L}\\p{N}])(?:[^\\p{L}\\p{N}\\p{M}\\s])*[${DASHES}](?:[^\\p{L}\\p{N}\\p{M}\\s])*(?=[\\p{L}\\p{N}])`, "gu");
  const isName = (word) => /[\p{L}\p{N}](?:[:?=-]*[._/\\][._/\\:?=-]*|::)[\p{L}\p{N}]/u.test(word) && /\p{L}/u.test(word);
  const pieces = (word) => word.replace(/(?<=[\p{L}\p{N}])-*[._/\\:?=][._/\\:?=-]*(?=[\p{L}\p{N}])/gu, " ");
  const cut = (word) => (isName(word) ? pieces(word) : word).replace(DASH, " ");
  const JOINT = new RegExp(`\\u2060(${MARK}) (${MARK})`, "gu");
  const SIGNED = /\+\+(?<=[A-Za-z]..)(?![A-Za-z])|#(?<=[A-Za-z].)(?![A-Za-z0-9])/gu;
  const signed = (text) => text.replace(SIGNED, (signs) => signs.replaceAll("+", "\u{10740}").replaceAll("#", "\u{10741}"));
  const unsigned = (text) => text.replaceAll("-\u2062", "_").replace(/-\u2060([\u2010-\u2013])-/g, "$1").replaceAll("\u{10740}", "+").replaceAll("\u{10741}", "#");
  const spaced = (text) => text.replace(/\S+/g, cut)
    .replace(RUN, (run) => ` ${run.match(LETTER).map(uncomposed).join(" ")} `).replace(/\s+/g, " ").trim();
  const joined = (text) => unsigned(composed(text.replace(JOINT, "$1$2").replace(GAP, "$1$2$3").replaceAll("</mark><mark>", ""))).trim();

  // Of a word, the index has letters and digits; of signs alone nothing but pictures.
  const WORD = /[\p{Alphabetic}\p{N}]/u;
  const isKept = (word) => WORD.test(word) || /[\p{Extended_Pictographic}\p{Regional_Indicator}]/u.test(word);
  const bare = (word) => (WORD.test(word) ? word.replace(/[^\p{Alphabetic}\p{N}\p{M}]/gu, "") : word);
  const words = (text) => text.split(/\s+/).filter(isKept).map(bare);

  /** A phrase in parts: a sign that stands alone has a place in the text, and none in the index. */
  const parts = (text) => text.split(/\s+/).map((word) => (isKept(word) ? word : "\n")).join(" ").split("\n");

  /** What was typed, as Pagefind's queries: phrases (in quotes, or without spaces), and the rest. A page answers all. */
  function queries(typed) {
    const phrases = [];
    const phrase = (text) => {
      for (const part of parts(text)) {
        const sought = words(spaced(part)).join(" ");
        if (sought) phrases.push(`"${sought}"`);
      }
      return " ";
    };
    const rest = words(signed(typed).replace(/["“”„«»]([^"“”„«»]+)["“”„«»]/g, (_, text) => phrase(text))
      .replace(/\S+/g, (word) => (/\s/.test(cut(word)) ? phrase(word) : word)).replace(RUN, phrase)).join(" ");
    if (rest) phrases.push(rest);
    return phrases.length ? phrases : [typed.trim()].filter(Boolean);
  }

  /** What is found. A word with a hyphen is in the index whole, and in its parts, by which it is found while it is typed. */
  async function search(text, order, chosen) {
    const found = await sought(text, order, chosen);
    if (found.count || /["“”„«»]/.test(text)) return found;
    const apart = text.replace(/(?<=[\p{L}\p{N}])[-\u2010-\u2013]+(?=[\p{L}\p{N}])/gu, " ");
    return apart === text ? found : sought(apart, order, chosen);
  }

  async function sought(text, order, chosen) {
    const every = await current();
    const options = { filters: { ...chosen } };
    const asked = queries(text);
    const answers = await Promise.all(every.map(async (shard) => {
      const [first, ...others] = await Promise.all(asked.map(async (query) => {
        const answer = await shard.search(query, options);
        return { ...answer, results: await meant(shard, query, answer.results) };
      }));
      const kept = others.map((other) => new Set(other.results.map(({ id }) => id)));
      return { ...first, results: first.results.filter(({ id }) => kept.every((ids) => ids.has(id))) };
    }));
    const lists = answers.map(({ results }) => (order ? dated(results, order) : results));
    return {
      count: lists.reduce((sum, { length }) => sum + length, 0),
      counts: asked.length === 1 ? answers.filter(({ results }) => results.length).map(({ filters }) => filters) : null,
      next: order ? byDate(lists, order) : byScore(lists),
    };
  }

  /** Where a shard does not have a word, Pagefind answers with a beginning of it ("kett" for "kettledrum"): none then. */
  async function meant(shard, query, results) {
    if (!results.length || query.startsWith('"')) return results;
    for (const word of query.split(/\s+/)) {
      if (/[\p{L}\p{N}]/u.test(word) && !(await has(shard, word))) return [];
    }
    return results;
  }

  /** Whether a shard has a word, or one that begins so. Asked of what is loaded, and not by loading a page. */
  async function has(shard, word) {
    const exact = await shard.search(`"${word}"`, { filters: NOBODY });
    if (exact.unfilteredResultCount) return true;
    // For a word that nothing begins with, the answer is the same as for that word with something behind it.
    const [found, other] = await Promise.all([word, word + BEHIND].map((one) => shard.search(one)));
    const place = (result) => `${result.id} ${result.words[0] ?? result.matchedMetaFields}`;
    const beginnings = new Set(other.results.map(place));
    return found.results.some((result) => !beginnings.has(place(result)));
  }

  /** Pages are numbered by date in their names, those without a date behind a point instead of a hyphen: pieces.py. */
  function dated(results, order) {
    const place = ({ id }) => parseInt(/[^.-]*$/.exec(id)[0], 16);
    const undated = ({ id }) => id.includes(".");
    const sign = order === "desc" ? -1 : 1;
    return results.sort((one, other) => undated(one) - undated(other) || sign * (place(one) - place(other)));
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

  /** The values of all facets, and how many pages have each. */
  const filters = async () => Promise.all((await loaded()).map((shard) => shard.filters()));

  /** How many of what was found have each value: of a search before the filters were loaded that is not known. */
  const counted = async (text, chosen) => Promise.all((await loaded()).map(
    async (shard) => (await shard.search(queries(text)[0], { filters: { ...chosen } })).filters
  ));

  return { opened, loaded, forget, search, filters, counted, joined, asks: (text) => queries(text).length > 0 };
};
