"""Pages of the silence register: who keeps a silence, until when, what it is part of."""
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from project.spaces.doors import member_view

from .. import actions, forms, queries, rules
from ..models import Silence


@require_safe
@member_view
def silences(request, member):
    status = request.GET.get("status", "")
    known = status if status in Silence.Status.values else ""
    found = list(queries.silences_of(member, known))
    marks = queries.latest_marks(found, member)
    return render(request, "journeys/silences/silences.html", {
        "silences": [(one, marks.get(one.pk)) for one in found], "status": known, "statuses": Silence.Status.choices})


@require_safe
@member_view
def silence(request, member, uuid):
    found = _silence(member, uuid)
    return _silence_page(request, member, found, forms.KeepingForm(member, instance=found))


def _silence_page(request, member, found, form, status=200, merging=None):
    points = queries.history(found, member)
    context = {"silence": found, "points": points, "limits": queries.limits(points), "form": form,
               "rates": [point.cell.rate if point.state == "counted" else None for point in points],
               "merging": merging or forms.MergingForm(found, prefix="merge"), "merged": found.merged.all(),
               "may_keep": rules.can_keep(member, found), "mask_below": member.space.mask_below}
    return render(request, "journeys/silences/silence.html", context, status=status)


@require_POST
@member_view
def keeping(request, member, uuid):
    """Who keeps a silence, until when, and what would make us act."""
    found = _silence(member, uuid)
    form = forms.KeepingForm(member, request.POST, instance=found)
    if not form.is_valid():
        return _silence_page(request, member, found, form, status=422)
    try:
        actions.keep_silence(by=member, silence=found, **form.cleaned_data)
    except ValidationError as problem:
        form.add_error(None, problem)
        return _silence_page(request, member, found, form, status=422)
    return redirect("silence", member.space.slug, uuid)


@require_POST
@member_view
def mergings(request, member, uuid):
    """Count a silence as part of another one."""
    found = _silence(member, uuid)
    form = forms.MergingForm(found, request.POST, prefix="merge")
    if not form.is_valid():
        return _silence_page(request, member, found, forms.KeepingForm(member, instance=found), 422, form)
    actions.merge_silences(by=member, silence=found, **form.cleaned_data)
    return redirect("silence", member.space.slug, form.cleaned_data["into"].uuid)


def _silence(member, uuid):
    known = Silence.objects.visible_to(member).select_related("journey", "keeper__user", "merged_into", "space")
    return get_object_or_404(known, uuid=uuid)
