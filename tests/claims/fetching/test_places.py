import pytest

from claims.fetching import FetchFailed, Reach, place


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("http://Paper.Example", "http://paper.example/"),
        (" https://paper.example:443/a?b#c\n", "https://paper.example/a?b"),
        ("http://paper.example:443/", "http://paper.example:443/"),
        ("http://paper.example.:/", "http://paper.example/"),
        ("http://desk:secret@paper.example/", "http://paper.example/"),
        ("http://my_paper.example/", "http://my_paper.example/"),
        ("http://ｐａｐｅｒ。example/", "http://paper.example/"),
        ("http://straße.example/", "http://xn--strae-oqa.example/"),
        ("http://xn--strae-oqa.example/", "http://xn--strae-oqa.example/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://[2606:4700:0:0::1111]/", "http://[2606:4700::1111]/"),
        ("http://paper.example/a b/é%20%zz", "http://paper.example/a%20b/%C3%A9%20%zz"),
        ("http://paper.example/a\\b", "http://paper.example/a%5Cb"),
        ("http://paper.example?q=a|b&c=d/e?f", "http://paper.example/?q=a%7Cb&c=d/e?f"),
    ],
)
def test_what_is_asked_for(url, asked):
    assert place(url).url == asked
    assert place(asked).url == asked


# Each by its own reason: most of them would be stopped by a later check as well.
@pytest.mark.parametrize(
    ("url", "reason"),
    [
        ("paper.example/news", "not a bare name"),
        ("/news", "not a bare name"),
        ("ftp://paper.example/", "not ftp"),
        ("file:///etc/passwd", "not file"),
        ("http://paper.example/" + "a" * 8_000, "longer than 8,000"),
        ("http://paper.example/\r\nX: 1", "control characters"),
        ("http://pa\tper.example/", "control characters"),
        ("http://127.0.0.1\\@paper.example/", "backslash"),
        ("http://2130706433/", "cannot be read"),
        ("http://0x7f.1/", "cannot be read"),
        ("http://0X7F.1/", "cannot be read"),
        ("http://127.1/", "cannot be read"),
        ("http://0177.0.0.1/", "cannot be read"),
        ("http://１２７．１/", "cannot be read"),
        ("http://[::1/", "cannot be read"),
        ("http://[fe80::1%25lo]/", "no name"),
        ("http://[2606:4700::1%lo]/", "no name"),
        ("http://paper.example:99999/", "cannot be read"),
        ("http://\ud800.example/", "cannot be read"),
        ("http:///news", "no name"),
        ("http://pa%70er.example/", "no name"),
        ("http://pa per.example/", "no name"),
        ("http://paper..example/", "no name"),
        (f"http://{'a' * 64}.example/", "no name"),
        (f"http://{'a.' * 130}example/", "no name"),
        ("http://paper.example:22/", "Port 22"),
        ("http://paper.example:0/", "Port 0"),
    ],
)
def test_what_is_never_asked_for(url, reason):
    with pytest.raises(FetchFailed, match=reason) as failed:
        place(url)
    assert not failed.value.temporary


def test_more_ports():
    reach = Reach(frozenset({8443}))
    assert place("https://paper.example:8443/x", reach).authority == "paper.example:8443"
    with pytest.raises(FetchFailed, match="Port 8444"):
        place("https://paper.example:8444/x", reach)
