from .accounts import AccountEvent, DeskSession
from .articles import Article, Publisher, Snapshot
from .claims import Anchor, Appearance, Claim, ClaimMatch, Speaker
from .desk import Comment, PlanTick, QueueEntry, RankingProfile, Revision, SavedFilter
from .partners import ApiKey, Delivery, Endpoint, Holding, Partner, PartnerEvent, Usage
from .public import Listing, ReaderReport, ReportSender
from .record import Change, ClaimEvent, PublishedVersion, Removal, ReviewEvent
from .reviews import Correction, Evidence, Review, Verdict
from .work import ArchivedCopy, Extraction, WorkRow

__all__ = [
    "AccountEvent",
    "Anchor",
    "ApiKey",
    "Appearance",
    "ArchivedCopy",
    "Article",
    "Change",
    "Claim",
    "ClaimEvent",
    "ClaimMatch",
    "Comment",
    "Correction",
    "Delivery",
    "DeskSession",
    "Endpoint",
    "Evidence",
    "Extraction",
    "Holding",
    "Listing",
    "Partner",
    "PartnerEvent",
    "PlanTick",
    "PublishedVersion",
    "Publisher",
    "QueueEntry",
    "RankingProfile",
    "ReaderReport",
    "ReportSender",
    "Removal",
    "Review",
    "ReviewEvent",
    "Revision",
    "SavedFilter",
    "Snapshot",
    "Speaker",
    "Usage",
    "Verdict",
    "WorkRow",
]
