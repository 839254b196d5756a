"""Many published reviews on top of the invented newsroom, multiplied inside the database: the
change log of a partner's nightmare."""

from collections.abc import Mapping

from django.db import connection, models

from claims.models import Change, Claim, Listing, PublishedVersion, Review
from tests.benchmarks.bulk import reset_sequences

OF_WORDS = ("listing_words", "listing_head", "listing_nearest", "listing_meaning")
UUID = "md5('{salt}' || n)::uuid"


def multiply(until: int) -> int:
    """Published reviews until there are so many; returns how many positions the log then has."""
    first = Review.objects.aggregate(last=models.Max("pk"))["last"] + 1
    claim = Claim.objects.aggregate(last=models.Max("pk"))["last"] + 1 - first
    have = PublishedVersion.objects.aggregate(last=models.Max("pk"))["last"] + 1 - first
    last = until + first - 1 - PublishedVersion.objects.current().count()
    template = PublishedVersion.objects.filter(number=1).order_by("pk")[10]
    review = UUID.format(salt="review")
    document = (
        f"document || jsonb_build_object('id', {review}, 'slug', 'many-' || n, "
        "'url', 'https://desk.example/verdicts/many-' || n || '/')"
    )
    rows, after = (first, last), f"n + {have}"
    of_claim = {"id": f"n + {claim}", "uuid": UUID.format(salt="claim")}
    of_review = {"id": "n", "uuid": review, "claim_id": f"n + {claim}", "slug": "'many-' || n"}
    of_version = {"id": after, "uuid": UUID.format(salt="version"), "review_id": "n"}
    of_change = {"id": after, "version_id": after, "position": after}
    of_listing = {
        "review_id": "n", "version_id": after, "slug": "'many-' || n", "body": "''",
        "claim_uuid": of_claim["uuid"], "first_published_at": "now() - n * interval '1 minute'",
    }  # fmt: skip
    spread(Claim, template.review.claim_id, rows, of_claim)
    spread(Review, template.review_id, rows, of_review)
    spread(PublishedVersion, template.pk, rows, of_version | {"document": document})
    spread(Change, template.changes.get().pk, rows, of_change)
    with connection.cursor() as cursor:
        # What finds words and meanings in a million copies of one text says nothing, slowly.
        cursor.execute(f"DROP INDEX {', '.join(OF_WORDS)}")
    spread(Listing, template.review_id, rows, of_listing)
    reset_sequences()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return last + have


def spread(
    model: type[models.Model], template: int, rows: tuple[int, int], changed: Mapping[str, str]
) -> None:
    """The row once for each number from `rows`, with these columns changed. Triggers would queue
    each claim for the desk."""
    table = model._meta.db_table
    columns = [field.column for field in model._meta.concrete_fields if not field.generated]
    values = ", ".join(changed.get(column, f't."{column}"') for column in columns)
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} "
            f"FROM generate_series(%s, %s) AS n, {table} AS t WHERE t.{model._meta.pk.column} = %s",
            [*rows, template],
        )
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
