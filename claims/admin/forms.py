"""The desk's forms. They check shape; the services judge, and say what to do."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.core.validators import ProhibitNullCharactersValidator
from django.utils import timezone
from django.utils.html import format_html

from claims.models import Claim, Correction, Evidence, Partner, Review, Verdict
from claims.models.reviews import LADDER
from claims.services import reviews
from claims.services.claims import EDITABLE, same, values
from claims.services.corrections import CARRIED


class Letters(forms.CharField):
    """Text to the letter; only the CRLF that browsers submit is turned back into a line feed."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{**kwargs, "strip": False})

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n")


class Pasted(Letters):
    """Any text whatever: receive_article() refuses with where it is wrong and what to do."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.validators = [
            v for v in self.validators if not isinstance(v, ProhibitNullCharactersValidator)
        ]


class Day(forms.DateInput):
    input_type = "date"

    def __init__(self, attrs: dict | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class HttpsURLField(forms.URLField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(assume_scheme="https", **kwargs)


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows, "cols": 80, "dir": "auto"})


def explained(choices: Any, hints: dict[str, str]) -> list[tuple[str, str]]:
    """Choices for radio buttons, each with its definition beside it."""
    return [
        (value, format_html("<b>{}</b> <span>{}</span>", label, hints.get(value, "")))
        for value, label in choices
    ]


VERDICTS = explained(Verdict.choices, {v.value: v.definition for v in Verdict})


class DetailsForm(forms.Form):
    title = forms.CharField(required=False, max_length=500)
    publisher = forms.CharField(
        required=False,
        max_length=200,
        label="Outlet",
        widget=forms.TextInput(attrs={"list": "publishers", "autocomplete": "off"}),
        help_text="The newspaper, broadcaster or site that ran it.",
    )
    byline = forms.CharField(required=False, max_length=300)
    url = forms.CharField(
        required=False,
        max_length=2000,
        label="Link",
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
        help_text="The same link is the same article: a changed text becomes its new version.",
    )


class PasteForm(DetailsForm):
    text = Pasted(
        required=False,
        label="Text of the article",
        widget=area(22),
        help_text="Headline and paragraphs as printed. Nothing is changed in it.",
    )
    published_on = forms.DateField(
        required=False,
        widget=Day,
        label="Published on",
        help_text="“Last Thursday” is reckoned from this day.",
    )

    def arguments(self) -> dict[str, Any]:
        """What receive_article() is called with."""
        values = dict(self.cleaned_data)
        day = values.pop("published_on")
        values["published_at"] = timezone.make_aware(datetime.combine(day, time())) if day else None
        return values


class Seen:
    """A form that carries, hidden beside each field, what it was opened with, and so knows what
    this person saw and what they changed."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.show_hidden_initial = True

    def seen(self) -> dict[str, Any]:
        return {bound.name: self.seen_in(bound) for bound in self}

    def seen_in(self, bound: forms.BoundField) -> Any:
        widget = bound.field.hidden_widget()
        raw = widget.value_from_datadict(self.data, self.files, bound.html_initial_name)
        try:
            return bound.field.to_python(raw)
        except forms.ValidationError:
            return None

    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in self.changed_data}

    def overtaken(self, stored: dict[str, Any]) -> dict[str, Any] | None:
        """What is stored beside what was typed, if it changed since the page was opened."""
        seen = self.seen()
        if all(same(seen[name], stored[name]) for name in stored):
            return None
        return self.renewed(stored)

    def renewed(self, stored: dict[str, Any]) -> dict[str, Any]:
        """Mean the next save for what is stored now. What was typed stays; what was not touched
        is shown as stored. Returns what is stored where it is neither."""
        self.data, touched = self.data.copy(), set(self.changed_data)
        for bound in self:
            value = as_posted(stored[bound.name])
            self.data.setlist(bound.html_initial_name, value)
            if bound.name not in touched:
                self.data.setlist(bound.html_name, value)
        del self.changed_data
        return {name: stored[name] for name in self.changed_data}


def as_posted(value: Any) -> list[str]:
    """A value as a browser sends it."""
    if isinstance(value, list):
        return value
    return [] if value is None else [str(value)]


class KnownDetailsForm(Seen, DetailsForm):
    """The details of an article that is here."""


class ClaimForm(Seen, forms.ModelForm):
    types = forms.MultipleChoiceField(
        choices=[(value, label.capitalize()) for value, label in Claim.Type.choices],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    speaker = forms.CharField(
        required=False,
        widget=forms.TextInput(attrs={"list": "speakers", "autocomplete": "off"}),
        help_text="The name. A new name becomes a new speaker; empty is nobody.",
    )
    field_order = EDITABLE

    class Meta:
        model = Claim
        # Not the speaker, whom services.claims finds by name.
        fields = [name for name in EDITABLE if name != "speaker"]
        field_classes = {"text": Letters}
        widgets = {"text": area(3), "stated_on": Day}
        labels = {"stated_precision": "How exact that date is"}
        help_texts = {"topic": "What it is about: the queue is grouped by it."}

    def __init__(self, *args: Any, instance: Claim, **kwargs: Any) -> None:
        speaker = {"speaker": values(instance)["speaker"]}
        super().__init__(*args, instance=instance, initial=speaker, **kwargs)


class DraftForm(forms.ModelForm):
    # The edition this person was looking at: see services.reviews.save_draft().
    edition = forms.IntegerField(widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        choices=[*explained([("", "Not decided yet")], {}), *VERDICTS],
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Review
        fields = reviews.EDITABLE
        field_classes = {"summary": Letters, "body": Letters, "reply": Letters}
        widgets = {
            "summary": area(3),
            "body": area(14),
            "reply": area(3),
            "reply_asked_on": Day,
            "reply_due_on": Day,
            "replied_on": Day,
        }

    def changes(self) -> dict[str, Any]:
        return {field: self.cleaned_data[field] for field in reviews.EDITABLE}

    def valid_changes(self) -> dict[str, Any]:
        return {f: self.cleaned_data[f] for f in reviews.EDITABLE if f in self.cleaned_data}


class EvidenceForm(forms.ModelForm):
    class Meta:
        model = Evidence
        fields = [
            "role", "title", "url", "primary", "quote", "accessed_on", "archived_url", "interest",
        ]  # fmt: skip
        field_classes = {"quote": Letters, "url": HttpsURLField, "archived_url": HttpsURLField}
        widgets = {"quote": area(2), "accessed_on": Day}


class NewItemForm(EvidenceForm):
    """What a correction cites anew."""

    @property
    def is_open(self) -> bool:
        return bool(self.errors or self.has_changed() or "__prefix__" in self.prefix)


NewEvidence = forms.formset_factory(NewItemForm, extra=1)


class CorrectionForm(forms.ModelForm):
    # The edition that the texts were taken from.
    edition = forms.IntegerField(widget=forms.HiddenInput, required=False)
    kind = forms.ChoiceField(
        choices=explained(Correction.Kind.choices, LADDER), widget=forms.RadioSelect
    )
    verdict = forms.ChoiceField(choices=VERDICTS, widget=forms.RadioSelect)

    class Meta:
        model = Correction
        fields = ["kind", "reason", *CARRIED]
        field_classes = {"reason": Letters, "summary": Letters, "body": Letters, "reply": Letters}
        widgets = {
            "reason": area(3),
            "summary": area(3),
            "body": area(12),
            "reply": area(3),
            "replied_on": Day,
        }


class PartnerForm(forms.ModelForm):
    class Meta:
        model = Partner
        fields = ["name", "contact"]
