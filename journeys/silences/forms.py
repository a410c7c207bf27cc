"""Shape of what people ask and say about readings and silences; permission and writing are the actions' business."""
from uuid import UUID
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django import forms
from django.http import Http404
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from journeys.logs.models import EventLog
from journeys.maps.models import JourneyVersion
from project.spaces.models import Member

from . import wording
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
        return _("%(title)s, %(customers)s customers") % {"title": log.title, "customers": wording.count(log.customers)}


class ReadingForm(forms.Form):
    """Which map is read on which log, split by what, over which days."""

    version = VersionField(queryset=None, to_field_name="uuid", label=gettext_lazy("Map"), empty_label=None)
    log = LogField(
        queryset=None, to_field_name="uuid", label=gettext_lazy("Event log"), required=False,
        empty_label=gettext_lazy("none: the figures came with the map"))
    segments = forms.MultipleChoiceField(
        label=gettext_lazy("Compare groups of customers by"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Attributes of the log. Leave all unticked to compare by each of them."))
    at_anchor = forms.MultipleChoiceField(
        label=gettext_lazy("Of these, those that change over time"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Ticked: the value that customers have when the delay of each touchpoint begins. Unticked: their "
                               "first value, everywhere."))
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
        for field in ("segments", "at_anchor"):
            self.fields[field].choices = [(name, name) for name in names]
            if not names:
                del self.fields[field]
        for name in ("window_from", "window_to"):
            self.fields[name].widget.attrs |= {"placeholder": "2026-10-01", "autocomplete": "off", "class": "short"}

    def clean(self):
        values = super().clean()
        log, segments = values.get("log"), values.setdefault("segments", [])
        missing = [name for name in segments if log is not None and name not in log.attributes]
        if missing:
            self.add_error("segments", _("This log has no attribute “%(name)s”.") % {"name": missing[0]})
        if alone := [name for name in values.setdefault("at_anchor", []) if name not in segments]:
            self.add_error("at_anchor", _("“%(name)s” is not one of the groups compared.") % {"name": alone[0]})
        version = values.get("version")
        if version is not None and log is None and not any(one.counts for one in version.touchpoints):
            self.add_error("log", _("This map came without figures: choose the log to read it on."))
        return values


    def question(self):
        """version, log and parameters, as `actions.ask_reading` takes them."""
        values = self.cleaned_data
        given = {"segments": values["segments"], "at_anchor": values["at_anchor"],
                 "from": values["window_from"], "to": values["window_to"]}
        return {"version": values["version"], "log": values["log"], "parameters": {k: v for k, v in given.items() if v}}


class TableForm(forms.Form):
    """A table of the warehouse and what its columns are. The warehouse's address is asked of nobody."""

    name = forms.CharField(
        label=gettext_lazy("Table"), max_length=200,
        help_text=gettext_lazy("As the warehouse writes it, with its schema if it has one: sales.events."))
    customer = forms.CharField(label=gettext_lazy("Column of the customer"), max_length=120)
    activity = forms.CharField(label=gettext_lazy("Column of the event’s name"), max_length=120)
    at = forms.CharField(label=gettext_lazy("Column of the time"), max_length=120)
    attributes = forms.CharField(
        label=gettext_lazy("Columns that tell groups of customers"), required=False, max_length=1000,
        help_text=gettext_lazy("Separated by commas: region, offer. A column with more than 200 values splits nothing."))
    timezone = forms.CharField(
        label=gettext_lazy("Zone of times written without one"), max_length=60)

    def __init__(self, who, *args, **kwargs):
        super().__init__(*args, initial={"timezone": who.space.timezone}, **kwargs)
        for name in self.fields:
            self.fields[name].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_timezone(self):
        zone = self.cleaned_data["timezone"].strip()
        try:
            ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError):
            raise forms.ValidationError(_("This is not the name of a time zone: write Europe/Paris, for instance.")) from None
        return zone

    def table(self):
        """As `actions.name_table` takes it."""
        values = dict(self.cleaned_data)
        names = [name.strip() for name in values.pop("attributes").split(",")]
        return values | {"zone": values.pop("timezone"), "attributes": [name for name in names if name]}


class TableReadingForm(forms.Form):
    """Which map is read on a table of the warehouse, split by what, over which days."""

    version = VersionField(queryset=None, to_field_name="uuid", label=gettext_lazy("Map"), empty_label=None)
    segments = forms.MultipleChoiceField(
        label=gettext_lazy("Compare groups of customers by"), required=False, widget=forms.CheckboxSelectMultiple)
    at_anchor = forms.MultipleChoiceField(
        label=gettext_lazy("Of these, those that change over time"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Ticked: the value that customers have when the delay of each touchpoint begins. Unticked: their "
                               "first value, everywhere."))
    first = forms.DateField(label=pgettext_lazy("window", "From"), required=False, widget=forms.DateInput({"type": "date"}))
    last = forms.DateField(label=pgettext_lazy("window", "To"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, who, table, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["version"].queryset = JourneyVersion.objects.visible_to(who).select_related("journey").order_by(
            "journey__name", "-number")
        self.fields["segments"].initial = table.attributes
        for field in ("segments", "at_anchor"):
            self.fields[field].choices = [(name, name) for name in table.attributes]
            if not table.attributes:
                del self.fields[field]

    def question(self):
        """version, segments, at_anchor, first and last, as `actions.read_warehouse` takes them."""
        values = self.cleaned_data
        days = {name: values[name].isoformat() if values[name] else "" for name in ("first", "last")}
        groups = {name: values.get(name, []) for name in ("segments", "at_anchor")}
        return days | groups | {"version": values["version"]}


class WindowForm(forms.Form):
    """Other days for a reading; whether they can be asked of its log is the action's business."""

    first = forms.CharField(label=pgettext_lazy("window", "From"), required=False, max_length=20)
    last = forms.CharField(label=pgettext_lazy("window", "To"), required=False, max_length=20)

    def __init__(self, reading, *args, **kwargs):
        asked = reading.parameters
        super().__init__(*args, initial={"first": asked.get("from", ""), "last": asked.get("to", "")}, prefix="window", **kwargs)
        log = reading.log
        for name in ("first", "last"):
            if log is None:
                self.fields[name].widget = forms.DateInput({"type": "date"})
            elif log.relative_days:
                self.fields[name].widget.attrs |= {"placeholder": "day 0", "autocomplete": "off"}
            elif log.first_at and log.last_at:
                zone = ZoneInfo(log.timezone)
                self.fields[name].widget = forms.DateInput({"type": "date", "min": log.first_at.astimezone(zone).date(),
                                                            "max": log.last_at.astimezone(zone).date()})

    def days(self):
        """{"first", "last"} as they were typed."""
        return {name: self.cleaned_data.get(name, "") for name in ("first", "last")} if self.is_valid() else {}


class NoteForm(forms.Form):
    """Which silence is noted: a touchpoint, for everybody or for one segment, and what was noticed there."""

    touchpoint_key = forms.CharField(max_length=120)
    kind = forms.ChoiceField(choices=[(kind, words) for kind, words in wording.KIND_WORDS.items() if kind], required=False)
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
        self.fields["keeper"].empty_label = gettext_lazy("nobody yet")
        self.fields["keeper"].queryset = Member.objects.filter(space=who.space).select_related("user")
        merged = Silence.Status.MERGED
        self.fields["status"].choices = [  # one is merged on a form of its own, and stays so while the rest is kept
            choice for choice in Silence.Status.choices if choice[0] != merged or self.instance.status == merged]


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
