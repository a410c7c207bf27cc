"""Shapes of what people give: a file, the roles of its columns, a title."""
from zoneinfo import available_timezones

from django import forms
from django.utils.translation import gettext_lazy as _

from . import looking
from .layout import XES_DEFAULTS, Layout
from .models import Source

TRACE = "case:concept:name"  # how the first rows of an XES file show the name of the trace, XES_DEFAULTS["case"]
UNITS = [
    ("", _("dates (2026-10-01, 01/10/2026…)")),
    ("s", _("seconds since 1970")),
    ("ms", _("milliseconds since 1970")),
    ("us", _("microseconds since 1970")),
    ("excel", _("a spreadsheet’s numbers (45931.5)")),
    ("days", _("days counted from a day 0")),
]
DAY_FIRST = [("", _("the file settles it")), ("true", _("the day (31/12)")), ("false", _("the month (12/31)"))]
COMMON_ZONES = [
    "Europe/Paris", "Europe/London", "Europe/Brussels", "Europe/Zurich", "Europe/Madrid", "Europe/Berlin", "UTC",
    "America/Montreal", "America/New_York", "America/Los_Angeles", "Africa/Casablanca", "Africa/Abidjan", "Indian/Reunion",
    "America/Guadeloupe", "America/Martinique", "Pacific/Noumea", "Asia/Tokyo",
]  # fmt: skip


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File"),
        help_text=_("CSV or TSV (any separator), XES, XLSX, ODS, JSON Lines, Parquet or OCEL; .gz accepted."),
    )
    title = forms.CharField(label=_("Title"), required=False, max_length=160, help_text=_("Left empty, the file’s own name."))
    source = forms.ModelChoiceField(
        Source.objects.none(), label=_("Source"), required=False, to_field_name="uuid", empty_label=_("a new one"),
        help_text=_("Choosing a known source brings back the columns chosen last time."),
    )

    def __init__(self, member, *args, **kwargs):
        super().__init__(*args, **kwargs)
        sources = Source.objects.visible_to(member).order_by("name")
        self.fields["source"].queryset = sources
        if not sources:
            del self.fields["source"]


class ZoneField(forms.CharField):
    """A time zone by its name, with the usual ones suggested."""

    def __init__(self, **kwargs):
        super().__init__(max_length=60, **kwargs)
        self.widget.attrs.update(list="zones", autocomplete="off")

    def clean(self, value):
        value = super().clean(value)
        if value and value not in available_timezones():
            sentence = _("“%(zone)s” is not a time zone. Write one such as Europe/Paris.")
            raise forms.ValidationError(sentence, params={"zone": value})
        return value


class MappingForm(forms.Form):
    """Which column is what; `found` is the look at the file (columns, rows, format)."""

    case = forms.ChoiceField(label=_("Customer"), help_text=_("Who: a customer, a ticket, a case. Replaced by a pseudonym."))
    fallback = forms.ChoiceField(
        label=_("Customer, when that is empty"), required=False, help_text=_("For example the identifier of anonymous visitors."),
    )
    activity = forms.ChoiceField(label=_("Event"), help_text=_("What happened."))
    detail = forms.ChoiceField(label=_("Event, second part"), required=False, help_text=_("When one column is not enough."))
    time = forms.ChoiceField(label=_("Time of the event"), help_text=_("When it happened."))
    time_unit = forms.ChoiceField(label=_("Times are written as"), choices=UNITS, required=False)
    timezone = ZoneField(label=_("Zone of times without an offset"))
    day_first = forms.ChoiceField(label=_("In dates such as 03/04, first comes"), choices=DAY_FIRST, required=False)
    segments = forms.MultipleChoiceField(
        label=_("Segments"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Columns kept to compare groups. Nothing else of the file is kept."),
    )
    lifecycle_column = forms.ChoiceField(label=_("Lifecycle column"), required=False)
    lifecycle = forms.CharField(
        label=_("Lifecycle status kept"), required=False, max_length=100,
        help_text=_("For example “complete”: events with another status are counted as filtered."),
    )
    left_out_column = forms.ChoiceField(label=_("Lines left out by"), required=False)
    left_out = forms.CharField(
        label=_("Values left out"), required=False, max_length=500,
        help_text=_("Separated by |: for example “bot | staff”. These lines are counted as filtered."),
    )
    event_id = forms.ChoiceField(
        label=_("Identifier of the event"), required=False,
        help_text=_("Where the export names each event: one that was sent twice counts once."),
    )
    sheet = forms.ChoiceField(label=_("Sheet"), required=False)
    object_type = forms.ChoiceField(label=_("Which object is the customer"), required=False)
    source_name = forms.CharField(
        label=_("Source"), required=False, max_length=120,
        help_text=_("Where such files come from: these choices are remembered for the next one."),
    )
    continues = forms.ChoiceField(
        label=_("Continues"), required=False,
        help_text=_("The new log will hold the events of that one, then those of this file. The last questions asked of that one "
                    "are then asked again of the new log, by themselves."),
    )

    def __init__(self, found, *args, logs=(), **kwargs):
        super().__init__(*args, label_suffix="", **kwargs)
        self.found = found
        names = [(name, name) for name in found["columns"]]
        if found["format"] == "xes" and "concept:name" not in found["columns"]:
            names.insert(0, ("concept:name", "concept:name"))
        for field in ("case", "activity", "time"):
            self.fields[field].choices = [("", _("choose a column")), *names]
        for field in ("detail", "lifecycle_column", "left_out_column", "fallback", "event_id"):
            self.fields[field].choices = [("", "–"), *names]
        self.fields["segments"].choices = names
        if found["format"] == "xes":
            self._name_the_trace(names)
        for field, key in (("sheet", "sheets"), ("object_type", "object_types")):
            if found.get(key):
                self.fields[field].choices = [(name, name) for name in found[key]]
            else:
                del self.fields[field]
        if logs:
            known = [(str(log.uuid), log.title) for log in logs]
            self.fields["continues"].choices = [("", _("nothing: a log of its own")), *known]
        else:
            del self.fields["continues"]

    def _name_the_trace(self, names):
        """In XES a trace and an event both have a concept:name: who is offered by the first one, and compares no groups."""
        if self.initial.get("case") == TRACE:
            self.initial["case"] = XES_DEFAULTS["case"]
        kept = [(name, label) for name, label in names if name not in (XES_DEFAULTS["case"], TRACE)]
        self.fields["case"].choices = [("", _("choose a column")), (XES_DEFAULTS["case"], TRACE), *kept]
        self.fields["segments"].choices = [(name, label) for name, label in kept if name != XES_DEFAULTS["time"]]

    def layout(self):
        """The Layout that the cleaned values describe."""
        values = self.cleaned_data
        activity = tuple(filter(None, [values["activity"], values["detail"]]))
        taken = (values["case"], values["time"], values["fallback"])
        day_first = {"true": True, "false": False}.get(values["day_first"])
        return looking.completed(
            Layout(
                case=values["case"], fallback=values["fallback"], activity=activity, time=values["time"],
                time_unit=values["time_unit"], timezone=values["timezone"], day_first=day_first,
                segments=tuple(name for name in values["segments"] if name not in taken),
                lifecycle=values["lifecycle"], lifecycle_column=values["lifecycle_column"] if values["lifecycle"] else "",
                left_out=values["left_out"], left_out_column=values["left_out_column"] if values["left_out"] else "",
                event_id=values["event_id"], sheet=values.get("sheet", ""), object_type=values.get("object_type", ""),
                continues=values.get("continues", ""),
            ),
            self.found | {"roles": {}, "rows": []},  # what was emptied here stays empty
        )

    @staticmethod
    def initial_of(layout):
        """The form's first values for a Layout."""
        first, second = (*layout.activity, "", "")[:2]
        return {
            "case": layout.case, "fallback": layout.fallback, "activity": first, "detail": second,
            "time": layout.time, "time_unit": layout.time_unit, "timezone": layout.timezone,
            "segments": list(layout.segments), "lifecycle": layout.lifecycle,
            "lifecycle_column": layout.lifecycle_column, "left_out": layout.left_out,
            "left_out_column": layout.left_out_column, "event_id": layout.event_id, "sheet": layout.sheet,
            "object_type": layout.object_type,
            "day_first": "" if layout.day_first is None else str(layout.day_first).lower(), "continues": layout.continues,
        }


class CustomersForm(forms.Form):
    customers = forms.CharField(
        label=_("Identifiers"), widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}), max_length=500_000,
        help_text=_("One per line: left out of the next imports. Two on a line, separated by a semicolon: the same customer, "
                    "counted under the second."),
    )


class TitleForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=160)
