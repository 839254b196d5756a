"""What a person is told after a step, with the way back, on whole pages and on parts of them."""

import json
from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.messages.storage.base import Message
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string

ELSEWHERE = ("HX-Redirect", "HX-Refresh", "HX-Location")


def tell(
    request: HttpRequest,
    text: str,
    undo: str | None = None,
    fields: dict[str, Any] | None = None,
    level: int = messages.SUCCESS,
) -> None:
    """Say `text` on the next page or part of one that the person gets.

    `undo` is the address of the verb that takes the step back; the toast then has a button that
    posts `fields` there. The person stays on the page with the toast, unless `fields` has `next`.
    """
    way_back = json.dumps({"url": undo, "fields": fields or {}}) if undo else ""
    messages.add_message(request, level, text, extra_tags=way_back)


def way_back(message: Message) -> dict[str, Any] | None:
    """{"url": …, "fields": {…}} of a message that was told with `undo`."""
    tags = message.extra_tags or ""
    return json.loads(tags) if tags.startswith('{"url"') else None


def with_messages(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable:
    """Middleware: a part of a page that htmx asked for brings along what is to be told."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if request.htmx and carries_messages(response):
            waiting = messages.get_messages(request)
            # A whole page, which htmx got after a redirect, has shown them already.
            if not waiting.used and len(waiting):
                response.write(
                    render_to_string(
                        "admin/desk/toasts.html", {"messages": waiting, "beside": True}, request
                    )
                )
        return response

    return middleware


def carries_messages(response: HttpResponse) -> bool:
    """htmx drops the body of an error, and leaves the page at some headers."""
    return (
        response.status_code in (200, 409, 422)
        and not response.streaming
        and response.get("Content-Type", "").startswith("text/html")
        and not any(header in response for header in ELSEWHERE)
    )
