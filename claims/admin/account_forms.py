"""The forms of accounts and of coming in."""

from typing import Any

from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.contrib.auth.forms import PasswordChangeForm, SetPasswordForm, UsernameField
from django.contrib.auth.models import User
from django.core.validators import MaxLengthValidator
from django.utils.html import format_html

from claims.services.users import EDITOR, GROUPS, MEANING

PASSWORD_HELP = (
    "At least 12 characters. Four or five random words are good and easy to type. "
    "Not one that you use elsewhere, not a common one, nothing of your name."
)


NAME_LENGTH = User._meta.get_field("username").max_length


class NameAndPassword(AdminAuthenticationForm):
    error_messages = {
        **AdminAuthenticationForm.error_messages,
        "invalid_login": "User name and password do not belong together. Both mind capitals.",
    }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["username"].label = "User name"
        # Django tells browsers alone; the record of failed logins has no room for more.
        self.fields["username"].validators.append(MaxLengthValidator(NAME_LENGTH))


class ChosenPasswordForm(SetPasswordForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].label = "New password"
        self.fields["new_password1"].help_text = PASSWORD_HELP
        self.fields["new_password2"].label = "The same again"
        self.fields["new_password2"].help_text = ""


class OwnPasswordForm(ChosenPasswordForm, PasswordChangeForm):
    field_order = ["old_password", "new_password1", "new_password2"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["old_password"].label = "Your password now"
        self.fields["old_password"].widget.attrs.pop("autofocus", None)


class CodeForm(forms.Form):
    code = forms.CharField(
        max_length=20,
        label="Code",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "text", "autocapitalize": "none",
                   "spellcheck": "false", "autofocus": True}
        ),
    )  # fmt: skip


class PersonForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["first_name", "last_name", "email"]
        help_texts = {"email": "Optional. Nothing is sent; colleagues see it."}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("first_name", "last_name"):
            self.fields[name].required = True
            self.fields[name].widget.attrs["autocomplete"] = "off"


def role_field(names: list[str], **kwargs: Any) -> forms.MultipleChoiceField:
    return forms.MultipleChoiceField(
        choices=[
            (name, format_html("<b>{}</b> {}", name.capitalize(), MEANING[name])) for name in names
        ],
        widget=forms.CheckboxSelectMultiple,
        label="Roles",
        **kwargs,
    )


class InviteForm(PersonForm):
    username = UsernameField(
        max_length=NAME_LENGTH,
        label="User name",
        validators=User._meta.get_field("username").validators,
        help_text="What they type at login: letters, digits and @ . + - _",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "none"}),
    )
    roles = role_field(
        [name for name in GROUPS if name != EDITOR],
        error_messages={"required": "Choose at least one role."},
        help_text="An editor is made by another editor, once the account is there.",
    )
    field_order = ["first_name", "last_name", "username", "email", "roles"]


class RolesForm(forms.Form):
    roles = role_field(
        list(GROUPS), required=False, help_text="The editor’s role is given by another editor."
    )
