"""Shapes of what people send to a room. Permission and writing are elsewhere; every command may carry its `op_id`."""
from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observations.hypotheses.choices import LENSES, WouldHaveSeen
from observations.hypotheses.matrix.models import ItemKind, Value
from workshops.backlog.models import Direction
from workshops.decisions.models import Decision
from workshops.rituals.sheets.plans import LONGEST_STEP

from . import often
from .models import DOTS_AT_MOST, Ballot, Evidence, Note, Opinion, Reaction
from .named import Named, NamedMany
from .weighing import left_open

BROUGHT = ("account", "figure", "document", "absence")  # what is said aloud; passages are brought from the matrix's own page
REVEALS = [("none", _("stay private")), ("all", _("are revealed at once")), ("one", _("are revealed one by one"))]
LONGEST = 5000  # characters of a note, as in project.markup


class Command(forms.Form):
    """One act in a room. `session` gives the things that may be named."""

    op_id = forms.UUIDField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, session=None, **kwargs):
        super().__init__(*args, **kwargs)
        self.session = session
        for name, field in self.fields.items():
            if isinstance(field, Named):
                field.offer(session, self.is_bound)
            field.widget.attrs.setdefault("id", f"{self.__class__.__name__.lower()}-{name}")


def typed(label, **attributes):
    return forms.CharField(label=label, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3, **attributes}))


class NoteForm(Command):
    text = forms.CharField(label=_("Your note"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    silence = Named(
        lambda session: session.silences.all(), often.silences, required=False,
        label=_("About"), empty_label=_("the whole journey"),
    )  # fmt: skip
    answer = forms.ChoiceField(choices=[("", "")] + Note.Answer.choices, required=False)
    step = forms.UUIDField(required=False)
    key = forms.CharField(max_length=100, required=False)


class EditForm(Command):
    text = forms.CharField(label=_("Your note"), max_length=LONGEST, required=False, widget=forms.Textarea(attrs={"rows": 3}))
    answer = forms.ChoiceField(choices=[("", "")] + Note.Answer.choices, required=False)
    version = forms.IntegerField(min_value=1)
    key = forms.CharField(max_length=100, required=False)


class KeyForm(Command):
    key = forms.CharField(max_length=100, required=False)


class ReactionForm(Command):
    kind = forms.ChoiceField(choices=Reaction.Kind.choices)


class EvidenceForm(Command):
    stance = forms.ChoiceField(label=_("It speaks"), choices=Evidence.Stance.choices)
    text = typed(_("What speaks for it or against it"))


class GroupForm(Command):
    group = Named(lambda session: session.groups.all(), required=False)
    title = forms.CharField(max_length=80, required=False)


class GroupsForm(Command):
    notes = NamedMany(lambda session: session.notes.exclude(shown_number=None))
    title = forms.CharField(max_length=80)


class HypothesisForm(Command):
    statement = forms.CharField(
        label=_("A hypothesis"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    note = Named(lambda session: session.notes.exclude(shown_number=None), required=False)
    silence = Named(lambda session: session.silences.all(), label=_("About"), required=False)


class CarryForm(Command):
    hypothesis = Named(left_open)


class DissentForm(Command):
    text = typed(_("How you read it otherwise"))
    anonymous = forms.BooleanField(label=_("without my name"), required=False)


class RewordForm(Command):
    statement = forms.CharField(label=_("New wording"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))
    reason = forms.CharField(label=_("Why it is reworded"), max_length=300)


class LensForm(Command):
    lens = forms.ChoiceField(choices=list(LENSES.items()))


class BallotForm(Command):
    kind = forms.ChoiceField(label=_("How to vote"), choices=Ballot.Kind.choices, required=False)
    dots = forms.IntegerField(label=_("Dots for each"), min_value=1, max_value=DOTS_AT_MOST, initial=3, required=False)
    proposal = forms.CharField(
        label=_("Proposal"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("What the table takes a position on, or places; dots need none."),
    )

    def clean_kind(self):
        return self.cleaned_data["kind"] or Ballot.Kind.DOTS

    def clean_dots(self):
        return self.cleaned_data["dots"] or 3


class BringForm(Command):
    kind = forms.ChoiceField(label=_("What it is"), choices=[one for one in ItemKind.choices if one[0] in BROUGHT])
    text = forms.CharField(label=_("What we have"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}),
                           help_text=_("No names of customers or colleagues."))
    source = forms.CharField(label=_("Where it comes from"), max_length=200, required=False)
    expected = forms.CharField(label=_("If it is an absence: what should have happened"), max_length=300, required=False)
    would_have_seen = forms.ChoiceField(
        label=_("If it is an absence: would we have seen it?"), required=False,
        choices=[("", _("not said yet")), *WouldHaveSeen.choices],
    )


class JudgeForm(Command):
    """One cell; a reason that is not sent is not changed."""

    row = forms.UUIDField()
    version = forms.UUIDField()
    value = forms.ChoiceField(choices=Value.choices)
    why = forms.CharField(max_length=500, required=False)
    key = forms.CharField(max_length=100, required=False)

    def clean_why(self):
        return self.cleaned_data["why"] if "why" in self.data else None


class VoteForm(Command):
    note = Named(lambda session: session.notes.exclude(shown_number=None), required=False)
    hypothesis = Named(lambda session: session.hypotheses.all(), required=False)
    back = forms.BooleanField(required=False)

    def clean(self):
        given = super().clean()
        if bool(given.get("note")) == bool(given.get("hypothesis")):
            raise forms.ValidationError(_("Put the dot on one thing."))
        return given


class OpinionForm(Command):
    stance = forms.ChoiceField(choices=[("", ""), *Opinion.Stance.choices], required=False)
    reason = forms.CharField(max_length=500, required=False)
    impact = forms.IntegerField(min_value=1, max_value=5, required=False)
    effort = forms.IntegerField(min_value=1, max_value=5, required=False)
    answer = forms.ChoiceField(choices=[("", ""), *Note.Answer.choices], required=False)


class MoveForm(Command):
    to = Named(lambda session: session.steps.all())
    seen = forms.UUIDField(required=False)


class ClockForm(Command):
    act = forms.ChoiceField(choices=[("minute", ""), ("day", ""), ("pause", ""), ("resume", "")])


class StepForm(Command):
    title = forms.CharField(label=_("Title"), max_length=60, required=False)
    prompt = forms.CharField(label=_("Prompt"), max_length=300, required=False)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST_STEP, required=False)
    desk_note = forms.CharField(label=_("Note for the facilitator"), max_length=500, required=False)
    reveals = forms.ChoiceField(label=_("When the table enters it, private notes"), choices=REVEALS, required=False)
    skipped = forms.TypedChoiceField(choices=[("", ""), ("yes", ""), ("no", "")], required=False)
    place = forms.ChoiceField(choices=[("", ""), ("up", ""), ("down", "")], required=False)

    def changes(self):
        """Only what was sent: a missing field changes nothing."""
        changed = {
            name: self.cleaned_data[name]
            for name in ("title", "prompt", "minutes", "desk_note")
            if name in self.data and (self.cleaned_data[name] or name in ("prompt", "desk_note"))
        }
        if how := self.cleaned_data["reveals"]:
            changed |= {"reveals": how != "none", "one_by_one": how == "one"}
        if self.cleaned_data["skipped"]:
            changed["skipped"] = self.cleaned_data["skipped"] == "yes"
        return changed


class FocusForm(Command):
    silence = Named(lambda session: session.silences.all())


class RevealForm(Command):
    one = forms.BooleanField(required=False)
    seen = forms.CharField(max_length=36, required=False)


class NamesForm(Command):
    hidden = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")


class FreezeForm(Command):
    frozen = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")


class SpotlightForm(Command):
    note = Named(lambda session: session.notes.exclude(shown_number=None), required=False)


class DoorForm(Command):
    act = forms.ChoiceField(choices=[(act, "") for act in ("rotate", "lock", "unlock", "approve", "welcome")])


class DoneForm(Command):
    done = forms.TypedChoiceField(
        choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes", empty_value=True, required=False
    )


class MuteForm(Command):
    muted = forms.TypedChoiceField(choices=[("yes", ""), ("no", "")], coerce=lambda value: value == "yes")


class HandoverForm(Command):
    together = forms.BooleanField(required=False)


class DecisionForm(Command):
    title = forms.CharField(label=_("In a few words"), max_length=160)
    what = typed(_("What we decide"))
    why = typed(_("Why"))
    hypothesis = Named(
        lambda session: session.hypotheses.all(), label=_("From the hypothesis"), empty_label=_("none"), required=False
    )
    ballot = Named(lambda session: session.ballots.filter(kind="positions"), required=False, widget=forms.HiddenInput)
    answer = forms.ChoiceField(
        label=_("Answer"), choices=[("decided", _("we decide")), ("declined", _("we decline to decide"))], required=False
    )
    impact_customer = forms.TypedChoiceField(
        label=_("Impact for customers"), coerce=int, empty_value=None, required=False,
        choices=[("", _("we do not know")), *[(number, str(number)) for number in range(1, 6)]],
    )
    impact_business = forms.TypedChoiceField(
        label=_("Impact for the business"), coerce=int, empty_value=None, required=False,
        choices=[("", _("we do not know")), *[(number, str(number)) for number in range(1, 6)]],
    )
    review_on = forms.DateField(label=_("Review date"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["review_on"].initial = timezone.localdate() + timedelta(days=90)

    def clean_answer(self):
        return self.cleaned_data["answer"] or "decided"


class PlanForm(Command):
    title = forms.CharField(label=_("What will be done"), max_length=160)
    decision = forms.ModelChoiceField(
        label=_("After the decision"), queryset=None, to_field_name="uuid", empty_label=_("none"), required=False
    )
    owner = forms.ModelChoiceField(
        label=_("Owner"), queryset=None, to_field_name="uuid", empty_label=_("nobody yet"), required=False
    )
    due = forms.DateField(label=_("Due"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    silence = Named(
        lambda session: session.silences.all(), label=_("The silence it should change"), empty_label=_("not said yet"),
        required=False,
    )  # fmt: skip
    expected_direction = forms.ChoiceField(
        label=_("Expected"), choices=[("", _("not said yet")), *Direction.choices], required=False
    )
    expected_size = forms.DecimalField(
        label=_("By how many points"), max_digits=4, decimal_places=1, min_value=0, max_value=100, required=False
    )
    observe_until = forms.DateField(
        label=_("Visible by"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    would_disprove = forms.CharField(label=_("What would disprove it"), max_length=500, required=False)

    def __init__(self, *args, session=None, **kwargs):
        super().__init__(*args, session=session, **kwargs)
        self.fields["decision"].queryset = Decision.objects.filter(sessions__session=session)
        self.fields["owner"].queryset = session.space.members.select_related("user")

    def clean_silence(self):
        chosen = self.cleaned_data["silence"]
        return chosen.silence if chosen else None
