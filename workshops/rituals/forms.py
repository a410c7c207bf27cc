"""Shape of what people give about a series and its meetings."""
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from journeys.maps.models import Journey

from .invitations.forms import TellForm
from .models import Meeting, Series
from .sheets.queries import choices


class SeriesForm(forms.ModelForm):
    uuid = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)  # the same form sent twice writes once
    journey = forms.ModelChoiceField(
        label=_("Journey"), queryset=Journey.objects.none(), required=False, to_field_name="uuid", empty_label=_("any journey")
    )
    sheet = forms.ChoiceField(label=_("Run sheet"), required=False)
    field_order = ["uuid", "title", "question", "scope", "out_of_scope", "journey", "sheet"]

    class Meta:
        model = Series
        fields = ["title", "question", "scope", "out_of_scope", "journey", "rhythm", "first_on", "at", "minutes", "place"]
        widgets = {
            "first_on": forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
            "at": forms.TimeInput({"type": "time"}, format="%H:%M"),
            "scope": forms.Textarea({"rows": 2}), "out_of_scope": forms.Textarea({"rows": 2}),
        }  # fmt: skip
        help_texts = {"question": _("What every session of this series asks."), "scope": _("Markdown.")}

    def __init__(self, who, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["journey"].queryset = Journey.objects.visible_to(who)
        self.fields["sheet"].choices = [("", _("chosen each time")), *choices(who.space)]
        if self.instance.run_sheet:
            self.initial["sheet"] = self.instance.run_sheet.name
        if self.instance.pk:
            del self.fields["uuid"]
            if self.instance.journey:
                self.initial["journey"] = self.instance.journey.uuid

    def clean_first_on(self):
        day = self.cleaned_data["first_on"]
        if not self.instance.pk and day < timezone.localdate():
            raise forms.ValidationError(_("Give a day to come."))
        return day


class MoveForm(TellForm):
    starts_at = forms.DateTimeField(
        label=_("Begins"), widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=24 * 60)
    field_order = ["starts_at", "minutes", "tell"]


class CancelForm(TellForm):
    reason = forms.CharField(label=_("Why"), max_length=200)
    field_order = ["reason", "tell"]


class HeldForm(forms.ModelForm):
    """Which session took place; sessions of other meetings are left out."""

    class Meta:
        model = Meeting
        fields = ["session"]
        labels = {"session": _("Session that was held")}

    def __init__(self, who, *args, **kwargs):
        super().__init__(*args, **kwargs)
        ours = self.fields["session"].queryset.filter(space=who.space)
        free = ours.filter(meeting=None).exclude(state="draft")
        self.fields["session"].queryset = free | ours.filter(meeting=self.instance.pk)
        self.fields["session"].to_field_name = "uuid"
        self.fields["session"].empty_label = _("none yet")
