"""The parts of the frozen document (services/documents.py), field by field.

Lists serve some of these parts through the serializers; the whole document is served as it was
frozen, so that its hash stays right, and the serializers describe it.
"""

from functools import cache
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers as s

from claims.models import Appearance, Claim, Evidence, PublishedVersion, Speaker, Verdict

# Which fields of a part, and which of theirs; None is all of it.
Chosen = dict[str, "Chosen"] | None


# A part of the frozen document, which is JSON already: what the fields name is picked from it.
# Converting each value once more, as serializers do, took most of the time of a list. No docstring:
# the description of the API would hand it to every part.
class Frozen(s.Serializer):
    def to_representation(self, value: dict[str, Any]) -> dict[str, Any]:
        return pick(type(self), value, self.context.get("fields"))


def pick(part: type[Frozen], value: Any, only: Chosen = None) -> Any:
    if isinstance(value, list):
        return [pick(part, one, only) for one in value]
    if value is None:
        return None
    return {
        name: pick(inner, value[name], only and only[name]) if inner else value[name]
        for name, inner in names(part).items()
        if name in value and (only is None or name in only)
    }


def chosen(part: type[Frozen], asked: str) -> Chosen:
    """Of `slug,verdict.label`. Raises ValueError with what there is instead."""
    found: dict[str, Chosen] = {}
    # What is asked for as a whole comes first, and stays whole.
    for path in sorted(asked.split(","), key=lambda path: path.count(".")):
        inside: type[Frozen] | None = part
        at: Chosen = found
        steps = path.strip().split(".")
        for depth, name in enumerate(steps, start=1):
            known = names(inside) if inside else {}
            if name not in known:
                raise ValueError(
                    f"“{path}” is none. "
                    + (f"Known: {', '.join(known)}." if known else "It has no parts.")
                )
            if at is not None:
                at = at.setdefault(name, {} if depth < len(steps) else None)
            inside = known[name]
    return found


@cache
def names(part: type[Frozen]) -> dict[str, type[Frozen] | None]:
    """The fields of a part, each with the part that it holds, one of them or many."""
    held = {name: getattr(f, "child", f) for name, f in part._declared_fields.items()}
    return {name: type(f) if isinstance(f, Frozen) else None for name, f in held.items()}


class TopicPart(Frozen):
    code = s.ChoiceField(Claim.Topic.choices)
    label = s.CharField()


class CheckedType(Frozen):
    code = s.ChoiceField(Claim.Type.choices)
    label = s.CharField()


class ClaimSpeaker(Frozen):
    id = s.UUIDField()
    name = s.CharField()
    kind = s.ChoiceField(Speaker.Kind.choices)
    role = s.CharField(allow_blank=True)
    party = s.CharField(allow_blank=True)
    wikidata = s.CharField(allow_blank=True, help_text="A Wikidata id, such as Q42.")


@extend_schema_field({"type": ["integer", "string"]})
class YearOrEvent(s.Field):
    """The year since when, or the words of an event."""

    def to_representation(self, value):
        return value


class Precedent(Frozen):
    """“The first time since 1982”: the record that the claim asserts."""

    kind = s.ChoiceField(["first_since", "extreme_since", "all_time", "only_first"])
    direction = s.CharField(allow_null=True)
    anchor = s.CharField(allow_null=True)
    since = YearOrEvent(allow_null=True)
    span_years = s.IntegerField(allow_null=True)
    polarity = s.CharField()
    metric = s.CharField(allow_null=True)
    universe = s.CharField(allow_null=True)


class PlanStep(Frozen):
    kind = s.ChoiceField(["establish", "refute", "rule", "look"])
    text = s.CharField()


class CheckedClaim(Frozen):
    id = s.UUIDField()
    text = s.CharField(help_text="Self-contained: readable without the article.")
    headline = s.CharField(allow_blank=True, help_text="At most 75 characters.")
    types = CheckedType(many=True)
    topic = TopicPart(allow_null=True, required=False)
    speaker = ClaimSpeaker(
        allow_null=True, help_text="null: in the outlet's own voice, or nobody is named."
    )
    stated_on = s.DateField(allow_null=True)
    stated_precision = s.ChoiceField(Claim.Precision.choices)
    precedent = Precedent(allow_null=True)
    plan = PlanStep(many=True)


class ArticlePart(Frozen):
    id = s.UUIDField()
    title = s.CharField(allow_blank=True)
    byline = s.CharField(allow_blank=True)
    url = s.CharField(allow_blank=True, help_text="Empty: the article has no address.")
    publisher = s.CharField(allow_null=True)
    published_on = s.DateField(allow_null=True)


class SnapshotPart(Frozen):
    id = s.UUIDField()
    sha256 = s.CharField()
    taken_at = s.DateTimeField()


class Factor(Frozen):
    name = s.CharField()
    value = s.FloatField()
    contribution = s.FloatField()


class Sighting(Frozen):
    """Where the claim stands: `exact` is code points `start` to `end` of the snapshot's text."""

    exact = s.CharField()
    before = s.CharField(allow_blank=True)
    after = s.CharField(allow_blank=True)
    start = s.IntegerField()
    end = s.IntegerField()
    voice = s.ChoiceField(Appearance.Voice.choices)
    speaker_printed = s.CharField(allow_blank=True)
    score = s.FloatField(help_text="Check-worthiness, from 0 to 1.")
    factors = Factor(many=True)
    article = ArticlePart()
    snapshot = SnapshotPart()


class VerdictPart(Frozen):
    code = s.ChoiceField(Verdict.choices)
    label = s.CharField()
    definition = s.CharField()
    reason = s.CharField(help_text="The verdict in one line.")
    rating = s.IntegerField(allow_null=True, help_text="1 (False) to 5 (True); null: off the scale")
    best = s.IntegerField(allow_null=True)
    worst = s.IntegerField(allow_null=True)
    scale_version = s.CharField()


class CopyPart(Frozen):
    id = s.UUIDField()
    sha256 = s.CharField(help_text="Of the bytes as they came, in hexadecimal.")
    size = s.IntegerField(help_text="Bytes.")
    content_type = s.CharField(allow_blank=True)
    fetched_at = s.DateTimeField()


class EvidencePart(Frozen):
    number = s.IntegerField(help_text="As the text refers to it: [1].")
    role = s.ChoiceField(Evidence.Role.choices)
    primary = s.BooleanField(help_text="The original record, not a report about it.")
    title = s.CharField()
    url = s.URLField()
    quote = s.CharField(allow_blank=True)
    accessed_on = s.DateField()
    archived_url = s.CharField(allow_blank=True)
    interest = s.CharField(
        allow_blank=True, required=False, help_text="What the source has to gain, if anything."
    )
    copy = CopyPart(
        allow_null=True, required=False, help_text="The newsroom's own copy of the page."
    )


class Reply(Frozen):
    asked_on = s.DateField(allow_null=True)
    asked_how = s.CharField(allow_blank=True, required=False)
    due_on = s.DateField(allow_null=True, required=False, help_text="Asked to answer by this day.")
    replied_on = s.DateField(allow_null=True, required=False)
    text = s.CharField(allow_blank=True)


class Person(Frozen):
    name = s.CharField()


class VerdictName(Frozen):
    code = s.ChoiceField(Verdict.choices)
    label = s.CharField()


class VersionLine(Frozen):
    number = s.IntegerField()
    kind = s.ChoiceField(PublishedVersion.Kind.choices)
    label = s.CharField()
    verdict = VerdictName()
    note = s.CharField(allow_blank=True)
    author = Person()
    approver = Person()
    published_at = s.DateTimeField()


class Newsroom(Frozen):
    name = s.CharField()
    url = s.URLField()
    logo = s.CharField(allow_blank=True)
    email = s.EmailField()
    corrections_policy = s.CharField()
    methodology = s.CharField()
    language = s.CharField()


class FrozenDocument(Frozen):
    """One published version of a review, as readers see it."""

    schema = s.IntegerField(help_text="Version of this format.")
    id = s.UUIDField()
    slug = s.SlugField()
    url = s.URLField()
    language = s.CharField()
    version = s.IntegerField()
    kind = s.ChoiceField(PublishedVersion.Kind.choices)
    note = s.CharField(allow_blank=True, help_text="What changed and why; for a retraction, why.")
    retracted = s.BooleanField()
    claim = CheckedClaim()
    appearances = Sighting(many=True)
    verdict = VerdictPart()
    summary = s.CharField()
    body = s.CharField(allow_blank=True, help_text="Markdown.")
    body_html = s.CharField(allow_blank=True)
    evidence = EvidencePart(many=True)
    as_of = s.DateField(allow_null=True, help_text="The day the last cited item was looked at.")
    reply = Reply()
    author = Person()
    approver = Person()
    first_published_at = s.DateTimeField()
    published_at = s.DateTimeField(help_text="Of this version.")
    versions = VersionLine(many=True)
    newsroom = Newsroom()
