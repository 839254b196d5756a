"""Rank earlier claims with the product's own search, on a database that lives for one run."""

import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from pathlib import Path

from django.contrib.auth.models import User
from django.core.management import call_command
from django.db import connection

from claims.models import Claim, Review
from claims.services import matching
from claims.text.ranking import storable
from claims.text.times import times
from factcheck import embedded
from factcheck.evaluation.rows import Row
from factcheck.places import OWNER_ROLE, Places

MOST = 20
BATCH = 1000


def rank(queries: Iterable[Row], collection: Iterable[Row]) -> Iterator[Row]:
    """{id, ranking: ids of the collection, best first} for each of {id, text}, in their order."""
    with throw_away_database():
        ids = fill(collection)
        for query in queries:
            found = matching.look_up(query["text"], most=MOST)
            yield {"id": query["id"], "ranking": [ids[one.claim.pk] for one in found]}


@contextmanager
def throw_away_database() -> Iterator[None]:
    """Django's connection points to an empty, migrated database of its own."""
    with tempfile.TemporaryDirectory(prefix="factcheck-evaluate-") as folder:
        places = Places(Path(folder).resolve() / "data")
        with embedded.servers(places, queue=False, durable=False), connected(places):
            call_command("migrate", verbosity=0)
            yield


@contextmanager
def connected(places: Places) -> Iterator[None]:
    connection.close()
    before = dict(connection.settings_dict)
    connection.settings_dict |= {
        "HOST": str(places.postgres_sockets),
        "PORT": "",
        "NAME": "factcheck",
        "USER": OWNER_ROLE,
        "PASSWORD": places.secrets[OWNER_ROLE],
        "CONN_MAX_AGE": None,
    }
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(before)


def fill(collection: Iterable[Row]) -> dict[int, str]:
    """Store the collection as claims with reviews; their keys → its ids."""
    author = User.objects.create(username="evaluation")
    ids: dict[int, str] = {}
    rows = iter(collection)
    while some := list(islice(rows, BATCH)):
        claims = Claim.objects.bulk_create([claim(row) for row in some])
        ids |= {one.pk: row["vclaim_id"] for one, row in zip(claims, some, strict=True)}
        Review.objects.bulk_create(
            Review(
                claim=one,
                slug=f"claim-{one.pk}",
                author=author,
                verdict_reason=storable(str(row.get("title") or ""))[:300],
            )
            for one, row in zip(claims, some, strict=True)
        )
    # Building the index at once takes seconds; adding the vectors to it one by one, minutes.
    [index] = (i for i in Claim._meta.indexes if i.name == "claim_meaning_nearest")
    with connection.schema_editor() as editor:
        editor.remove_index(Claim, index)
    while matching.embed_next(BATCH):
        pass
    with connection.schema_editor() as editor:
        editor.add_index(Claim, index)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE claims_claim")
    return ids


def claim(row: Row) -> Claim:
    text = storable(row["vclaim"])
    return Claim(text=text, detected_text=text, stated_on=day(str(row.get("date") or "")))


def day(words: str) -> date | None:
    """“stated on October 22, 2019 in a speech:”, “26 May 2015”."""
    return next((time.first for time in times(words) if time.precision == "day"), None)
