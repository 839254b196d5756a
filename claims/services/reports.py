"""What readers tell the newsroom: taken in with a limit, answered by an editor, once."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from claims.models import Correction, PublishedVersion, ReaderReport, ReportSender

from .corrections import note
from .reviews import locked
from .users import User

LONGEST = 5000
# From one address: a household or an office may share it, a flood comes from it.
LIMIT = 10
WITHIN = timedelta(hours=24)

State = ReaderReport.State


class ReportRefused(Exception):
    """The step is not possible now. The message says why, and what to do."""


class TooMany(ReportRefused):
    """So many reports came from one address within a day; `wait` until the next may come."""

    def __init__(self, wait: timedelta) -> None:
        super().__init__("Too many reports came from your network today.")
        self.wait = wait


@transaction.atomic
def receive(
    version: PublishedVersion,
    text: str,
    *,
    token: UUID,
    address: str,
    email: str = "",
    at: datetime | None = None,
) -> ReaderReport:
    """Store what a reader says about this version; the report that `token` was given to already,
    if it was. Raises TooMany."""
    at = at or timezone.now()
    key = hashed(address)
    with connection.cursor() as cursor:
        # One after the other from one address, in whatever process: none slips past the count.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [key])
    if known := ReaderReport.objects.filter(token=token).first():
        return known
    forget_senders(at)
    count(key, at)
    return ReaderReport.objects.create(
        token=token,
        review_id=version.review_id,
        version=version.number,
        text=text.strip()[:LONGEST],
        email=email,
        at=at,
    )


def count(key: str, at: datetime) -> None:
    of_late = ReportSender.objects.filter(key=key, at__gt=at - WITHIN).order_by("at")
    times = list(of_late.values_list("at", flat=True))
    if len(times) >= LIMIT:
        raise TooMany(times[-LIMIT] + WITHIN - at)
    ReportSender.objects.create(key=key, at=at)


def hashed(address: str) -> str:
    """Keyed: without SECRET_KEY nobody can try all addresses until one fits."""
    return salted_hmac("claims.reports", address, algorithm="sha256").hexdigest()


def forget_senders(at: datetime | None = None) -> int:
    """Whoever sent something more than a day ago; how many. The sweep calls it too."""
    old = ReportSender.objects.filter(at__lte=(at or timezone.now()) - WITHIN)
    return old.delete()[0]


@transaction.atomic
def answer(report: ReaderReport, text: str, *, by: User, at: datetime | None = None) -> None:
    """Answer the reader at the report's secret address, and close it. Raises ReportRefused."""
    text = text.strip()
    if not text:
        raise ReportRefused("Write the answer: the reader sees it at the address they keep.")
    close(report, State.ANSWERED, by=by, at=at, answer=text)
    note(locked(report.review), f"A reader’s report was answered: {text}", by)


@transaction.atomic
def set_aside(report: ReaderReport, *, by: User, at: datetime | None = None) -> None:
    """Close what is not a report: advertising, abuse, an empty joke. Raises ReportRefused."""
    close(report, State.SPAM, by=by, at=at)
    note(locked(report.review), "What a reader sent was set aside: not a report.", by)


@transaction.atomic
def reopen(report: ReaderReport, *, by: User) -> None:
    """Take back that it is not a report; the address that the reader left is gone by then.
    Raises ReportRefused."""
    spam = ReaderReport.objects.filter(pk=report.pk, state=State.SPAM)
    if not spam.update(state=State.NEW, answered_by=None, answered_at=None):
        raise ReportRefused("Only what was set aside can be opened again.")
    note(locked(report.review), "A reader’s report was opened again.", by)


def close(
    report: ReaderReport, state: str, *, by: User, at: datetime | None, answer: str = ""
) -> None:
    """What the reader left to be reached at is deleted with it (CHECK report_address_deleted)."""
    won = ReaderReport.objects.filter(pk=report.pk, state=State.NEW).update(
        state=state, answer=answer, answered_by=by, answered_at=at or timezone.now(), email=""
    )
    if not won:
        raise ReportRefused("A colleague has closed this report meanwhile. Read what they said.")


@transaction.atomic
def note_origin(correction: Correction, report: int, *, by: User) -> None:
    """The correction was proposed because of this report; of another review's report, nothing."""
    found = ReaderReport.objects.filter(pk=report, review=correction.review_id)
    if found.update(correction=correction):
        note(locked(correction.review), "Proposed because of a reader’s report.", by)
