"""What people do with webhooks: switch, test, send again."""

from datetime import timedelta

import pytest
import standardwebhooks
from django.utils import timezone

from claims import pipeline
from claims.models import Change, Delivery, Endpoint
from claims.services import deliveries, webhooks
from tests.claims.fetching.conftest import answer
from tests.factories import editor

from .hooks import add, bodies, due_now, publish, received

pytestmark = pytest.mark.django_db


class TestSwitches:
    def test_what_was_missed_while_it_was_off_arrives_when_it_is_on_again(self, serve):
        server = serve()
        endpoint, _ = add(server)
        deliveries.disable(endpoint, why="Asked for.", by=editor())
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
        deliveries.sweep(timezone.now() + timedelta(days=40))
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
        deliveries.disable(endpoint, why="Asked for.", by=editor())
        assert webhooks.enable(endpoint, by=editor()) == 1
        assert Delivery.objects.get().attempts == 0

    def test_a_test_is_sent_even_when_it_is_off(self, serve):
        server = serve()
        endpoint, secret = add(server)
        deliveries.disable(endpoint, why="Asked for.", by=editor())
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
        deliveries.sweep(timezone.now() + timedelta(days=31))
        assert not Delivery.objects.exists()
        assert webhooks.replay(endpoint, position=1, by=editor()) == 1
        assert pipeline.deliver(endpoint.pk) == 1
        first, second = (headers["webhook-id"] for headers, _ in received(server))
        assert first == second

    def test_a_disabled_endpoint_is_refused(self, serve):
        endpoint, _ = add(serve())
        deliveries.disable(endpoint, why="Asked for.", by=editor())
        with pytest.raises(webhooks.WebhookRefused, match="switched off"):
            webhooks.replay(endpoint, position=1, by=editor())
