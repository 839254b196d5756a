"""Partners' servers, over real connections: what reached them, and how."""

import json

from django.utils import timezone

from claims.models import Delivery
from claims.services import webhooks
from claims.services.partners import number_changes
from tests.factories import editor, make_partner, make_published_review


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
