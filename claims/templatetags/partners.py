"""Where a partner's copy stands, on the pages of the desk."""

from django import template

from claims.models import Review
from claims.services import ledger

register = template.Library()


@register.inclusion_tag("admin/desk/partners_behind.html", takes_context=True)
def partners_behind(context: dict, review: Review) -> dict:
    """A panel, or nothing when every partner that has the review has its latest version."""
    user = context["user"]
    found = ledger.behind([review]) if review.is_public else []
    return {
        "behind": found,
        "loud": sum(one.loud for one in found),
        "review": review,
        "may_see": user.has_perm("claims.view_partner"),
        "may_tell": user.has_perm("claims.change_partner"),
        "request": context["request"],
        "csrf_token": context.get("csrf_token"),
    }
