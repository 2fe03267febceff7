"""Reports that try to be more than words: each payload would set `window.hacked`, ask another machine or break a page."""

from __future__ import annotations

from typing import Any

EVIL = "https://evil.example"

PAYLOADS: tuple[str, ...] = (
    "<script>window.hacked=1;alert(1)</script>",
    "</script><script>window.hacked=1</script>",
    "</title><script>window.hacked=1</script>",
    "</textarea><script>window.hacked=1</script>",
    "</style><script>window.hacked=1</script>",
    "--><script>window.hacked=1</script><!--",
    "]]><script>window.hacked=1</script>",
    '"><script>window.hacked=1</script>',
    "'><script>window.hacked=1</script>",
    '" autofocus onfocus="window.hacked=1',
    "' onmouseover='window.hacked=1",
    "` onclick=`window.hacked=1`",
    "<img src=x onerror=window.hacked=1>",
    f'<img src="{EVIL}/pixel.png">',
    "<svg onload=window.hacked=1>",
    "<svg><script>window.hacked=1</script></svg>",
    "<svg><animate onbegin=window.hacked=1 attributeName=x dur=1s>",
    '<svg><a xlink:href="javascript:window.hacked=1"><text>x</text></a></svg>',
    "<math><mtext><script>window.hacked=1</script></mtext></math>",
    "<body onload=window.hacked=1>",
    "<input autofocus onfocus=window.hacked=1>",
    "<details open ontoggle=window.hacked=1>",
    "<video><source onerror=window.hacked=1></video>",
    "<audio src=x onerror=window.hacked=1>",
    f'<iframe src="{EVIL}"></iframe>',
    '<iframe srcdoc="<script>parent.hacked=1</script>"></iframe>',
    f'<object data="{EVIL}"></object>',
    f'<embed src="{EVIL}">',
    f'<link rel=stylesheet href="{EVIL}/x.css">',
    f'<link rel=dns-prefetch href="{EVIL}">',
    f'<meta http-equiv=refresh content="0;url={EVIL}">',
    f'<base href="{EVIL}/">',
    f'<form action="{EVIL}"><button>Press</button></form>',
    '<a href="javascript:window.hacked=1">here</a>',
    '<a href="&#106;avascript:window.hacked=1">here</a>',
    '<a href="java\tscript:window.hacked=1">here</a>',
    "javascript:window.hacked=1",
    "JaVaScRiPt:window.hacked=1//",
    "data:text/html,<script>window.hacked=1</script>",
    "vbscript:msgbox(1)",
    f"<style>body{{background:url({EVIL}/x)}}</style>",
    f"<style>@import '{EVIL}/x.css';</style>",
    '<p style="position:fixed;inset:0;background:red">over all</p>',
    "expression(window.hacked=1)",
    "{{ 7*7 }}{{ config }}{{ self.__init__.__globals__ }}",
    "{% include '/etc/passwd' %}{% for x in range(9) %}{% endfor %}",
    "${7*7} #{7*7} <%= 7*7 %> {{constructor.constructor('window.hacked=1')()}}",
    "%3Cscript%3Ewindow.hacked=1%3C/script%3E",
    "&lt;script&gt;window.hacked=1&lt;/script&gt; &amp; &#60;b&#62;",
    "\u202egnp.exe\u202c right to left \u2066over\u2069 \u200f\u200e\u061c",
    "\u202e" * 40 + "never closed",
    "nul \x00 bell \x07 escape \x1b[31m backspace \x08 delete \x7f",
    "half a pair \ud800 and \udfff the other",
    "line \u2028 and paragraph \u2029 separators \x85 \x0b \x0c",
    "+ADw-script+AD4-window.hacked=1+ADw-/script+AD4-",
    "\ufeff<script>window.hacked=1</script>",
    "<scr\x00ipt>window.hacked=1</scr\x00ipt>",
    "\uff1cscript\uff1ewindow.hacked=1\uff1c/script\uff1e",
    "<ſcript>window.hacked=1</ſcript> <K>",
    "\r\nSet-Cookie: hacked=1\r\nX-Evil: 1\r\n\r\n<script>window.hacked=1</script>",
    'event: change\ndata: {"seq": 999999999}\nid: 999999999\n\n',
    '{"a": "</script><script>window.hacked=1</script>"}',
    "'; DROP TABLE reports; -- \" OR 1=1",
    "Zalgo t\u0337\u0321\u0322\u0323e\u0337\u0330\u0331\u0332x\u0337\u0333\u0334\u0335t " + "\u0301" * 100,
    "W" * 1500,
    "<" * 500 + ">" * 500,
    "<mark id=text><div id=about></div><template id=main>",
    "<div id=stories data-live data-seq=999999999 class=seen hidden>",
    "x\x02marked\x03 x \x02\x02 <b>\x03",
    "[link](javascript:window.hacked=1) <javascript:window.hacked=1>",
    "<portal src=https://evil.example></portal><fencedframe></fencedframe>",
    '<noscript><p title="</noscript><img src=x onerror=window.hacked=1>">',
)


AT_ONCE = 6  # payloads of one report


def reports() -> list[dict[str, Any]]:
    """The payloads in the texts of a few reports, where statements, figures and advice are read, and in each of their fields."""
    made = []
    for n in range(0, len(PAYLOADS), AT_ONCE):
        held = PAYLOADS[n : n + AT_ONCE]
        text = "\n\n".join(
            f"Defence minister Ahmad Razak {evil} said on Monday that {evil} troops could enter Lumut by Friday. "
            f"“We count 120 {evil} wounded,” he told the agency {evil}. Britain told its citizens {evil} to leave Perak soon."
            for evil in held
        )
        made.append(
            {
                "id": f"{n}-{held[0][:60]}",
                "url": (held[1], f"https://example.org/{n}?{held[1][:80]}", f"javascript:window.hacked={n}")[n // AT_ONCE % 3],
                "outlet": held[2][:200],
                "headline": f"Troops {held[3][:300]} near Lumut",
                "byline": held[4][:200],
                "published": f"2028-04-{10 + n // AT_ONCE % 15:02d}",
                "text": text,
            }
        )
    return made
