"""What sites ask of programs, and what it costs to ask them. Paths and rules are invented."""

import time
from itertools import product
from string import ascii_lowercase

import pytest
import time_machine

from claims.fetching import FetchFailed, Limits, Response
from ingest import robots
from ingest.robots import Rules, read
from tests.claims.fetching.conftest import Server, answer

GROUPS = b"""\xef\xbb\xbf# For everybody
User-agent: *
Disallow: /desk/   # not for readers either
Crawl-delay: 7

User-Agent: FactCheck-Workbench/1.0
User-agent: otherbot
Disallow: /private
Allow: /private/press
Sitemap: http://paper.example/map.xml
Crawl-delay: 2.5

user-agent: otherbot
Disallow: /

User-agent: factcheck-workbench
Disallow: /late
"""


@pytest.mark.parametrize(
    ("target", "may"),
    [
        ("/", True),
        ("/desk/", True),
        ("/private", False),
        ("/private/press/today", True),
        ("/private?x=1", False),
        ("/late", False),
    ],
)
def test_the_groups_for_us_are_one_and_the_only_one(target, may):
    assert read(GROUPS).allow(target) is may
    assert read(GROUPS).delay == 2.5


def test_everybody_is_meant_if_we_are_not_named():
    others = GROUPS.replace(b"FactCheck", b"Fact").replace(b"factcheck", b"fact")
    assert read(others) == Rules((("/desk/", False),), 7)


# Pattern, path, whether it fits: RFC 9309, 2.2.2 and 2.2.3.
@pytest.mark.parametrize(
    ("pattern", "target", "fits"),
    [
        ("/fish", "/fish.html", True),
        ("/fish", "/Fish", False),
        ("/fish/", "/fish", False),
        ("/*.php", "/a/b.php?x=1", True),
        ("/*.php$", "/a/b.php?x=1", False),
        ("/*.php$", "/a.php/b.php", True),
        ("/fish*.php", "/fishheads/cat.php?p", True),
        ("/fish*.php", "/Fish.PHP", False),
        ("/$", "/", True),
        ("/$", "/x", False),
        ("*", "/x", True),
        ("*$", "/x", True),
        ("/*?", "/x", False),
        ("/*?", "/x?y", True),
        ("/a*a$", "/a", False),
        ("/a*a$", "/aa", True),
        ("/a**b", "/axb", True),
        ("/a$b", "/a$bc", True),
        ("/caf\u00e9", "/caf%C3%A9/menu", True),
        ("/caf%c3%a9", "/caf%C3%A9", True),
        ("/%61", "/a", True),
        ("/a%2Ab", "/a*b", True),
        ("/a%2Ab", "/axb", False),
        ("fish", "/fish", False),
    ],
)
def test_patterns(pattern, target, fits):
    assert read(f"User-agent: *\nDisallow: {pattern}".encode()).allow(target) is not fits


@pytest.mark.parametrize(
    ("lines", "target", "may"),
    [
        ("Disallow: /\nAllow: /news/", "/news/today", True),
        ("Allow: /news/\nDisallow: /", "/about", False),
        ("Allow: /p\nDisallow: /p", "/page", True),
        ("Disallow: /*/print\nAllow: /news/", "/news/print", False),
        ("Disallow:", "/x", True),
        ("Disallow: /x\rAllow: /x/y", "/x/y", True),
        ("disallow:/x", "/x", False),
        ("Disallow /x", "/x", True),
    ],
)
def test_the_longest_rule_decides(lines, target, may):
    assert read(f"User-agent: *\r\n{lines}\r\n".encode()).allow(target) is may


@pytest.mark.parametrize(
    ("value", "delay"),
    [("0", 0), ("1.5", 1.5), ("9999", 60), ("inf", 60), ("nan", None), ("-1", None), ("x", None)],
)
def test_the_delay(value, delay):
    assert read(f"User-agent: *\nCrawl-delay: {value}".encode()).delay == delay


def test_a_rule_before_any_group_is_for_nobody():
    assert read(b"Disallow: /\nCrawl-delay: 5\n") == Rules()


def test_what_is_no_robots_file_allows_everything():
    for data in (b"", b"\0\xff\xfe" * 99, b"<html><title>Not found</title>Disallow: /</html>"):
        assert read(data).allow("/x")


def test_500_kibibytes_are_read_and_no_half_line():
    line = b"Disallow: /x\n"
    head = b"User-agent: *\n"
    fitting = (robots._READ - len(head)) // len(line)
    assert len(read(head + line * 60_000).patterns) == fitting
    cut = head + b"#" * (robots._READ - len(head) - 12) + b"\n" + b"Disallow: /only/this"
    assert read(cut).allow("/o")


MANY_AGENTS = "".join(
    f"User-agent: {''.join(letters)}\n" for letters in product(ascii_lowercase, repeat=3)
).encode()


@pytest.mark.parametrize(
    "data",
    [
        MANY_AGENTS + b"Disallow: /x\n" * 10_000,
        b"User-agent: *\n" * 17_000 + b"Disallow: /x\n" * 20_000,
        b"User-agent: *\nDisallow: /" + b"*a" * 250_000 + b"b",
        b"User-agent: *\n" + b"Disallow: *a*b*c$\n" * 28_000,
    ],
)
def test_hostile_rules_take_no_longer(data):
    began = time.process_time()
    read(data).allow("/" + "a" * 7_900)
    assert time.process_time() - began < 2


# Asking -------------------------------------------------------------------------------------------


@pytest.fixture
def site(monkeypatch):
    """Set `answer` to a status, a body or a FetchFailed; `asked` are the requests."""

    class Site:
        answer: bytes | int | FetchFailed = b"User-agent: *\nDisallow: /desk\nCrawl-delay: 3"
        retry_after = ""

        def __init__(self) -> None:
            self.asked: list[str] = []

        def fetch(self, url: str, *, limits: Limits, reach: object) -> Response:
            self.asked.append(url)
            if isinstance(self.answer, FetchFailed):
                raise self.answer
            if isinstance(self.answer, int):
                return Response(url, self.answer, {"retry-after": self.retry_after}, b"")
            return Response(url, 200, {}, self.answer)

    found = Site()
    monkeypatch.setattr(robots, "fetch", found.fetch)
    monkeypatch.setattr(robots, "_kept", {})
    return found


PAGE = "https://reader:secret@Paper.Example/desk/x#y"


def test_a_site_is_asked_once_a_day(site):
    with time_machine.travel(0, tick=False) as clock:
        assert not robots.allowed(PAGE)
        assert robots.crawl_delay("https://paper.example/") == 3
        assert site.asked == ["https://paper.example/robots.txt"]
        site.answer = b""
        clock.shift(24 * 3600)
        assert robots.allowed(PAGE)
        assert len(site.asked) == 2


def test_the_rules_themselves_may_always_be_read(site):
    site.answer = b"User-agent: *\nDisallow: /"
    assert robots.allowed("https://paper.example/robots.txt")
    assert not robots.allowed("https://paper.example/robots.txt?x")


def test_each_scheme_and_port_is_a_site_of_its_own(site):
    for origin in ("http://paper.example", "https://paper.example", "http://www.paper.example"):
        robots.allowed(f"{origin}/")
    assert len(site.asked) == 3


@pytest.mark.parametrize("status", [301, 400, 401, 403, 404, 410, 451])
def test_no_file_no_rule(status, site):
    site.answer = status
    assert robots.allowed(PAGE)
    assert robots.crawl_delay(PAGE) is None
    assert len(site.asked) == 1


@pytest.mark.parametrize(
    ("answer", "temporary"),
    [
        (429, True),
        (500, True),
        (503, True),
        (FetchFailed("The answer took longer than 10 seconds.", temporary=True), True),
        (FetchFailed("The certificate is not to be trusted."), False),
    ],
)
def test_not_now(answer, temporary, site):
    site.answer = answer
    with time_machine.travel(0, tick=False) as clock:
        for ask in (robots.allowed, robots.crawl_delay):
            with pytest.raises(FetchFailed, match=r"paper\.example cannot tell") as failed:
                ask(PAGE)
            assert failed.value.temporary is temporary
            assert failed.value.retry_after == 600
        assert len(site.asked) == 1
        clock.shift(600)
        site.answer = b""
        assert robots.allowed(PAGE)


def test_a_busy_site_says_when_to_ask_again(site):
    site.answer, site.retry_after = 503, "3000"
    with time_machine.travel(0, tick=False), pytest.raises(FetchFailed) as failed:
        robots.allowed(PAGE)
    assert failed.value.retry_after == 3000


def test_what_was_said_before_holds_while_a_site_is_in_trouble(site):
    with time_machine.travel(0, tick=False) as clock:
        assert not robots.allowed(PAGE)
        site.answer = 500
        clock.shift(24 * 3600)
        assert not robots.allowed(PAGE)
        assert robots.allowed("https://paper.example/news")
        assert len(site.asked) == 2
        clock.shift(600)
        site.answer = b""
        assert robots.allowed(PAGE)


def test_over_the_wire(monkeypatch):
    monkeypatch.setattr(robots, "_kept", {})
    server = Server(
        answer(status="301 Moved", Location="/rules"), answer(b"User-agent: *\nDisallow: /")
    )
    assert not robots.allowed(f"http://127.0.0.1:{server.port}/x", server.reach)
    assert server.connections == 2
    server.close()


def test_an_address_that_is_never_fetched(site):
    with pytest.raises(FetchFailed, match="Only http"):
        robots.allowed("file:///etc/passwd")
    assert site.asked == []


def test_the_oldest_sites_make_room(site, monkeypatch):
    monkeypatch.setattr(robots, "_KEPT_BYTES", 5_000)
    for number in range(20):
        robots.allowed(f"http://paper-{number}.example/")
    assert "http://paper-19.example" in robots._kept
    assert "http://paper-0.example" not in robots._kept
    assert sum(one.size for one in robots._kept.values()) <= 5_000
