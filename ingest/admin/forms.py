"""The forms of what comes in. They check shape; the services judge, and say what to do."""

import re
from typing import Any

from django import forms

from claims.admin.forms import HttpsURLField, PasteForm
from ingest.models import Feed

LINK = re.compile(r"https?://\S+")


class ArrivalForm(PasteForm):
    """A text, a link to one, or a file with one."""

    file = forms.FileField(
        required=False,
        label="Or a file",
        help_text="Text, HTML, PDF, Word (.docx), captions (.vtt, .srt), ParlParse XML. Its "
        "content decides, not its name.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].label = "Text of the article, or a link to it"
        self.fields["text"].help_text = (
            "Headline and paragraphs as printed: nothing is changed in it. "
            "Or a link alone: its page is fetched."
        )

    def arguments(self) -> dict[str, Any]:
        return {name: value for name, value in super().arguments().items() if name != "file"}

    def link(self) -> str:
        """The address to collect, if there is no text but a link."""
        text = self.cleaned_data["text"].strip()
        if LINK.fullmatch(text):
            return text
        return "" if text else self.cleaned_data["url"]

    def details(self) -> dict[str, str]:
        """What the person says about it, as ingest.models.Fetch keeps it."""
        said = self.arguments()
        published = said.pop("published_at")
        kept = {name: said[name] for name in ("title", "byline", "publisher", "url")}
        kept["published_at"] = published.isoformat() if published else ""
        return {name: value for name, value in kept.items() if value}


class FeedForm(forms.ModelForm):
    publisher = forms.CharField(
        required=False,
        max_length=200,
        label="Outlet",
        widget=forms.TextInput(attrs={"list": "publishers", "autocomplete": "off"}),
        help_text="The newspaper, broadcaster or site. Leave it empty to take what each page says.",
    )
    field_order = ["url", "title", "publisher", "every"]

    class Meta:
        model = Feed
        # Not the outlet, whom services.articles finds by name.
        fields = ["url", "title", "every"]
        field_classes = {"url": HttpsURLField}
        labels = {"title": "Name"}
        help_texts = {
            "url": "Of an RSS, Atom or JSON feed.",
            "title": "Leave it empty to take what the feed calls itself.",
            "every": "5 to 1,440 minutes. A feed that fails is asked less often.",
        }


class KnownFeedForm(FeedForm):
    class Meta(FeedForm.Meta):
        fields = ["title", "every"]


class SendForm(forms.Form):
    """What the bookmarklet brings."""

    url = HttpsURLField(max_length=2000, label="Link")
    title = forms.CharField(required=False, max_length=500)
