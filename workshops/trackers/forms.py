"""Shape of a tracker and of a link to an issue."""
from django import forms
from django.utils.translation import gettext_lazy as _

from .models import Provider, Tracker


class TrackerForm(forms.Form):
    provider = forms.ChoiceField(label=_("Tracker"), choices=Provider.choices)
    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Of the project there, as your team calls it."))
    own_account = forms.CharField(
        label=_("Account that writes for us there"), max_length=120, required=False,
        help_text=_("Its events are echoes of our own, and are left aside."),
    )  # fmt: skip


class LinkForm(forms.Form):
    tracker = forms.ModelChoiceField(label=_("Tracker"), queryset=Tracker.objects.none(), to_field_name="uuid", empty_label=None)
    issue = forms.CharField(label=_("Address of the issue"), max_length=500)

    def __init__(self, who, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["tracker"].queryset = Tracker.objects.visible_to(who).filter(closed_at=None).order_by("name")
