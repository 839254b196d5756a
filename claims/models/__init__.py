from .articles import Article, Publisher, Snapshot
from .claims import Anchor, Appearance, Claim, ClaimMatch, Speaker
from .partners import ApiKey, Partner
from .record import Change, ClaimEvent, PublishedVersion, Removal, ReviewEvent
from .reviews import Correction, Evidence, Review, Verdict
from .work import Extraction, WorkRow

__all__ = [
    "Anchor",
    "ApiKey",
    "Appearance",
    "Article",
    "Change",
    "Claim",
    "ClaimEvent",
    "ClaimMatch",
    "Correction",
    "Evidence",
    "Extraction",
    "Partner",
    "PublishedVersion",
    "Publisher",
    "Removal",
    "Review",
    "ReviewEvent",
    "Snapshot",
    "Speaker",
    "Verdict",
    "WorkRow",
]
