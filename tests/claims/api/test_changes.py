import base64

import pytest

from claims.api.tokens import BEGINNING, Malformed, Token
from claims.models import Change
from claims.services.partners import number_changes
from tests.claims.api.story import Kind, correct, rate_anew, remove, retract
from tests.claims.api.test_access import problem
from tests.factories import make_published_review, make_submitted_review

pytestmark = pytest.mark.django_db
URL = "/api/v1/changes/"


def pull(api, since=None, limit=None):
    query = {name: value for name, value in [("since", since), ("limit", limit)] if value}
    response = api.get(URL, query)
    assert response.status_code == 200, response.content
    return response.json()


def kinds(page):
    return [entry["kind"] for entry in page["results"]]


class TestInStep:
    def test_each_change_once_and_in_order(self, api):
        """The life of a review, pulled after every step by the token of the last pull."""
        page = pull(api)
        assert (page["results"], page["more"]) == ([], False)
        review = make_published_review()
        steps = [
            ("publish", lambda: None),
            ("correct", lambda: correct(review)),
            ("re_rate", lambda: rate_anew(review)),
            ("retract", lambda: retract(review)),
        ]
        for version, (kind, step) in enumerate(steps, start=1):
            step()
            page = pull(api, page["next"])
            [entry] = page["results"]
            assert (entry["kind"], entry["version"]) == (kind, version)
            assert entry["review"] == {"id": str(review.uuid), "slug": review.slug}
            assert entry["document"] == review.versions.get(number=version).document
            again = pull(api, page["next"])
            assert (again["results"], again["next"]) == ([], page["next"])
        assert kinds(pull(api)) == ["publish", "correct", "re_rate", "retract"]

    @pytest.mark.parametrize("kind", [Kind.SPELLING, Kind.CLARIFICATION, Kind.CORRECTION])
    def test_every_rung_of_the_ladder_is_told(self, api, kind):
        correct(make_published_review(), kind)
        assert kinds(pull(api)) == ["publish", "correct"]

    def test_pages_of_any_size_join_into_the_same_log(self, api):
        review = make_published_review()
        for _ in range(6):
            correct(review)
        whole = pull(api)
        for limit in (1, 2, 3, 7):
            joined, page = [], {"next": None, "more": True}
            while page["more"]:
                page = pull(api, page["next"], limit)
                joined += page["results"]
            assert joined == whole["results"]
            assert page["next"] == whole["next"]

    def test_the_same_entry_has_the_same_id(self, api):
        remove(make_published_review().versions.get())
        ids = [entry["id"] for entry in pull(api)["results"]]
        assert len(set(ids)) == 2
        assert [entry["id"] for entry in pull(api)["results"]] == ids

    def test_drafts_are_no_changes(self, api):
        make_submitted_review()
        assert pull(api)["results"] == []

    def test_nobody_waits_for_the_clock(self, api):
        make_published_review()
        assert Change.objects.get().position is None
        assert kinds(pull(api)) == ["publish"]


class TestTombstones:
    def test_a_retraction_says_why_and_keeps_the_document(self, api):
        review = make_published_review()
        retract(review)
        published, retracted = pull(api)["results"]
        assert published["tombstone"] is None
        assert retracted["document"]["retracted"]
        assert retracted["tombstone"] == {
            "id": str(review.uuid),
            "slug": review.slug,
            "version": 2,
            "reason": "The record was misread.",
            "at": retracted["at"],
        }

    def test_a_removal_takes_the_words_out_of_the_log_as_well(self, api):
        review = make_published_review(summary="The forbidden words.")
        page = pull(api)
        remove(review.versions.get(), why="The court named the forbidden words.")
        [entry] = pull(api, page["next"])["results"]
        assert (entry["kind"], entry["document"]) == ("remove", None)
        assert entry["tombstone"]["reason"] == "Removed for legal reasons."
        assert b"forbidden" not in api.get(URL).content

    def test_who_starts_late_meets_the_tombstone_first(self, api):
        remove(make_published_review().versions.get())
        published, removed = pull(api)["results"]
        assert published["document"] is None
        assert published["tombstone"] == removed["tombstone"]

    def test_removing_an_old_version_names_that_version(self, api):
        review = make_published_review()
        first = review.versions.get()
        correct(review)
        remove(first)
        published, corrected, removed = pull(api)["results"]
        assert (corrected["version"], corrected["tombstone"]) == (2, None)
        assert removed["tombstone"]["version"] == published["tombstone"]["version"] == 1


class TestTokens:
    @pytest.mark.parametrize(
        "token",
        ["", "x", "MQ", "é", "MS4", "-1", "1", "AAAA", "MC4=", "MS5hYmM", "\0", "x" * 5000]
        + [
            base64.urlsafe_b64encode(plain.encode()).decode().rstrip("=")
            for plain in ("01." + "a" * 12, "0." + "a" * 12, "1." + "g" * 12, "9" * 20 + ".")
        ],
    )
    def test_malformed_is_400(self, api, token):
        body = problem(api.get(URL, {"since": token}), 400)
        assert body["errors"][0]["parameter"] == "since"

    def test_from_the_future_is_410(self, api):
        make_published_review()
        number_changes()
        future = Token(2, Token.at(Change.objects.get()).mark)
        body = problem(api.get(URL, {"since": str(future)}), 410)
        assert body["code"] == "resync"
        assert "without `since`" in body["detail"]

    def test_of_another_installation_is_410(self, api):
        """The same position, another entry."""
        make_published_review()
        number_changes()
        other = Token(1, "0123456789ab")
        assert problem(api.get(URL, {"since": str(other)}), 410)["code"] == "resync"

    def test_larger_than_any_position_is_410(self, api):
        problem(api.get(URL, {"since": str(Token(10**19 - 1, "0123456789ab"))}), 410)

    def test_after_a_restored_backup_is_410(self, api):
        """The log lost its end and grew again: position 2 is another entry now."""
        make_published_review()
        number_changes()
        lost = make_published_review()
        since = pull(api)["next"]
        Change.objects.filter(version__review=lost).delete()
        make_published_review()
        problem(api.get(URL, {"since": since}), 410)

    def test_of_an_empty_log_is_the_beginning(self, api):
        since = pull(api)["next"]
        make_published_review()
        assert kinds(pull(api, since)) == ["publish"]

    def test_read_back(self):
        for token in (BEGINNING, Token(1, "0123456789ab"), Token(10**18, "f" * 12)):
            assert Token.read(str(token)) == token

    def test_one_spelling_only(self):
        with pytest.raises(Malformed):
            Token.read(str(Token(1, "0123456789ab")) + "=")

    @pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "limit=", "form=full"])
    def test_wrong_parameters(self, api, query):
        problem(api.get(f"{URL}?{query}"), 400)


class TestCost:
    @pytest.fixture
    def token(self, api):
        for _ in range(3):
            make_published_review()
        return pull(api, limit=1)["next"]

    def test_in_step(self, api, token, django_assert_num_queries):
        # The key, its count, anything unnumbered?, the place, the page; in the ledger what is
        # stored and what was handed out.
        with django_assert_num_queries(7):
            assert len(pull(api, token)["results"]) == 2
