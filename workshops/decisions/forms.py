"""Shape of what people write about a decision; permission and writing are the actions' business."""
from datetime import timedelta
from uuid import uuid4

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from observations.hypotheses.models import Hypothesis
from project.markup import excerpt

from .models import IMPACTS, Answer, Decision, Stance

REVIEW_AFTER = timedelta(days=90)
IMPACTS_OR_UNKNOWN = [("", _("we do not know")), *IMPACTS]


def day_input():
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


def in_ninety_days():
    return timezone.localdate() + REVIEW_AFTER


def once():
    """A hidden uuid: the same form sent twice writes once."""
    return forms.UUIDField(widget=forms.HiddenInput, initial=uuid4, required=False)


class DecisionForm(forms.ModelForm):
    uuid = once()
    impact_customer = forms.TypedChoiceField(
        label=_("Impact for customers"), coerce=int, empty_value=None, required=False, choices=IMPACTS_OR_UNKNOWN,
    )
    impact_business = forms.TypedChoiceField(
        label=_("Impact for the business"), coerce=int, empty_value=None, required=False,
        choices=IMPACTS_OR_UNKNOWN,
    )
    hypotheses = forms.ModelMultipleChoiceField(
        label=_("Hypotheses it rests on"), queryset=Hypothesis.objects.none(), required=False, to_field_name="uuid",
        widget=forms.CheckboxSelectMultiple, label_suffix="",
    )

    class Meta:
        model = Decision
        fields = [
            "title", "what", "why", "considered", "hypotheses", "impact_customer", "impact_business", "reversibility", "evasion",
            "review_on",
        ]  # fmt: skip
        widgets = {"review_on": day_input()}
        help_texts = {
            "what": _("Markdown. What changes, for whom, from when."),
            "why": _("What made us choose this rather than something else."),
            "considered": _("Options set aside, with what spoke for and against each."),
            "evasion": _("Does this remove the problem, or only lower what customers expect?"),
            "review_on": _("The day we look again. No decision is final."),
        }

    def __init__(self, who, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["hypotheses"].queryset = Hypothesis.objects.visible_to(who).in_order().prefetch_related("versions")
        self.fields["review_on"].initial = in_ninety_days
        self.fields["hypotheses"].label_from_instance = lambda hypothesis: excerpt(hypothesis.statement, 160)
        if self.instance.pk:
            del self.fields["uuid"]


class PositionForm(forms.Form):
    stance = forms.ChoiceField(label=_("My position"), choices=Stance.choices, widget=forms.RadioSelect, label_suffix="")
    reason = forms.CharField(
        label=_("Reason"), required=False, max_length=5000, widget=forms.Textarea({"rows": 2}),
        help_text=_("An objection or a concern comes with its reason."),
    )  # fmt: skip


class DissentForm(forms.Form):
    uuid = once()
    text = forms.CharField(label=_("What I see differently"), max_length=5000, widget=forms.Textarea({"rows": 3}))
    anonymous = forms.BooleanField(label=_("Keep my name out of it"), required=False)


class TakingForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("Answer"), choices=Answer.choices, initial=Answer.DECIDED, widget=forms.RadioSelect, label_suffix=""
    )
    reason = forms.CharField(label=_("How it was decided"), required=False, max_length=500)
    review_on = forms.DateField(label=_("Review date"), widget=day_input())


class ReviewForm(forms.Form):
    status = forms.ChoiceField(
        label=_("After this review"),
        choices=[("taken", _("we keep it")), ("to_review", _("we must talk about it again")), ("abandoned", _("we abandon it"))],
        widget=forms.RadioSelect, label_suffix="",
    )  # fmt: skip
    reason = forms.CharField(label=_("Why"), max_length=500)
    review_on = forms.DateField(label=_("Next review"), widget=day_input(), initial=in_ninety_days)


class SuccessionForm(forms.Form):
    successor = forms.ModelChoiceField(
        label=_("Replaced by"), queryset=Decision.objects.none(), to_field_name="uuid", empty_label=_("choose a decision")
    )
    reason = forms.CharField(label=_("Why"), max_length=500)

    def __init__(self, who, decision, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["successor"].queryset = Decision.objects.visible_to(who).exclude(pk=decision.pk)


class ReopeningForm(forms.Form):
    reason = forms.CharField(label=_("Why open it again"), max_length=500)
    review_on = forms.DateField(label=_("Review date"), widget=day_input(), initial=in_ninety_days)
