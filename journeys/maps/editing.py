"""The editor's doors: one change each, answered with the redrawn draft (htmx) or a redirect (plain forms)."""
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from project.spaces.doors import member_view

from . import actions, queries
from .forms import StageForm, StageNameForm, StageStepForm, StepForm, TouchpointForm
from .models import DraftTouchpoint
from .views import PAGES, editable


@require_safe
@member_view
def journey_edit(request, member, uuid):
    return render(request, f"{PAGES}draft.html", queries.draft(editable(member, uuid)))


def redrawn(request, member, journey, refusal=""):
    """The draft after a change: the fragment for htmx, the whole page again otherwise."""
    journey.refresh_from_db()
    context = queries.draft(journey) | {"refusal": refusal}
    if request.htmx:
        return render(request, f"{PAGES}_draft.html", context, status=422 if refusal else 200)
    if refusal:
        return render(request, f"{PAGES}draft.html", context, status=422)
    return redirect("journey-edit", member.space.slug, journey.uuid)


def change(request, member, uuid, form_class, act):
    """Read a small form, do one act on the journey, redraw; what was refused is said above the draft."""
    journey, form = editable(member, uuid), form_class(request.POST)
    refusal = ""
    if not form.is_valid():
        refusal = " ".join(f"{form.fields[name].label}: {' '.join(found)}" for name, found in form.errors.items())
    else:
        try:
            act(by=member, journey=journey, **form.cleaned_data)
        except ValidationError as error:
            refusal = " ".join(error.messages)
    return redrawn(request, member, journey, refusal)


@require_POST
@member_view
def stages(request, member, uuid):
    return change(request, member, uuid, StageForm, actions.add_stage)


@require_POST
@member_view
def stage_name(request, member, uuid):
    return change(request, member, uuid, StageNameForm, actions.rename_stage)


@require_POST
@member_view
def stage_place(request, member, uuid):
    return change(request, member, uuid, StageStepForm, actions.move_stage)


@require_POST
@member_view
def stage_removal(request, member, uuid):
    return change(request, member, uuid, StageForm, actions.remove_stage)


def row_of(member, journey, uuid):
    return get_object_or_404(DraftTouchpoint.objects.visible_to(member).select_related("journey"), journey=journey,
                             uuid=uuid)


@require_POST
@member_view
def touchpoint_place(request, member, uuid, touchpoint):
    journey = editable(member, uuid)
    row, form = row_of(member, journey, touchpoint), StepForm(request.POST)
    if form.is_valid():
        actions.move_touchpoint(by=member, row=row, step=form.cleaned_data["step"])
    return redrawn(request, member, journey)


@require_POST
@member_view
def touchpoint_removal(request, member, uuid, touchpoint):
    journey = editable(member, uuid)
    actions.remove_touchpoint(by=member, row=row_of(member, journey, touchpoint))
    return redrawn(request, member, journey)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def touchpoint_new(request, member, uuid):
    journey = editable(member, uuid)
    form = touchpoint_form(journey, request.POST or None, initial={"stage": request.GET.get("stage", "")[:100]})
    return write_touchpoint(request, member, journey, form, lambda: actions.add_touchpoint(
        by=member, journey=journey, touchpoint=form.touchpoint, op_id=form.cleaned_data["op_id"]))


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def touchpoint_edit(request, member, uuid, touchpoint):
    journey = editable(member, uuid)
    row = row_of(member, journey, touchpoint)
    form = touchpoint_form(journey, request.POST or None, initial=TouchpointForm.initial_of(row))
    return write_touchpoint(request, member, journey, form, lambda: actions.edit_touchpoint(
        by=member, row=row, touchpoint=form.touchpoint, revision=form.cleaned_data["revision"]), row)


def touchpoint_form(journey, data, initial):
    anchors = [(row.key, row.label) for row in journey.draft.all()]
    return TouchpointForm(data, initial=initial, draft=(journey.draft_stages, anchors))


def write_touchpoint(request, member, journey, form, act, row=None):
    """Show the form; when it is sent and right, act and redraw; a text overtaken by somebody else's is kept beside it."""
    status, context = 200, {"form": form, "journey": journey, "row": row}
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                context["saved"] = act()
                status = 200
            except ValidationError as error:
                for message in error.messages:
                    form.add_error("touchpoint_id", message)
            except actions.Overtaken as error:
                status = 409
                context |= {"theirs": queries.stages([error.current.touchpoint])[0].rows[0], "row": error.current}
                form.data = form.data.copy()
                form.data["revision"] = str(error.current.revision)
    if status == 200 and request.method == "POST" and not request.htmx:
        return redirect("journey-edit", member.space.slug, journey.uuid)
    if request.htmx and "saved" in context:
        journey.refresh_from_db()
        return render(request, f"{PAGES}_saved.html", queries.draft(journey) | context | {"oob": True})
    return render(request, f"{PAGES}{'_touchpoint_form' if request.htmx else 'touchpoint'}.html", context, status=status)
