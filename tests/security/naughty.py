"""Strings that have broken other people's programs, one of each kind that we could think of."""

ALONE = [
    "", " ", "\t", "\r\n", "\x00", "a\x00b", "\x01\x02\x7f", "\x1b[31mred", "\ufeff", "\u200b",
    "\u2028\u2029", "\ufffe\uffff", "\u202eright to left", "\u2066isolated", "\xa0\u3000",
    "\u00ad", "\U0010ffff", "\U000e0041", "undefined", "null", "NULL", "None", "nil", "true",
    "False", "NaN", "Infinity", "-Infinity", "0", "-0", "1e309", "00", "0x10", "1_000", "1,000",
    "١٢٣", "²", "½", "9" * 400, "-1", "1/0", "2147483648", "9223372036854775808", "2017-02-30",
    "0000-00-00", "CON", "../../etc/passwd", "..\\..\\boot.ini", "/dev/null",
    "file:///etc/passwd",
]  # fmt: skip
WORDS = [
    "Straße", "İstanbul", "ı", "ẞ", "ﬁ", "Ω≈ç√∫", "田中さん", "パーティーへ行かないか",
    "社會科學院", "울란바토르",
    "الإعلان العالمي", "בְּרֵאשִׁית", "हिन्दी में", "ภาษาไทย", "Ѐ҂ѝ", "ᚠᛇᚻ", "𝕿𝖍𝖊", "ＦＵＬＬ", "é",
    "e\u0301", "\u0301alone", "Z\u0351\u036b\u0343a\u030a\u0340lgo\u0322\u0321", "👩‍👩‍👧‍👦",
    "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🇬🇧🇬", "👍🏿", "✋🏻❤️", "🅰️", "﷽", "ﷺ", "…", "‘’“”", "—",
]  # fmt: skip
CODE = [
    "<script>alert(1)</script>", "</textarea><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>", "\"><svg/onload=alert(1)>",
    "' onfocus='alert(1)' autofocus x='", "javascript:alert(1)", "<!--", "-->", "]]>",
    "<![CDATA[", "<?xml version=\"1.0\"?>", "&lt;b&gt;", "&#0;", "&nbsp", "&", "<", "<<SCRIPT>>",
    "<a href=`x`>", "<iframe src=//evil.example>", "<style>*{}</style>",
    "<math><mi//xlink:href=\"data:x,<script>\">", "' OR 1=1 --", "1; DROP TABLE claims_claim",
    "'; SELECT pg_sleep(9); --", "\" OR \"\"=\"", "$$;", "\\'", "%27", "E'\\\\'", "{1,2}", "[1,2",
    "LIKE '%'", "%", "_", "\\", "\\\\", "\\x00", "\\u0000", "%00", "%s%s%n", "%(x)s", "{}", "{0}",
    "{x.__class__}", "{{ 7|add:7 }}", "{% debug %}", "{# x", "${7*7}", "#{7*7}", "<%= 7 %>",
    "$(id)", "`id`", "| id", "; id", "&& id", "> /tmp/x", "=1+1", "+1", "-1+1", "@SUM(A1)",
    "=cmd|' /C calc'!A0", "\t=1+1", "[link](javascript:alert(1))", "![x](http://evil.example/x)",
    "[x]: javascript:alert(1)", "**" * 200, "> " * 100, "[" * 200, "a:b & !c | <->",
    "foo <-> bar", "!!!", "'", "\"", "\"\"\"", "():*", "a*", "-", "--", "OR", "AND NOT",
    "http://user:pass@evil.example", "//evil.example", "https://[::1]/", "http://\u2460.example",
    "mailto:a@b", "\n\nSet-Cookie: a=b", "a\r\nLocation: //evil.example", "() { :;}; id",
    "(?:a+)+$", "(" * 500, "a" * 10_000, "x " * 10_000, "{\"a\": {\"$ne\": 1}}", "__proto__",
    "constructor", "__class__", "<b" + " x" * 500,
]  # fmt: skip
STRINGS = [*ALONE, *WORDS, *CODE]
