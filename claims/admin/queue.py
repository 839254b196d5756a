"""The queue: the list of claims in the desk's own order, and the decisions taken about them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone

from claims.models import Claim, ClaimEvent, Publisher, SavedFilter, Speaker
from claims.services import assignment, listing, triage
from claims.services.listing import Ask

from . import cards
from .asked import DAYS, MORE, TABS, as_seen, asked, day
from .bulk import BulkSteps
from .desk import PageAdmin, page_address, reason, row_id, tell, verb, verb_address
from .weights import Weights

SUGGESTED = 20  # names
TEACHES = {
    "new": "Nothing to decide. Paste an article or follow a feed: the engine marks what could be "
    "checked, and you decide here.",
    listing.MINE: "You have no claims. Press t on a claim to take it, or let a colleague hand you "
    "one.",
    listing.ZOMBIE: "No claim that was found false before is going round again.",
    listing.EDITED: "No outlet has changed the words of a claim since they were found.",
    "deferred": "Nothing is put off. Press f on a claim to see it again on a later day.",
}


class QueueAdmin(Weights, BulkSteps, PageAdmin):
    def get_urls(self) -> list[URLPattern]:
        own: dict[str, Callable] = {
            "bulk": self.bulk, "undo-batch": self.undo_batch, "weights": self.weights,
            "filters": self.save_filter, "names": self.names,
            "<int:pk>/card": self.card, "<int:pk>/hold": self.hold,
        }  # fmt: skip
        return [
            path(
                f"{address}/",
                self.admin_site.admin_view(view),
                name=f"claims_claim_{address.rpartition('/')[2].replace('-', '_')}",
            )
            for address, view in own.items()
        ] + super().get_urls()

    # The list

    def changelist_view(
        self, request: HttpRequest, extra_context: dict | None = None
    ) -> HttpResponse:
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        # No row holds a NUL character, and the database does not even let one ask for it.
        if any("\0" in value for _, values in request.GET.lists() for value in values):
            return redirect(request.path)
        ask = asked(request.GET)
        by = request.GET.get("group", "")
        group = by in ("article", "topic") and not ask.after
        context = {
            "cl": self,
            "ask": ask,
            "by": by if group else "",
            "list": self.query(request, "after", "part"),
            # Looking up eight addresses for each row took a quarter of the page's time.
            "here": self.address(None),
            "today": timezone.localdate(),
            "now": timezone.now(),
        }
        if group:
            context["groups"] = listing.groups(ask, request.user, by)
            context["ungrouped"] = self.query(request, "group")
        else:
            context["page"] = page = listing.page(ask, request.user)
            context["result_list"] = page.rows
            if page.after:
                base = self.query(request, "after", "part")
                context["next_page"] = f"{base}&after={page.after}".lstrip("&")
        if request.htmx and "part" in request.GET:
            return TemplateResponse(request, "admin/desk/queue_rows.html", context)
        return self.render(request, "queue", **context, **self.around(request, ask))

    def around(self, request: HttpRequest, ask: Ask) -> dict[str, Any]:
        """What stands around the rows: tabs with counts, filters, the reasons in the dialogs."""
        counts = listing.counts(TABS, request.user)
        saved = list(listing.saved(request.user))
        here = self.query(request, "after", "part", "group")
        return {
            "title": "Claims",
            "tabs": [(name, label, counts[name]) for name, label in TABS.items()],
            "more": MORE.items(),
            "teaches": TEACHES.get(ask.tab, "No claims here. Look under another tab."),
            "saved": saved,
            "this_saved": next((one for one in saved if one.query == here), None),
            "types": Claim.Type.choices,
            "topics": Claim.Topic.choices,
            "bands": [(name, label) for name, (label, _) in listing.BANDS.items()],
            "dismissals": ClaimEvent.Dismissed.choices,
            "days": DAYS.items(),
            "colleagues": assignment.colleagues(),
            "filtered": bool({*self.parameters(request)} - {"status", "order", "group", "after"}),
            "narrowed": bool({*self.parameters(request)} - {"status", "q", "after"}),
        }

    def parameters(self, request: HttpRequest) -> dict[str, str]:
        return {name: value for name, value in request.GET.items() if value}

    def query(self, request: HttpRequest, *without: str) -> str:
        """The list's address, without its place in it."""
        kept = {k: v for k, v in self.parameters(request).items() if k not in without}
        return urlencode(kept)

    def address(self, obj: Claim | None) -> str:
        return page_address(obj) if obj else reverse("admin:claims_claim_changelist")

    def names(self, request: HttpRequest) -> HttpResponse:
        """What completes the name that is being typed: `speaker` or `outlet`."""
        if not self.has_view_or_change_permission(request):
            raise PermissionDenied
        model = Speaker if "speaker" in request.GET else Publisher
        typed = request.GET.get("speaker", request.GET.get("outlet", "")).replace("\0", "")
        found = model.objects.filter(name__icontains=typed).order_by("name", "pk")
        context = {"names": found.values_list("name", flat=True)[:SUGGESTED]}
        return TemplateResponse(request, "admin/desk/queue_names.html", context)

    # One claim, beside the list

    def card(self, request: HttpRequest, pk: int) -> HttpResponse:
        """The claim as the pane beside the list shows it."""
        claim = get_object_or_404(Claim.objects.select_related("speaker", "merged_into"), pk=pk)
        if not self.has_view_or_change_permission(request, claim):
            raise PermissionDenied
        context = {
            "claim": claim,
            "card": cards.card(request, claim),
            "next": request.GET.get("next", ""),
        }
        return TemplateResponse(request, "admin/desk/queue_card.html", context)

    def hold(self, request: HttpRequest, pk: int) -> HttpResponse:
        """“I have this claim open”, said every half minute; answers who else has."""
        holder = None
        if request.method == "POST" and request.user.has_perm("claims.triage_claim"):
            holder = assignment.hold(pk, by=request.user)
        return TemplateResponse(request, "admin/desk/queue_held.html", {"holder": holder})

    # Decisions

    def run(self, method: Callable, request: HttpRequest, pk: int) -> HttpResponse:
        """As on the claim's page; for the list, its row as it is now, or nothing."""
        response = super().run(method, request, pk)
        if not (request.htmx and "list" in request.POST and response.status_code == 302):
            return response
        ask = asked(dict(parse_qsl(request.POST["list"])))
        row = listing.shows(ask, request.user, pk)
        context = {
            "row": row,
            "list": request.POST["list"],
            "here": self.address(None),
            "now": timezone.now(),
        }
        return TemplateResponse(request, "admin/desk/queue_row.html", context)

    def done(self, request: HttpRequest, claim: Claim, event: ClaimEvent, text: str) -> None:
        undo = verb_address(claim, "undo")
        tell(request, text, undo=undo, fields={"event": event.pk})

    @verb("claims.triage_claim")
    def accept(self, request: HttpRequest, claim: Claim) -> None:
        event = triage.accept(as_seen(claim, request), by=request.user)
        self.done(request, claim, event, f"Accepted: {short(claim)}")

    @verb("claims.triage_claim")
    def defer(self, request: HttpRequest, claim: Claim) -> None:
        until = day(request)
        why = reason(request)
        event = triage.defer(as_seen(claim, request), by=request.user, reason=why, until=until)
        back = f"until {until:%-d %B}" if until else "until somebody reopens it"
        self.done(request, claim, event, f"Deferred {back}: {short(claim)}")

    @verb("claims.triage_claim")
    def dismiss(self, request: HttpRequest, claim: Claim) -> None:
        why, code = reason(request), request.POST.get("code", "")
        event = triage.dismiss(as_seen(claim, request), by=request.user, reason=why, code=code)
        self.done(request, claim, event, f"Dismissed: {short(claim)}")

    @verb("claims.triage_claim")
    def reopen(self, request: HttpRequest, claim: Claim) -> None:
        event = triage.reopen(as_seen(claim, request), by=request.user)
        self.done(request, claim, event, f"Back in the queue: {short(claim)}")

    @verb("claims.triage_claim")
    def undo(self, request: HttpRequest, claim: Claim) -> str:
        event = get_object_or_404(claim.events, pk=row_id(request.POST.get("event")))
        back = triage.undo(event, by=request.user)
        return f"Undone. The claim is {triage.named(back.to_status)} again."

    @verb("claims.triage_claim")
    def take(self, request: HttpRequest, claim: Claim) -> str:
        return self.assign(request, claim, request.user, "You have it.")

    @verb("claims.triage_claim")
    def give_back(self, request: HttpRequest, claim: Claim) -> str:
        return self.assign(request, claim, None, "Given back: nobody has it.")

    @verb("claims.triage_claim")
    def hand_over(self, request: HttpRequest, claim: Claim) -> str:
        to = get_object_or_404(User, pk=row_id(request.POST.get("to")), is_active=True)
        if to not in assignment.colleagues():
            raise triage.TriageRefused(f"{assignment.called(to)} does not decide about claims.")
        return self.assign(request, claim, to, f"Handed to {assignment.called(to)}.")

    def assign(self, request: HttpRequest, claim: Claim, to: User | None, text: str) -> str:
        """Give the claim to somebody; the way back gives it to whoever had it."""
        before = row_id(request.POST.get("had")) or None
        if not assignment.assign(claim, to, by=request.user, seen=before):
            return "Nothing changed."
        back = "hand_over" if before else "give_back"
        fields = {"had": to.pk if to else "", "to": before or ""}
        tell(request, f"{text} {short(claim)}", undo=verb_address(claim, back), fields=fields)
        return ""

    # Tabs that people save

    def save_filter(self, request: HttpRequest) -> HttpResponse:
        """Save the list as it is under a name, or take a saved one off."""
        back = reverse("admin:claims_claim_changelist")
        if request.method != "POST" or not request.user.has_perm("claims.add_savedfilter"):
            return self.refuse(request)
        if gone := row_id(request.POST.get("remove")):
            listing.saved(request.user).filter(pk=gone).delete()
            tell(request, "The tab is gone. The claims are where they were.")
            return redirect(back)
        name = " ".join(request.POST.get("name", "").split())[:60].replace("\0", "")
        query = request.POST.get("query", "")[:1000].replace("\0", "")
        owner = None if "desk" in request.POST else request.user
        if not name:
            tell(request, "Give the tab a name.", level=messages.ERROR)
        else:
            SavedFilter.objects.update_or_create(
                name=name, owner=owner, defaults={"query": query, "made_by": request.user}
            )
            whose = "yours" if owner else "the desk’s"
            tell(request, f"Saved as “{name}”, a tab of {whose}.")
        return redirect(f"{back}?{query}")


def short(claim: Claim) -> str:
    words = claim.text if len(claim.text) <= 60 else f"{claim.text[:57].rstrip()}…"
    return f"“{words}”"
