"""Shape of what people give about themselves and their space."""
import zoneinfo

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from . import rules
from .models import MASK_FLOOR, Role, Space, User

RESERVED = {"accounts", "account", "api", "r", "static", "language", "welcome", "spaces", "invitations", "healthz", "readyz",
            "demo", "admin", "media", "readback", "csp", "calendar"}  # fmt: skip


def slug_free(slug):
    """Refuses an address that is taken by a page of the house or by another space."""
    if slug in RESERVED or Space.objects.filter(slug=slug).exists():
        raise forms.ValidationError(_("This address is taken. Choose another."))
    return slug


class AccountForm(forms.Form):
    name = forms.CharField(label=_("Your name"), max_length=80, widget=forms.TextInput({"autocomplete": "name"}))
    email = forms.EmailField(label=_("E-mail"), widget=forms.EmailInput({"autocomplete": "email"}))
    password = forms.CharField(
        label=_("Password"), help_text=_("Ten characters or more."),
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def clean_password(self):
        validate_password(self.cleaned_data["password"])
        return self.cleaned_data["password"]


class FirstRunForm(AccountForm):
    code = forms.CharField(
        label=_("Code printed by the server"), help_text=_("Twelve letters and digits, in the window where it was started."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters"}),
    )
    field_order = ["code", "name", "email", "password"]


class InvitedForm(AccountForm):
    trade = forms.CharField(
        label=_("Your trade"), max_length=60, required=False, help_text=_("Support, product, field, billing…")
    )


class SpaceForm(forms.ModelForm):
    class Meta:
        model = Space
        fields = ["name", "slug", "language"]
        help_texts = {"slug": _("Letters, digits and hyphens: it ends the address of every page of this space.")}

    def clean_slug(self):
        return slug_free(self.cleaned_data["slug"])


class SettingsForm(forms.ModelForm):
    timezone = forms.ChoiceField(label=_("Time zone"))

    class Meta:
        model = Space
        fields = ["name", "language", "timezone", "mask_below"]
        help_texts = {
            "mask_below": _("Groups of fewer customers are hidden on every page, export and API answer. Never under 5.")
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["timezone"].choices = [(zone, zone) for zone in sorted(zoneinfo.available_timezones())]
        self.fields["mask_below"].min_value = MASK_FLOOR
        self.fields["mask_below"].widget.attrs["min"] = MASK_FLOOR

    def clean_mask_below(self):
        if self.cleaned_data["mask_below"] < MASK_FLOOR:
            raise forms.ValidationError(_("Groups under 5 customers are always hidden."))
        return self.cleaned_data["mask_below"]


class InviteForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"))
    note = forms.CharField(label=_("For whom"), max_length=120, required=False)

    def __init__(self, member, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in Role if rules.can_invite(member, role.value)]


class RoleForm(forms.Form):
    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class ProfileForm(forms.ModelForm):
    class Meta:
        model = User
        fields = ["name", "language"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [("", _("the browser’s")), *Space._meta.get_field("language").choices]


class TokenForm(forms.Form):
    name = forms.CharField(label=_("What it is for"), max_length=80)
    can_write = forms.BooleanField(label=_("May write"), required=False)


class ClosingForm(forms.Form):
    reason = forms.CharField(label=_("Why it closes"), max_length=300, help_text=_("Shown on every page of the closed space."))
