"""The evidence of a draft as forms: the items that are stored, new ones, and room for one more."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.http import QueryDict

from claims.models import Review
from claims.services.documents import numbered

from .desk import row_id
from .forms import EvidenceForm

PREFIX = "evidence"
MOST = 500
BROKEN = (
    "The evidence did not arrive whole. Reload the page; the texts above are kept by your browser."
)


class ItemForm(EvidenceForm):
    """One item. Without `id` it is new, and left alone while nothing is typed into it."""

    id = forms.IntegerField(required=False, widget=forms.HiddenInput)
    DELETE = forms.BooleanField(required=False, label="Remove on saving")

    def __init__(
        self, *args: Any, number: int | None = None, first: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, use_required_attribute=False, **kwargs)
        self.number, self.first = number, first
        self.empty_permitted = not self.instance.pk
        self.initial["id"] = self.instance.pk

    @property
    def is_open(self) -> bool:
        """Whether the item is shown as fields, not as a line."""
        return bool(self.first or self.errors or (not self.instance.pk and self.has_changed()))

    @property
    def is_unfinished(self) -> bool:
        """A new item that lacks something: no mistake while it is being typed."""
        codes = {e.code for errors in self.errors.as_data().values() for e in errors}
        return not self.instance.pk and codes == {"required"}


class Ledger:
    """Not a formset: the script saves items one by one as they are typed, and a new one that has
    its id must be found by it, wherever in the page it stands."""

    prefix = PREFIX

    def __init__(self, review: Review, data: QueryDict | None = None) -> None:
        self.review, self.data, self.broken = review, data, ""
        self.stored = {item.pk: (number, item) for number, item in numbered(review)}
        self.forms = list(self.bound() if data is not None else self.unbound())

    def __iter__(self) -> Iterator[ItemForm]:
        return iter(self.forms)

    def unbound(self) -> Iterator[ItemForm]:
        for index, (number, item) in enumerate(self.stored.values()):
            yield ItemForm(instance=item, number=number, prefix=f"{PREFIX}-{index}")
        yield ItemForm(first=not self.stored, prefix=f"{PREFIX}-{len(self.stored)}")

    def bound(self) -> Iterator[ItemForm]:
        total = self.data.get(f"{PREFIX}-TOTAL_FORMS", "")
        if not total.isdecimal() or len(total) > 3 or int(total) > MOST:
            self.broken = BROKEN
            return
        for index in range(int(total)):
            prefix = f"{PREFIX}-{index}"
            # An item that another window removed is new again.
            number, item = self.stored.get(row_id(self.data.get(f"{prefix}-id")), (None, None))
            yield ItemForm(self.data, instance=item, number=number, prefix=prefix)

    @property
    def total(self) -> int:
        return len(self.forms)

    @property
    def empty_form(self) -> ItemForm:
        return ItemForm(first=True, prefix=f"{PREFIX}-__prefix__")

    @property
    def total_error_count(self) -> int:
        return sum(len(form.errors) for form in self.kept()) + bool(self.broken)

    def is_valid(self) -> bool:
        return not self.broken and all(form.is_valid() for form in self.kept())

    def kept(self) -> list[ItemForm]:
        """The items that are not to be removed: what is typed into the others is no matter."""
        return [form for form in self.forms if not (form.is_bound and removed(form))]

    def save(self) -> None:
        """Store what was typed, and remove what is marked."""
        self.save_valid()
        gone = [form.instance.pk for form in self.forms if removed(form) and form.instance.pk]
        self.review.evidence.filter(pk__in=gone).delete()

    def save_valid(self) -> dict[str, int]:
        """Store the items that can be stored: where each stands in the page, and its id."""
        for form in self.kept():
            if form.has_changed() and form.is_valid():
                form.instance.review = self.review
                form.save()
        return {form.prefix: form.instance.pk for form in self.forms if form.instance.pk}


def removed(form: ItemForm) -> bool:
    return form.add_prefix("DELETE") in form.data
