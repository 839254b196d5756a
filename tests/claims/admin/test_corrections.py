import pytest
from django.urls import reverse

from claims.admin.diffs import word_diff
from claims.models import Correction
from claims.services.documents import reading
from tests import factories

from .pages import ITEM, listed, page, told, verb


@pytest.fixture
def published(reviewer, editor):
    return factories.make_published_review(by=reviewer, approver=editor)


def address(review):
    return reverse("admin:claims_review_correct", args=[review.pk])


def proposal(review, evidence=(), **fields):
    data = {
        "kind": "rating_change", "reason": "A list was found.", "verdict": "true",
        "verdict_reason": "It was.", "summary": review.summary, "body": review.body,
        "headline": review.headline,
        "evidence-TOTAL_FORMS": len(evidence) + 1, "evidence-INITIAL_FORMS": 0, **fields,
    }  # fmt: skip
    for number, item in enumerate(evidence):
        data |= {f"evidence-{number}-{name}": value for name, value in item.items()}
    return data


@pytest.fixture
def proposed(desk, reviewer, published):
    desk(reviewer).post(address(published), proposal(published, [ITEM]))
    return published.corrections.get()


def test_the_form_starts_from_what_is_public(desk, reviewer, published):
    html = desk(reviewer).get(address(published)).content.decode()
    assert published.summary in html
    assert published.body in html


def test_a_correction_is_proposed_with_new_evidence(reviewer, proposed):
    assert (proposed.kind, proposed.verdict, proposed.author) == ("rating_change", "true", reviewer)
    assert proposed.evidence.get().title == ITEM["title"]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({"kind": "spelling"}, "that is a rating change"),
        ({"verdict": "mostly_true"}, "A rating change needs a new verdict"),
        ({"reason": ""}, "This field is required"),
        ({"kind": "clarification", "verdict": "mostly_true",
          "verdict_reason": "It was, if one counts byelections only."}, "Nothing changes"),
        ({"kind": "bogus"}, "not one of the available choices"),
        ({"evidence-0-title": "No link"}, "This field is required"),
    ],
)  # fmt: skip
def test_a_refused_proposal_keeps_what_was_typed(desk, reviewer, published, fields, says):
    data = proposal(published, summary=published.summary) | fields
    html = desk(reviewer).post(address(published), data).content.decode()
    assert says in html
    assert "Not proposed yet" in html
    assert data["verdict_reason"] in html
    assert not Correction.objects.exists()


def test_only_what_is_public_is_corrected(desk, reviewer):
    draft = factories.make_review(by=reviewer)
    assert "Only a published review" in told(desk(reviewer).get(address(draft)))


def test_one_correction_at_a_time(desk, reviewer, published, proposed):
    assert "already waiting" in told(desk(reviewer).get(address(published)))
    html = desk(reviewer).get(page(published)).content.decode()
    assert "A correction is already waiting" in html


def test_who_may_not_propose(desk, published):
    assert desk(factories.make_user()).get(address(published)).status_code == 403


def test_the_difference_is_readable(desk, editor, published, proposed):
    html = desk(editor).get(page(published)).content.decode()
    assert "<del>Mostly true</del><ins>True</ins>" in html
    assert ">[2]</span>" in html


def test_nobody_approves_their_own_correction(desk, reviewer, published, proposed):
    html = desk(reviewer).get(page(published)).content.decode()
    assert 'id="approve-correction" disabled' in html
    assert "You proposed this correction; another editor must approve it." in html
    data = {"correction": proposed.pk, "confirmed": "1"}
    response = desk(reviewer).post(verb(published, "approve_correction"), data)
    assert "another editor must approve it" in told(response)


def test_approval_is_asked_once_and_publishes_a_version(desk, editor, published, proposed):
    client = desk(editor)
    data = {"correction": proposed.pk, "seen": reading(published, proposed)}
    asked = client.post(verb(published, "approve_correction"), data).content.decode()
    assert "The verdict becomes True" in asked
    assert published.versions.count() == 1
    response = client.post(verb(published, "approve_correction"), data | {"confirmed": "1"})
    assert told(response) == "Published as version 2."
    published.refresh_from_db()
    assert (published.status, published.verdict) == ("corrected", "true")


def test_what_changed_since_it_was_read_is_not_approved(desk, editor, published, proposed):
    data = {"correction": proposed.pk, "seen": reading(published, proposed), "confirmed": "1"}
    published.evidence.update(title="Another record")
    response = desk(editor).post(verb(published, "approve_correction"), data)
    assert "Something has changed since you read it" in told(response)
    assert published.versions.count() == 1


@pytest.mark.parametrize(
    ("kind", "says"),
    [("retraction", "retracted, and why"), ("clarification", "publishes a new version")],
)
def test_each_kind_says_what_it_does(desk, reviewer, editor, published, kind, says):
    data = proposal(published, kind=kind, verdict=published.verdict)
    desk(reviewer).post(address(published), data)
    data = {"correction": published.corrections.get().pk}
    html = desk(editor).post(verb(published, "approve_correction"), data).content.decode()
    assert says in html


@pytest.mark.parametrize(
    ("role", "status", "says"),
    [("reviewer", "withdrawn", "Taken back."), ("editor", "declined", "Declined.")],
)
def test_declining_and_taking_back(desk, people, published, proposed, role, status, says):
    data = {"correction": proposed.pk, "reason": "Not needed."}
    response = desk(people[role]).post(verb(published, "decline_correction"), data)
    assert told(response) == says
    proposed.refresh_from_db()
    assert proposed.status == status


def test_declining_with_what_is_no_text_is_refused(desk, editor, published, proposed):
    data = {"correction": proposed.pk, "reason": "a\0b"}
    response = desk(editor).post(verb(published, "decline_correction"), data)
    assert "character that is not text" in told(response)


@pytest.mark.parametrize("wrong", ["x", "9" * 19, "9" * 5000])
def test_a_number_that_is_none_is_not_found(desk, editor, published, wrong):
    response = desk(editor).post(verb(published, "decline_correction"), {"correction": wrong})
    assert response.status_code == 404


def test_a_decided_correction_is_decided(desk, editor, published, proposed):
    data = {"correction": proposed.pk, "reason": "No."}
    desk(editor).post(verb(published, "decline_correction"), data)
    response = desk(editor).post(verb(published, "approve_correction"), data)
    assert "This correction is declined" in told(response)


def test_a_correction_of_another_review_is_not_found(desk, editor, proposed):
    other = factories.make_published_review()
    for name in ("approve_correction", "decline_correction"):
        response = desk(editor).post(verb(other, name), {"correction": proposed.pk})
        assert response.status_code == 404


def test_the_list_leads_to_the_review(desk, editor, published, proposed):
    client = desk(editor)
    assert page(proposed) in client.get(listed("correction")).content.decode()
    assert client.get(page(proposed))["Location"] == f"{page(published)}#correction"


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("a b c", "a b c", "a b c"),
        ("a b c", "a x c", "a <del>b </del><ins>x </ins>c"),
        ("", "new", "<ins>new</ins>"),
        ("gone", "", "<del>gone</del>"),
        ("a <b>", "a <i>", "a <del>&lt;b&gt;</del><ins>&lt;i&gt;</ins>"),
    ],
)
def test_word_diff(old, new, expected):
    assert word_diff(old, new) == expected


def test_words_that_are_everywhere_are_not_compared_one_by_one():
    """Each with all the others took a minute for a table of 20,000 characters."""
    old, new = f"a {'| – ' * 300}", f"b {'| – ' * 300}"
    assert word_diff(old, new) == f"<del>{old}</del><ins>{new}</ins>"
