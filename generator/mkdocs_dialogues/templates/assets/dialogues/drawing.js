/* Shows diagrams above their sources. dialogues.js loads it where a dialogue has any. */
(() => {
  "use strict";
  const here = document.currentScript.src;

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

  const LEGIBLE = 0.6; // a diagram that is drawn smaller than this cannot be read: it scrolls instead
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
      picture.style.minInlineSize = `${Math.ceil(LEGIBLE * width) || 0}px`;
      figure.append(picture);
      const fold = document.createElement("details");
      fold.className = "dialogue-source";
      const summary = document.createElement("summary");
      summary.textContent = "Source of the diagram";
      fold.append(summary);
      source.replaceWith(figure, fold);
      fold.append(source);
      if (figure.scrollWidth > figure.clientWidth) {
        for (const [name, value] of Object.entries({ tabindex: "0", role: "group", "aria-label": "Diagram" })) figure.setAttribute(name, value);
      }
    }
  }

  window.mkdocsDialogues.drawing = drawDiagrams;
})();
