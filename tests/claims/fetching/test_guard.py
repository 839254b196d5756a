"""What a stranger may try so that we ask this machine, our network, or our cloud provider."""

import socket
from contextlib import suppress
from ipaddress import ip_network

import pytest

from claims.fetching import FetchFailed, Reach, connections, fetch

from .conftest import answer

# PORT is where a listener waits on this machine.
THIS_MACHINE = [
    *r"""
http://127.0.0.1:PORT/ http://127.0.0.1:PORT http://127.0.0.1.:PORT/ http://127.1:PORT/
http://127.0.1:PORT/ http://127.127.127.127:PORT/ http://2130706433:PORT/ http://0x7f000001:PORT/
http://0x7f.0.0.1:PORT/ http://0x7f.1:PORT/ http://0X7F.0.0.1:PORT/ http://017700000001:PORT/
http://0177.0.0.1:PORT/ http://0177.0.0.01:PORT/ http://00000177.0.0.1:PORT/ http://0x0:PORT/
http://127.0.0.0x1:PORT/ http://127.00.00.01:PORT/ http://0.0.0.0:PORT/ http://0:PORT/
http://0.0:PORT/ http://[::1]:PORT/ http://[::]:PORT/ http://[0:0:0:0:0:0:0:1]:PORT/
http://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/ http://[::ffff:127.0.0.1]:PORT/
http://[::ffff:7f00:1]:PORT/ http://[::ffff:0:127.0.0.1]:PORT/ http://[::127.0.0.1]:PORT/
http://[::7f00:1]:PORT/ http://[64:ff9b::127.0.0.1]:PORT/ http://[2002:7f00:1::]:PORT/
http://[::1%25lo]:PORT/ http://[::1%lo]:PORT/ http://[127.0.0.1]:PORT/ http://[v1.127.0.0.1]:PORT/
http://localhost:PORT/ http://LOCALHOST:PORT/ http://localhost.:PORT/ http://ip6-localhost:PORT/
http://ｌｏｃａｌｈｏｓｔ:PORT/ http://１２７．０．０．１:PORT/ http://127。0。0。1:PORT/
http://①②⑦.⓪.⓪.①:PORT/ http://127%2e0%2e0%2e1:PORT/ http://%31%32%37.0.0.1:PORT/
http://%6cocalhost:PORT/ http://paper.example@127.0.0.1:PORT/ http://x:80@127.0.0.1:PORT/
http://paper.example%40127.0.0.1:PORT/ http://127.0.0.1:PORT\@paper.example/
http://paper.example\@127.0.0.1:PORT/ http://127.0.0.1:PORT#@paper.example/
http://127.0.0.1:PORT?@paper.example/ http://paper.example#@127.0.0.1:PORT/
http:127.0.0.1:PORT/ http:/127.0.0.1:PORT/ http:///127.0.0.1:PORT/ http:\\127.0.0.1:PORT/
http:////127.0.0.1:PORT/ //127.0.0.1:PORT/ 127.0.0.1:PORT https://127.0.0.1:PORT/
https://localhost:PORT/ HTTP://127.0.0.1:PORT/ http://inside.example:PORT/
http://both.example:PORT/ http://last.example:PORT/ http://mapped.example:PORT/
http://sixtofour.example:PORT/
""".split(),
    "http://loc\u00adalhost:PORT/",
    "http://127.0.0.1\t:PORT/",
    "ht\ntp://127.0.0.1:PORT/",
    " http://127.0.0.1:PORT/ ",
    "http://127.0.0.1 :PORT/",
    "http://127.0.0.1:PORT/\r\nX: 1",
    "http://127.0.0.1\0.paper.example:PORT/",
    "http://\ud800:PORT/",
    f"http://127.0.0.1:PORT/{'a' * 9_000}",
]
ELSEWHERE = """
http://169.254.169.254/latest/meta-data/ http://[fd00:ec2::254]/ http://169.254.170.2/v2/credentials
http://metadata.google.internal/computeMetadata/v1/ http://168.63.129.16/ http://100.100.100.200/
http://192.0.0.192/opc/v2/ http://[fe80::a9fe:a9fe]/ http://[::ffff:a9fe:a9fe]/
http://[64:ff9b::a9fe:a9fe]/ http://2852039166/ http://0xa9fea9fe/ http://0251.0376.0251.0376/
http://10.0.0.1/ http://172.16.0.1/ http://192.168.1.1/ http://100.64.0.1/ http://[fec0::1]/
http://[fc00::1]/ http://224.0.0.1/ http://[ff02::1]/ http://255.255.255.255/ http://240.0.0.1/
http://8.8.8.8:22/ http://8.8.8.8:6379/ http://8.8.8.8:5432/ http://8.8.8.8:0/ http://8.8.8.8:65536/
http://8.8.8.8:-80/ http://8.8.8.8:8o/ file:///etc/passwd file://localhost/etc/passwd
ftp://8.8.8.8/ gopher://8.8.8.8/ dict://8.8.8.8/ data:text/html,x javascript:alert(1)
jar:http://8.8.8.8/ unix:/run/x.sock http+unix://x/ redis://8.8.8.8/ ws://8.8.8.8/ http:// http://./
http://../ http://a..b/ about:blank http://[::1 http://::1/ http://[fe80::1%25eth0]/
http://[::ffff:10.0.0.1]/ http://[64:ff9b:1::7f00:1]/ http://[64:ff9b:1:fffe::a00:1]/
http://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/ http://[2001:20::1]/ http://[100::1]/
http://[5f00::1]/ http://[4000::1]/ http://[3fff::1]/ http://[::ffff:168.63.129.16]/
http://[64:ff9b::100.64.0.1]/ http://[::fffe:127.0.0.1]/ http://[::1%25]/ http://198.18.0.1/
http://203.0.113.9/ http://192.88.99.1/ http://0.1.2.3/ http://4294967296/ http://1.1.1.1.1/
http://☺.127.0.0.1/ http://169。254。169。254/ http://169.254.169.254./ http://user:p@[::1]/
""".split()


@pytest.fixture
def strange_names(names):
    names["inside.example"] = ["127.0.0.1"]
    names["both.example"] = ["8.8.8.8", "127.0.0.1"]
    names["last.example"] = ["8.8.8.8"] * 9 + ["::1"]
    names["mapped.example"] = ["::ffff:127.0.0.1"]
    names["sixtofour.example"] = ["2002:7f00:1::"]
    names["metadata.google.internal"] = ["169.254.169.254"]
    names["paper.example"] = socket.gaierror(socket.EAI_NONAME, "not known")


@pytest.mark.parametrize("form", [*THIS_MACHINE, *ELSEWHERE], ids=ascii)
def test_nothing_is_connected_to(form, serve, strange_names, attempts):
    listeners = [serve()]
    port = listeners[0].port
    # A machine may have no IPv6.
    with suppress(OSError):
        listeners.append(serve(host="::1", port=port))
    with pytest.raises(FetchFailed) as failed:
        fetch(form.replace("PORT", str(port)), reach=Reach(frozenset({port})))
    assert not failed.value.temporary
    assert failed.value.reason.endswith(".")
    assert attempts == []
    assert [one.connections for one in listeners] == [0] * len(listeners)


def test_the_listener_would_have_heard(serve):
    server = serve(answer(b"heard"))
    assert server.fetch().body == b"heard"
    assert server.connections == 1


def test_a_name_is_looked_up_once_and_its_first_answer_is_connected_to(serve, names):
    """DNS rebinding: the second answer would be this machine."""
    good = serve(answer(b"good"), host="127.0.0.2")
    bad = serve(answer(b"bad"), port=good.port)
    names["paper.example"] = [["127.0.0.2"], ["127.0.0.1"]]
    response = good.fetch(host="paper.example", reach=only(good, "127.0.0.2/32"))
    assert response.body == b"good"
    assert names.asked["paper.example"] == 1
    assert bad.connections == 0


def test_each_redirect_is_looked_up_and_checked_anew(serve, names):
    good = serve(answer(status="302 Found", Location="/next"), host="127.0.0.2")
    bad = serve(port=good.port)
    names["paper.example"] = [["127.0.0.2"], ["127.0.0.1"]]
    with pytest.raises(FetchFailed, match=r"paper\.example is not on the public internet"):
        good.fetch(host="paper.example", reach=only(good, "127.0.0.2/32"))
    assert (good.connections, bad.connections) == (1, 0)


def test_one_bad_address_among_good_ones_is_enough(serve, names):
    good = serve(host="127.0.0.2")
    names["paper.example"] = ["127.0.0.2", "127.0.0.1"]
    with pytest.raises(FetchFailed, match="it leads to this very machine"):
        good.fetch(host="paper.example", reach=only(good, "127.0.0.2/32"))
    assert good.connections == 0


def test_another_peer_than_was_asked_for_gets_not_one_byte(serve, monkeypatch):
    asked, other = serve(host="127.0.0.2"), serve()
    real = socket.create_connection
    monkeypatch.setattr(
        connections.socket,
        "create_connection",
        lambda address, **kwargs: real(("127.0.0.1", other.port), **kwargs),
    )
    with pytest.raises(FetchFailed, match="another address than its own"):
        asked.fetch(host="127.0.0.2")
    assert [one for one in other.requests if one] == []


@pytest.mark.parametrize(
    "location",
    [
        "http://169.254.169.254/latest/meta-data/",
        "//169.254.169.254/",
        "http://[::ffff:169.254.169.254]/",
        "http://10.0.0.1/",
        "http://127.0.0.1:6379/",
        "http://2130706433/",
        "file:///etc/passwd",
        "gopher://127.0.0.1:6379/_FLUSHALL",
        "ftp://127.0.0.1/",
        "javascript:alert(1)",
        "http://[::1",
        "http://\\\\127.0.0.1/",
    ],
)
def test_a_redirect_leads_nowhere_that_a_user_could_not_go(location, serve, attempts):
    server = serve(answer(status="302 Found", Location=location), host="127.0.0.2")
    with pytest.raises(FetchFailed) as failed:
        server.fetch(host="127.0.0.2", reach=only(server, "127.0.0.2/32"))
    assert failed.value.reason.startswith("Redirected from 127.0.0.2: ")
    assert not failed.value.temporary
    assert attempts == ["127.0.0.2"]


def test_no_proxy_and_no_password_of_the_environment(serve, monkeypatch, tmp_path):
    proxy, server = serve(answer(b"proxy")), serve(answer(b"server"))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
    (tmp_path / ".netrc").write_text("machine 127.0.0.1 login desk password secret")
    (tmp_path / ".netrc").chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    assert server.fetch().body == b"server"
    assert proxy.connections == 0
    assert b"authorization" not in server.requests[0].lower()


def only(server, network):
    return Reach(frozenset({server.port}), (ip_network(network),))
