"""Shapes of what people give around the room: a seat, a code and a name, a new session, what the tool did to them."""
from django import forms
from django.utils.translation import gettext_lazy as _

from observations.grids.library.models import Telling
from workshops.rituals.sheets import queries as sheets
from workshops.rituals.sheets.shipped import DEFAULT

from .forms import Command
from .models import CODE_LENGTH, Session

TRADE = {"list": "trades", "autocomplete": "organization-title"}
CODE = {"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false", "class": "code-input"}


class SeatForm(forms.Form):
    """A member taking a seat."""

    trade = forms.CharField(
        label=_("Your trade"), max_length=60, required=False, widget=forms.TextInput(attrs=TRADE),
        help_text=_("The point of view you bring: support, product, field…"),
    )
    observer = forms.BooleanField(label=_("I only observe"), required=False)


class GuestForm(forms.Form):
    """A guest at the door."""

    code = forms.CharField(
        label=_("Code of the session"), max_length=20,
        widget=forms.TextInput(attrs=CODE),
        help_text=_("Eight letters and digits, on the facilitator’s screen."),
    )
    name = forms.CharField(
        label=_("Your name"), max_length=40, widget=forms.TextInput(attrs={"autocomplete": "name"}),
        help_text=_("As the others will see it; a first name is enough."),
    )
    trade = forms.CharField(
        label=_("Your trade"), max_length=60, required=False, widget=forms.TextInput(attrs=TRADE),
        help_text=_("The point of view you bring: support, product, field…"),
    )
    observer = forms.BooleanField(label=_("I only observe"), required=False)
    op_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def clean_code(self):
        return "".join(sign for sign in self.cleaned_data["code"].upper() if sign.isalnum())[: CODE_LENGTH + 1]


class SessionForm(forms.ModelForm):
    """What a facilitator says of a new session; the silences are chosen beside it."""

    class Meta:
        model = Session
        fields = ["title", "question", "anonymous", "approves"]
        help_texts = {
            "question": _("Replaces the prompt of the writing step. Leave it empty to keep the usual one."),
            "anonymous": _("No link from a note to its author is stored. This cannot be undone for this session."),
            "approves": _("You let each guest in from your own screen."),
        }

    field_order = ["title", "question", "sheet"]
    sheet = forms.ChoiceField(label=_("Run sheet"), initial=DEFAULT)
    anonymous = forms.BooleanField(label=_("Anonymous session"), required=False)
    approves = forms.BooleanField(label=_("Guests wait for my approval"), required=False)

    def __init__(self, space, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["sheet"].choices = sheets.choices(space)


class ToolForm(Command):
    """While the table closes: what its grid did to those who filled it."""

    kind = forms.ChoiceField(label=_("What this grid did"), choices=Telling.choices, initial=Telling.HELPED)
    text = forms.CharField(label=_("In one line"), max_length=1000)
