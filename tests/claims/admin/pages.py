"""How tests find their way on the desk."""

from django.contrib.messages import get_messages
from django.urls import reverse


def page(obj):
    return reverse(f"admin:claims_{obj._meta.model_name}_change", args=[obj.pk])


def listed(name):
    return reverse(f"admin:claims_{name}_changelist")


def verb(obj, name):
    return reverse(f"admin:claims_{obj._meta.model_name}_{name}", args=[obj.pk])


def told(response):
    """What the person is told after the step."""
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def draft(review, evidence=(), **fields):
    """What a browser sends for the draft's form."""
    names = ("verdict", "verdict_reason", "headline", "summary", "body", "reply")
    stored = list(review.evidence.order_by("pk"))
    data = {
        **{name: getattr(review, name) for name in names},
        "reply_asked_on": review.reply_asked_on or "",
        "reply_asked_how": review.reply_asked_how,
        "reply_due_on": review.reply_due_on or "",
        "replied_on": review.replied_on or "",
        "edition": review.edition,
        "evidence-TOTAL_FORMS": len(stored) + len(evidence),
        **fields,
    }
    kept = [
        {"id": e.pk, "role": e.role, "title": e.title, "url": e.url, "accessed_on": e.accessed_on}
        for e in stored
    ]
    for number, item in enumerate([*kept, *evidence]):
        data |= {f"evidence-{number}-{name}": value for name, value in item.items()}
    return data


ITEM = {
    "role": "supports",
    "title": "List of byelections",
    "url": "https://records.example/byelections",
    "accessed_on": "2017-02-27",
}
