"""Pages of evidence matrices: the list, one matrix, one item at a time, and one address per act."""
from functools import partial

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journeys.silences.models import Silence
from project.spaces.doors import attempt, member_view

from . import actions, forms, queries, rules
from .models import EvidenceItem


def load(member, uuid):
    return get_object_or_404(Silence.objects.visible_to(member).select_related("journey", "space"), uuid=uuid)


def load_item(member, uuid, item):
    return get_object_or_404(EvidenceItem, silence=load(member, uuid), uuid=item, withdrawn_at=None)


@require_GET
@member_view
def matrices(request, member):
    context = {"silences": queries.silences_to_compare(member)}
    return render(request, "observations/hypotheses/matrix/matrices.html", context)


@require_GET
@member_view
def matrix(request, member, uuid):
    return shown(request, member, load(member, uuid))


def shown(request, member, silence, status=200, form=None):
    """The page of one matrix; `?without=` leaves one item out of what is computed."""
    held = queries.table(silence, member, request.GET.get("without"))
    context = {
        "silence": silence, "table": held, "form": form or forms.ItemForm(silence), "opened": bool(form),
        "can_reveal": rules.can_reveal(member, silence), "bringable": queries.to_bring(silence).count(),
    }  # fmt: skip
    return render(request, "observations/hypotheses/matrix/matrix.html", context, status=status)


@require_POST
@member_view
def items(request, member, uuid):
    silence = load(member, uuid)
    form = forms.ItemForm(silence, request.POST)
    if item := attempt(form, partial(actions.bring_item, by=member, silence=silence)):
        return redirect("matrix-item", member.space.slug, silence.uuid, item.uuid)
    return shown(request, member, silence, 422, form)


@require_POST
@member_view
def evidence(request, member, uuid):
    silence = load(member, uuid)
    actions.bring_evidence(by=member, silence=silence)
    return redirect("matrix", member.space.slug, silence.uuid)


@require_http_methods(["GET", "POST"])
@member_view
def item(request, member, uuid, item):
    """One item beside every hypothesis: the way of reading a matrix on a phone, row by row on any screen."""
    found = load_item(member, uuid, item)
    row, following = queries.item_row(found.silence, found, member)
    form = forms.JudgingForm(row.crossings, request.POST or None)
    if form.is_valid():
        try:
            actions.judge_item(by=member, item=found, answers=form.answers)
            return answered(member, found, following)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return reading(request, member, found, form, 422 if form.is_bound else 200)


def reading(request, member, found, form=None, status=200, withdrawal=None):
    """The page of one item; withdrawal: a refused form, shown open with what is missing."""
    row, following = queries.item_row(found.silence, found, member)
    context = {
        "silence": found.silence, "item": found, "row": row, "following": following,
        "form": form or forms.JudgingForm(row.crossings),
        "withdrawal": (withdrawal or forms.WithdrawalForm()) if rules.can_reveal(member, found.silence) else None,
    }  # fmt: skip
    return render(request, "observations/hypotheses/matrix/item.html", context, status=status)


def answered(member, item, following):
    """Where a reader goes after answering: the next item she has not read, or the matrix."""
    if following is not None:
        return redirect("matrix-item", member.space.slug, item.silence.uuid, following.uuid)
    return redirect("matrix", member.space.slug, item.silence.uuid)


@require_POST
@member_view
def withdrawal(request, member, uuid, item):
    found = load_item(member, uuid, item)
    form = forms.WithdrawalForm(request.POST)
    if not attempt(form, partial(actions.withdraw_item, by=member, item=found)):
        return reading(request, member, found, status=422, withdrawal=form)
    return redirect("matrix", member.space.slug, found.silence.uuid)


@require_POST
@member_view
def revelation(request, member, uuid):
    silence = load(member, uuid)
    actions.reveal(by=member, silence=silence)
    return redirect("matrix", member.space.slug, silence.uuid)
