"""Titles that somebody might put into a feed to break what reads them."""

SAMPLES = {
    "script": "Stocks <script>alert(1)</script> fall <img src=x onerror=alert(1)>",
    "closing": "</title></p></body><h1>Markets closed</h1>",
    "encoded": "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;b&amp;gt;",
    "template": "Shares {{ 7*7 }} {% for x in ().__class__.__bases__ %} {# note #}",
    "markdown": "Banks ](javascript:alert(1)) ![x](https://example.com/x.png) **rise** `code` # head | cell",
    "direction": "Gold \u202eseirots etisoppo\u202c and \u2066more\u2069",
    "nul": "Oil\x00 climbs\x1b[31m on\x07 tension",
    "long": "Bonds " + "x" * 100_000,
    "words": "very " * 20_000,
    "marks": "Rates \ue000fall\ue001 again\uf8ff",
    "emoji": "Chips \U0001f680\U0001f468\u200d\U0001f469\u200d\U0001f467 soar",
    "formula": '=HYPERLINK("https://example.com","click")',
    "piled": "Z" + "\u0301\u0322\u0489" * 200 + " algo",
    "lines": "First line\r\n\r\nSubject: second line\u2028third",
    "figures": "S&P 500 rose 99% to 12,345 in a record, the best day ever",
}
LINKS = (
    "javascript:alert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "https://user:secret@example.com/",
    'https://example.com/"><script>alert(1)</script>',
    "https://example.com/\u202egnp.exe",
)
