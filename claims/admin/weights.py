"""The page on which the desk says what counts how much in its queue."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse

from claims.models import RankingProfile
from claims.services import queue

from .desk import row_id, tell

HISTORY = 20


class Weights:
    """The part of the list's admin for the weights of factors."""

    def weights(self, request: HttpRequest) -> HttpResponse:
        """Look at weights, try some without saving, save them, or restore older ones."""
        if not request.user.has_perm("claims.view_rankingprofile"):
            return self.refuse(request)
        if request.method != "POST":
            return self.show_weights(request, queue.weights_in_use()[1])
        try:
            given = weights_given(request)
            if "preview" in request.POST or request.htmx:
                return self.show_weights(request, given, preview=True)
            if not request.user.has_perm("claims.add_rankingprofile"):
                return self.refuse(request)
            queue.set_weights(given, by=request.user)
        except queue.RankingRefused as refusal:
            tell(request, str(refusal), level=messages.ERROR)
            return redirect("admin:claims_claim_weights")
        tell(request, "Saved: the queue is in the new order.")
        return redirect("admin:claims_claim_weights")

    def show_weights(
        self, request: HttpRequest, weights: dict[str, float], *, preview: bool = False
    ) -> HttpResponse:
        context: dict[str, Any] = {
            "title": "What counts in the queue",
            "factors": [
                (name, label, meaning, weights.get(name, 1.0))
                for name, (label, meaning) in queue.FACTORS.items()
            ],
            "least": queue.LEAST,
            "most": queue.MOST,
            "changed": weights != queue.weights_in_use()[1],
            "before": (before := queue.best()),
            "after": moved(before, queue.best_with(weights)) if preview else [],
            "preview": preview,
            "may_save": request.user.has_perm("claims.add_rankingprofile"),
        }
        if preview and request.htmx:
            return self.render(request, "queue_preview", **context)
        profiles = RankingProfile.objects.select_related("by")[:HISTORY]
        context["unranked"] = queue.unranked(queue.AT_ONCE)
        context["history"] = [(one, described(one.weights)) for one in profiles]
        context["back"] = reverse("admin:claims_claim_changelist")
        return self.render(request, "queue_weights", **context)


def weights_given(request: HttpRequest) -> dict[str, float]:
    """Those of the form; or of an older profile, or none, to restore or to reset to."""
    if "reset" in request.POST:
        return {}
    if old := row_id(request.POST.get("restore")):
        return dict(get_object_or_404(RankingProfile, pk=old).weights)
    given = {}
    for name in queue.FACTORS:
        if (typed := request.POST.get(f"weight {name}")) is not None:
            try:
                given[name] = float(typed.replace(",", "."))
            except ValueError:
                label = queue.FACTORS[name][0]
                raise queue.RankingRefused(f"{label}: “{typed[:20]}” is not a number.") from None
    return queue.checked(given)


def described(weights: dict[str, float]) -> str:
    """“Record × 2, Seen again × 1.5”."""
    return ", ".join(
        f"{queue.FACTORS.get(name, (name,))[0]} × {weight:g}" for name, weight in weights.items()
    )


def moved(before: list[queue.Place], after: list[queue.Place]) -> list[tuple[queue.Place, str]]:
    """Each claim of the new order, and from where it would come."""
    old = {place.claim.pk: number for number, place in enumerate(before, 1)}
    rows = []
    for number, place in enumerate(after, 1):
        was = old.get(place.claim.pk)
        note = "from below ten" if was is None else "" if was == number else f"was {was}"
        rows.append((place, note))
    return rows
