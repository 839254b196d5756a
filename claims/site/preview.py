"""The page of a review that is not public yet, as its readers will see it: for the desk alone."""

from django.contrib.auth.models import AnonymousUser, User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from claims.models import Correction, PublishedVersion, Review
from claims.services import documents
from claims.site.chain import Chain
from claims.site.verdicts import context


@never_cache
@require_POST
def preview(request: HttpRequest, slug: str) -> HttpResponse:
    """With what is typed in the form that is posted, or of the `correction` that waits; evidence
    as it is saved. For strangers there is no such page: a draft's address must not tell that there
    is a draft."""
    if not may_see(request.user):
        raise Http404("No such page")
    review = get_object_or_404(
        Review.objects.select_related("claim__speaker", "author", "approver"), slug=slug
    )
    correction = review.corrections.filter(status=Correction.Status.PROPOSED).first()
    document = documents.draft_document(
        review, request.POST, correction if "correction" in request.POST else None
    )
    version = PublishedVersion(number=document["version"], verdict=document["verdict"]["code"])
    earlier = Chain.of(slug).documents(version.number) if review.is_public else {}
    return render(
        request,
        "site/verdict.html",
        {
            **context({**earlier, version.number: document}, version.number),
            "version": version,
            "latest": version,
            "is_preview": True,
            "is_permalink": True,
        },
    )


def may_see(user: User | AnonymousUser) -> bool:
    return user.is_active and user.is_staff and user.has_perm("claims.view_review")
