"""manage.py partner_sim against a live newsroom."""

import json
import subprocess
import sys
import threading
import time
from io import StringIO
from types import SimpleNamespace
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from claims.api import reviews as api
from claims.management import partner
from claims.management.commands import partner_sim
from claims.models import ApiKey
from claims.services import ledger, signatures
from claims.services.partners import number_changes
from tests.claims.api.story import correct, rate_anew, remove, retract
from tests.claims.fetching.conftest import Server, answer
from tests.factories import make_published_review

pytestmark = pytest.mark.django_db(transaction=True)


def run(url, **options):
    written = StringIO()
    call_command("partner_sim", url=url, json=True, stdout=written, **options)
    return json.loads(written.getvalue())


def live():
    """Reviews of every fate."""
    reviews = [make_published_review() for _ in range(6)]
    rate_anew(reviews[0], "false")
    retract(reviews[1])
    remove(reviews[2].versions.get())
    correct(reviews[3])
    remove(reviews[3].versions.get(number=1))
    return reviews


def test_ends_in_step(live_server):
    reviews = live()
    result = run(live_server.url, kills=3, messages=20, seed=1)
    assert (result["in_step"], result["differences"]) == (True, [])
    assert (result["reviews"], result["kills"], result["forgeries_taken"]) == (4, 3, 0)
    assert result["messages"] == 22
    assert ApiKey.objects.get().revoked_at
    # It is gone, with its copies: nobody has to be told what becomes of them.
    rate_anew(reviews[4], "false")
    number_changes()
    assert ledger.behind(reviews) == []


def test_a_partner_that_ignores_retractions_is_found_out(live_server, monkeypatch):
    live()
    seen = partner.Partner.held

    def held(self):
        found = seen(self)
        return found if "fresh" in str(self.path) else found | {"x": (1, "")}

    monkeypatch.setattr(partner.Partner, "held", held)
    with pytest.raises(SystemExit) as ended:
        run(live_server.url, kills=0, messages=0)
    assert ended.value.code == 1


class TestADifferenceIsToldAndNotWaitedFor:
    @pytest.fixture
    def differences(self, live_server, monkeypatch):
        """Of one message, sent twice, to a partner that nobody kills."""
        make_published_review()
        monkeypatch.setattr(partner_sim, "PATIENCE", 1.0)

        def differences():
            written = StringIO()
            options = {"url": live_server.url, "kills": 0, "messages": 1, "json": True}
            with pytest.raises(SystemExit) as ended:
                call_command("partner_sim", stdout=written, **options)
            assert ended.value.code == 1
            return json.loads(written.getvalue())["differences"]

        return differences

    def test_wrong_signatures(self, differences, monkeypatch):
        signed = partner_sim.signatures.signed
        monkeypatch.setattr(
            partner_sim.signatures, "signed", lambda e, id, body, at: signed(e, id, body + b" ", at)
        )
        found = differences()
        assert [one.partition(": ")[2] for one in found] == [
            "the message was not taken, 401 was answered"
        ] * 2

    def test_a_document_that_is_not_whole(self, differences, monkeypatch):
        real = api.unless_known
        monkeypatch.setattr(
            api, "unless_known", lambda request, tag, document: real(request, "0" * 64, document)
        )
        found = differences()
        assert [one.partition(": ")[2] for one in found] == [
            "the message was not taken, 503 was answered"
        ] * 2

    def test_a_program_that_dies(self, differences, monkeypatch, tmp_path):
        program = tmp_path / "dies.py"
        program.write_text("raise SystemExit(3)")
        monkeypatch.setattr(partner, "__file__", str(program))
        assert "its program ended with 3" in differences()


@pytest.fixture
def door():
    """Posts a message to a partner that is told of nothing; the status it answers."""
    told, secret = [], signatures.SECRET_PREFIX + "QUJD"
    someone = SimpleNamespace(told=lambda message, event: told.append(message))
    server = partner.listening(someone, 0, secret)

    def post(**headers):
        url = f"http://127.0.0.1:{server.server_port}/"
        named = {f"webhook-{name}": value for name, value in headers.items()}
        try:
            with urlopen(Request(url, b"{}", named), timeout=10) as answered:
                return answered.status
        except HTTPError as error:
            error.close()
            return error.code

    yield post
    server.shutdown()
    server.server_close()


def test_what_is_not_signed_is_refused(door):
    now = str(int(time.time()))
    signed = signatures.signature(b"ABC", f"msg_1.{now}.{{}}".encode())
    whole = {"id": "msg_1", "timestamp": now, "signature": signed}
    for name in whole:
        assert door(**{key: value for key, value in whole.items() if key != name}) == 401
        assert door(**whole | {name: ""}) == 401
    for stamp in ("soon", "9" * 400):
        assert door(**whole | {"timestamp": stamp}) == 401
    assert door(**whole | {"signature": "v1,é"}) == 401
    assert door(**whole) == 204


def test_half_an_answer_is_asked_for_again(tmp_path):
    page = b'{"results": [], "next": "a", "more": false}'
    server = Server(
        answer(b'{"next": "a"}\n{"end": true, "lines": 0}\n'),
        answer(page[:9], Content_Length=str(len(page))),
        answer(page),
    )
    program = subprocess.Popen(
        [sys.executable, partner.__file__, "--store", tmp_path / "store"],
        stdin=subprocess.PIPE,
        env={"FACTCHECK_URL": f"http://127.0.0.1:{server.port}", "FACTCHECK_KEY": "fcw_"},
    )
    while server.connections < 3 and program.poll() is None:
        time.sleep(0.02)
    program.communicate(timeout=20)
    server.close()
    assert program.returncode == 0


def test_nobody_there(live_server):
    with pytest.raises(CommandError) as refused:
        run("http://127.0.0.1:1", kills=0)
    assert refused.value.returncode == 69


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (answer(b"", "500 Internal Server Error"), "answered 500 Internal Server Error"),
        (answer(b'{"next": "a"}', Content_Length="99"), "broke off"),
        (answer(b'{"next": '), "broken"),
        (answer(b""), "broken"),
    ],
)
def test_a_comparison_with_a_broken_answer(broken, said):
    server = Server(broken)
    newsroom = partner.Newsroom(f"http://127.0.0.1:{server.port}", "fcw_")
    with pytest.raises(CommandError, match=said) as refused:
        partner_sim.compare(newsroom, ":memory:", ":memory:", partner_sim.Result())
    assert refused.value.returncode == 69
    server.close()


@pytest.mark.faults
def test_killed_fifty_times_while_colleagues_publish(live_server):
    reviews, failed = live(), []

    def publish():
        try:
            for n in range(40):
                [rate_anew, retract][n % 2](make_published_review())
                correct(reviews[4])
        except Exception as error:
            failed.append(error)
        finally:
            connection.close()

    colleague = threading.Thread(target=publish)
    colleague.start()
    result = run(live_server.url, kills=50, messages=100)
    colleague.join()
    print(result)
    assert not failed
    assert result["kills"] == 50
    assert result["in_step"]
