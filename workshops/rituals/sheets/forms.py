"""Shape of a run sheet as people edit it: a title, a reason to publish, and one form per step."""
from django import forms
from django.utils.translation import gettext_lazy as _

from .plans import KINDS, LENGTHS, LONGEST_STEP, STEPS_AT_MOST, WRITES, StepPlan


class SheetForm(forms.Form):
    title = forms.CharField(label=_("Title"), max_length=80)
    base = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(label=_("What changes in this version"), max_length=200, required=False)


class StepForm(forms.Form):
    """One step, in the order of the page."""

    kind = forms.ChoiceField(label=_("Kind"), choices=list(KINDS.items()))
    title = forms.CharField(label=_("Title"), max_length=LENGTHS["title"], required=False)
    prompt = forms.CharField(
        label=_("Prompt"), max_length=LENGTHS["prompt"], required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=LONGEST_STEP)
    writes = forms.ChoiceField(label=_("Who writes, and who sees it"), choices=list(WRITES.items()))
    reveals = forms.BooleanField(label=_("Entering it reveals the private notes"), required=False)
    one_by_one = forms.BooleanField(label=_("One by one, as the facilitator asks for each"), required=False)
    apart = forms.BooleanField(label=_("In two groups, apart"), required=False)
    note = forms.CharField(
        label=_("Note for the facilitator"), max_length=LENGTHS["note"], required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    @property
    def plan(self):
        return StepPlan(**self.cleaned_data)


Steps = forms.formset_factory(StepForm, extra=0, max_num=STEPS_AT_MOST, absolute_max=STEPS_AT_MOST, validate_max=True)
