/* Draws diagrams inside a frame of its own, which drawing.js makes: sandboxed, of no origin, without the network.
   What mermaid makes of hostile text can do nothing there, and goes back to the page as the text of a picture. */
(() => {
  "use strict";
  // A diagram shows no picture from elsewhere: nothing that is drawn here leads out of it.
  const inside = (value) => /^\s*#/.test(value);
  for (const [name, at] of [["setAttribute", 0], ["setAttributeNS", 1]]) {
    const set = Element.prototype[name];
    Element.prototype[name] = function (...given) {
      const leads = /^(?:xlink:)?href$|^src(?:set)?$/i.test(given[at]);
      if (!leads || inside(String(given[at + 1]))) set.apply(this, given);
    };
  }
  for (const name of ["src", "srcset"]) {
    Object.defineProperty(HTMLImageElement.prototype, name, {
      set() { throw new Error("a diagram shows no picture from elsewhere"); },
    });
  }

  /** The drawing as XML: what an <img> takes. */
  function asXml(svg) {
    const parsed = new DOMParser().parseFromString(svg, "text/html").querySelector("svg");
    const [, , width, height] = (parsed.getAttribute("viewBox") || "").split(/[\s,]+/).map(Number);
    if (width && height) {
      parsed.setAttribute("width", width);
      parsed.setAttribute("height", height);
    }
    return { svg: new XMLSerializer().serializeToString(parsed), width, height };
  }

  let drawn = 0;
  async function draw({ text, theme, fontFamily }) {
    window.mermaid.initialize({
      startOnLoad: false,
      securityLevel: "strict",
      secure: [
        "secure", "securityLevel", "startOnLoad", "maxTextSize", "suppressErrorRendering", "maxEdges",
        "htmlLabels", "themeCSS", "fontFamily", "altFontFamily", "dompurifyConfig",
      ],
      suppressErrorRendering: true,
      htmlLabels: false,
      flowchart: { htmlLabels: false },
      theme,
      fontFamily,
    });
    const { svg } = await window.mermaid.render(`diagram-${++drawn}`, text);
    return asXml(svg);
  }

  addEventListener("message", async ({ data, source }) => {
    if (source !== parent) return;
    let answer;
    try { answer = await draw(data); } catch (error) { answer = { error: String(error) }; }
    parent.postMessage({ ...answer, number: data.number }, "*"); // this frame has no origin, and nothing to hide
  });
  parent.postMessage({ ready: Boolean(window.mermaid) }, "*");
})();
