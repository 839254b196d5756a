"""What the lists answer, and the shapes of changes and problems. Never a database id."""

from collections.abc import Collection
from typing import Any

from drf_spectacular.utils import extend_schema_serializer
from rest_framework import serializers as s

from claims.models import Change, PublishedVersion

from .documents import CheckedClaim, Frozen, FrozenDocument, Sighting, VerdictPart, names
from .tokens import change_id
from .versions import Served, as_served
from .waiting import LONGEST


class ReviewLine(Frozen):
    """A review in short, from its latest version; the address of the whole is /reviews/<slug>/."""

    id = s.UUIDField()
    slug = s.SlugField()
    url = s.URLField(help_text="The page that readers see.")
    language = s.CharField()
    version = s.IntegerField()
    kind = s.ChoiceField(PublishedVersion.Kind.choices)
    note = s.CharField(allow_blank=True)
    retracted = s.BooleanField()
    claim = CheckedClaim()
    verdict = VerdictPart()
    summary = s.CharField()
    first_published_at = s.DateTimeField()
    published_at = s.DateTimeField()
    sha256 = s.CharField(help_text="Of the whole document; also its ETag.")

    @classmethod
    def parts(cls) -> Collection[str]:
        """Of the document: what is said of it."""
        return names(cls)

    def to_representation(self, version: Served) -> dict[str, Any]:
        return super().to_representation(version.document | {"sha256": version.sha256})


class ReviewOfClaim(Frozen):
    id = s.UUIDField()
    slug = s.SlugField()
    url = s.URLField()
    language = s.CharField()
    version = s.IntegerField()
    retracted = s.BooleanField()
    verdict = VerdictPart()
    published_at = s.DateTimeField()


class ClaimLine(CheckedClaim):
    """A claim with its newest public review, as that review's latest version has it."""

    appearances = Sighting(many=True)
    review = ReviewOfClaim()

    @classmethod
    def parts(cls) -> Collection[str]:
        return ["claim", "appearances", *names(ReviewOfClaim)]

    def to_representation(self, version: Served) -> dict[str, Any]:
        document = version.document
        parts = {"appearances": document["appearances"], "review": document}
        return super().to_representation(document["claim"] | parts)


class ReviewName(s.Serializer):
    id = s.UUIDField()
    slug = s.SlugField()


class Tombstone(ReviewName):
    """Stop showing this version. `reason` is for your readers."""

    version = s.IntegerField()
    reason = s.CharField()
    at = s.DateTimeField()


class ChangeEntry(s.Serializer):
    """One entry of the change log. The same entry always has the same id."""

    id = s.UUIDField()
    kind = s.ChoiceField(Change.Kind.choices)
    at = s.DateTimeField()
    review = ReviewName()
    version = s.IntegerField()
    sha256 = s.CharField(help_text="Of the document; once it was removed, of what stood there.")
    document = FrozenDocument(allow_null=True, help_text="null: it was legally removed.")
    tombstone = Tombstone(allow_null=True)


def change_entry(change: Change) -> dict[str, Any]:
    """A change as ChangeEntry describes it, with the document as it is served."""
    version = as_served(change.version, change.removed_numbers)
    review = {"id": str(version.review.uuid), "slug": version.review.slug}
    return {
        "id": str(change_id(change)),
        "kind": change.kind,
        "at": change.at,
        "review": review,
        "version": version.number,
        "sha256": version.sha256,
        "document": version.document or None,
        "tombstone": tombstone(change, review),
    }


def tombstone(change: Change, review: dict[str, str]) -> dict[str, Any] | None:
    """Also on the entries that published what has been removed since: whoever reads the log from
    the beginning meets them first."""
    version = change.version
    if version.removed_at:
        # The person's own words about the removal stay inside: they may name what was removed.
        reason, at = "Removed for legal reasons.", version.removed_at
    elif change.kind == Change.Kind.RETRACT:
        reason, at = version.note, change.at
    else:
        return None
    return {**review, "version": version.number, "reason": reason, "at": at}


class ChangePage(s.Serializer):
    """`next` is always there: keep it, and send it as `since` when you call again."""

    results = ChangeEntry(many=True)
    next = s.CharField()
    more = s.BooleanField(help_text="There are entries after these: call again at once.")


class ChangesQuery(s.Serializer):
    since = s.CharField(
        required=False, help_text="The last `next`. Left out: from the beginning of the log."
    )
    limit = s.IntegerField(min_value=1, max_value=200, default=100)
    wait = s.IntegerField(
        min_value=0,
        max_value=LONGEST,
        default=0,
        help_text="If there is nothing new: answer only when there is, or after so many seconds.",
    )


class ExportQuery(s.Serializer):
    """Both or none: `at` names the export, `after` the place in it."""

    at = s.CharField(required=False, help_text="The token of the export that broke off.")
    after = s.UUIDField(
        required=False, help_text="The id of the last review, or claim, that you hold of it."
    )

    def validate(self, asked: dict[str, Any]) -> dict[str, Any]:
        if len(asked) == 1:
            missing = ({"at", "after"} - set(asked)).pop()
            raise s.ValidationError({missing: "To go on, give both `at` and `after`."})
        return asked


class Acknowledgement(s.Serializer):
    token = s.CharField(help_text="A `next` that you got: all before it is stored.")


class ParameterError(s.Serializer):
    parameter = s.CharField()
    detail = s.CharField()


@extend_schema_serializer(component_name="Problem")
class ProblemShape(s.Serializer):
    """RFC 9457. `detail` says what to do; programs may rely on `status` and `code`."""

    title = s.CharField()
    status = s.IntegerField()
    code = s.CharField()
    detail = s.CharField()
    errors = ParameterError(many=True, required=False)
