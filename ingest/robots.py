"""What a site asks of programs like us: its robots.txt, as RFC 9309 has it.

Not with urllib.robotparser: it takes the first rule that fits instead of the longest, knows
neither * nor $, and brings an HTTP client of its own.
"""

import re
import time
from dataclasses import dataclass, replace
from threading import Lock
from urllib.parse import unquote_to_bytes

from claims.fetching import PRODUCT, PUBLIC, FetchFailed, Limits, Place, Reach, fetch, place

# RFC 9309, 2.5: so much must be read, and no more need be.
_READ = 500 * 1024
_LIMITS = Limits(deadline=10, wire=2_000_000, decoded=2_000_000)
# 2.4: a day at most, unless the site cannot be asked again.
_FRESH = 24 * 3600.0
_AFTER_FAILURE = 600.0
_LONGEST_DELAY = 60.0
# Of all kept rules together, by a rough count: 10,000 usual sites.
_KEPT_BYTES = 20_000_000

_LINE_END = re.compile(r"\r\n?|\n")
_TOKEN = re.compile(r"\*|[a-z_-]+")


def allowed(url: str, reach: Reach = PUBLIC) -> bool:
    """Raises FetchFailed: what the site wants is not known, so it is not asked for anything."""
    where = place(url, reach)
    return where.target == "/robots.txt" or _rules(where, reach).allow(where.target)


def crawl_delay(url: str, reach: Reach = PUBLIC) -> float | None:
    """Seconds to wait between requests, at most a minute. Raises FetchFailed as allowed() does."""
    return _rules(place(url, reach), reach).delay


@dataclass(frozen=True, slots=True)
class Rules:
    """`patterns` with whether they allow or forbid; `delay` in seconds, no part of the RFC."""

    patterns: tuple[tuple[str, bool], ...] = ()
    delay: float | None = None

    def allow(self, target: str) -> bool:
        """The longest pattern that fits decides; of two equal ones, the one that allows."""
        octets = unquote_to_bytes(target)
        fitting = [(len(one), allows) for one, allows in self.patterns if _fits(one, octets)]
        return max(fitting, default=(0, True))[1]


def _fits(pattern: str, octets: bytes) -> bool:
    """* is anything, $ the end. A * that is meant itself is written %2A, so split first."""
    first, *others = map(unquote_to_bytes, pattern.removesuffix("$").split("*"))
    if not octets.startswith(first):
        return False
    at = len(first)
    last = others.pop() if others and pattern.endswith("$") else None
    for piece in others:
        if (found := octets.find(piece, at)) < 0:
            return False
        at = found + len(piece)
    if last is not None:
        return octets.endswith(last) and len(octets) - len(last) >= at
    return not pattern.endswith("$") or len(octets) == at


def read(data: bytes) -> Rules:
    """The rules for us, or for everybody if none are. Whatever is no rule is passed over."""
    if len(data) > _READ:
        data = data[:_READ].rpartition(b"\n")[0]
    patterns: dict[str, list[tuple[str, bool]]] = {}
    delays: dict[str, float] = {}
    agents: set[str] = set()
    in_rules = False
    for line in _LINE_END.split(data.decode("utf-8-sig", "replace")):
        key, _, value = (part.strip() for part in line.partition("#")[0].partition(":"))
        match key.lower():
            case "user-agent":
                if in_rules:
                    agents, in_rules = set(), False
                token = _TOKEN.match(value.lower())
                # Thousands of others would each be given thousands of rules.
                if token and token[0] in {PRODUCT, "*"}:
                    agents.add(token[0])
                    patterns.setdefault(token[0], [])
            case "allow" | "disallow":
                in_rules = True
                for agent in agents if value else ():
                    patterns[agent].append((value, key.lower() == "allow"))
            case "crawl-delay" if (delay := _seconds(value)) is not None:
                delays |= dict.fromkeys(agents, delay)
    agent = PRODUCT if PRODUCT in patterns else "*"
    return Rules(tuple(patterns.get(agent, ())), delays.get(agent))


def _seconds(value: str) -> float | None:
    try:
        seconds = float(value)
    except ValueError:
        return None
    # NaN is not.
    return min(seconds, _LONGEST_DELAY) if seconds >= 0 else None


@dataclass(frozen=True, slots=True)
class _Kept:
    """What a site wants, or why that is not known; holds `until` then."""

    until: float
    known: Rules | FetchFailed
    size: int = 500


_kept: dict[str, _Kept] = {}
_lock = Lock()


def _rules(where: Place, reach: Reach) -> Rules:
    now = time.time()
    kept = _kept.get(where.origin)
    if kept is None or kept.until <= now:
        kept = _ask(where, reach, now, kept)
        _keep(where.origin, kept)
    if isinstance(kept.known, FetchFailed):
        reason, temporary = kept.known.reason, kept.known.temporary
        raise FetchFailed(reason, temporary=temporary, retry_after=kept.until - now)
    return kept.known


def _ask(where: Place, reach: Reach, now: float, before: _Kept | None) -> _Kept:
    """2.3.1: no file (4xx) allows everything; a site in trouble forbids it, unless it has told us
    before."""
    try:
        response = fetch(f"{where.origin}/robots.txt", limits=_LIMITS, reach=reach)
        if response.status == 429 or response.status >= 500:
            raise FetchFailed(
                f"It answered {response.status}.", temporary=True, retry_after=response.retry_after
            )
    except FetchFailed as error:
        until = now + max(error.retry_after or 0, _AFTER_FAILURE)
        if before and isinstance(before.known, Rules):
            return replace(before, until=until)
        reason = f"{where.host} cannot tell in its robots.txt what it allows. {error.reason}"
        return _Kept(until, FetchFailed(reason, temporary=error.temporary))
    rules = read(response.body) if response.status < 300 else Rules()
    size = 500 + sum(200 + len(pattern) for pattern, _ in rules.patterns)
    return _Kept(now + _FRESH, rules, size)


def _keep(origin: str, kept: _Kept) -> None:
    """The oldest answers make room."""
    with _lock:
        _kept.pop(origin, None)
        _kept[origin] = kept
        size = sum(one.size for one in _kept.values())
        while size > _KEPT_BYTES:
            size -= _kept.pop(next(iter(_kept))).size
