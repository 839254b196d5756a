"""The page for an address at which there is nothing: the nearest fact-checks, if it meant one."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from claims.services.search import Wanted, find
from claims.site.lists import listed

NEAREST = 3


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Only what begins like the address of a fact-check is looked for: machines try thousands of
    other addresses."""
    _, _, rest = request.path.partition("/verdicts/")
    words = rest.split("/")[0].replace("-", " ") if request.path.startswith("/verdicts/") else ""
    return render(request, "404.html", {"nearest": nearest(words)}, status=404)


def nearest(words: str):
    keys = find(Wanted(words=words)).keys[:NEAREST] if words.strip() else []
    rows = {row.pk: row for row in listed().filter(pk__in=keys)} if keys else {}
    return [rows[key] for key in keys if key in rows]
