from django.urls import path, re_path

from .changes import Acknowledge, Changes
from .claims import ClaimDetail, ClaimList
from .claimsearch import ClaimSearch
from .description import Nowhere, Schema, TryIt
from .export import ADDRESSES
from .lookup import Check
from .reviews import ReviewClaimReview, ReviewDetail, ReviewList, ReviewVersion

app_name = "api"
urlpatterns = [
    path("reviews/", ReviewList.as_view(), name="reviews"),
    path("reviews/<slug:slug>/", ReviewDetail.as_view(), name="review"),
    path("reviews/<slug:slug>/claimreview/", ReviewClaimReview.as_view(), name="claimreview"),
    path(
        "reviews/<slug:slug>/versions/<int:number>/",
        ReviewVersion.as_view(),
        name="review-version",
    ),
    path("claims/", ClaimList.as_view(), name="claims"),
    path("claims/<uuid:id>/", ClaimDetail.as_view(), name="claim"),
    path("changes/", Changes.as_view(), name="changes"),
    path("changes/ack/", Acknowledge.as_view(), name="acknowledge"),
    path("check", Check.as_view(), name="check"),
    # Written with a slash as well: Django adds none to what is posted.
    path("check/", Check.as_view(schema=None)),
    path("claims:search", ClaimSearch.as_view(), name="claim-search"),
    *(path(f"export/{name}", view.as_view(), name=name) for name, view in ADDRESSES.items()),
    path("schema/", Schema.as_view(), name="schema"),
    path("docs/", TryIt.as_view(), name="docs"),
    # With a slash at the end only: Django adds a missing one to the addresses above.
    # Not a dot: an address may hold a line's end.
    re_path(r"^[\s\S]*/$", Nowhere.as_view()),
]
