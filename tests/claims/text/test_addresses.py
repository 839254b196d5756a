import time

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from claims.text.addresses import canonical

STORY = "https://paper.example/2017/rain"

# The same article: every one of them is STORY.
SAME = """
https://paper.example/2017/rain
http://paper.example/2017/rain
HTTPS://PAPER.example/2017/rain
https://paper.example./2017/rain
https://paper.example:443/2017/rain
http://paper.example:80/2017/rain
https://reader:secret@paper.example/2017/rain
https://www.paper.example/2017/rain
https://m.paper.example/2017/rain
https://mobile.paper.example/2017/rain
https://amp.paper.example/2017/rain
https://www.m.paper.example/2017/rain
https://paper.example/2017/rain/
https://paper.example//2017//rain
https://paper.example/2016/../2017/./rain
https://paper.example/2017/%72ain
https://paper.example/2017/rain#comments
https://paper.example/2017/rain?
https://paper.example/2017/rain?utm_source=feed&utm_medium=rss
https://paper.example/2017/rain?UTM_Source=feed
https://paper.example/2017/rain?fbclid=abc&gclid=def#top
https://paper.example/2017/rain?CMP=share_btn
https://paper.example/2017/rain?ns_campaign=x&at_medium=y
https://paper.example/2017/rain?mc_cid=1&mc_eid=2&_ga=3
https://paper.example/2017/rain?amp
https://paper.example/2017/rain?amp=1
https://paper.example/2017/rain?outputType=amp
https://paper.example/2017/rain?print=true
https://paper.example/2017/rain?view=print
https://paper.example/2017/rain/amp
https://paper.example/2017/rain/amp/
https://paper.example/amp/2017/rain
https://paper.example/2017/rain/print
https://paper.example/print/2017/rain
https://paper.example/2017/rain.amp
https://paper.example/2017/rain/index.html
https://paper.example/amp/2017/rain/amp/index.html
https://www.google.com/amp/s/paper.example/2017/rain
https://www.google.co.uk/amp/s/amp.paper.example/2017/rain/amp
https://paper-example.cdn.ampproject.org/c/s/paper.example/2017/rain
https://www.google.com/amp/s/paper-example.cdn.ampproject.org/v/s/paper.example/2017/rain?utm_x=1
""".split()

# What chooses the article stays.
KEPT = {
    "https://paper.example/story?id=7&utm_source=feed": "https://paper.example/story?id=7",
    "https://paper.example/story?b=2&a=1": "https://paper.example/story?a=1&b=2",
    "https://paper.example/story?page=2": "https://paper.example/story?page=2",
    "https://paper.example/story?view=full": "https://paper.example/story?view=full",
    "https://paper.example/story?m=201702": "https://paper.example/story?m=201702",
    "https://paper.example/story?empty=": "https://paper.example/story?empty=",
    "https://paper.example/Story": "https://paper.example/Story",
    "https://paper.example:8080/story": "https://paper.example:8080/story",
    "https://news.paper.example/story": "https://news.paper.example/story",
    "https://en.m.pedia.example/wiki/Rain": "https://en.pedia.example/wiki/Rain",
    "https://m.example/story": "https://m.example/story",
    "https://amp.dev/story": "https://amp.dev/story",
    "https://paper.example/amp": "https://paper.example/amp",
    "https://paper.example/print": "https://paper.example/print",
    "https://paper.example/amplifier": "https://paper.example/amplifier",
    "https://paper.example/index.php?id=3": "https://paper.example/index.php?id=3",
    "https://paper.example/rain.amp.html": "https://paper.example/rain.html",
    "https://paper.example/rain-print.html": "https://paper.example/rain.html",
    "https://paper.example/.amp": "https://paper.example/.amp",
    "https://paper.example/a%2fb": "https://paper.example/a%2Fb",
    "https://paper.example/caf%c3%a9": "https://paper.example/café",
    "https://paper.example/caf%E9": "https://paper.example/caf%E9",
    "https://paper.example/a%20b?q=a%26b": "https://paper.example/a%20b?q=a%26b",
    "https://paper.example/100%": "https://paper.example/100%",
    "https://xn--bcher-kva.example/x": "https://bücher.example/x",
    "https://paper.example/#!/rain": "https://paper.example/#!/rain",
    "https://paper.example": "https://paper.example/",
    "https://www.google.com/search?q=rain": "https://google.com/search?q=rain",
    "https://www.google.com/amp/": "https://google.com/amp",
}

# What is no web address comes back.
OTHER = ["", "rain", "ftp://paper.example/a", "mailto:a@b.example", "ni:///sha-256;00", "https://"]


@pytest.mark.parametrize("url", SAME)
def test_every_way_to_the_article_is_the_same(url):
    assert canonical(url) == STORY


@pytest.mark.parametrize(("url", "expected"), KEPT.items())
def test_what_chooses_the_article_stays(url, expected):
    assert canonical(url) == expected


@pytest.mark.parametrize("text", OTHER)
def test_what_is_no_web_address_comes_back(text):
    assert canonical(f" {text}\n") == text


urls = st.builds(
    "{}://{}{}".format,
    st.sampled_from(["http", "https", "HTTP"]),
    st.text("aw.m:@[]8xn-é", min_size=1, max_size=20),
    st.text("/.?&=#!%2fEé amprintdex.html\udcff", max_size=40),
)


@given(st.one_of(urls, st.text(max_size=60), st.sampled_from(SAME), st.sampled_from(list(KEPT))))
@example("http://www.google.com/amp/www.google.com/amp/www.google.com/amp/www.google.com/amp/a.b")
@example("http://a.example/%25%37%32")
@example("http://a.example/amp/print/x/amp/rain.amp.amp.html/index.html")
@example("http://a.example/x/amp.amp")
@example("https://a.example/..print")
@example("https://x.cdn.ampproject.org/c/s//paper.example/amp")
@example("https://a.example/b /")
@example("https://m.amp.www.paper.example")
@example("https://en.m.www.paper.example")
def test_twice_is_once_and_hardly_longer(url):
    once = canonical(url)
    assert canonical(once) == once
    assert len(once) <= len(url) + 2


@pytest.mark.parametrize(
    "piece", ["/", "?", "%", "%41", "a.", "&a=", "/../", "@", ":", "amp/", ".amp"]
)
def test_a_megabyte_takes_no_time(piece):
    start = time.perf_counter()
    canonical(f"https://paper.example/{piece * (1_000_000 // len(piece))}")
    assert time.perf_counter() - start < 2
