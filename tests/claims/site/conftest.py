from datetime import UTC, datetime

import pytest

from claims.models import PublishedVersion
from claims.services import corrections
from claims.services.documents import fingerprint
from tests import factories

FIRST = datetime(2017, 2, 26, 9, tzinfo=UTC)


@pytest.fixture
def review(db):
    """A published review, Mostly true."""
    return factories.make_published_review()


@pytest.fixture
def correct():
    """`correct(review, kind, …)`: propose by an editor, approve by another."""

    def correct(review, kind, reason="We were wrong.", at=None, **changes):
        proposed = corrections.propose(
            review, kind=kind, reason=reason, changes=changes, by=factories.editor()
        )
        version = factories.approve_correction(proposed, by=factories.editor(), at=at)
        review.refresh_from_db()
        return version

    return correct


@pytest.fixture
def freeze(review):
    """`freeze(document)` makes it the document of the published review; returns its page's URL.

    As no service would: to see what the pages make of any document.
    """

    def freeze(document):
        document = document | {"slug": review.slug}
        PublishedVersion.objects.filter(review=review).update(
            document=document, sha256=fingerprint(document)
        )
        return review.get_absolute_url()

    return freeze
