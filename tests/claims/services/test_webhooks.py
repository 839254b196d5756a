"""Webhooks from the publication to the partner's server and back, over real connections."""

import base64
import json
from datetime import timedelta

import pytest
import standardwebhooks
import time_machine
from django.utils import timezone

from claims import pipeline
from claims.fetching import Reach
from claims.models import Change, Delivery, Endpoint, PartnerEvent
from claims.services import webhooks
from claims.services.partners import number_changes
from tests.claims.api.story import correct, rate_anew, remove, retract
from tests.claims.fetching.conftest import LOOPBACK, Server, answer
from tests.factories import editor, make_partner, make_published_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def serve(monkeypatch):
    """`serve(*answers)` — a partner's server, which alone may be reached."""
    running = []

    def start(*answers):
        server = Server(*(answers or (answer(b"thanks"),)))
        running.append(server)
        ports = frozenset(one.port for one in running)
        monkeypatch.setattr(pipeline, "REACH", Reach(ports, (LOOPBACK,)))
        return server

    yield start
    for server in running:
        server.close()


def address(server, path="/hook"):
    return f"http://127.0.0.1:{server.port}{path}"


def add(server, **options):
    return webhooks.add(make_partner(), url=address(server), by=editor(), **options)


def publish():
    review = make_published_review()
    number_changes()
    return review


def received(server):
    """Headers (names in lower case) and body of each request."""
    for request in server.requests:
        head, _, body = request.partition(b"\r\n\r\n")
        lines = [line.partition(": ") for line in head.decode().split("\r\n")[1:]]
        yield {name.lower(): value for name, _, value in lines}, body


def bodies(server):
    return [json.loads(body) for _, body in received(server)]


def due_now():
    Delivery.objects.filter(state="waiting").update(not_before=timezone.now())


class TestThePath:
    def test_a_publication_arrives_signed(self, serve):
        server = serve()
        endpoint, secret = add(server)
        review = publish()
        assert pipeline.deliver(endpoint.pk) == 1
        [(headers, body)] = received(server)
        event = standardwebhooks.Webhook(secret).verify(body, headers)
        change = Change.objects.get()
        assert event["type"] == "review.published"
        assert event["data"] == {
            "id": str(change.entry_id),
            "position": 1,
            "review": {"id": str(review.uuid), "slug": review.slug},
            "version": 1,
            "verdict": "mostly_true",
            "sha256": change.version.sha256,
            "url": f"http://127.0.0.1:8000/verdicts/{review.slug}/",
            "api_url": f"http://127.0.0.1:8000/api/v1/reviews/{review.slug}/versions/1/",
            "latest_url": f"http://127.0.0.1:8000/api/v1/reviews/{review.slug}/",
            "tombstone": None,
        }
        row = Delivery.objects.get()
        assert (row.state, row.tries[0]["status"], row.tries[0]["answer"]) == (
            *("done", 200, "thanks"),
        )

    def test_every_kind_of_change_in_order(self, serve):
        server = serve()
        endpoint, _ = add(server)
        review = publish()
        correct(review)
        rate_anew(review)
        retract(review)
        remove(review.versions.get(number=1))
        number_changes()
        assert pipeline.deliver(endpoint.pk) == 5
        got = [(e["type"], e["data"]["position"], e["data"]["tombstone"]) for e in bodies(server)]
        removed = {"reason": "Removed for legal reasons."}
        assert got == [
            ("review.published", 1, removed),
            ("review.corrected", 2, None),
            ("review.re_rated", 3, None),
            ("review.retracted", 4, {"reason": "The record was misread."}),
            ("review.removed", 5, removed),
        ]

    def test_only_the_chosen_events(self, serve):
        server = serve()
        endpoint, _ = add(server, events=["retract"])
        retract(publish())
        number_changes()
        assert pipeline.deliver(endpoint.pk) == 1
        assert bodies(server)[0]["type"] == "review.retracted"

    def test_a_message_stays_far_below_20_kb(self, serve):
        server = serve()
        endpoint, _ = add(server)
        correct(publish(), "retraction", "☃" * 50_000)
        number_changes()
        pipeline.deliver(endpoint.pk)
        assert max(len(body) for _, body in received(server)) < 10_000

    def test_nothing_of_before_it_was_added(self, serve):
        publish()
        endpoint, _ = add(serve())
        assert pipeline.deliver(endpoint.pk) == 0
        assert not Delivery.objects.exists()


class TestSignatures:
    @pytest.fixture
    def sent(self, serve):
        server = serve()
        endpoint, secret = add(server)
        publish()
        pipeline.deliver(endpoint.pk)
        [(headers, body)] = received(server)
        return standardwebhooks.Webhook(secret), headers, body

    def test_an_altered_body_fails(self, sent):
        partner, headers, body = sent
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            partner.verify(body.replace(b"mostly_true", b"mostly_lies"), headers)

    def test_an_old_timestamp_fails(self, sent):
        partner, headers, body = sent
        with (
            time_machine.travel(timezone.now() + timedelta(minutes=6)),
            pytest.raises(standardwebhooks.WebhookVerificationError),
        ):
            partner.verify(body, headers)

    @pytest.mark.parametrize("name", ["webhook-id", "webhook-timestamp"])
    def test_another_header_fails(self, sent, name):
        partner, headers, body = sent
        altered = headers | {name: str(int(timezone.now().timestamp()) - 1)}
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            partner.verify(body, altered)

    def test_the_secret_of_another_endpoint_fails(self, serve, sent):
        _, headers, body = sent
        _, other = add(serve())
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            standardwebhooks.Webhook(other).verify(body, headers)

    def test_both_secrets_sign_while_one_replaces_the_other(self, serve):
        server = serve()
        endpoint, old = add(server)
        new = webhooks.rotate(endpoint, by=editor())
        assert new != old
        publish()
        pipeline.deliver(endpoint.pk)
        [(headers, body)] = received(server)
        for secret in (old, new):
            standardwebhooks.Webhook(secret).verify(body, headers)
        with time_machine.travel(timezone.now() + timedelta(days=2, minutes=1), tick=False):
            later = webhooks.signed(Endpoint.objects.get(), "msg_1", b"{}", timezone.now())
            standardwebhooks.Webhook(new).verify(b"{}", later)
            with pytest.raises(standardwebhooks.WebhookVerificationError):
                standardwebhooks.Webhook(old).verify(b"{}", later)

    def test_a_second_rotation_ends_no_secret_that_is_in_use(self, serve):
        """The page with the new secret was closed too early: another one is made."""
        server = serve()
        endpoint, first = add(server)
        secrets = [first, *(webhooks.rotate(endpoint, by=editor()) for _ in range(2))]
        publish()
        pipeline.deliver(endpoint.pk)
        [(headers, body)] = received(server)
        for secret in secrets:
            standardwebhooks.Webhook(secret).verify(body, headers)

    def test_a_header_holds_only_so_many(self, serve):
        endpoint, _ = add(serve())
        for _ in range(12):
            webhooks.rotate(endpoint, by=editor())
        headers = webhooks.signed(Endpoint.objects.get(), "msg_1", b"{}", timezone.now())
        assert len(headers["webhook-signature"].split()) == webhooks.SIGN_AT_ONCE

    def test_an_older_secret_key_signs_as_well(self, serve, settings):
        endpoint, secret = add(serve())
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "another one " * 5
        headers = webhooks.signed(endpoint, "msg_1", b"{}", timezone.now())
        standardwebhooks.Webhook(secret).verify(b"{}", headers)

    def test_no_secret_is_in_the_database(self, serve):
        endpoint, secret = add(serve())
        row = str(vars(Endpoint.objects.get(pk=endpoint.pk)))
        assert secret not in row
        assert base64.b64decode(secret.removeprefix("whsec_")).hex() not in row


class TestFailures:
    def test_it_is_tried_ten_times_with_one_id_then_dead(self, serve):
        server = serve(answer(b"no", "500 Internal Server Error"))
        endpoint, _ = add(server)
        publish()
        waits = []
        for _ in range(12):
            due_now()
            pipeline.deliver(endpoint.pk)
            row = Delivery.objects.get()
            if row.state == "waiting":
                waits.append((row.not_before - timezone.now()).total_seconds())
        assert (row.state, row.attempts, len(row.tries)) == ("dead", 10, 10)
        assert row.tries[0]["answer"] == "no"
        assert len({headers["webhook-id"] for headers, _ in received(server)}) == 1
        planned = [5, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400]
        for wait, plan in zip(waits, planned, strict=True):
            assert 0.98 * plan - 1 < wait < 1.2 * plan + 1

    def test_retry_after_is_honoured(self, serve):
        endpoint, _ = add(serve(answer(b"", "429 Too Many Requests", Retry_After="7000")))
        publish()
        pipeline.deliver(endpoint.pk)
        assert Delivery.objects.get().not_before > timezone.now() + timedelta(seconds=6900)

    def test_a_redirect_is_a_failure_and_is_not_followed(self, serve):
        target = serve()
        endpoint, _ = add(serve(answer(b"", "308 Permanent Redirect", Location=address(target))))
        publish()
        assert pipeline.deliver(endpoint.pk) == 0
        assert target.connections == 0
        assert "redirects" in Delivery.objects.get().last_error

    def test_410_switches_the_endpoint_off(self, serve):
        endpoint, _ = add(serve(answer(b"", "410 Gone")))
        publish()
        pipeline.deliver(endpoint.pk)
        endpoint.refresh_from_db()
        assert "410" in endpoint.disabled_why
        assert Delivery.objects.get().state == "dead"
        assert PartnerEvent.objects.filter(kind="disabled", by=None).count() == 1

    def test_the_guard_of_fetching_holds(self, serve):
        server = serve()
        for url in ("http://169.254.169.254/", "http://10.0.0.1/", "http://localhost:5432/"):
            endpoint, _ = webhooks.add(make_partner(), url=url, by=editor())
            publish()
            assert pipeline.deliver(endpoint.pk) == 0
            assert Delivery.objects.filter(endpoint=endpoint).latest("pk").last_error
        assert server.connections == 0

    def test_five_days_without_a_success_switch_it_off(self, serve):
        endpoint, _ = add(serve(answer(b"", "503 Service Unavailable")))
        publish()
        pipeline.deliver(endpoint.pk)
        Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=5, minutes=1))
        due_now()
        pipeline.deliver(endpoint.pk)
        endpoint.refresh_from_db()
        assert endpoint.disabled_why == "Nothing reached it for 5 days."

    def test_a_success_ends_the_count(self, serve):
        endpoint, _ = add(serve(answer(b"", "503 Service Unavailable"), answer()))
        publish()
        pipeline.deliver(endpoint.pk)
        Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=4))
        due_now()
        assert pipeline.deliver(endpoint.pk) == 1
        endpoint.refresh_from_db()
        assert (endpoint.failing_since, endpoint.slow) == (None, False)

    def test_after_a_success_the_days_are_counted_anew(self, serve):
        bad = answer(b"", "503 Service Unavailable")
        endpoint, _ = add(serve(bad, answer(b"thanks"), bad))
        publish()
        pipeline.deliver(endpoint.pk)
        Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=4))
        due_now()
        assert pipeline.deliver(endpoint.pk) == 1
        publish()
        pipeline.deliver(endpoint.pk)
        endpoint.refresh_from_db()
        assert endpoint.disabled_at is None
        assert endpoint.failing_since > timezone.now() - timedelta(minutes=1)

    def test_who_refuses_one_message_and_takes_others_stays_on(self, serve):
        bad = answer(b"", "500 Internal Server Error")
        endpoint, _ = add(serve(*[bad] * 9, answer(b"thanks"), bad))
        publish()
        for _ in range(9):
            due_now()
            pipeline.deliver(endpoint.pk)
        refused = Delivery.objects.get()
        publish()
        assert pipeline.deliver(endpoint.pk) == 1
        due_now()
        pipeline.deliver(endpoint.pk)
        refused.refresh_from_db()
        endpoint.refresh_from_db()
        assert (refused.state, endpoint.disabled_at) == ("dead", None)
        assert endpoint.failing_since is None

    def test_a_worker_that_dies_on_the_last_attempt_hides_none_that_is_down(self, serve):
        endpoint, _ = add(serve())
        publish()
        webhooks.take(endpoint.pk)
        Delivery.objects.update(attempts=10)
        Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=3, minutes=1))
        webhooks.sweep(timezone.now() + timedelta(minutes=1))
        endpoint.refresh_from_db()
        assert endpoint.disabled_why == "Nothing reached it for 3 days."

    def test_a_large_answer_is_tasted(self, serve):
        endpoint, _ = add(serve(answer(b"x" * 300_000 + b"\0")))
        publish()
        assert pipeline.deliver(endpoint.pk) == 1
        assert len(Delivery.objects.get().tries[0]["answer"]) <= 256

    def test_an_answer_that_breaks_off_after_its_head_is_an_answer(self, serve):
        server = serve(lambda c: c.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"))
        endpoint, _ = add(server)
        publish()
        assert pipeline.deliver(endpoint.pk) == 1


class TestSwitches:
    def test_what_was_missed_while_it_was_off_arrives_when_it_is_on_again(self, serve):
        server = serve()
        endpoint, _ = add(server)
        webhooks.disable(endpoint, why="Asked for.", by=editor())
        for _ in range(3):
            publish()
        assert pipeline.deliver(endpoint.pk) == 0
        assert webhooks.enable(endpoint, by=editor()) == 3
        assert pipeline.deliver(endpoint.pk) == 3
        assert [e["data"]["position"] for e in bodies(server)] == [1, 2, 3]

    def test_410_then_switched_on_then_it_arrives(self, serve):
        server = serve(answer(b"", "410 Gone"), answer(b"thanks"))
        endpoint, _ = add(server)
        publish()
        pipeline.deliver(endpoint.pk)
        publish()
        assert webhooks.enable(endpoint, by=editor()) == 2
        assert pipeline.deliver(endpoint.pk) == 2
        assert [e["data"]["position"] for e in bodies(server)] == [1, 1, 2]

    def test_given_up_then_switched_on_then_it_arrives(self, serve):
        """In a quiet newsroom: no other message comes that would find it down."""
        server = serve(*[answer(b"no", "500 Internal Server Error")] * 10, answer(b"thanks"))
        endpoint, _ = add(server)
        publish()
        pipeline.deliver(endpoint.pk)
        Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=3, minutes=1))
        for _ in range(9):
            due_now()
            pipeline.deliver(endpoint.pk)
        endpoint.refresh_from_db()
        assert endpoint.disabled_why == "Nothing reached it for 3 days."
        webhooks.sweep(timezone.now() + timedelta(days=40))
        webhooks.ping(endpoint)
        assert pipeline.deliver(endpoint.pk) == 1
        assert webhooks.enable(endpoint, by=editor()) == 1
        assert pipeline.deliver(endpoint.pk) == 1
        ids = [headers["webhook-id"] for headers, _ in received(server)]
        assert ids[0] == ids[-1]

    def test_what_waited_gets_all_its_attempts_again(self, serve):
        endpoint, _ = add(serve())
        publish()
        Delivery.objects.update(attempts=9)
        webhooks.disable(endpoint, why="Asked for.", by=editor())
        assert webhooks.enable(endpoint, by=editor()) == 1
        assert Delivery.objects.get().attempts == 0

    def test_a_test_is_sent_even_when_it_is_off(self, serve):
        server = serve()
        endpoint, secret = add(server)
        webhooks.disable(endpoint, why="Asked for.", by=editor())
        publish()
        webhooks.ping(endpoint)
        assert pipeline.deliver(endpoint.pk) == 1
        [(headers, body)] = received(server)
        assert standardwebhooks.Webhook(secret).verify(body, headers)["type"] == "ping"

    def test_a_test_that_fails_is_not_tried_again(self, serve):
        endpoint, _ = add(serve(answer(b"", "500 Internal Server Error")))
        webhooks.ping(endpoint)
        pipeline.deliver(endpoint.pk)
        assert Delivery.objects.get().state == "dead"
        assert Endpoint.objects.get().failing_since is None


class TestReplay:
    def test_by_position_and_by_time_with_the_same_ids(self, serve):
        server = serve()
        endpoint, _ = add(server)
        for _ in range(3):
            publish()
        pipeline.deliver(endpoint.pk)
        assert webhooks.replay(endpoint, position=2, by=editor()) == 2
        assert pipeline.deliver(endpoint.pk) == 2
        middle = Change.objects.get(position=2).at
        assert webhooks.replay(endpoint, since=middle, until=middle, by=editor()) == 1
        assert pipeline.deliver(endpoint.pk) == 1
        ids = [headers["webhook-id"] for headers, _ in received(server)]
        assert [ids.index(id) + 1 for id in ids] == [1, 2, 3, 2, 3, 2]

    def test_what_the_log_has_forgotten_is_made_anew(self, serve):
        server = serve()
        endpoint, _ = add(server)
        publish()
        pipeline.deliver(endpoint.pk)
        webhooks.sweep(timezone.now() + timedelta(days=31))
        assert not Delivery.objects.exists()
        assert webhooks.replay(endpoint, position=1, by=editor()) == 1
        assert pipeline.deliver(endpoint.pk) == 1
        first, second = (headers["webhook-id"] for headers, _ in received(server))
        assert first == second

    def test_a_disabled_endpoint_is_refused(self, serve):
        endpoint, _ = add(serve())
        webhooks.disable(endpoint, why="Asked for.", by=editor())
        with pytest.raises(webhooks.WebhookRefused, match="switched off"):
            webhooks.replay(endpoint, position=1, by=editor())


class TestWork:
    def test_one_at_a_time_for_each_endpoint(self, serve):
        endpoint, _ = add(serve())
        publish()
        publish()
        assert webhooks.take(endpoint.pk)
        assert webhooks.take(endpoint.pk) is None

    def test_what_a_dead_worker_left_is_taken_after_its_lease(self, serve):
        endpoint, _ = add(serve())
        publish()
        first = webhooks.take(endpoint.pk)
        later = timezone.now() + timedelta(minutes=1)
        second = webhooks.take(endpoint.pk, later)
        assert second.headers["webhook-id"] == first.headers["webhook-id"]
        assert not webhooks.settle(first, webhooks.Outcome(200, 1))
        assert webhooks.settle(second, webhooks.Outcome(200, 1))

    def test_only_a_few_slow_ones_at_once(self, serve):
        server = serve()
        endpoints = [add(server)[0] for _ in range(webhooks.SLOW_AT_ONCE + 2)]
        swift, _ = add(server)
        Endpoint.objects.exclude(pk=swift.pk).update(slow=True)
        publish()
        assert sum(bool(webhooks.take(e.pk)) for e in endpoints) == webhooks.SLOW_AT_ONCE
        assert webhooks.ring_due() == 1
        assert webhooks.take(swift.pk)

    def test_it_is_rung_again_after_a_while(self, serve):
        endpoint, _ = add(serve())
        publish()
        assert webhooks.ring_due() == 1
        assert webhooks.ring_due() == 0
        assert webhooks.ring_due(timezone.now() + timedelta(minutes=2)) == 1
        pipeline.deliver(endpoint.pk)
        assert webhooks.ring_due(timezone.now() + timedelta(minutes=4)) == 0

    def test_an_endpoint_that_missed_the_sequencer_is_filled(self, serve):
        endpoint, _ = add(serve())
        publish()
        Delivery.objects.all().delete()
        Endpoint.objects.update(position=0)
        webhooks.sweep()
        assert Delivery.objects.filter(endpoint=endpoint).count() == 1
