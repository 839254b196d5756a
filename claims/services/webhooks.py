"""Webhooks: where partners are told, and of what. The verbs of the desk."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.models import Change, Delivery, Endpoint, Partner, PartnerEvent, Review

from . import ledger
from .deliveries import fill, make, note, once_more, ring, wanted
from .signatures import secret_of, shown
from .users import User

# The secrets before sign as well for so long after a rotation.
BOTH = timedelta(days=2)


class WebhookRefused(ValueError):
    """Nothing was changed. The message says what to do."""


@transaction.atomic
def add(
    partner: Partner, *, url: str, events: Collection[str] = Change.Kind.values, by: User | None
) -> tuple[Endpoint, str]:
    """A new endpoint, told of what is published from now on. The second value is its secret."""
    endpoint = Endpoint.objects.create(
        partner=partner, url=url, events=chosen(events), position=ledger.last_position()
    )
    note(endpoint, PartnerEvent.Kind.ADDED, by)
    return endpoint, shown(secret_of(endpoint))


@transaction.atomic
def change(endpoint: Endpoint, *, url: str, events: Collection[str], by: User) -> None:
    Endpoint.objects.filter(pk=endpoint.pk).update(url=url, events=chosen(events))
    note(endpoint, PartnerEvent.Kind.CHANGED, by, f"{url}: {', '.join(events)}")


def chosen(events: Collection[str]) -> list[str]:
    """In the order of the log. Raises WebhookRefused."""
    if found := [kind for kind in Change.Kind.values if kind in events]:
        return found
    raise WebhookRefused("Choose at least one event, or switch the webhook off.")


@transaction.atomic
def rotate(endpoint: Endpoint, *, by: User | None) -> str:
    """A new secret; those before it sign as well for two days."""
    row = Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
    row.generation += 1
    row.both_until = timezone.now() + BOTH
    row.save(update_fields=["generation", "both_until"])
    note(row, PartnerEvent.Kind.ROTATED, by)
    return shown(secret_of(row))


@transaction.atomic
def enable(endpoint: Endpoint, *, by: User) -> int:
    """Switch it on; it is told of all that it missed meanwhile. Returns of how much."""
    row = Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
    if row.disabled_at is None:
        return 0
    since = min(filter(None, [row.disabled_at, row.failing_since]))
    row.disabled_at, row.disabled_why, row.failing_since, row.slow = None, "", None, False
    row.save(update_fields=["disabled_at", "disabled_why", "failing_since", "slow"])
    note(row, PartnerEvent.Kind.ENABLED, by)
    given_up = Q(state=Delivery.State.DEAD, finished_at__gte=since)
    unsent = row.deliveries.filter(Q(state=Delivery.State.WAITING) | given_up, position__gt=0)
    missed = once_more(unsent) + fill(row)
    ring([row.pk])
    return missed


@transaction.atomic
def ping(endpoint: Endpoint) -> Delivery:
    """Send a test, to a disabled endpoint too: that is how one finds out whether it works again."""
    delivery: Delivery = Delivery.objects.create(endpoint=endpoint)
    ring([endpoint.pk])
    return delivery


@transaction.atomic
def replay(
    endpoint: Endpoint,
    *,
    by: User,
    since: datetime | None = None,
    until: datetime | None = None,
    position: int | None = None,
    review: int | None = None,
) -> int:
    """Send again what was published in a range of time, or from a position on, or of one review;
    with the ids they had. Returns how many."""
    row = Endpoint.objects.select_for_update(no_key=True).get(pk=endpoint.pk)
    if row.disabled_at:
        raise WebhookRefused("This webhook is switched off. Switch it on first.")
    asked = Q(at__gte=since) if since else Q()
    asked &= Q(at__lte=until) if until else Q()
    asked &= Q(position__gte=position) if position else Q()
    asked &= Q(version__review=review) if review else Q()
    changes = wanted(row).filter(asked, position__lte=row.position)
    make(row, changes)
    ended = row.deliveries.filter(state__in=[Delivery.State.DONE, Delivery.State.DEAD])
    again = once_more(ended.filter(position__in=changes.values("position")))
    count = changes.count()
    note(row, PartnerEvent.Kind.REPLAYED, by, f"{count} messages, {again} of them once more")
    ring([row.pk])
    return count


def tell_again(partner: Partner, review: Review, *, by: User) -> int:
    """Send all of this review again, to those of the partner's webhooks that are told of what it
    last came to. Returns how many messages."""
    last = Change.objects.filter(version__review=review, position__isnull=False).last()
    listening = [e for e in partner.endpoints.open() if last and last.kind in e.events]
    return sum(replay(endpoint, review=review.pk, by=by) for endpoint in listening)
