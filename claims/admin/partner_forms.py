"""The forms of a partner's page."""

import re
from datetime import datetime, time
from ipaddress import ip_network

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils import timezone

from claims.models import ApiKey, Change, Endpoint

from .forms import Day

MOST_NETWORKS = 50
# What a message is about, one of them.
KINDS = {
    Change.Kind.PUBLISH: "publication",
    Change.Kind.CORRECT: "correction",
    Change.Kind.RE_RATE: "new rating",
    Change.Kind.RETRACT: "retraction",
    Change.Kind.REMOVE: "removal",
}


class KeyForm(forms.Form):
    ingest = forms.BooleanField(required=False, label="It may send articles in, too")
    expires_on = forms.DateField(
        required=False, widget=Day, label="Expires on", help_text="Left empty: never."
    )
    per_minute = forms.IntegerField(
        required=False, min_value=1, max_value=100_000, initial=600, label="Requests a minute"
    )
    networks = forms.CharField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        label="Only from these addresses",
        help_text="Such as 198.51.100.0/24, one on each line. Left empty: from anywhere.",
    )

    def clean_expires_on(self) -> datetime | None:
        """The key works on that day, and ends with it."""
        day = self.cleaned_data["expires_on"]
        if day and day < timezone.localdate():
            raise ValidationError("This day is over. Choose a later one.")
        return timezone.make_aware(datetime.combine(day, time.max)) if day else None

    def clean_networks(self) -> list[str]:
        try:
            words = re.split(r"[\s,]+", self.cleaned_data["networks"])
            found = [str(ip_network(word)) for word in words if word]
        except ValueError as error:
            raise ValidationError(f"{error}. Write 198.51.100.7 or 198.51.100.0/24.") from error
        if len(found) > MOST_NETWORKS:
            raise ValidationError(f"At most {MOST_NETWORKS} addresses.")
        return found

    def wanted(self) -> dict:
        """What issue_key() takes."""
        data = self.cleaned_data
        more = [ApiKey.Scope.INGEST] if data["ingest"] else []
        return {
            "scopes": [ApiKey.Scope.READ, *more],
            "expires_at": data["expires_on"],
            "per_minute": data["per_minute"] or 600,
            "networks": data["networks"],
        }


class EndpointForm(forms.Form):
    url = forms.URLField(
        max_length=Endpoint._meta.get_field("url").max_length,
        assume_scheme="https",
        label="Address",
        validators=[URLValidator(["https"], message="An address that begins with https://.")],
    )
    events = forms.MultipleChoiceField(
        choices=[(kind, f"{one.capitalize()}s") for kind, one in KINDS.items()],
        initial=Change.Kind.values,
        widget=forms.CheckboxSelectMultiple,
        label="Tell of",
    )


class ReplayForm(forms.Form):
    """From a position on, or all of some days of the newsroom."""

    position = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, label="From position"
    )
    since = forms.DateField(required=False, widget=Day, label="or from")
    until = forms.DateField(required=False, widget=Day, label="to and including")

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not any(data.values()):
            raise ValidationError("Say from which position, or from which day on.")
        return data

    def wanted(self) -> dict:
        """What replay() takes."""
        data = self.cleaned_data
        since, until = data["since"], data["until"]
        return {
            "position": data["position"],
            "since": timezone.make_aware(datetime.combine(since, time.min)) if since else None,
            "until": timezone.make_aware(datetime.combine(until, time.max)) if until else None,
        }
