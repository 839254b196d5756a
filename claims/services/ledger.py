"""The ledger: which version of a review each partner last got, and who has not heard of a new
verdict.

A partner that follows the change log holds all that stands before its position. What it asked for
one by one, or was told of by webhook, is a Holding. It holds the highest version that either says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Max
from django.utils import timezone

from claims.models import Change, Holding, Partner, Review

# Says something else than the version before it: who holds that shows what nobody stands behind.
LOUD = (Change.Kind.RE_RATE, Change.Kind.RETRACT, Change.Kind.REMOVE)
LATELY = timedelta(days=30)
# So long what was only fetched counts, with a partner that says what it stored.
TO_STORE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Behind:
    """A partner that holds an older version; `loud` if the verdict is another one, or gone."""

    partner: Partner
    review: Review
    holds: int
    current: int
    since: datetime
    loud: bool


def last_position() -> int:
    return Change.objects.aggregate(last=Max("position"))["last"] or 0


def fetched_to(partner: Partner, position: int) -> None:
    """The change log was handed out up to here; what was known to be so costs no query."""
    if position > partner.fetched_position:
        behind = Partner.objects.filter(pk=partner.pk, fetched_position__lt=position)
        behind.update(fetched_position=position, fetched_at=timezone.now())


def acknowledged_to(partner: Partner, position: int) -> None:
    """The partner says it has stored all up to here."""
    if position > partner.acknowledged_position:
        behind = Partner.objects.filter(pk=partner.pk, acknowledged_position__lt=position)
        behind.update(acknowledged_position=position, acknowledged_at=timezone.now())
    fetched_to(partner, position)


UPSERT = """
INSERT INTO claims_holding
    (partner_id, review_id, fetched, fetched_at, acknowledged, acknowledged_at)
VALUES (%(partner)s, %(review)s, %(fetched)s, CASE WHEN %(fetched)s > 0 THEN now() END,
        %(acknowledged)s, CASE WHEN %(acknowledged)s > 0 THEN now() END)
ON CONFLICT (partner_id, review_id) DO UPDATE SET
    fetched = greatest(claims_holding.fetched, excluded.fetched),
    fetched_at = CASE WHEN excluded.fetched > claims_holding.fetched
        THEN excluded.fetched_at ELSE claims_holding.fetched_at END,
    acknowledged = greatest(claims_holding.acknowledged, excluded.acknowledged),
    acknowledged_at = CASE WHEN excluded.acknowledged > claims_holding.acknowledged
        THEN excluded.acknowledged_at ELSE claims_holding.acknowledged_at END
-- Asking for what one holds writes nothing.
WHERE excluded.fetched > claims_holding.fetched
   OR excluded.acknowledged > claims_holding.acknowledged
"""


def fetched_version(partner: int, review: int, number: int) -> None:
    hold(partner=partner, review=review, fetched=number, acknowledged=0)


def acknowledge_version(partner: int, review: int, number: int) -> None:
    hold(partner=partner, review=review, fetched=0, acknowledged=number)


def hold(**values: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, values)


def behind(reviews: Iterable[Review]) -> list[Behind]:
    """Who holds an older version of these reviews; those with another verdict first."""
    by_pk = {review.pk: review for review in reviews}
    if not by_pk:
        return []
    logs = defaultdict(list)
    changes = Change.objects.filter(version__review__in=by_pk).select_related("version")
    for change in changes.defer("version__document").order_by(F("position").asc(nulls_last=True)):
        logs[change.version.review_id].append(change)
    lines = {(h.partner_id, h.review_id): h for h in Holding.objects.filter(review__in=by_pk)}
    partners = list(Partner.objects.all())
    found = [
        one
        for pk, log in logs.items()
        for partner in partners
        for one in late(partner, by_pk[pk], log, lines.get((partner.pk, pk)))
    ]
    return sorted(found, key=lambda one: (not one.loud, one.since, one.partner.name))


def late(
    partner: Partner, review: Review, log: list[Change], line: Holding | None
) -> Iterator[Behind]:
    """One, if this partner holds something that is not the latest."""
    heard = heard_to(partner)
    told = [c for c in log if c.position and c.position <= heard]
    versions = [c.version.number for c in told]
    holds = max([*versions, line.fetched if line else 0, line.acknowledged if line else 0])
    if not holds:
        return
    news = [c for c in log if c not in told and is_news(c, holds, line)]
    if news:
        loud = [c for c in news if c.kind in LOUD]
        current = max(c.version.number for c in log)
        since = (loud or news)[0].at
        yield Behind(partner, review, holds, current, since, bool(loud))


def heard_to(partner: Partner, at: datetime | None = None) -> int:
    """The position in the log up to which the partner heard. One that crashes on a page fetches
    it for ever: it holds what it last said it stored, if it says so at all."""
    at = at or timezone.now()
    stored, fetched = partner.acknowledged_position, partner.fetched_position
    late = partner.fetched_at and partner.fetched_at < at - TO_STORE
    return stored if 0 < stored < fetched and late else fetched


def is_news(change: Change, holds: int, line: Holding | None) -> bool:
    """Whether who holds this version has not heard of the change. A removal makes no version: it
    is news to whoever was told of that version before it."""
    if change.kind != Change.Kind.REMOVE:
        return change.version.number > holds
    heard = [line.fetched_at, line.acknowledged_at] if line else []
    return not any(at and at > change.at for at in heard)


def unheard(at: datetime | None = None, most: int = 50) -> list[Behind]:
    """Of the latest new verdicts and retractions, those that some partner has not heard of."""
    at = at or timezone.now()
    changes = Change.objects.filter(kind__in=LOUD, at__gte=at - LATELY).order_by("-pk")
    pks = changes.values_list("version__review", flat=True)[:most]
    reviews = list(Review.objects.filter(pk__in=list(pks)).select_related("claim"))
    return [one for one in behind(reviews) if one.loud]
