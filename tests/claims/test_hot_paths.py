"""No hot path reads a whole table that grows.

A test's tables are so small that the planner would rather read them whole, so that is forbidden
here, and joining by anything but lookups: what is read whole nevertheless has no index that would
serve. An index that is read from end to end without a condition or a limit is no better, and is
found too. Small tables make sorting cheap as well, so a plan counts that is found with or without.
"""

from contextlib import contextmanager

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test import Client

from claims.api.changes import Token
from claims.models import Change, Listing
from claims.services import partners
from tests import factories
from tests.benchmarks.hot_paths import Where, hot_paths

# They grow with the newsroom's people, partners and outlets, or hold what waits for a moment.
SMALL = {
    "claims_apikey", "claims_correction", "claims_delivery", "claims_endpoint", "claims_partner",
    "claims_publisher", "claims_rankingprofile", "claims_readerreport", "claims_reportsender",
    "claims_savedfilter",
    # A few thousand at a million claims.
    "claims_speaker", "ingest_feed", "ingest_poll",
}  # fmt: skip

# Counted in full: 100,000 entries of an index at a million claims (docs/performance.md).
COUNTED = {
    # And all are shown while they fit on one page.
    "desk: reviews": "all of claims_review",
    # From the index alone: `count(pk)` would fetch each row.
    "site: home": "all of claims_listing in",
}


def all_tables():
    return {
        model._meta.db_table
        for app in ("claims", "ingest")
        for model in apps.get_app_config(app).get_models()
    }


def big_tables():
    return all_tables() - SMALL


@contextmanager
def statements():
    """What is asked within the block: (SQL, parameters) of each SELECT."""
    found = []

    def note(execute, sql, params, many, context):
        if sql.lstrip().upper().startswith(("SELECT", "WITH", "UPDATE", "DELETE")) and not many:
            found.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def whole_tables(plan, limited=False):
    """What this plan reads from end to end, and how."""
    kind, table = plan["Node Type"], plan.get("Relation Name")
    parts = plan.get("Plans", ())
    limited = limited or kind == "Limit"
    if table in big_tables():
        if kind == "Seq Scan":
            yield f"{kind} of {table}"
        elif not limited:
            # A bitmap has its conditions one step below.
            how = "in" if kind == "Index Only Scan" else "by"
            yield from (f"all of {table} {how} {index}" for index in unconditional([plan, *parts]))
    for part in parts:
        # What is sorted or counted is read whole before the limit cuts it.
        yield from whole_tables(part, limited and kind not in ("Sort", "Aggregate", "Hash"))


def unconditional(nodes):
    """A partial index holds what waits; an ordinary one holds everything."""
    for node in nodes:
        name = node.get("Index Name")
        if name and "Index Cond" not in node and not is_partial(name):
            yield name


def is_partial(index):
    with connection.cursor() as cursor:
        cursor.execute("SELECT indpred IS NOT NULL FROM pg_index WHERE indexrelid = %s::regclass",
                       [f'"{index}"'])  # fmt: skip
        return cursor.fetchone()[0]


def read_whole(sql, params=None):
    """What no plan for this statement avoids."""
    found = []
    for sort in ("on", "off"):
        with transaction.atomic(), connection.cursor() as cursor:
            for name in ("seqscan", "mergejoin", "hashjoin"):
                cursor.execute(f"SET LOCAL enable_{name} = off")
            cursor.execute(f"SET LOCAL enable_sort = {sort}")
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", params)
            ((plan,),) = cursor.fetchone()
            found.append(set(whole_tables(plan["Plan"])))
            transaction.set_rollback(True)  # and with it the settings
    return min(found, key=len)


@pytest.fixture
def unknown(db):
    """Tables of which the planner knows nothing: neither what autovacuum learned from the tests
    before, nor the pages that they left, decides between plans that cost the same."""
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(sorted(all_tables()))} CASCADE")
        cursor.execute(
            "SELECT pg_clear_relation_stats('public', relname) FROM pg_class "
            "WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'i')"
        )
        cursor.execute(
            "SELECT pg_clear_attribute_stats('public', tablename, attname, inherited) "
            "FROM pg_stats WHERE schemaname = 'public'"
        )


@pytest.fixture
def where(unknown):
    speaker = factories.make_speaker(role="Mayor")
    claim = factories.make_claim(speaker=speaker)
    review = factories.make_published_review(claim, reply="No.")
    for _ in range(2):
        factories.make_published_review()
    partners.number_changes()
    secret = partners.issue_key(factories.make_partner())[1]
    editor = Client()
    editor.force_login(factories.editor(), backend="django.contrib.auth.backends.ModelBackend")
    return Where(
        reader=Client(),
        partner=Client(headers={"Authorization": f"Bearer {secret}"}),
        editor=editor,
        slug=review.slug,
        claim=claim.pk,
        speaker=str(speaker.uuid),
        article=str(claim.appearances.get().snapshot.article.uuid),
        token=str(Token.at(Change.objects.order_by("position").first())),
        words="governing party",
        sentence=claim.text,
    )


def test_no_hot_path_reads_a_whole_table(where):
    assert Listing.objects.count() == 3
    found = {}
    for name, ask in hot_paths(where).items():
        with statements() as asked:
            ask()
        assert asked, name
        for sql, params in asked:
            counted = COUNTED.get(name, "none")
            if whole := {how for how in read_whole(sql, params) if not how.startswith(counted)}:
                found[f"{name}: {sql[:1500]}"] = whole
    assert not found, "\n\n".join(f"{', '.join(how)}\n  {sql}" for sql, how in found.items())


def test_the_small_tables_are_there():
    assert all_tables() >= SMALL


@pytest.mark.parametrize(
    ("sql", "seen"),
    [
        ("SELECT 1 FROM claims_listing WHERE slug = 'x'", False),
        ("SELECT 1 FROM claims_listing WHERE summary = 'x'", True),
        ("SELECT count(*) FROM claims_listing", True),
        ("SELECT 1 FROM claims_listing ORDER BY published_at DESC, review_id DESC LIMIT 9", False),
        ("SELECT 1 FROM claims_listing ORDER BY verdict_reason LIMIT 9", True),
        ("SELECT 1 FROM claims_readerreport", False),
    ],
)
def test_the_check_sees_what_it_looks_for(db, sql, seen):
    assert bool(read_whole(sql)) == seen
