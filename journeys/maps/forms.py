"""Shape of what people type about journeys, stages and touchpoints; the same checks as files, in the same words."""
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from .expectations import Touchpoint
from .models import Journey
from .problems import Problem
from .rows import LIMITS, join_names, number_text, read_row
from .validation import rhythm_problems
from .wording import COLUMN_NAMES


class JourneyForm(forms.ModelForm):
    class Meta:
        model = Journey
        fields = ["name", "description", "language"]
        help_texts = {
            "name": _("What customers live, in their own words: “Setting up the box”, “Opening an account”."),
            "language": _("The language in which its touchpoints are written."),
        }
        widgets = {"description": forms.Textarea({"rows": 3})}


class NewJourneyForm(JourneyForm):
    op_id = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)


class StageForm(forms.Form):
    """A stage named by what it is called now."""

    stage = forms.CharField(label=_("Stage"), max_length=LIMITS["stage"])


class StageNameForm(StageForm):
    name = forms.CharField(label=_("New name"), max_length=LIMITS["stage"])


class StepForm(forms.Form):
    step = forms.TypedChoiceField(choices=[(-1, "-1"), (1, "1")], coerce=int)


class StageStepForm(StepForm, StageForm):
    pass


class UploadForm(forms.Form):
    file = forms.FileField(label=_("Map file"), help_text=_(
        "CSV, XLSX or JSON: one line per touchpoint, or stages in columns. CJML (.xml) and BPMN (.bpmn) are read too."))


class StartForm(forms.Form):
    """The name of a journey begun with a proposed map."""

    name = forms.CharField(label=_("Name of the journey"), max_length=200)
    op_id = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)


class AcceptForm(forms.Form):
    """What to do with a file that was previewed."""

    name = forms.CharField(label=_("Name of the journey"), max_length=200)
    how = forms.ChoiceField(label=_("What to do with the draft"), widget=forms.RadioSelect, choices=[
        ("replace", _("Replace the draft: it will say what the file says")),
        ("merge", _("Complete the draft: touchpoints of the file are changed or added, the others stay")),
    ], initial="replace")

    def __init__(self, *args, journey=None, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["how" if journey is None else "name"]


class TouchpointForm(forms.Form):
    """All the columns of one row, explained; `touchpoint` holds the value once it is valid."""

    label = forms.CharField(label=_("What the customer is expected to do"), max_length=LIMITS["label"], help_text=_(
        "Begin with a verb: “Read the guide”, “Open the first bill”."))
    stage = forms.CharField(label=COLUMN_NAMES["stage"], max_length=LIMITS["stage"], required=False, help_text=_(
        "The part of the journey where it happens. A new name makes a new stage."))
    channel = forms.CharField(label=COLUMN_NAMES["channel"], max_length=LIMITS["channel"], required=False, help_text=_(
        "Web, app, e-mail, phone, shop…: one row of the picture per channel."))
    expectation = forms.ChoiceField(label=COLUMN_NAMES["expectation"], choices=[
        ("required", _("Required: of every customer who comes this far")),
        ("optional", _("Optional: counted, but never called a silence")),
        ("conditional", _("Conditional: only of customers for whom a condition holds")),
        ("alternative", _("Alternative: any one of a group is enough")),
    ], initial="required")
    condition = forms.CharField(label=COLUMN_NAMES["condition"], max_length=LIMITS["condition"], required=False,
                                help_text=_("For conditional touchpoints: attribute=value, such as access=fibre."))
    group = forms.CharField(label=COLUMN_NAMES["group"], max_length=LIMITS["group"], required=False, help_text=_(
        "For alternatives: the name that they share, such as help for chatting and calling."))
    anchor = forms.CharField(label=COLUMN_NAMES["anchor"], max_length=LIMITS["anchor"], required=False, help_text=_(
        "The moment the delay runs from: start (the customer’s first event), another touchpoint’s identifier, a date "
        "such as 2026-10-01, or day 30. Empty: the nearest required touchpoint above."))
    due_after = forms.CharField(label=COLUMN_NAMES["due_after"], max_length=20, required=False, help_text=_(
        "How long customers have before silence begins, such as 7. Empty: until the journey ends."),
        widget=forms.TextInput({"inputmode": "decimal"}))
    due_unit = forms.ChoiceField(label=COLUMN_NAMES["due_unit"], required=False, choices=[
        ("", _("no delay")), ("minutes", _("minutes")), ("hours", _("hours")), ("days", _("days")),
        ("weeks", _("weeks"))])
    every = forms.CharField(label=COLUMN_NAMES["every"], max_length=LIMITS["every"], required=False, help_text=_(
        "When it is expected again and again: 1 month (counted from a date), 2 weeks, 30 days. Empty: once."))
    times = forms.CharField(label=COLUMN_NAMES["times"], max_length=9, required=False, help_text=_(
        "For what is repeated, such as 12. Each time is read on its own."), widget=forms.TextInput({"inputmode": "numeric"}))
    terminal = forms.ChoiceField(label=COLUMN_NAMES["terminal"], required=False, choices=[
        ("", _("No, the journey goes on")), ("yes", _("Yes, it ends well here")),
        ("exit", _("Yes, the customer leaves here"))])
    events = forms.CharField(label=COLUMN_NAMES["events"], required=False, max_length=LIMITS["events"], help_text=_(
        "Names as they stand in the log, one per line; any one of them is enough. * stands for any ending: guide*."),
        widget=forms.Textarea({"rows": 3, "spellcheck": "false"}))
    start_events = forms.CharField(
        label=COLUMN_NAMES["start_events"], required=False, max_length=LIMITS["start_events"], help_text=_(
            "One per line. They tell those who tried and stopped from those who never began."),
        widget=forms.Textarea({"rows": 2, "spellcheck": "false"}))
    intent = forms.CharField(label=COLUMN_NAMES["intent"], required=False, max_length=LIMITS["intent"], help_text=_(
        "Why it was designed: what it should bring to the customer."), widget=forms.Textarea({"rows": 2}))
    owner = forms.CharField(label=COLUMN_NAMES["owner"], required=False, max_length=LIMITS["owner"], help_text=_(
        "The team or role that looks after it."))
    note = forms.CharField(label=COLUMN_NAMES["note"], required=False, max_length=LIMITS["note"],
                           widget=forms.Textarea({"rows": 2}))
    goal = forms.CharField(label=COLUMN_NAMES["goal"], required=False, max_length=LIMITS["goal"], help_text=_(
        "What customers come here to do, such as finding an invoice. Only with it can anybody be said to be lost."))
    minimum = forms.CharField(label=COLUMN_NAMES["minimum"], required=False, max_length=9, help_text=_(
        "How many different events the shortest way takes, from the first to the last, such as 4."),
        widget=forms.TextInput({"inputmode": "numeric"}))
    touchpoint_id = forms.CharField(
        label=COLUMN_NAMES["touchpoint"], required=False, max_length=LIMITS["touchpoint"], help_text=_(
            "A short name that stays the same from one version to the next, such as guide. Made from the label when "
            "empty."), widget=forms.TextInput({"spellcheck": "false", "autocapitalize": "none"}))
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    op_id = forms.UUIDField(required=False, initial=uuid4, widget=forms.HiddenInput)

    GROUPS = [
        (_("The touchpoint"), ["label", "stage", "channel"]),
        (_("Of whom it is expected"), ["expectation", "condition", "group"]),
        (_("Within what time"), ["anchor", "due_after", "due_unit", "every", "times", "terminal"]),
        (_("How a log shows it"), ["events", "start_events"]),
        (_("What customers come for"), ["goal", "minimum"]),
        (_("For those who read it"), ["intent", "owner", "note", "touchpoint_id"]),
    ]

    def __init__(self, *args, draft=None, **kwargs):
        super().__init__(*args, auto_id="tp-%s", **kwargs)
        stages, anchors = draft or ((), ())
        self.stages, self.anchors = stages, anchors
        self.fields["label"].widget.attrs["autofocus"] = True
        self.fields["stage"].widget.attrs["list"] = "tp-stages"
        self.fields["anchor"].widget.attrs["list"] = "tp-anchors"

    @classmethod
    def initial_of(cls, row):
        """Values of a DraftTouchpoint as the form shows them."""
        touchpoint = row.touchpoint
        values = {name: getattr(touchpoint, name, "") for name in cls.base_fields}
        return values | {
            "touchpoint_id": touchpoint.key, "due_after": number_text(touchpoint.due_after),
            "minimum": number_text(touchpoint.minimum), "times": number_text(touchpoint.times), "revision": row.revision,
            "events": "\n".join(join_names([name]) for name in touchpoint.events),
            "start_events": "\n".join(join_names([name]) for name in touchpoint.start_events),
        }

    @property
    def groups(self):
        """(legend, fields) pairs, in reading order."""
        return [(legend, [self[name] for name in names]) for legend, names in self.GROUPS]

    def clean(self):
        values = super().clean()
        cells = {name: str(values.get(name) or "") for name in Touchpoint.__dataclass_fields__}
        for name in ("events", "start_events"):
            cells[name] = "|".join(cells[name].splitlines())
        cells["touchpoint"] = str(values.get("touchpoint_id") or "")
        touchpoint, _order, problems = read_row(cells)
        for problem in problems:
            name = "touchpoint_id" if problem.column == "touchpoint" else problem.column
            if problem.is_error and name in self.fields and name not in self.errors:
                self.add_error(name, f"{problem.message} {problem.fix}")
        for code, name in rhythm_problems(touchpoint) if touchpoint and touchpoint.every else ():
            problem = Problem(code, values={"key": touchpoint.key})
            self.add_error(name, f"{problem.message} {problem.fix}")
        self.touchpoint = touchpoint
        if touchpoint and touchpoint.expectation == "conditional" and not touchpoint.condition:
            self.add_error("condition", _("Say for whom: attribute=value, such as access=fibre."))
        if touchpoint and touchpoint.expectation == "alternative" and not touchpoint.group:
            self.add_error("group", _("Give the alternatives of one choice the same name here."))
        return values
