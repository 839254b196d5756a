"""Many claims at once: what will happen is shown first, and one button takes all of it back."""

import uuid
from typing import Any
from urllib.parse import parse_qsl

from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse

from claims.models import Claim, ClaimEvent
from claims.services import assignment, listing, triage

from .asked import DAYS, asked, day
from .desk import confirmed, reason, row_id, tell

# Each step in words: the button, what it makes of the claims, what was done.
STEPS = {
    "accept": ("Accept", "will be accepted", "accepted"),
    "dismiss": ("Dismiss", "will be dismissed", "dismissed"),
    "defer": ("Defer", "will be put off", "deferred"),
    "reopen": ("Reopen", "will go back into the queue", "reopened"),
    "assign": ("Assign", "will be given to somebody", "assigned"),
    "give_back": ("Give back", "will be nobody’s again", "given back"),
}


class BulkSteps:
    """The part of the list's admin for many claims."""

    def bulk(self, request: HttpRequest) -> HttpResponse:
        """Show what a step would do with the ticked claims, or with all that match; then do it."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm("claims.triage_claim"):
            return self.refuse(request)
        name, rows = chosen(request)
        if name not in STEPS or not rows:
            tell(request, "Tick the claims first, and choose a step.", level=messages.ERROR)
            return redirect(list_address(request))
        try:
            if confirmed(request):
                return self.take_step(request, name, rows)
        except triage.TriageRefused as refusal:
            tell(request, str(refusal), level=messages.ERROR)
        return self.preview_step(request, name, rows)

    def preview_step(self, request: HttpRequest, name: str, rows: dict[int, str]) -> HttpResponse:
        plan = triage.plan(rows, name)
        sample = Claim.objects.select_related("speaker").in_bulk([pk for pk, _ in plan.rows[:10]])
        label, becomes, _ = STEPS[name]
        return self.render(
            request,
            "queue_bulk",
            title=f"{label} {len(plan.rows):,} claim{'' if len(plan.rows) == 1 else 's'}",
            step=name,
            label=label,
            becomes=becomes,
            plan=plan,
            sample=[sample[pk] for pk, _ in plan.rows[:10]],
            further=max(0, len(plan.rows) - 10),
            left_out=[
                (why, count, plan.first_left_out.get(why, []))
                for why, count in plan.left_out.items()
            ],
            rows=[f"{pk}:{seen}" for pk, seen in plan.rows],
            dismissals=ClaimEvent.Dismissed.choices,
            days=DAYS.items(),
            colleagues=assignment.colleagues(),
            list=request.POST.get("list", ""),
            back=list_address(request),
        )

    def take_step(self, request: HttpRequest, name: str, rows: dict[int, str]) -> HttpResponse:
        step = triage.Step(
            name,
            reason=reason(request),
            code=request.POST.get("code", ""),
            until=day(request) if name == "defer" else None,
            to=colleague(request) if name == "assign" else None,
        )
        batch, done = triage.many(rows.items(), step, by=request.user)
        if not done:
            raise triage.TriageRefused("Nothing was done: colleagues have decided meanwhile.")
        left = len(rows) - done
        beside = f" {left:,} left out: somebody has decided meanwhile." if left else ""
        tell(
            request,
            f"{done:,} claim{'' if done == 1 else 's'} {STEPS[name][2]}.{beside}",
            undo=reverse("admin:claims_claim_undo_batch"),
            fields={"batch": str(batch)},
        )
        return redirect(list_address(request))

    def undo_batch(self, request: HttpRequest) -> HttpResponse:
        """Take back what was done together."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        if not request.user.has_perm("claims.triage_claim"):
            return self.refuse(request)
        try:
            batch = uuid.UUID(request.POST.get("batch", ""))
            done, left = triage.undo_batch(batch, by=request.user)
        except ValueError as refusal:
            known = isinstance(refusal, triage.TriageRefused)
            words = str(refusal) if known else "There is nothing to undo."
            tell(request, words, level=messages.ERROR)
        else:
            beside = f" {left:,} had gone on since and stay as they are." if left else ""
            tell(request, f"Undone for {done:,} claim{'' if done == 1 else 's'}.{beside}")
        return redirect(self.onward(request, None))


def chosen(request: HttpRequest) -> tuple[str, dict[int, str]]:
    """The step, and the claims with the state in which each was seen."""
    if one := request.POST.get("one"):
        name, _, row = one.partition(" ")
        return name, seen([row])
    name = request.POST.get("step", "")
    if "all" in request.POST:
        ask = asked(dict(parse_qsl(request.POST.get("list", ""))))
        return name, listing.all_rows(ask, request.user, triage.MOST + 1)
    return name, seen(request.POST.getlist("row"))


def seen(rows: list[str]) -> dict[int, str]:
    pairs: list[tuple[Any, ...]] = [row.partition(":") for row in rows]
    return {row_id(pk): status for pk, _, status in pairs if row_id(pk)}


def colleague(request: HttpRequest) -> User:
    to = row_id(request.POST.get("to"))
    for user in assignment.colleagues():
        if user.pk == to:
            return user
    raise triage.TriageRefused("Choose to whom.")


def list_address(request: HttpRequest) -> str:
    address = reverse("admin:claims_claim_changelist")
    query = request.POST.get("list", "")
    return f"{address}?{query}" if query else address
