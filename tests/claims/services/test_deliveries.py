"""Messages from the publication to the partner's server and back."""

from datetime import timedelta

import pytest
import standardwebhooks
from django.utils import timezone

from claims import pipeline
from claims.models import Change, Delivery, Endpoint, PartnerEvent
from claims.services import deliveries, webhooks
from claims.services.partners import number_changes
from tests.claims.api.story import correct, rate_anew, remove, retract
from tests.claims.fetching.conftest import answer
from tests.factories import editor, make_partner

from .hooks import add, address, bodies, due_now, publish, received

pytestmark = pytest.mark.django_db


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
        deliveries.take(endpoint.pk)
        Delivery.objects.update(attempts=10)
        Endpoint.objects.update(failing_since=timezone.now() - timedelta(days=3, minutes=1))
        deliveries.sweep(timezone.now() + timedelta(minutes=1))
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


class TestWork:
    def test_one_at_a_time_for_each_endpoint(self, serve):
        endpoint, _ = add(serve())
        publish()
        publish()
        assert deliveries.take(endpoint.pk)
        assert deliveries.take(endpoint.pk) is None

    def test_what_a_dead_worker_left_is_taken_after_its_lease(self, serve):
        endpoint, _ = add(serve())
        publish()
        first = deliveries.take(endpoint.pk)
        later = timezone.now() + timedelta(minutes=1)
        second = deliveries.take(endpoint.pk, later)
        assert second.headers["webhook-id"] == first.headers["webhook-id"]
        assert not deliveries.settle(first, deliveries.Outcome(200, 1))
        assert deliveries.settle(second, deliveries.Outcome(200, 1))

    def test_only_a_few_slow_ones_at_once(self, serve):
        server = serve()
        endpoints = [add(server)[0] for _ in range(deliveries.SLOW_AT_ONCE + 2)]
        swift, _ = add(server)
        Endpoint.objects.exclude(pk=swift.pk).update(slow=True)
        publish()
        assert sum(bool(deliveries.take(e.pk)) for e in endpoints) == deliveries.SLOW_AT_ONCE
        assert deliveries.ring_due() == 1
        assert deliveries.take(swift.pk)

    def test_it_is_rung_again_after_a_while(self, serve):
        endpoint, _ = add(serve())
        publish()
        assert deliveries.ring_due() == 1
        assert deliveries.ring_due() == 0
        assert deliveries.ring_due(timezone.now() + timedelta(minutes=2)) == 1
        pipeline.deliver(endpoint.pk)
        assert deliveries.ring_due(timezone.now() + timedelta(minutes=4)) == 0

    def test_an_endpoint_that_missed_the_sequencer_is_filled(self, serve):
        endpoint, _ = add(serve())
        publish()
        Delivery.objects.all().delete()
        Endpoint.objects.update(position=0)
        deliveries.sweep()
        assert Delivery.objects.filter(endpoint=endpoint).count() == 1
