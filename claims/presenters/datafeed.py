"""Published versions as a schema.org DataFeed of ClaimReviews, the form in which fact-checks are
collected: https://schema.org/DataFeed, https://www.datacommons.org/factcheck/download

`item` is an array there, whatever schema.org allows. What was taken back stays in the feed as an
item with `dateDeleted`: a reader who only takes what is new would go on showing it.
"""

from collections.abc import Mapping
from typing import Any

from .claimreview import claim_review

Document = Mapping[str, Any]
Node = dict[str, Any]


def feed_item(document: Document) -> Node | None:
    """None once the review is retracted."""
    review = claim_review(document)
    if review is None:
        return None
    # The feed names the context once, for all its items.
    del review["@context"]
    return {
        "@type": "DataFeedItem",
        "url": document["url"],
        "dateCreated": document["first_published_at"],
        "dateModified": document["published_at"],
        "item": [review],
    }


def deleted_item(url: str, at: str) -> Node:
    """Of a review that nobody stands behind any more, or that was legally removed."""
    gone = {"@type": "ClaimReview", "@id": f"{url}#claimreview", "url": url}
    return {"@type": "DataFeedItem", "url": url, "dateDeleted": at, "item": [gone]}
