"""Days of the newsroom, and the days, weeks or months that a chart shows them in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

DAY = timedelta(days=1)
# A chart of more bars than this can no longer be read: then weeks, then months.
DAYS_SHOWN, WEEKS_SHOWN = 45, 54
LONGEST = 1830  # days; five years


@dataclass(frozen=True, slots=True)
class Bucket:
    """Days from `first` to `last`, both included; `whole` unless the period cuts it short."""

    first: date
    last: date
    whole: bool = True


@dataclass(frozen=True, slots=True)
class Period:
    """From the first midnight of `first` to the midnight that ends `last`, in the newsroom."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def start(self) -> datetime:
        return midnight(self.first)

    @property
    def end(self) -> datetime:
        return midnight(self.last + DAY)

    @property
    def params(self) -> dict[str, Any]:
        """What the queries of this package call %(start)s, %(end)s and %(zone)s."""
        zone = timezone.get_default_timezone_name()
        return {"start": self.start, "end": self.end, "zone": zone}

    @property
    def step(self) -> str:
        if self.days <= DAYS_SHOWN:
            return "day"
        return "week" if self.days <= WEEKS_SHOWN * 7 else "month"

    @property
    def coarse(self) -> str:
        """For shares, which need more than a day's claims: days only of a fortnight."""
        return "week" if self.step == "day" and self.days > 14 else self.step

    def buckets(self, step: str = "") -> tuple[Bucket, ...]:
        return tuple(self._buckets(step or self.step))

    def _buckets(self, step: str) -> Iterator[Bucket]:
        first = self.first
        while first <= self.last:
            start, end = bounds(first, step)
            last = min(end, self.last)
            yield Bucket(first, last, whole=(first, last) == (start, end))
            first = last + DAY

    def sums(self, by_day: Mapping[date, int], step: str = "") -> tuple[int, ...]:
        """The counts of days as counts of buckets; days outside the period are left out."""
        return tuple(
            sum(by_day.get(b.first + n * DAY, 0) for n in range((b.last - b.first).days + 1))
            for b in self.buckets(step)
        )


def latest(days: int, today: date | None = None) -> Period:
    """The last `days` days, today included."""
    last = today or timezone.localdate(timezone=timezone.get_default_timezone())
    return Period(last - (days - 1) * DAY, last)


def bounds(day: date, step: str) -> tuple[date, date]:
    """The day, its week from Monday to Sunday, or its month."""
    if step == "day":
        return day, day
    if step == "week":
        monday = day - day.weekday() * DAY
        return monday, monday + 6 * DAY
    first = day.replace(day=1)
    return first, (first + 31 * DAY).replace(day=1) - DAY


def midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time.min), timezone.get_default_timezone())
