"""Shape of what people ask and say about readings and silences; permission and writing are the actions' business."""
from uuid import UUID
from zoneinfo import ZoneInfo

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from journeys.logs.models import EventLog
from journeys.maps.models import JourneyVersion
from project.spaces.models import Member

from .models import Silence


def uuid_or_404(text):
    """A UUID typed in an address, 404 for anything else."""
    try:
        return UUID(text)
    except ValueError:
        raise Http404 from None


class VersionField(forms.ModelChoiceField):
    def label_from_instance(self, version):
        return _("%(journey)s, version %(number)s") % {"journey": version.journey.name, "number": version.number}


class LogField(forms.ModelChoiceField):
    def label_from_instance(self, log):
        return _("%(title)s, %(customers)s customers") % {"title": log.title, "customers": log.customers}


class ReadingForm(forms.Form):
    """Which map is read on which log, split by what, over which days."""

    version = VersionField(queryset=None, to_field_name="uuid", label=gettext_lazy("Map"), empty_label=None)
    log = LogField(
        queryset=None, to_field_name="uuid", label=gettext_lazy("Event log"), required=False,
        empty_label=gettext_lazy("none: the figures came with the map"))
    segments = forms.MultipleChoiceField(
        label=gettext_lazy("Compare groups of customers by"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Attributes of the log. Leave all unticked to read everyone together."))
    window_from = forms.CharField(
        label=pgettext_lazy("window", "From"), required=False, max_length=20,
        help_text=gettext_lazy("First day, as 2026-10-01 (or day 0). Empty: from the first event."))
    window_to = forms.CharField(
        label=pgettext_lazy("window", "To"), required=False, max_length=20,
        help_text=gettext_lazy("Last day, included. Empty: up to the last event."))

    def __init__(self, who, *args, **kwargs):
        super().__init__(*args, **kwargs)
        versions = JourneyVersion.objects.visible_to(who).select_related("journey").order_by("journey__name", "-number")
        logs = EventLog.objects.visible_to(who).filter(status=EventLog.Status.READY).order_by("-created_at")
        self.fields["version"].queryset, self.fields["log"].queryset = versions, logs
        self.fields["log"].initial = getattr(logs.first(), "uuid", None)
        names = dict.fromkeys(name for attributes in logs.values_list("attributes", flat=True) for name in attributes)
        self.fields["segments"].choices = [(name, name) for name in names]
        if not names:
            del self.fields["segments"]
        for name in ("window_from", "window_to"):
            self.fields[name].widget.attrs |= {"placeholder": "2026-10-01", "autocomplete": "off", "class": "short"}

    def clean(self):
        values = super().clean()
        log, segments = values.get("log"), values.setdefault("segments", [])
        missing = [name for name in segments if log is not None and name not in log.attributes]
        if missing:
            self.add_error("segments", _("This log has no attribute “%(name)s”.") % {"name": missing[0]})
        version = values.get("version")
        if version is not None and log is None and not any(one.counts for one in version.touchpoints):
            self.add_error("log", _("This map came without figures: choose the log to read it on."))
        return values


    def question(self):
        """version, log and parameters, as `actions.ask_reading` takes them."""
        values = self.cleaned_data
        given = {"segments": values["segments"], "from": values["window_from"], "to": values["window_to"]}
        return {"version": values["version"], "log": values["log"], "parameters": {k: v for k, v in given.items() if v}}


class WindowForm(forms.Form):
    """Other days for a reading; whether they can be asked of its log is the action's business."""

    first = forms.CharField(label=pgettext_lazy("window", "From"), required=False, max_length=20)
    last = forms.CharField(label=pgettext_lazy("window", "To"), required=False, max_length=20)

    def __init__(self, reading, *args, **kwargs):
        asked = reading.parameters
        super().__init__(*args, initial={"first": asked.get("from", ""), "last": asked.get("to", "")}, prefix="window", **kwargs)
        log = reading.log
        for name in ("first", "last") if log else ():
            if log.relative_days:
                self.fields[name].widget.attrs |= {"placeholder": "day 0", "autocomplete": "off"}
            elif log.first_at and log.last_at:
                zone = ZoneInfo(log.timezone)
                self.fields[name].widget = forms.DateInput({"type": "date", "min": log.first_at.astimezone(zone).date(),
                                                            "max": log.last_at.astimezone(zone).date()})

    def days(self):
        """{"first", "last"} as they were typed."""
        return {name: self.cleaned_data.get(name, "") for name in ("first", "last")} if self.is_valid() else {}


class NoteForm(forms.Form):
    """Which silence is noted: a touchpoint, for everybody or for one segment."""

    touchpoint_key = forms.CharField(max_length=120)
    segment_by = forms.CharField(max_length=120, required=False)
    segment_value = forms.CharField(max_length=200, required=False)


class CandidateForm(forms.Form):
    """Which candidate of a reading is answered, and how."""

    key = forms.CharField(max_length=120)
    by = forms.CharField(max_length=120, required=False)
    value = forms.CharField(max_length=200, required=False, strip=False)
    kind = forms.CharField(max_length=40, required=False)
    answer = forms.ChoiceField(choices=[("accept", "accept"), ("dismiss", "dismiss")])

    @property
    def place(self):
        return tuple(self.cleaned_data[name] for name in ("key", "by", "value", "kind"))


class KeeperField(forms.ModelChoiceField):
    """A member, named in the form by uuid: no sequential id leaves the server."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs | {"to_field_name": "uuid"})

    def prepare_value(self, value):
        if isinstance(value, int):
            return self.queryset.filter(pk=value).values_list("uuid", flat=True).first()
        return super().prepare_value(value)


class KeepingForm(forms.ModelForm):
    """Who keeps a silence and until when."""

    class Meta:
        model = Silence
        fields = ["status", "keeper", "review_on", "would_act", "reason"]
        field_classes = {"keeper": KeeperField}
        labels = {
            "status": gettext_lazy("Status"), "keeper": gettext_lazy("Keeper"), "review_on": gettext_lazy("Look again on"),
            "would_act": gettext_lazy("What would make us act"), "reason": gettext_lazy("Why this status"),
        }
        widgets = {"review_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
                   "would_act": forms.Textarea({"rows": 2}), "reason": forms.Textarea({"rows": 2})}

    def __init__(self, who, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["keeper"].queryset = Member.objects.filter(space=who.space).select_related("user")
        self.fields["status"].choices = [
            choice for choice in Silence.Status.choices if choice[0] != Silence.Status.MERGED]


class MergingForm(forms.Form):
    """Which silence of the same journey another one is part of."""

    into = forms.ModelChoiceField(
        queryset=None, to_field_name="uuid", label=gettext_lazy("It is part of"), empty_label=gettext_lazy("choose a silence"))
    reason = forms.CharField(
        label=gettext_lazy("Why"), required=False, max_length=2000, widget=forms.TextInput({"autocomplete": "off"}))

    def __init__(self, silence, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = Silence.objects.filter(journey=silence.journey_id).exclude(pk=silence.pk)
        self.fields["into"].queryset = others.exclude(status=Silence.Status.MERGED)
