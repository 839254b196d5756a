"""A reader says that something is wrong, and finds the answer at a secret address."""

import math
import time
from typing import Any
from uuid import UUID, uuid4

from axes.helpers import get_client_ip_address
from django import forms
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from claims.models import Correction, PublishedVersion, ReaderReport
from claims.services import reports
from claims.site.chain import Chain
from claims.site.verdicts import gone
from claims.site.words import claim_title

# Nobody reads a form and writes into it more quickly; after a day the page is opened anew.
LEAST_AGE = 3
MOST_AGE = 24 * 3600
HELP = "Say what is wrong, and where we can see what is right. A link helps."
ADDRESS_HELP = (
    "Only if we may ask you back. Nobody but our editors sees it, and it is deleted as soon as "
    "your report is answered."
)
TOO_QUICK = "That was very quick. If you are a person, please send it again."
TOO_OLD = "This page was open for long. What you wrote is still here: please send it again."
TRAPPED = "Leave the last field empty: it is there to catch programs."


class ReportForm(forms.Form):
    text = forms.CharField(
        label="What is wrong or missing?",
        max_length=reports.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=HELP,
        error_messages={"required": "Write what is wrong. One sentence is enough."},
    )
    email = forms.EmailField(
        label="Your e-mail address (you can leave this empty)",
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        help_text=ADDRESS_HELP,
        error_messages={"invalid": "Write an address such as name@example.org, or nothing."},
    )
    # People do not see it; programs that fill in every field do.
    website = forms.CharField(
        label="Leave this field empty",
        required=False,
        widget=forms.TextInput(attrs={"tabindex": -1, "autocomplete": "off"}),
    )
    stamp = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, slug: str, number: int, data: Any = None) -> None:
        """For the verdict `slug`, of which the reader sees version `number`. The stamp holds the
        secret address that the report will have: sent twice, it is stored once."""
        self.slug, self.number, self.token = slug, number, uuid4()
        self.stamp = signing.dumps([str(self.token), number, time.time()], salt=salt(slug))
        super().__init__(data, auto_id="report-%s")

    def clean_website(self) -> str:
        if self.cleaned_data["website"]:
            raise forms.ValidationError(TRAPPED)
        return ""

    def clean_stamp(self) -> str:
        try:
            token, number, at = signing.loads(
                self.cleaned_data["stamp"], salt=salt(self.slug), max_age=MOST_AGE
            )
        except signing.BadSignature:
            raise forms.ValidationError(TOO_OLD) from None
        # Sent again, it has the age that it has.
        self.stamp = self.cleaned_data["stamp"]
        if time.time() - at < LEAST_AGE:
            raise forms.ValidationError(TOO_QUICK)
        self.token, self.number = UUID(token), number
        return ""


def salt(slug: str) -> str:
    return f"claims.report:{slug}"


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, slug: str) -> HttpResponse:
    chain = Chain.of(slug)
    if chain.latest.removed_at:
        return gone(request, slug, chain, chain.latest)
    form = ReportForm(slug, chain.latest.number, request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            stored = reports.receive(
                chain.version(form.number),
                form.cleaned_data["text"],
                token=form.token,
                email=form.cleaned_data["email"],
                address=get_client_ip_address(request) or "",
            )
        except reports.TooMany as refusal:
            form.add_error(None, str(refusal))
            response = page(request, chain, form, status=429)
            response["Retry-After"] = str(math.ceil(refusal.wait.total_seconds()))
            return response
        return redirect("site:reported", stored.token)
    return page(request, chain, form, status=200 if request.method != "POST" else 422)


def page(request: HttpRequest, chain: Chain, form: ReportForm, status: int) -> HttpResponse:
    number = chain.latest.number
    document = chain.documents(number)[number]
    context = {"document": document, "form": form, "stamp": form.stamp}
    return render(request, "site/report.html", context, status=status)


@never_cache
@require_safe
def reported(request: HttpRequest, token: UUID) -> HttpResponse:
    """What became of a report, for whoever has its address: nobody else is told of it."""
    found = get_object_or_404(
        ReaderReport.objects.select_related("review", "correction"), token=token
    )
    chain = Chain.of(found.review.slug)
    if chain.latest.removed_at:
        # The report, and our answer, may repeat what had to go.
        return secret(gone(request, found.review.slug, chain, chain.latest))
    number = chain.latest.number
    document = chain.documents(number)[number]
    context = {
        "report": found,
        "document": document,
        "title": claim_title(document),
        "corrected": corrected(found),
    }
    return secret(render(request, "site/reported.html", context))


def corrected(report: ReaderReport) -> PublishedVersion | None:
    """The version that the report led to; a correction not approved is nobody's business."""
    correction = report.correction
    if correction is None or correction.status != Correction.Status.APPROVED:
        return None
    return report.review.versions.filter(
        removed_at=None, kind=correction.kind, published_at=correction.decided_at
    ).first()


def secret(response: HttpResponse) -> HttpResponse:
    """No link on the page gives the address away, and no search engine keeps it."""
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex"
    return response
