"""Partners and their API keys: for editors."""

from django.contrib import admin, messages
from django.db.models import Count, Max, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from claims.models import ApiKey, Partner
from claims.services import partners

from .desk import PageAdmin, confirmed, local_minute, posted, row_id, verb
from .forms import PartnerForm


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
        return self.render(request, "partner", partner, form=form, keys=partner.keys.all())

    @verb("claims.add_apikey")
    def issue_key(self, request: HttpRequest, partner: Partner) -> HttpResponse:
        """The answer itself shows the key: it is stored nowhere, so no later page could."""
        sends = request.POST.get("ingest") == "on"
        scopes = [ApiKey.Scope.READ, *([ApiKey.Scope.INGEST] if sends else [])]
        _, secret = partners.issue_key(partner, scopes=scopes)
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
        partners.revoke_key(key)
        return "Revoked."
