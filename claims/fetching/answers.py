"""What a fetch is limited to, and what comes of it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

LONGEST_WAIT = 7 * 24 * 3600.0


class FetchFailed(Exception):
    """Nothing was fetched. `reason` tells the desk what happened and why; only if `temporary` is
    it worth another try, after `retry_after` seconds if the server named a time."""

    def __init__(
        self, reason: str, *, temporary: bool = False, retry_after: float | None = None
    ) -> None:
        super().__init__(reason)
        self.reason, self.temporary, self.retry_after = reason, temporary, retry_after


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds for everything together; bytes as sent and as unpacked; redirects to follow. With a
    `taste` only so many bytes of the body are read, as sent, of an error too; that there are more,
    or that they break off, is no failure."""

    deadline: float = 35.0
    wire: int = 10_000_000
    decoded: int = 20_000_000
    redirects: int = 5
    taste: int | None = None


@dataclass(frozen=True, slots=True)
class Response:
    """`url` is where the answer came from, `hops` the addresses that led there, `moved` the one to
    ask from now on if the server said so. Header names are in lower case. The body is unpacked,
    and empty unless the status is 2xx or a taste was asked for."""

    url: str
    status: int
    headers: Mapping[str, str]
    body: bytes
    hops: tuple[str, ...] = ()
    moved: str | None = None

    @property
    def retry_after(self) -> float | None:
        """Seconds the server asks us to wait, at most a week."""
        value = self.headers.get("retry-after", "").strip()
        if re.fullmatch("[0-9]{1,9}", value):
            return min(float(value), LONGEST_WAIT)
        try:
            until = parsedate_to_datetime(value)
        except (ValueError, OverflowError):
            return None
        seconds = (until.replace(tzinfo=until.tzinfo or UTC) - datetime.now(UTC)).total_seconds()
        return min(max(seconds, 0.0), LONGEST_WAIT)
