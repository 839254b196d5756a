"""All versions of one verdict: which is shown, what its page depends on, what was removed."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from django.conf import settings
from django.http import Http404

from claims.models import PublishedVersion
from claims.presenters.removals import without_removed

CLAIMS = Path(__file__).resolve().parents[1]
SHAPES = ("site", "presenters", "templates", "templatetags", "static/site")
# Cleans the text at every rendering; names the verdicts and kinds.
FILES = ("services/markdown.py", "models/reviews.py", "models/record.py")
PACKAGES = ("nh3", "Django", "pillow")
# Asked for each page, the first for each 304 too. To build the same as querysets takes longer than
# the answers.
VERSIONS = """
    SELECT id, review_id, number, kind, verdict, sha256, published_at, removed_at
    FROM claims_publishedversion
    WHERE review_id = (SELECT id FROM claims_review WHERE slug = %s) ORDER BY number"""
DOCUMENTS = """
    SELECT id, number, document FROM claims_publishedversion
    WHERE review_id = %s AND number <= %s AND removed_at IS NULL"""


@dataclass(frozen=True, slots=True)
class Chain:
    """The versions of one review, oldest first, without their documents."""

    versions: list[PublishedVersion]

    @classmethod
    def of(cls, slug: str) -> "Chain":
        """A draft has no version, and so no page. Raises Http404."""
        versions = list(PublishedVersion.objects.raw(VERSIONS, [slug]))
        if not versions:
            raise Http404("No such verdict")
        return cls(versions)

    @property
    def latest(self) -> PublishedVersion:
        return self.versions[-1]

    def version(self, number: int | None) -> PublishedVersion:
        if number is None:
            return self.latest
        for version in self.versions:
            if version.number == number:
                return version
        raise Http404("No such version")

    def documents(self, number: int) -> dict[int, dict]:
        """The documents up to this version; a removed one has none."""
        shown = PublishedVersion.objects.raw(DOCUMENTS, [self.latest.review_id, number])
        removed = {version.number for version in self.versions if version.removed_at}
        return {version.number: without_removed(version.document, removed) for version in shown}

    def etag(self, page: str, beside: str = "") -> str:
        """Strong: the page is made of these versions and what stands `beside` them, by this code,
        and of nothing else."""
        parts = [f"{v.number} {v.sha256} {v.removed_at}" for v in self.versions]
        digest = hashlib.sha256("\n".join([revision(), page, beside, *parts]).encode())
        return f'"{digest.hexdigest()[:40]}"'


@cache
def revision() -> str:
    """Changes with whatever could change the page of an unchanged document."""
    words = [settings.NEWSROOM, settings.SITE_URL, settings.TIME_ZONE]
    words += [metadata.version(package) for package in PACKAGES]
    digest = hashlib.sha256(json.dumps(words, sort_keys=True).encode())
    for path in sources():
        digest.update(path.read_bytes())
    return digest.hexdigest()


def sources() -> Iterator[Path]:
    yield from (CLAIMS / name for name in FILES)
    for folder in SHAPES:
        for path in sorted((CLAIMS / folder).rglob("*.*")):
            if path.suffix in {".py", ".html", ".xml", ".css", ".svg", ".ttf"}:
                yield path
