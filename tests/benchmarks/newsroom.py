"""A large invented newsroom, written with COPY: the same rows every time, skewed as real ones are.

`fill(claims=1_000_000)` makes five claims an article and a review for every tenth claim. A few
outlets and speakers have most of the claims (Zipf), scores lean to the low side, most claims were
never decided about. Texts are put together from words; embeddings are random directions around a
few hundred topics, good for timing an index and for nothing else.
"""

import json
import random
import time
import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import accumulate

import numpy as np
from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from psycopg.types.json import Jsonb

from claims.models import (
    Appearance,
    Article,
    Change,
    Claim,
    ClaimEvent,
    Evidence,
    Extraction,
    Listing,
    PublishedVersion,
    Publisher,
    Review,
    Snapshot,
    Speaker,
    Verdict,
)
from tests.benchmarks.bulk import build, copy, drop_indexes, reset_sequences

Vector = np.ndarray[tuple[int], np.dtype[np.float64]]

PER_ARTICLE = 5
CLAIMS_PER_REVIEW = 10
NOW = datetime(2026, 11, 1, tzinfo=UTC)
YEARS = 4

SUBJECTS = """unemployment inflation crime poverty homelessness immigration recycling literacy
obesity truancy congestion productivity turnout borrowing rents wages pensions emissions exports
fares waiting-lists burglaries vacancies bankruptcies apprenticeships allotments""".split()
PLACES = """Arden Bexbury Calder Dunmore Eastmoor Farley Glenside Harrow-on-Tyne Inverlee Jarrold
Kelwick Lowfield Marsham Norbrook Oakmere Penworth Quarrington Redbourne Selham Thornby Upwood
Verwood Wexcombe Yarborough""".split()
VERBS = "rose fell doubled halved peaked stagnated recovered collapsed".split()
PARTIES = ["Harbour Party", "Meadow League", "Civic Union", "Hill and Dale", ""]
TYPES = [["quantity"], ["comparison"], ["quantity", "comparison"], ["precedent"], ["causal"],
         ["event"], ["support"], ["rule"], ["prediction"], ["voting"], ["quote"]]  # fmt: skip
TYPE_WEIGHTS = (30, 12, 10, 6, 8, 16, 6, 4, 5, 2, 1)
STATUSES = ["new", "accepted", "reviewed", "deferred", "dismissed", "superseded"]
STATUS_WEIGHTS = (55, 3, 0, 2, 25, 5)
FACTORS = ["number", "dated", "specific", "attributed", "said by a politician", "wording"]
VERDICT_WEIGHTS = (24, 16, 14, 12, 10, 8, 12, 1, 3)


@dataclass(frozen=True, slots=True)
class Filled:
    claims: int
    articles: int
    reviews: int
    seconds: dict[str, float]


def fill(claims: int = 1_000_000, *, embeddings: bool = False, seed: int = 1) -> Filled:
    """Fill an empty database, as the owner of its tables; the indexes are built at the end.
    `seconds` says how long each part took, the index of vectors apart."""
    dice, took = random.Random(seed), Stopwatch()
    world = World(dice, claims)
    indexes = drop_indexes(
        [Article, Snapshot, Claim, Appearance, Review, PublishedVersion, Listing]
    )
    took("people and outlets", world.people())
    took("articles", world.articles())
    took("claims", world.claims(embeddings))
    took("appearances", world.appearances())
    took("reviews", world.reviews())
    meaning = [i for i in indexes if "hnsw" in i]
    took("indexes", build(i for i in indexes if i not in meaning))
    took("index of vectors", build(meaning))
    reset_sequences()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    took("statistics", None)
    return Filled(claims, world.article_count, world.review_count, took.seconds)


class Stopwatch:
    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.began = time.perf_counter()

    def __call__(self, name: str, _done: None) -> None:
        now = time.perf_counter()
        self.seconds[name], self.began = round(now - self.began, 1), now


class World:
    """Row n of a table has id n, so that rows refer to each other without being asked for."""

    def __init__(self, dice: random.Random, claims: int) -> None:
        self.dice, self.claim_count = dice, claims
        self.vectors = np.random.default_rng(claims)
        self.article_count = max(1, claims // PER_ARTICLE)
        self.review_count = claims // CLAIMS_PER_REVIEW
        self.publishers = zipf(200)
        self.speakers = zipf(min(5_000, max(10, claims // 50)))
        self.people_count = 12

    def when(self, share: float) -> datetime:
        """Newer rows have higher ids."""
        return NOW - timedelta(days=365 * YEARS) * (1 - share)

    def text_of(self, claim: int) -> str:
        """The same words whenever it is asked; now and then the words of an earlier claim."""
        dice = random.Random(claim)
        if dice.random() < 0.03:
            dice = random.Random(claim // 97)
        subject, place, verb = dice.choice(SUBJECTS), dice.choice(PLACES), dice.choice(VERBS)
        amount, year = dice.randint(2, 9_999), dice.randint(1950, 2025)
        other = dice.choice(SUBJECTS)
        return dice.choice(
            [
                f"{subject.capitalize()} in {place} {verb} by {amount} per cent in {year}.",
                f"It was the first time since {year} that {subject} in {place} {verb}.",
                f"{place} spent {amount} million pounds on {subject} and {other} in {year}.",
                f"{subject.capitalize()} {verb} because {other} {verb} in {place} after {year}.",
                f"More than {amount} people in {place} signed a petition about {subject}.",
            ]
        )

    def article_text(self, article: int) -> str:
        first = (article - 1) * PER_ARTICLE + 1
        return " ".join(self.text_of(first + n) for n in range(PER_ARTICLE))

    def people(self) -> None:
        User.objects.bulk_create(
            User(id=n, username=f"colleague{n}", is_staff=True, is_active=True)
            for n in range(1, self.people_count + 1)
        )
        Publisher.objects.bulk_create(
            Publisher(id=n, name=f"The Invented Paper {n}") for n in range(1, 201)
        )
        Speaker.objects.bulk_create(
            Speaker(id=n, name=f"Speaker {n} of {PLACES[n % len(PLACES)]}",
                    party=PARTIES[n % len(PARTIES)])
            for n in range(1, len(self.speakers) + 1)
        )  # fmt: skip

    def articles(self) -> None:
        total = self.article_count
        copy(
            Article,
            ("id", "uuid", "key", "url", "publisher_id", "title", "byline", "published_at",
             "fetched_at", "via", "language", "image_alt", "read_anyway"),
            (
                (n, self.uuid(), f"https://paper.example/{n}", f"https://paper.example/{n}",
                 pick(self.dice, self.publishers), f"News of {PLACES[n % len(PLACES)]}, part {n}",
                 "", self.when(n / total), self.when(n / total), "feed", "en", "", False)
                for n in range(1, total + 1)
            ),
        )  # fmt: skip
        copy(
            Snapshot,
            ("id", "uuid", "article_id", "text", "sha256", "taken_at", "bands"),
            (
                (n, self.uuid(), n, self.article_text(n), f"{n:064x}", self.when(n / total), [])
                for n in range(1, total + 1)
            ),
        )
        copy(
            Extraction,
            ("id", "snapshot_id", "engine", "state", "attempts", "not_before", "last_error",
             "created_at", "finished_at", "copied", "sentences_read", "sentence_count",
             "sentences", "added", "kept", "superseded"),
            (
                (n, n, "bench-1", "done", 1, self.when(n / total), "", self.when(n / total),
                 self.when(n / total), False, 5, 5, Jsonb([]), 5, 0, 0)
                for n in range(1, total + 1)
            ),
        )  # fmt: skip

    def claims(self, embeddings: bool) -> None:
        centres = [self.direction() for _ in range(300)] if embeddings else []
        copy(
            Claim,
            ("id", "uuid", "text", "detected_text", "types", "topic", "speaker_id", "stated_on",
             "stated_precision", "score", "flags", "times", "quantities", "precedent", "plan",
             "status", "created_at", "matched_at", "embedding"),
            (self.claim(n, centres) for n in range(1, self.claim_count + 1)),
        )  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(
                "UPDATE claims_queueentry SET article_id = (claim_id - 1) / %s + 1, "
                "factors = jsonb_build_object('constant', -2.0, 'number', (claim_id %% 7) / 5.0, "
                "'wording', (claim_id %% 101) / 25.0 - 2)",
                [PER_ARTICLE],
            )

    def claim(self, n: int, centres: list[Vector]) -> tuple:
        dice, at = self.dice, self.when(n / self.claim_count)
        status = dice.choices(STATUSES, STATUS_WEIGHTS)[0]
        text = self.text_of(n)
        return (
            n, self.uuid(), text, text, dice.choices(TYPES, TYPE_WEIGHTS)[0],
            dice.choice(Claim.Topic.values), None if dice.random() < 0.3 else
            pick(dice, self.speakers), at.date(), "day", round(dice.betavariate(1.5, 3), 4),
            Jsonb([]), Jsonb([]), Jsonb([]), None,
            Jsonb([{"kind": "look", "text": "The official series."}]),
            "reviewed" if n % CLAIMS_PER_REVIEW == 0 else status,
            at, at, near(self.vectors, dice.choice(centres)) if centres else None,
        )  # fmt: skip

    def appearances(self) -> None:
        copy(
            Appearance,
            ("id", "uuid", "claim_id", "snapshot_id", "extraction_id", "exact", "prefix",
             "suffix", "start", "end", "speaker_printed", "voice", "cue", "chain", "score",
             "factors", "engine"),
            (
                row
                for article in range(1, self.article_count + 1)
                for row in self.appearances_in(article)
            ),
            batch=500,  # the trigger compares each row with each snapshot of a statement
        )  # fmt: skip

    def appearances_in(self, article: int) -> Iterator[tuple]:
        start = 0
        for n in range((article - 1) * PER_ARTICLE + 1, article * PER_ARTICLE + 1):
            text = self.text_of(n)
            yield (
                n, self.uuid(), n, article, article, text, "", "", start, start + len(text), "",
                "outlet", "", Jsonb([]), 0.5, Jsonb([]), "bench-1",
            )  # fmt: skip
            start += len(text) + 1

    def reviews(self) -> None:
        """Most public; one in twenty corrected, which makes a second version."""
        rows = list(self.review_rows())
        copy(
            Review,
            ("id", "uuid", "claim_id", "verdict", "verdict_reason", "headline", "summary", "body",
             "reply_asked_how", "reply", "status", "slug", "author_id", "approver_id", "edition",
             "created_at", "published_at"),
            (r.fields() for r in rows),
        )  # fmt: skip
        copy(
            Evidence,
            ("id", "review_id", "role", "primary", "title", "url", "quote", "accessed_on",
             "archived_url", "interest"),
            ((r.id, r.id, "undermines", True, "The official series",
              f"https://statistics.example/{r.id}", "", r.at.date(), "", "") for r in rows),
        )  # fmt: skip
        public = [(r, number) for r in rows if r.public for number in range(1, r.versions + 1)]
        copy(
            PublishedVersion,
            ("id", "uuid", "review_id", "number", "kind", "verdict", "note", "document", "sha256",
             "author_id", "approver_id", "published_at"),
            (
                (n, uuid.UUID(int=n), r.id, number, r.kind(number), r.verdict, r.note(number),
                 Jsonb(r.document(number), dumps=dumps), f"{n:064x}", r.author, r.approver,
                 r.at + timedelta(days=number - 1))
                for n, (r, number) in enumerate(public, start=1)
            ),
        )  # fmt: skip
        copy(
            Change,
            ("id", "kind", "version_id", "at", "position"),
            (
                (n, "publish" if number == 1 else "correct", n, r.at, n)
                for n, (r, number) in enumerate(public, start=1)
            ),
        )
        newest = {r.id: (n, number) for n, (r, number) in enumerate(public, start=1)}
        copy(
            Listing,
            ("review_id", "version_id", "slug", "claim_uuid", "claim", "headline", "verdict",
             "verdict_reason", "summary", "body", "kind", "retracted", "speaker", "speaker_name",
             "party", "types", "topic", "outlets", "articles", "sightings", "language",
             "stated_on", "first_published_at", "published_at"),
            (r.listed(*newest[r.id]) for r in rows if r.public),
        )  # fmt: skip
        with connection.cursor() as cursor:
            # As services/listings.py does when a review is published.
            cursor.execute(
                "UPDATE claims_listing l SET embedding = c.embedding FROM claims_review r "
                "JOIN claims_claim c ON c.id = r.claim_id "
                "WHERE r.id = l.review_id AND c.embedding IS NOT NULL"
            )
        copy(
            ClaimEvent,
            ("id", "claim_id", "from_status", "to_status", "reason", "by_id", "at", "code"),
            (
                (n, n * 4 % self.claim_count + 1, "new", "dismissed", "", n % 12 + 1,
                 self.when(n / max(1, self.claim_count // 4)), "unimportant")
                for n in range(1, self.claim_count // 4)
            ),
        )  # fmt: skip

    def review_rows(self) -> Iterator["ReviewRow"]:
        for n in range(1, self.review_count + 1):
            claim = n * CLAIMS_PER_REVIEW
            dice = random.Random(-n)
            yield ReviewRow(
                n,
                claim,
                self.text_of(claim),
                (claim - 1) // PER_ARTICLE + 1,
                dice.choices(Verdict.values, VERDICT_WEIGHTS)[0],
                self.when(n / self.review_count),
                author=n % self.people_count + 1,
                approver=(n + 1) % self.people_count + 1,
                public=n % 50 != 0,
                versions=2 if n % 20 == 0 else 1,
                speaker=dice.randint(1, len(self.speakers)),
            )

    def uuid(self) -> uuid.UUID:
        return uuid.UUID(int=self.dice.getrandbits(128))

    def direction(self) -> Vector:
        return self.vectors.normal(size=384)


@dataclass(frozen=True, slots=True)
class ReviewRow:
    id: int
    claim: int
    text: str
    article: int
    verdict: str
    at: datetime
    author: int
    approver: int
    public: bool
    versions: int
    speaker: int

    def fields(self) -> tuple:
        status = "draft" if not self.public else "corrected" if self.versions > 1 else "published"
        return (
            self.id, uuid.UUID(int=self.id), self.claim, self.verdict, "The series says otherwise.",
            self.text[:75], f"We looked at the official series. {self.text}",
            "The official series has the figures [1].", "", "", status, self.slug, self.author,
            self.approver if self.public else None, 3, self.at, self.at if self.public else None,
        )  # fmt: skip

    def listed(self, version: int, number: int) -> tuple:
        """As services/listings.py makes it of the document."""
        said = self.document(number)
        claim, speaker = said["claim"], said["claim"]["speaker"]
        article = said["appearances"][0]["article"]
        return (
            self.id, version, self.slug, claim["id"], self.text, claim["headline"], self.verdict,
            said["verdict"]["reason"], said["summary"], said["body"], said["kind"], False,
            speaker["id"], speaker["name"], speaker["party"], ["quantity"],
            Claim.Topic.values[self.id % len(Claim.Topic.values)], [article["publisher"]],
            [article["id"]], 1, said["language"], self.at.date(), self.at,
            self.at + timedelta(days=number - 1),
        )  # fmt: skip

    @property
    def slug(self) -> str:
        return f"check-{self.id}"

    def kind(self, number: int) -> str:
        return "publication" if number == 1 else "correction"

    def note(self, number: int) -> str:
        return "" if number == 1 else "A newer series was found."

    def document(self, number: int) -> dict:
        """In the shape of services/documents.py (schema 1)."""
        verdict = Verdict(self.verdict)
        day, moment = self.at.date().isoformat(), self.at.strftime("%Y-%m-%dT%H:%M:%SZ")
        lines = [
            {
                "number": n, "kind": self.kind(n), "label": self.kind(n).capitalize(),
                "verdict": {"code": self.verdict, "label": str(verdict.label)},
                "note": self.note(n), "author": {"name": f"colleague{self.author}"},
                "approver": {"name": f"colleague{self.approver}"}, "published_at": moment,
            }
            for n in range(1, number + 1)
        ]  # fmt: skip
        place = PLACES[self.speaker % len(PLACES)]
        return {
            "schema": 1, "id": str(uuid.UUID(int=self.id)), "slug": self.slug,
            "url": f"https://desk.example/verdicts/{self.slug}/", "language": "en-GB",
            "version": number, "kind": self.kind(number), "note": self.note(number),
            "retracted": False,
            "claim": {
                "id": str(uuid.UUID(int=self.claim)), "text": self.text,
                "headline": self.text[:75],
                "types": [{"code": "quantity", "label": "Quantity"}],
                "speaker": {
                    "id": str(uuid.UUID(int=self.speaker)), "kind": "person", "role": "",
                    "name": f"Speaker {self.speaker} of {place}",
                    "party": PARTIES[self.speaker % len(PARTIES)], "wikidata": "",
                },
                "stated_on": day, "stated_precision": "day", "precedent": None,
                "plan": [{"kind": "look", "text": "The official series."}],
            },
            "appearances": [{
                "exact": self.text, "before": "", "after": "", "start": 0, "end": len(self.text),
                "voice": "outlet", "speaker_printed": "", "score": 0.5, "factors": [],
                "article": {
                    "id": str(uuid.UUID(int=self.article)), "title": f"News, part {self.article}",
                    "byline": "", "url": f"https://paper.example/{self.article}",
                    "publisher": f"The Invented Paper {self.article % 200 + 1}",
                    "published_on": day,
                },
                "snapshot": {
                    "id": str(uuid.UUID(int=self.article)), "sha256": f"{self.article:064x}",
                    "taken_at": moment,
                },
            }],
            "verdict": {
                "code": self.verdict, "label": str(verdict.label),
                "definition": verdict.definition, "reason": "The series says otherwise.",
                "rating": verdict.rating, "best": 5 if verdict.rating else None,
                "worst": 1 if verdict.rating else None, "scale_version": "1",
            },
            "summary": f"We looked at the official series. {self.text}",
            "body": "The official series has the figures [1].",
            "body_html": "<p>The official series has the figures [1].</p>\n",
            "evidence": [{
                "number": 1, "role": "undermines", "primary": True,
                "title": "The official series", "quote": "", "accessed_on": day,
                "url": f"https://statistics.example/{self.id}", "archived_url": "",
                "interest": "", "copy": None,
            }],
            "as_of": day,
            "reply": {"asked_on": None, "asked_how": "", "due_on": None, "text": "",
                      "replied_on": None},
            "author": {"name": f"colleague{self.author}"},
            "approver": {"name": f"colleague{self.approver}"},
            "first_published_at": moment, "published_at": moment, "versions": lines,
            "newsroom": dict(settings.NEWSROOM),
        }  # fmt: skip


# Dice ---------------------------------------------------------------------------------------------


def zipf(count: int) -> list[float]:
    """Cumulative weights 1, 1/2, 1/3 …: the first is picked most."""
    return list(accumulate(1 / rank for rank in range(1, count + 1)))


def pick(dice: random.Random, cumulative: Sequence[float]) -> int:
    return dice.choices(range(1, len(cumulative) + 1), cum_weights=cumulative)[0]


# Of a million vectors, writing 384 numbers each as text takes longest: each number is written once.
# The last of a list are what a negative number finds in it.
TEN_THOUSANDTHS = [f"{n}e-4" for n in (*range(10_001), *range(-10_000, 0))]


def near(dice: np.random.Generator, centre: Vector) -> str:
    """A vector of length 1 around a centre, as pgvector reads it."""
    made = centre + dice.uniform(-1.5, 1.5, centre.size)
    made *= 10_000 / np.linalg.norm(made)
    return f"[{','.join(map(TEN_THOUSANDTHS.__getitem__, made.astype(int).tolist()))}]"


def dumps(value: object) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
