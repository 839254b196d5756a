"""One name for all the addresses under which an article is found.

`canonical()` gives an identity to compare, not an address to fetch. It takes away only what is
known not to choose the article: what it keeps wrongly costs a second copy, what it drops wrongly
would hide an article behind another.
"""

import re

# RFC 3986, appendix B; the scheme is optional there too.
PARTS = re.compile(
    r"(?:(?P<scheme>[^:/?#]+):)?(?://(?P<authority>[^/?#]*))?"
    r"(?P<path>[^?#]*)(?:\?(?P<query>[^#]*))?(?:#(?P<fragment>.*))?",
    re.S,
)
# No web address has any inside.
WHITE = re.compile(r"\s")
ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})+")
UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")

# Parameters that say how a reader came, not what is read.
# Sources: the vendors' manuals and the lists of ClearURLs and Firefox's query stripping.
TRACKING = frozenset(
    """
    _ga _gl _hsenc _hsmi __hssc __hstc __s __twitter_impression at_xt action_object_map cid_source
    campaign_id cmp cmpid dclid dicbo ef_id email_source epik fbclid feedname feedtype fromrss
    gbraid gclid gclsrc
    guccounter icid igsh igshid intcmp itid ito li_fat_id linkid mkt_tok mc_cid mc_eid msclkid
    mibextid mod ncid ocid oly_anon_id oly_enc_id partner rb_clickid s_cid s_kwcid share_id smid
    smtyp soc_src soc_trk spm sr_share srsltid taid trk ttclid twclid vero_conv vero_id wbraid
    wickedid wt.mc_id wt_mc xtor yclid
    """.split()
)
TRACKING_PREFIXES = (
    "utm_",
    "ns_",
    "at_",
    "pk_",
    "mtm_",
    "matomo_",
    "piwik_",
    "hsa_",
    "guce_",
    "fb_",
)
# The same article, in another dress.
VARIANTS = {
    "amp": {"", "1", "true", "yes"},
    "output": {"amp", "print"},
    "outputtype": {"amp"},
    "print": {"", "1", "true", "yes", "y"},
    "printable": {"1", "true", "yes"},
    "view": {"print", "amp", "mobile"},
    "mobile": {"", "1", "true"},
    "m": {"", "1"},
}
HOSTS = frozenset({"www", "m", "mobile", "amp"})
# Whole segments of the path, at either end of it, and endings of its last one.
SEGMENTS = frozenset({"amp", "print", "printable"})
ENDINGS = (".amp", ".print", "-print")
PAGES = (".shtml", ".html", ".htm")
INDEX = frozenset({"index.html", "index.htm", "index.shtml"})

# Caches that serve pages of others: the page's own address follows, with “s/” for https.
GOOGLE_AMP = re.compile(r"(?:www\.)?google\.[a-z.]{2,6}\Z")
CACHE = ".cdn.ampproject.org"


def canonical(url: str) -> str:
    """The identity of a web address; any other string comes back as it is, but for white space
    around it. Applied twice it gives the same. At most two characters longer than `url`."""
    url = url.strip()
    if WHITE.search(url):
        return url
    host = path = query = fragment = ""
    for _ in range(3):  # a cache may hold the page of a cache
        parts = PARTS.fullmatch(url)
        if parts is None or (parts["scheme"] or "").lower() not in ("http", "https"):
            return url
        host, path = host_of(parts["authority"] or ""), parts["path"]
        query, fragment = parts["query"] or "", parts["fragment"] or ""
        inside = cached(host, path)
        if not inside:
            break
        url = f"https://{inside}" + (f"?{query}" if query else "")
    if not host:
        return url
    query = query_of(query)
    # A page that shows articles behind “#!”, as some did before the History API.
    shebang = f"#{fragment}" if fragment.startswith("!") else ""
    return f"https://{host}{path_of(path)}{'?' if query else ''}{query}{shebang}"


def same_site(one: str, other: str) -> bool:
    """Whether two canonical addresses are of one host, or of a host and one within it."""
    hosts = sorted(
        (PARTS.fullmatch(url) or {"authority": ""})["authority"] or "" for url in (one, other)
    )
    hosts.sort(key=len)
    return bool(hosts[0]) and f".{hosts[1]}".endswith(f".{hosts[0]}")


def host_of(authority: str) -> str:
    """Without user, standard port, final dot, and the prefixes of mobile and AMP pages."""
    host, colon, port = authority.rpartition("@")[2].lower().partition(":")
    if colon and port not in ("", "80", "443"):
        return f"{host}:{port}"
    labels = [unicode_label(label) for label in host.rstrip(".").split(".")]
    for place in (0, 1):  # www.m.paper.example, en.m.paper.example
        while len(labels) > 2 + place and labels[place] in HOSTS:
            if place and len(labels[0]) not in (2, 3):
                break
            del labels[place]
    return ".".join(labels)


def unicode_label(label: str) -> str:
    """xn--bcher-kva → bücher (RFC 3492); shorter, and what people read."""
    if not label.startswith("xn--"):
        return label
    try:
        return label[4:].encode("ascii").decode("punycode").lower()
    except ValueError:
        return label


def cached(host: str, path: str) -> str:
    """The address, without its scheme, of the page that a cache shows here; else empty."""
    segments = [one for one in normal(path).split("/") if one not in ("", ".")] or [""]
    google = GOOGLE_AMP.match(host) and segments[0] == "amp"
    if not google and not (host.endswith(CACHE) and segments[0] in ("c", "v", "i")):
        return ""
    page = segments[1:]
    if page and page[0] == "s":
        page = page[1:]
    return "/".join(page) if page and "." in page[0] else ""


def path_of(path: str) -> str:
    segments: list[str] = []
    for segment in normal(path).split("/"):
        if segment == "..":
            segments = segments[:-1]
        elif segment not in ("", "."):
            segments.append(segment)
    while segments and (name := plain(segments[-1], alone=len(segments) == 1)) != segments[-1]:
        segments[-1:] = [name] if name.strip(".") else []
    first = 0
    while first < len(segments) - 1 and segments[first].lower() in SEGMENTS:
        first += 1
    return "/" + "/".join(segments[first:])


def plain(segment: str, alone: bool) -> str:
    """The last segment of a path without the signs of a variant; empty where it is one itself."""
    low = segment.lower()
    if low in INDEX or low in SEGMENTS and not alone:
        return ""
    page = next((page for page in PAGES if low.endswith(page)), "")
    stem = end = len(low) - len(page)
    while found := next((e for e in ENDINGS if end > len(e) and low.endswith(e, 0, end)), ""):
        end -= len(found)
    return segment[:end] + segment[stem:]


def query_of(query: str) -> str:
    """The parameters that choose the article, in one order."""
    return "&".join(sorted(normal(p) for p in query.split("&") if p and not idle(p)))


def idle(parameter: str) -> bool:
    name, _, value = parameter.lower().partition("=")
    return name in TRACKING or name.startswith(TRACKING_PREFIXES) or value in VARIANTS.get(name, ())


def normal(text: str) -> str:
    """Escapes that need not be (RFC 3986, 6.2.2): letters are letters, of other scripts too."""
    return ESCAPES.sub(unescaped, text)


def unescaped(match: re.Match[str]) -> str:
    raw = bytes.fromhex(match[0].replace("%", ""))
    try:
        letters = raw.decode()
    except UnicodeDecodeError:
        letters = raw.decode("latin-1")
        return "".join(c if ord(c) in UNRESERVED else f"%{ord(c):02X}" for c in letters)
    return "".join(
        c
        if ord(c) in UNRESERVED or ord(c) > 127 and c.isprintable()
        else "".join(f"%{b:02X}" for b in c.encode())
        for c in letters
    )
