"""Everything in one file: what it says, in which form, and that one can go on from it."""

import csv
import gzip
import io
import json
import re
import zipfile
from datetime import UTC, datetime
from html import unescape

import pytest
import zstandard
from django.db import connection
from django.test import Client
from rest_framework.exceptions import AuthenticationFailed
from rest_framework.utils.encoders import JSONEncoder

from claims.api import export as view
from claims.api.export_forms import FORMS, entry_id
from claims.models import ApiKey, Change, Partner, PublishedVersion
from claims.presenters import spreadsheet
from claims.services import export
from claims.services.export import Row
from claims.services.partners import revoke_key
from tests.claims.api.story import correct, rate_anew, remove, retract
from tests.claims.api.test_access import problem
from tests.factories import make_article, make_claim, make_published_review, make_speaker

pytestmark = pytest.mark.django_db


def take(api, form="reviews.ndjson", query=None, **headers):
    response = api.get(f"/api/v1/export/{form}", query, headers=headers)
    assert response.status_code == 200
    return response, response.getvalue()


def lines(api, form="reviews.ndjson", **query):
    header, *found, end = map(json.loads, take(api, form, query)[1].splitlines())
    assert end == {"end": True, "lines": len(found), "next": header["next"]}
    return header, found


def table(api, form="reviews.csv"):
    text = take(api, form)[1].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def sheets(api, form="reviews.xlsx"):
    with zipfile.ZipFile(io.BytesIO(take(api, form)[1])) as book:
        return [book.read(name).decode() for name in book.namelist() if "worksheets/" in name]


def hang_up(response):
    """As a server does; close() would end the test's own transaction as well."""
    for close in response._resource_closers:
        close()


@pytest.fixture
def story(db):
    """One of each fate."""
    reviews = [make_published_review() for _ in range(5)]
    rate_anew(reviews[1], "false")
    retract(reviews[2])
    remove(reviews[3].versions.get())
    correct(reviews[4])
    remove(reviews[4].versions.get(number=1))
    return reviews


class TestTheLines:
    def test_each_is_the_entry_of_the_log_that_told_of_the_latest_version(self, api, story):
        log = api.get("/api/v1/changes/").json()["results"]
        last = {e["review"]["id"]: e for e in log if e["kind"] != "remove"}
        _, found = lines(api)
        assert found == [last[str(review.uuid)] for review in story]
        assert [e["kind"] for e in found] == ["publish", "re_rate", "retract", "publish", "correct"]
        assert found[3]["document"] is None
        assert found[3]["tombstone"]["reason"] == "Removed for legal reasons."

    def test_notes_of_removed_versions_are_taken_out(self, api, story):
        correct(story[4], reason="Another date was wrong.")
        remove(story[4].versions.get(number=2))
        _, found = lines(api)
        assert "A date was wrong." not in json.dumps(found[4])
        assert found[4]["sha256"] == api.get(f"/api/v1/reviews/{story[4].slug}/")["ETag"].strip('"')

    def test_claims_are_as_the_list_has_them(self, api, story):
        listed = api.get("/api/v1/claims/").json()["results"]
        _, found = lines(api, "claims.ndjson")
        assert sorted(found, key=lambda one: one["id"]) == sorted(listed, key=lambda o: o["id"])
        assert len(found) == 4

    def test_an_empty_newsroom(self, api):
        assert lines(api)[1] == []
        assert json.loads(take(api, "reviews.json")[1])["results"] == []
        assert table(api) == []
        assert len(sheets(api)) == 2

    def test_batches_join_without_a_seam(self, api, story, monkeypatch):
        whole = [take(api, form)[1] for form in FORMS if not form.endswith("xlsx")]
        monkeypatch.setattr(export, "BATCH", 1)
        assert [take(api, form)[1] for form in FORMS if not form.endswith("xlsx")] == whole


class TestAPointInTime:
    def test_goes_on_with_the_changes_after_it(self, api, story):
        header, found = lines(api)
        assert api.get("/api/v1/changes/", {"since": header["next"]}).json()["results"] == []
        rate_anew(story[0])
        [entry] = api.get("/api/v1/changes/", {"since": header["next"]}).json()["results"]
        assert (entry["kind"], entry["review"]) == ("re_rate", found[0]["review"])

    def test_what_comes_meanwhile_is_not_in_it(self, api, story, monkeypatch):
        monkeypatch.setattr(export, "BATCH", 1)
        stream = iter(api.get("/api/v1/export/reviews.ndjson"))
        got = [next(stream), next(stream)]
        rate_anew(story[4])
        make_published_review()
        got += list(stream)
        versions = [json.loads(line).get("version") for line in got]
        assert versions == [None, 1, 2, 2, 1, 2, None]

    @pytest.mark.parametrize("form", ["reviews.ndjson", "claims.ndjson"])
    def test_broken_off_it_goes_on_where_it_was(self, api, story, form):
        header, whole = lines(api, form)
        names = [line.get("review", line)["id"] if "kind" in line else line["id"] for line in whole]
        rate_anew(story[4])
        for number, name in enumerate(names, start=1):
            again, rest = lines(api, form, at=header["next"], after=name)
            assert (again["next"], rest) == (header["next"], whole[number:])

    @pytest.mark.parametrize(
        ("query", "parameter"),
        [
            ({"after": "3f333df6-90a4-4fda-8dd3-9485d27cee36"}, "at"),
            ({"at": "MC4"}, "after"),
            ({"at": "x", "after": "3f333df6-90a4-4fda-8dd3-9485d27cee36"}, "at"),
            ({"at": "MC4", "after": "3f333df6-90a4-4fda-8dd3-9485d27cee36"}, "after"),
            ({"since": "MC4"}, "since"),
        ],
    )
    def test_what_cannot_be_gone_on_with(self, api, query, parameter):
        answer = problem(api.get("/api/v1/export/reviews.ndjson", query), 400)
        assert [error["parameter"] for error in answer["errors"]] == [parameter]

    def test_of_another_log(self, api, story):
        query = {"at": "MTIuMDEyMzQ1Njc4OWFi", "after": str(story[0].uuid)}
        assert problem(api.get("/api/v1/export/reviews.ndjson", query), 410)["code"] == "resync"

    def test_unchanged_it_is_not_sent_again(self, api, story):
        response, _ = take(api)
        again = {"If-None-Match": response["ETag"]}
        assert api.get("/api/v1/export/reviews.ndjson", headers=again).status_code == 304
        correct(story[0])
        assert take(api, headers=again)[0]["ETag"] != response["ETag"]

    def test_a_weak_etag_never_meets_if_match(self, api, story):
        condition = {"If-Match": take(api)[0]["ETag"]}
        refused = api.get("/api/v1/export/reviews.ndjson", headers=condition)
        assert problem(refused, 412)["code"] == "precondition_failed"

    def test_the_ledger_knows_who_took_it_whole(self, api, story):
        partner = Partner.objects.get()
        stream = iter(api.get("/api/v1/export/reviews.csv"))
        next(stream)
        partner.refresh_from_db()
        assert partner.fetched_position == 0
        list(stream)
        partner.refresh_from_db()
        assert partner.fetched_position == 10


class TestFiles:
    @pytest.mark.parametrize("form", FORMS)
    def test_each_names_licence_and_newsroom_and_what_comes_after(self, api, story, settings, form):
        settings.NEWSROOM_LICENCE = "https://licence.example/by/"
        response, body = take(api, form)
        text = "".join(sheets(api, form)) if form.endswith("xlsx") else body.decode()
        if form.endswith("xlsx"):
            with zipfile.ZipFile(io.BytesIO(body)) as book:
                text += "".join(book.read(n).decode() for n in book.namelist())
        assert "https://licence.example/by/" in text
        assert "The Demo Desk" in text
        following = re.search(r'<(\S+)>; rel="next"', response["Link"])[1]
        assert '<https://licence.example/by/>; rel="license"' in response["Link"]
        assert api.get(following.removeprefix("http://127.0.0.1:8000")).json()["results"] == []
        assert response["Content-Disposition"].startswith('attachment; filename="')

    def test_without_a_licence_nothing_is_given_away(self, api, settings):
        settings.NEWSROOM_LICENCE = ""
        header, _ = lines(api)
        assert header["licence"].startswith("All rights reserved. Ask corrections@")

    def test_json_is_the_same_in_one_piece(self, api, story):
        header, found = lines(api)
        assert json.loads(take(api, "reviews.json")[1]) == header | {
            "export": "reviews.json",
            "results": found,
        }

    def test_a_row_each(self, api, story):
        rows = table(api)
        assert [row["state"] for row in rows] == [
            *("published", "published", "retracted", "removed", "published"),
        ]
        document = story[1].versions.latest().document
        assert rows[1]["claim"] == document["claim"]["text"]
        assert (rows[1]["verdict"], rows[1]["rating"]) == ("false", "1")
        assert rows[1]["sha256"] == story[1].versions.latest().sha256
        assert rows[3]["claim"] == rows[3]["verdict"] == ""
        assert list(rows[0]) == list(spreadsheet.REVIEW_COLUMNS)
        assert [row["claim_id"] for row in table(api, "claims.csv")] == [
            row["claim_id"] for row in rows if row["state"] != "removed"
        ]

    @pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t=", "\r=", " =", "＝"])
    def test_no_cell_is_a_formula(self, api, start):
        words = f"{start}cmd|' /C calc'!A0"
        claim = make_claim("is", make_article("It is."), text=words, speaker=make_speaker(words))
        make_published_review(claim, summary=words, reply="No comment.")
        for form in ("reviews", "claims"):
            [row] = table(api, f"{form}.csv")
            for column in ("claim", "speaker", "summary"):
                assert row[column] == f"'{words}"
            book = "".join(sheets(api, f"{form}.xlsx"))
            # Each cell is a text, whole, or a number; none is a formula or a link.
            texts = unescape(book).replace("_x000D_", "\r")
            assert texts.count(f">{words}</t>") == 3
            assert not re.search(r"<f\b|<hyperlink", book)

    @pytest.mark.parametrize("between", [";", "; ", "\n", "\t"])
    def test_no_part_of_a_cell_is_a_formula(self, api, between):
        """Where numbers have commas, Excel divides a line at semicolons."""
        make_published_review(make_claim(text=f"It rose{between}=HYPERLINK(1)"))
        [row] = table(api, "reviews.csv")
        assert row["claim"] == f"It rose{between[0]}'{between[1:]}=HYPERLINK(1)"

    def test_a_workbook_goes_on_in_another_sheet(self, api, story, monkeypatch):
        monkeypatch.setattr(spreadsheet, "MOST_ROWS", 3)
        found = sheets(api)
        assert [sheet.count("<row ") for sheet in found[1:]] == [3, 3, 2]

    def test_a_sheet_ends_before_excel_has_to_repair_it(self, api, story, monkeypatch):
        monkeypatch.setattr(spreadsheet, "LARGEST_SHEET", 8_000)
        found = sheets(api)
        assert [sheet.count("<row ") for sheet in found[1:]] == [4, 3]

    def test_a_workbook_of_any_size_arrives(self, api, story, monkeypatch):
        monkeypatch.setattr(zipfile, "ZIP64_LIMIT", 1_000)
        assert [sheet.count("<row ") for sheet in sheets(api)[1:]] == [6]

    def test_a_cell_ends_where_excel_ends_it(self, api):
        make_published_review(summary="x" * 40_000)
        texts = re.findall(r"<t[^>]*>(x[^<]*)</t>", "".join(sheets(api)))
        assert [len(text) for text in texts] == [32_767]
        assert len(table(api)[0]["summary"]) == 40_000

    def test_the_feed_of_claimreviews(self, api, story):
        feed = json.loads(take(api, "datafeed.json")[1])
        assert (feed["@context"], feed["@type"]) == ("https://schema.org", "DataFeed")
        items = feed["dataFeedElement"]
        assert [len(item["item"]) for item in items] == [1] * 5
        assert ["dateDeleted" in item for item in items] == [False, False, True, True, False]
        for item, review in zip(items, story, strict=True):
            assert item["url"] == f"http://127.0.0.1:8000/verdicts/{review.slug}/"
        kept = api.get(f"/api/v1/reviews/{story[1].slug}/claimreview/").json()
        assert {"@context": "https://schema.org"} | items[1]["item"][0] == kept


class TestOnTheWay:
    @pytest.mark.parametrize(
        ("accepted", "coding"),
        [
            ("gzip, deflate, br, zstd", "zstd"),
            ("gzip, deflate", "gzip"),
            ("zstd;q=0, gzip;q=0.5", "gzip"),
            ("*", "zstd"),
            ("identity", None),
            ("gzip;q=0", None),
            ("gzip;q=none, ,", None),
        ],
    )
    def test_compressed_as_it_is_accepted(self, api, story, accepted, coding):
        _, plain = take(api)
        response, body = take(api, **{"Accept-Encoding": accepted})
        assert response.get("Content-Encoding") == coding
        if coding == "gzip":
            body = gzip.decompress(body)
        if coding == "zstd":
            body = zstandard.ZstdDecompressor().decompressobj().decompress(body)
        assert body == plain
        assert "Accept-Encoding" in response["Vary"]

    def test_a_broken_connection_gives_its_place_back(self, api, story):
        for _ in range(3):
            response = api.get("/api/v1/export/reviews.ndjson")
            next(iter(response))
            hang_up(response)
        unread = api.get("/api/v1/export/reviews.ndjson")
        busy = problem(api.get("/api/v1/export/claims.csv"), 429)
        assert "Others are taking their export" in busy["detail"]
        hang_up(unread)
        take(api)

    def test_a_revoked_key_gets_no_further(self, api, story, monkeypatch):
        monkeypatch.setattr(export, "BATCH", 1)
        monkeypatch.setattr(view, "KEY_EVERY", 0)
        stream = iter(api.get("/api/v1/export/reviews.ndjson"))
        next(stream)
        revoke_key(ApiKey.objects.get())
        with pytest.raises(AuthenticationFailed):
            next(stream)

    def test_asked_for_its_head_only(self, api, secret, monkeypatch):
        monkeypatch.setattr(view.export, "batches", None)
        response = Client().head(
            "/api/v1/export/reviews.csv", headers={"Authorization": f"Bearer {secret}"}
        )
        assert response.status_code == 200
        assert response["Content-Type"] == "text/csv; charset=utf-8"

    def test_accept_does_not_matter(self, api):
        take(api, "reviews.csv", Accept="text/csv")

    def test_needs_a_key(self):
        assert problem(Client().get("/api/v1/export/reviews.ndjson"), 401)


def test_an_entry_has_one_id():
    for kind in Change.Kind.values:
        for _ in range(200):
            change = Change(kind=kind, version=PublishedVersion())
            row = Row(0, "", "", change.version.uuid, 1, "", "", kind, "", None, None, "")
            assert entry_id(row) == str(change.entry_id)


@pytest.mark.parametrize("microsecond", [0, 6, 120_000])
def test_moments_are_written_as_everywhere(db, microsecond):
    at = datetime(2026, 7, 2, 3, 4, 5, microsecond, tzinfo=UTC)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {export.moment('%s::timestamptz')}", [at])
        written = cursor.fetchone()[0]
    assert written == JSONEncoder().default(at)
