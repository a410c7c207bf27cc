"""Shape of what people type about hypotheses; whether they may is the actions' question."""
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from .models import (
    LENSES,
    Agreement,
    EvidenceLevel,
    Hypothesis,
    Kind,
    Link,
    Seen,
    Stance,
    Status,
    Weight,
    WouldHaveSeen,
)  # fmt: skip


def text_area(rows=3, **attrs):
    return forms.Textarea({"rows": rows, **attrs})


def day_field(**options):
    return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **options)


class Once(forms.Form):
    """A form whose double click writes once."""

    uuid = forms.UUIDField(widget=forms.HiddenInput, required=False, initial=uuid4)


def silences_of(member):
    from journeys.silences.models import Silence

    return Silence.objects.visible_to(member).select_related("journey")


class SilencesForm(forms.Form):
    silences = forms.ModelMultipleChoiceField(
        queryset=None, required=False, to_field_name="uuid", label=_("Silences it may explain"),
        widget=forms.CheckboxSelectMultiple,
    )
    lenses = forms.MultipleChoiceField(
        label=_("Lenses"), choices=list(LENSES.items()), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("Several may hold at once."),
    )
    own_lens = forms.CharField(label=_("Another lens, in your words"), max_length=40, required=False)

    def __init__(self, member, *args, kept=(), **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["silences"].queryset = silences_of(member).to_choose(kept)

    @property
    def chosen_lenses(self):
        own = self.cleaned_data["own_lens"].strip()
        return [*self.cleaned_data["lenses"], *([own] if own else [])]


class HypothesisForm(SilencesForm, Once):
    statement = forms.CharField(
        label=_("What might explain the silence?"), max_length=2000, widget=text_area(),
        help_text=_("One possible reading, in a sentence or two. It can be reworded at any time."),
    )
    review_on = day_field(label=_("Look again on"), required=False, help_text=_("In ninety days if you leave it empty."))
    field_order = ["uuid", "statement", "silences", "lenses", "own_lens", "review_on"]


class RewordForm(forms.Form):
    statement = forms.CharField(label=_("New wording"), max_length=2000, widget=text_area())
    reason = forms.CharField(label=_("Why it is reworded"), max_length=500, widget=text_area(2))
    base_number = forms.IntegerField(widget=forms.HiddenInput)


class StatusForm(forms.Form):
    status = forms.ChoiceField(label=_("Status"), choices=Status.choices)
    reason = forms.CharField(label=_("Why"), max_length=1000, widget=text_area(2))
    review_on = day_field(label=_("Look again on"))


class ReopenForm(forms.Form):
    reason = forms.CharField(label=_("Why open it again"), max_length=1000, widget=text_area(2))


class EvidenceForm(Once):
    stance = forms.ChoiceField(label=_("It speaks"), choices=Stance.choices, widget=forms.RadioSelect, initial=Stance.FOR)
    text = forms.CharField(
        label=_("What we have"), max_length=5000, widget=text_area(),
        help_text=_("No names of customers or colleagues. If you searched and found nothing, say where."),
    )
    kind = forms.ChoiceField(label=_("What it is"), choices=Kind.choices)
    would_have_seen = forms.ChoiceField(
        label=_("If it is an absence: would we have seen it?"), choices=[("", "–"), *WouldHaveSeen.choices], required=False
    )
    weight = forms.ChoiceField(label=_("Weight"), choices=Weight.choices, initial=Weight.UNKNOWN)
    source = forms.CharField(label=_("Where it comes from"), max_length=200, required=False)


class DissentForm(Once):
    text = forms.CharField(label=_("How you read it otherwise"), max_length=5000, widget=text_area())
    anonymous = forms.BooleanField(
        label=_("Without my name"), required=False, help_text=_("Nothing about you is stored. It cannot be taken back.")
    )


class ReplyForm(Once):
    text = forms.CharField(label=_("Answer"), max_length=5000, widget=text_area(2))


class ConfidenceForm(forms.Form):
    evidence = forms.ChoiceField(label=_("Evidence"), choices=EvidenceLevel.choices)
    agreement = forms.ChoiceField(label=_("Agreement around you"), choices=Agreement.choices)


class SignForm(Once):
    what = forms.CharField(label=_("What we should see, if it is so"), max_length=300)
    where = forms.CharField(label=_("Where it would show"), max_length=200, required=False)
    by_when = day_field(label=_("By when"))


class SeenForm(forms.Form):
    seen = forms.ChoiceField(label=_("What was seen"), choices=[row for row in Seen.choices if row[0] != Seen.WAITING])
    note = forms.CharField(label=_("Note"), max_length=500, required=False)


class CirculateForm(forms.Form):
    trade = forms.ChoiceField(label=_("Team"))
    question = forms.CharField(
        label=_("What you ask of them"), max_length=300, widget=text_area(2),
        help_text=_("For instance: do you see this too, and where would it show in your work?"),
    )

    def __init__(self, trades, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["trade"].choices = [(trade, trade) for trade in trades]


class RelationForm(forms.Form):
    kind = forms.ChoiceField(label=_("Link"), choices=Link.choices)
    other = forms.ModelChoiceField(
        queryset=None, to_field_name="uuid", label=_("Other hypothesis"), empty_label=_("choose a hypothesis")
    )

    def __init__(self, member, hypothesis, *args, **kwargs):
        super().__init__(*args, **kwargs)
        others = Hypothesis.objects.visible_to(member).exclude(pk=hypothesis.pk).in_order()
        self.fields["other"].queryset = others.prefetch_related("versions")
