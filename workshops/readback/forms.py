"""Shape of what a facilitator adds to a restitution, and of how it is sent."""
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from project import mail

LANGUAGES = [("fr", "Français"), ("en", "English")]
LIFETIMES = [(7, _("one week")), (30, _("one month")), (90, _("three months"))]


class WordsForm(forms.Form):
    headline = forms.CharField(
        label=_("Headline"), required=False, max_length=300, help_text=_("Left empty, the figures speak for themselves.")
    )
    unknown = forms.CharField(label=_("What we do not know"), required=False, max_length=5000, widget=forms.Textarea({"rows": 3}))
    method = forms.CharField(
        label=_("Evidence and method note"), required=False, max_length=5000, widget=forms.Textarea({"rows": 3}),
        help_text=_("Markdown. Where the matter comes from, who was missing, what to be careful about."),
    )  # fmt: skip


class LinkForm(forms.Form):
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)
    days = forms.TypedChoiceField(label=_("Opens during"), choices=LIFETIMES, coerce=int, initial=30)


class SendForm(LinkForm):
    addresses = forms.CharField(
        label=_("E-mail addresses"), widget=forms.Textarea({"rows": 3}), max_length=4000,
        help_text=_("One per line; each gets its own link, so that you know who opened it."),
    )  # fmt: skip
    field_order = ["addresses", "language", "days"]

    def clean_addresses(self):
        if not mail.leaves():
            raise ValidationError(_("This server sends no e-mail yet: make a link and pass it on."))
        return mail.addresses_in(self.cleaned_data["addresses"])
