"""The log of deliveries: every message to a partner's webhook of the last month, every attempt."""

from datetime import datetime

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from claims.models import Delivery, Endpoint
from claims.services.deliveries import msg_id

from .desk import PageAdmin, local_minute, row_id
from .filters import Choices, Select, state_tabs
from .marks import state_tag
from .partner_forms import KINDS


class Webhook(Select):
    title, parameter_name, every = "webhook", "webhook", "Every webhook"

    def lookups(self, request: HttpRequest, model_admin: admin.ModelAdmin) -> Choices:
        endpoints = Endpoint.objects.select_related("partner").order_by("partner__name", "pk")
        return [(str(endpoint.pk), str(endpoint)) for endpoint in endpoints]

    def narrow(self, queryset: QuerySet[Delivery], value: str) -> QuerySet[Delivery]:
        return queryset.filter(endpoint=row_id(value))


@admin.register(Delivery)
class DeliveryAdmin(PageAdmin):
    list_display = ["what", "state_mark", "tried", "last_answer", "to", "made"]
    list_filter = [state_tabs(Delivery.State.choices, "state", "all"), Webhook]
    list_select_related = ["endpoint__partner", "change__version__review"]
    page_related = ("endpoint__partner", "change__version__review")
    empty_state = "No messages here. They are kept for 30 days."

    def has_view_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        """It is a part of the partner's page."""
        return request.user.has_perm("claims.view_partner")

    def has_change_permission(self, request: HttpRequest, obj: Delivery | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        return super().get_queryset(request).defer("change__version__document")

    @admin.display(description="message")
    def what(self, delivery: Delivery) -> str:
        return named(delivery)

    @admin.display(description="state")
    def state_mark(self, delivery: Delivery) -> SafeString:
        return state_tag(delivery.state, delivery.get_state_display())

    @admin.display(description="tried")
    def tried(self, delivery: Delivery) -> str:
        count = len(delivery.tries)
        return {0: "never", 1: "once"}.get(count, f"{count} times")

    @admin.display(description="last answer")
    def last_answer(self, delivery: Delivery) -> str:
        if not delivery.tries:
            return "—"
        last = delivery.tries[-1]
        said = Truncator(last["error"] or last["answer"]).chars(90)
        took = f"{last['status'] or 'none'}, {last['ms']} ms"
        return f"{took}: {said}" if said else took

    @admin.display(description="to")
    def to(self, delivery: Delivery) -> str:
        return str(delivery.endpoint)

    @admin.display(description="made")
    def made(self, delivery: Delivery) -> str:
        return local_minute(delivery.created_at)

    def page(self, request: HttpRequest, delivery: Delivery) -> HttpResponse:
        tries = [one | {"at": datetime.fromisoformat(one["at"])} for one in delivery.tries]
        return self.render(
            request,
            "delivery",
            delivery,
            title=named(delivery),
            message=msg_id(delivery),
            tries=tries,
        )


def named(delivery: Delivery) -> str:
    change = delivery.change
    if change is None:
        return "A test"
    return f"{delivery.position} {KINDS[change.kind]}: {change.version.review.slug}"
