"""The ledger: which version of a review each partner last got, and who has not heard of a new
verdict.

A partner that follows the change log holds all that stands before its position. What it asked for
one by one, or was told of by webhook, is a Holding. It holds the highest version that either says.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import F, Max
from django.db.models.functions import Greatest
from django.utils import timezone

from claims.models import Change, Holding, Partner, PublishedVersion, Review

# Says something else than the version before it: who holds that shows what nobody stands behind.
LOUD = (Change.Kind.RE_RATE, Change.Kind.RETRACT, Change.Kind.REMOVE)
# Changes on the desk's first page.
MOST = 50
# Who asks so long for what it was handed already does not store it.
TO_STORE = timedelta(hours=1)
NOTED_EVERY = timedelta(minutes=1)


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


def fetched_to(partner: Partner, position: int, *, again: bool = False) -> None:
    """The change log was handed out up to here; what was known to be so costs no query. `again`:
    some of it was handed out before, which is the time that counts."""
    if position > partner.fetched_position:
        behind = Partner.objects.filter(pk=partner.pk, fetched_position__lt=position)
        behind.update(
            fetched_position=position, **({} if again else {"fetched_at": timezone.now()})
        )


def asked_from(partner: Partner, position: int) -> bool:
    """The partner asks for what came after this, so it has stored all up to here. Whether it was
    handed more before, and asks again."""
    if not 0 < position == partner.acknowledged_position < partner.fetched_position:
        acknowledged_to(partner, position)
        return False
    now = timezone.now()
    said = Partner.objects.filter(pk=partner.pk, acknowledged_position=position)
    said.filter(acknowledged_at__lt=now - NOTED_EVERY).update(acknowledged_at=now)
    return True


def acknowledged_to(partner: Partner, position: int) -> None:
    """The partner says it has stored all up to here."""
    if position > partner.acknowledged_position:
        behind = Partner.objects.filter(pk=partner.pk, acknowledged_position__lt=position)
        behind.update(acknowledged_position=position, acknowledged_at=timezone.now())
    fetched_to(partner, position)


UPSERT = """
INSERT INTO claims_holding AS held
    (partner_id, review_id, fetched, fetched_at, acknowledged, acknowledged_at)
SELECT %(partner)s, new.review, new.fetched, CASE WHEN new.fetched > 0 THEN clock_timestamp() END,
       new.acknowledged, CASE WHEN new.acknowledged > 0 THEN clock_timestamp() END
FROM unnest(%(reviews)s::bigint[], %(fetched)s::integer[], %(acknowledged)s::integer[])
    AS new (review, fetched, acknowledged)
LEFT JOIN claims_holding old ON old.partner_id = %(partner)s AND old.review_id = new.review
-- Asking for what one holds writes nothing, and locks nothing.
WHERE old.id IS NULL OR new.fetched > old.fetched OR new.acknowledged > old.acknowledged
-- But for the first time since a version was removed: without its note, the latest is another text.
   OR new.fetched > 0 AND new.fetched >= greatest(old.fetched, old.acknowledged) AND EXISTS (
       SELECT FROM claims_publishedversion v WHERE v.review_id = new.review
       AND v.removed_at >= greatest(old.fetched_at, old.acknowledged_at)
   )
-- Two that ask for the same list wait for each other, in one order.
ORDER BY new.review
ON CONFLICT (partner_id, review_id) DO UPDATE SET
    fetched = greatest(held.fetched, excluded.fetched),
    fetched_at = CASE WHEN excluded.fetched > 0 AND excluded.fetched >= held.fetched
        THEN excluded.fetched_at ELSE held.fetched_at END,
    acknowledged = greatest(held.acknowledged, excluded.acknowledged),
    acknowledged_at = CASE WHEN excluded.acknowledged > held.acknowledged
        THEN excluded.acknowledged_at ELSE held.acknowledged_at END
"""


def fetched_version(partner: int, review: int, number: int) -> None:
    fetched_versions(partner, {review: number})


def fetched_versions(partner: int, numbers: Mapping[int, int]) -> None:
    """Of each review the version that was handed out."""
    hold(partner, list(numbers), fetched=list(numbers.values()), acknowledged=[0] * len(numbers))


def acknowledge_version(partner: int, review: int, number: int) -> None:
    hold(partner, [review], fetched=[0], acknowledged=[number])


def heard_of_removal(partner: int, version: PublishedVersion) -> None:
    """The partner was told that this version is removed: news, though it brings no version. Who
    holds nothing of the review needs no line."""
    lines = Holding.objects.filter(partner=partner, review=version.review_id)
    times = Greatest("fetched_at", "acknowledged_at")
    earlier = lines.annotate(last=times).filter(last__lte=version.removed_at)
    earlier.update(fetched_at=timezone.now())


def hold(partner: int, reviews: list[int], **versions: list[int]) -> None:
    """One statement, however many."""
    if reviews:
        with connection.cursor() as cursor:
            cursor.execute(UPSERT, {"partner": partner, "reviews": reviews, **versions})


def behind(reviews: Iterable[Review], among: list[Partner] | None = None) -> list[Behind]:
    """Who holds an older version of these reviews; those with another verdict first."""
    partners = list(Partner.objects.all()) if among is None else among
    by_pk = {review.pk: review for review in reviews}
    if not by_pk:
        return []
    logs = defaultdict(list)
    changes = Change.objects.filter(version__review__in=by_pk).select_related("version")
    for change in changes.defer("version__document").order_by(F("position").asc(nulls_last=True)):
        logs[change.version.review_id].append(change)
    held = Holding.objects.filter(review__in=by_pk, partner__in=partners)
    lines = {(line.partner_id, line.review_id): line for line in held}
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


def heard_to(partner: Partner) -> int:
    """The position in the log up to which the partner heard. One that crashes on a page fetches
    it for ever, and holds what it had stored before. One that asks once a day does not."""
    stored, fetched = partner.acknowledged_position, partner.fetched_position
    if not 0 < stored < fetched or not (partner.acknowledged_at and partner.fetched_at):
        return fetched
    return stored if partner.acknowledged_at >= partner.fetched_at + TO_STORE else fetched


def is_news(change: Change, holds: int, line: Holding | None) -> bool:
    """Whether who holds this version has not heard of the change. A removal makes no version: it
    is news to whoever was told of that version before it."""
    if change.kind != Change.Kind.REMOVE:
        return change.version.number > holds
    heard = [line.fetched_at, line.acknowledged_at] if line else []
    return not any(at and at > change.at for at in heard)


# Reviews whose verdict became another one, or was removed, which some of these partners did not
# hear of; the latest first. What late() says of one review, asked of all: so the few with such a
# change are found by the partial indexes version_notices and version_removed.
UNHEARD = """
SELECT loud.review_id FROM (
    SELECT review_id, number, id AS version_id, false AS removed
    FROM claims_publishedversion WHERE kind IN ('rating_change', 'retraction')
    UNION ALL
    SELECT review_id, number, id, true FROM claims_publishedversion WHERE removed_at IS NOT NULL
) loud
CROSS JOIN LATERAL (
    SELECT id, position, at FROM claims_change
    WHERE version_id = loud.version_id AND (kind = 'remove') = loud.removed LIMIT 1
) told
WHERE EXISTS (
    SELECT FROM unnest(%(partners)s::bigint[], %(heard)s::bigint[]) AS p (id, heard)
    LEFT JOIN claims_holding h ON h.partner_id = p.id AND h.review_id = loud.review_id
    WHERE (told.position IS NULL OR told.position > p.heard)
      AND CASE WHEN loud.removed
          THEN coalesce(greatest(h.fetched_at, h.acknowledged_at) <= told.at, true)
          ELSE coalesce(greatest(h.fetched, h.acknowledged) < loud.number, true) END
      -- Who never got it is not behind.
      AND (h.id IS NOT NULL OR p.heard >= (
          SELECT c.position
          FROM claims_publishedversion v JOIN claims_change c ON c.version_id = v.id
          WHERE v.review_id = loud.review_id AND v.number = 1 AND c.kind = 'publish'
      ))
)
ORDER BY told.id DESC LIMIT %(most)s
"""


def unheard(partner: Partner | None = None) -> list[Behind]:
    """New verdicts, retractions and removals that a partner has not heard of: all of one partner,
    or the latest of any."""
    partners = [partner] if partner else list(Partner.objects.all())
    if not partners:
        return []
    values = {
        "partners": [one.pk for one in partners],
        "heard": [heard_to(one) for one in partners],
        "most": None if partner else MOST,
    }
    with connection.cursor() as cursor:
        cursor.execute(UNHEARD, values)
        pks = {pk for (pk,) in cursor.fetchall()}
    reviews = Review.objects.filter(pk__in=pks).select_related("claim")
    return [one for one in behind(reviews, partners) if one.loud]
