"""Shape of what guardians type to take words out of what is sealed."""
from django import forms
from django.utils.translation import gettext_lazy as _


class WordsForm(forms.Form):
    words = forms.CharField(
        label=_("Words that should not be there"), max_length=200, min_length=2,
        help_text=_("They are looked for in everything this space keeps, and are not stored."),
    )


class EverywhereForm(forms.Form):
    """The words travel from one page to the next in the body of a request, and are stored nowhere."""

    words = forms.CharField(widget=forms.HiddenInput, max_length=200, min_length=2)
    reason = forms.CharField(
        label=_("Why, without repeating the words"), max_length=300, help_text=_("It is kept for ever, beside the tombstone.")
    )


class ProposalForm(forms.Form):
    revision = forms.UUIDField(widget=forms.HiddenInput)
    pointer = forms.CharField(widget=forms.HiddenInput, max_length=300)
    reason = forms.CharField(
        label=_("Why, without repeating the words"), max_length=300, help_text=_("It is kept for ever, beside the tombstone.")
    )
