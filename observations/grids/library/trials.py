"""Pages where a tool is put to the test: a draft read on one silence before it is published, and what a grid did to its users."""
from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from journeys.silences.models import Silence
from project.spaces.doors import member_view, require

from .. import forms as of_grids
from ..columns import said_in
from ..models import Answer, Grid
from . import actions, nodes, rules
from .models import GridTemplate, Telling


class TrialForm(forms.Form):
    """The silence that is read, and what was hard; the questions of the draft have forms of their own."""

    silence = forms.ModelChoiceField(
        queryset=None, to_field_name="uuid", label=gettext_lazy("Silence to read"), empty_label=gettext_lazy("choose a silence")
    )
    note = forms.CharField(
        label=gettext_lazy("What could not be answered, what was unclear"), max_length=2000, required=False,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, member, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["silence"].queryset = Silence.objects.to_choose().filter(space=member.space).order_by("label", "pk")


class FeedbackForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("What this grid did"), choices=Telling.choices)
    text = forms.CharField(label=gettext_lazy("In one line"), max_length=1000)


@require_http_methods(["GET", "POST"])
@member_view
def trials(request, member, uuid):
    """Read the draft on one silence: every question as it would be asked, nothing sealed, nothing counted."""
    template = get_object_or_404(GridTemplate.objects.visible_to(member).select_related("space"), uuid=uuid)
    require(rules.can_ask(member, template))
    language, data = (get_language() or "fr")[:2], request.POST or None
    asked = [column for column in nodes.columns(template.draft) if column.written]
    questions = [of_grids.CellForm(column, language, data, prefix=column.key, initial={"base": 0}) for column in asked]
    form = TrialForm(member, data)
    if form.is_valid() and all(question.is_valid() for question in questions):
        answers = [
            (said_in(column.label, language), in_words(column, language, question))
            for column, question in zip(asked, questions, strict=True)
        ]
        actions.try_out(by=member, template=template, answers=answers, **form.cleaned_data)
        return redirect("grid-template", member.space.slug, template.uuid)
    context = {"template": template, "form": form, "questions": questions}
    return render(request, "observations/grids/library/trial.html", context, status=422 if data else 200)


def in_words(column, language, question):
    """What was answered, as it is read; "" when nothing was."""
    given = question.cleaned_data
    if given["answer"] != Answer.GIVEN:
        return str(Answer(given["answer"]).label)
    choices = dict(column.choices)
    return said_in(choices[given["text"]], language) if given["text"] in choices else given["text"]


@require_POST
@member_view
def feedback(request, member, uuid):
    """What a grid's template did to those who fill it, told from the grid, with the version that was in use."""
    grid = get_object_or_404(Grid.objects.visible_to(member).select_related("template_version__template__space"), uuid=uuid)
    form, version = FeedbackForm(request.POST), grid.template_version
    try:
        if version is None or not form.is_valid():
            raise ValidationError(_("Say in one line what this grid did."))
        actions.ask_change(by=member, template=version.template, told_of=version, **form.cleaned_data)
        messages.success(request, _("Kept, with the version you used: it waits for an answer on the page of the template."))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("grid", member.space.slug, grid.uuid)
