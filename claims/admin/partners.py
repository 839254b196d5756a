"""Partners: their keys, webhooks, and what they hold. For editors."""

from datetime import timedelta

from django.contrib import admin, messages
from django.db.models import Count, Max, Q, QuerySet, Sum
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from claims.models import ApiKey, Endpoint, Partner, Review, Usage
from claims.services import deliveries, ledger, partners, webhooks

from .charts import Column, columns
from .desk import PageAdmin, confirmed, local_minute, posted, row_id, tell, verb
from .forms import PartnerForm
from .partner_forms import KINDS, EndpointForm, KeyForm, ReplayForm

LOGGED = 10  # of each webhook
DAYS = 30


@admin.register(Partner)
class PartnerAdmin(PageAdmin):
    list_display = ["name", "contact", "valid_keys", "last_used"]
    search_fields = ["name"]
    searched = "name"
    fields = ["name", "contact"]
    empty_state = "No partners yet. Add one, then issue a key."

    def has_add_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("claims.add_partner")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Partner]:
        valid = Q(keys__in=ApiKey.objects.valid())
        return (
            super()
            .get_queryset(request)
            .annotate(valid=Count("keys", filter=valid), used=Max("keys__last_used_at"))
        )

    @admin.display(description="valid keys")
    def valid_keys(self, partner: Partner) -> int:
        return partner.valid

    @admin.display(description="last used", ordering="used")
    def last_used(self, partner: Partner) -> str:
        return local_minute(partner.used) if partner.used else "never"

    def page(self, request: HttpRequest, partner: Partner) -> HttpResponse:
        form = PartnerForm(posted(request), instance=partner)
        if request.method == "POST":
            if not self.has_change_permission(request, partner):
                return self.refuse(request)
            if form.is_valid():
                form.save()
                self.message_user(request, "Saved.", messages.SUCCESS)
                return redirect(self.address(partner))
        return self.render(request, "partner", partner, form=form, **shown(partner))

    @verb("claims.add_apikey")
    def issue_key(self, request: HttpRequest, partner: Partner) -> HttpResponse | None:
        """The answer itself shows the key: it is stored nowhere, so no later page could."""
        form = KeyForm(request.POST)
        if not form.is_valid():
            return not_done(request, form)
        _, secret = partners.issue_key(partner, **form.wanted(), by=request.user)
        return self.render(request, "key", partner, title="The new key", secret=secret)

    @verb("claims.change_apikey")
    def revoke_key(self, request: HttpRequest, partner: Partner) -> HttpResponse | str:
        key = get_object_or_404(partner.keys, pk=row_id(request.POST.get("key")))
        if not confirmed(request):
            return self.ask(
                request,
                partner,
                title="Revoke this key?",
                happens=f"The key {key.prefix}… stops working at once and for good. "
                f"{partner} needs a new one to go on.",
                button="Revoke the key",
            )
        partners.revoke_key(key, by=request.user)
        return "Revoked."

    @verb("claims.change_partner")
    def add_webhook(self, request: HttpRequest, partner: Partner) -> HttpResponse | None:
        form = EndpointForm(request.POST)
        if not form.is_valid():
            return not_done(request, form)
        _, secret = webhooks.add(partner, **form.cleaned_data, by=request.user)
        return self.secret(request, partner, secret)

    @verb("claims.change_partner")
    def change_webhook(self, request: HttpRequest, partner: Partner) -> str | None:
        form = EndpointForm(request.POST)
        if not form.is_valid():
            return not_done(request, form)
        webhooks.change(endpoint_of(request, partner), **form.cleaned_data, by=request.user)
        return "Changed. Its secret is the same."

    @verb("claims.change_partner")
    def rotate_webhook(self, request: HttpRequest, partner: Partner) -> HttpResponse:
        endpoint = endpoint_of(request, partner)
        if not confirmed(request):
            return self.ask(
                request,
                partner,
                title="Make a new secret?",
                happens=f"For two days messages to {endpoint.url} are signed with the new "
                "secret and those before it, so that none is lost. Then the old ones end.",
                button="Make a new secret",
            )
        return self.secret(request, partner, webhooks.rotate(endpoint, by=request.user))

    def secret(self, request: HttpRequest, partner: Partner, secret: str) -> HttpResponse:
        return self.render(
            request, "webhook_secret", partner, title="The secret of the webhook", secret=secret
        )

    @verb("claims.change_partner")
    def test_webhook(self, request: HttpRequest, partner: Partner) -> str:
        webhooks.ping(endpoint_of(request, partner))
        return "A test is on its way. Load this page again to see the answer in the log."

    @verb("claims.change_partner")
    def switch_webhook(self, request: HttpRequest, partner: Partner) -> str:
        endpoint = endpoint_of(request, partner)
        if endpoint.disabled_at is None:
            by = request.user.get_full_name() or request.user.get_username()
            deliveries.disable(endpoint, why=f"Switched off by {by}.", by=request.user)
            return "Switched off. What it misses is sent when it is on again."
        missed = webhooks.enable(endpoint, by=request.user)
        return f"Switched on. Messages that it missed and now gets: {missed}."

    @verb("claims.change_partner")
    def replay_webhook(self, request: HttpRequest, partner: Partner) -> str | None:
        form = ReplayForm(request.POST)
        if not form.is_valid():
            return not_done(request, form)
        count = webhooks.replay(endpoint_of(request, partner), **form.wanted(), by=request.user)
        return f"Messages that are sent again: {count}."

    @verb("claims.change_partner")
    def resend(self, request: HttpRequest, partner: Partner) -> str:
        """Tell again of one review."""
        review = get_object_or_404(Review, pk=row_id(request.POST.get("review")))
        write = f"Write to {partner.contact or 'them'}."
        if not partner.endpoints.open().exists():
            return f"{partner} has no webhook that is on. {write}"
        if not webhooks.tell_again(partner, review, by=request.user):
            return f"None of {partner}’s webhooks is told of this. {write}"
        return f"{partner} is told again."


def endpoint_of(request: HttpRequest, partner: Partner) -> Endpoint:
    return get_object_or_404(partner.endpoints, pk=row_id(request.POST.get("webhook")))


def not_done(request: HttpRequest, form: Form) -> None:
    """What is wrong, field by field; the way back is the page."""
    errors = [
        f"{form.fields[name].label or name}: {' '.join(e)}" if name in form.fields else " ".join(e)
        for name, e in form.errors.items()
    ]
    tell(request, f"Not done. {' '.join(errors)}", level=messages.ERROR)


def shown(partner: Partner) -> dict:
    """What the page has about the partner."""
    endpoints = list(partner.endpoints.all())
    for endpoint in endpoints:
        rows = endpoint.deliveries.select_related("change__version__review")
        endpoint.log = rows.defer("change__version__document")[:LOGGED]
        endpoint.told = [f"{KINDS[kind]}s" for kind in endpoint.events]
        known = {"url": endpoint.url, "events": endpoint.events}
        endpoint.form = EndpointForm(initial=known, auto_id=f"id_{endpoint.pk}_%s")
    first = timezone.localdate() - timedelta(days=DAYS - 1)
    used = Usage.objects.filter(key__partner=partner, day__gte=first).values("day")
    counted = {
        day: (asked, refused)
        for day, asked, refused in used.values_list("day", Sum("requests"), Sum("refused"))
    }
    days = [first + timedelta(days=n) for n in range(DAYS)]
    bars = [Column(f"{day:%-d %b}", counted.get(day, (0, 0))[0]) for day in days]
    return {
        "keys": partner.keys.all(),
        "key_form": KeyForm(),
        "endpoints": endpoints,
        "endpoint_form": EndpointForm(),
        "kinds": KINDS,
        "replay_form": ReplayForm(),
        "unheard": ledger.unheard(partner),
        "last_position": ledger.last_position(),
        "usage": columns(bars, f"Requests of {partner}, day by day"),
        "usage_rows": [(day, *counted[day]) for day in reversed(days) if day in counted],
        "refused": sum(refused for _, refused in counted.values()),
        "events": partner.events.select_related("by")[:20],
    }
