"""Pages of decisions: the list by review date, one decision, its form, and one address per act."""
from functools import partial

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from observations.hypotheses.models import Hypothesis
from project.sealing import voice_of
from project.spaces.doors import attempt, member_view

from . import actions, forms, queries, rules
from .models import Decision, Status


@require_safe
@member_view
def decisions(request, member):
    status = request.GET.get("status", "")
    by_impact = request.GET.get("by") == "impact"
    found = queries.decisions_of(member, timezone.localdate(), status, by_impact)
    context = {"found": found, "status": status, "statuses": Status.choices, "by_impact": by_impact}
    return render(request, "workshops/decisions/decisions.html", context)


@require_safe
@member_view
def decision(request, member, uuid):
    return _page(request, member, _load(member, uuid))


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def decision_new(request, member):
    form = forms.DecisionForm(member, request.POST or None, initial=_from_hypothesis(request, member))
    made = attempt(form, partial(actions.propose_decision, by=member)) if request.method == "POST" else None
    if made:
        return redirect("decision", member.space.slug, made.uuid)
    return render(request, "workshops/decisions/form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def decision_edit(request, member, uuid):
    found = _load(member, uuid)
    if not rules.can_edit(member, found):
        raise PermissionDenied
    form = forms.DecisionForm(member, request.POST or None, instance=found)
    if request.method == "POST" and attempt(form, partial(actions.edit_decision, by=member, decision=found)):
        return redirect("decision", member.space.slug, uuid)
    context = {"form": form, "decision": found}
    return render(request, "workshops/decisions/form.html", context, status=422 if form.errors else 200)


@require_POST
@member_view
def positions(request, member, uuid):
    return _act(request, member, uuid, "position_form", forms.PositionForm(request.POST), actions.take_position)


@require_POST
@member_view
def dissents(request, member, uuid):
    return _act(request, member, uuid, "dissent_form", forms.DissentForm(request.POST), actions.register_dissent)


@require_POST
@member_view
def taking(request, member, uuid):
    return _act(request, member, uuid, "taking_form", forms.TakingForm(request.POST), actions.take_decision)


@require_POST
@member_view
def review(request, member, uuid):
    return _act(request, member, uuid, "review_form", forms.ReviewForm(request.POST), actions.review_decision)


@require_POST
@member_view
def succession(request, member, uuid):
    form = forms.SuccessionForm(member, _load(member, uuid), request.POST)
    return _act(request, member, uuid, "succession_form", form, actions.supersede_decision)


@require_POST
@member_view
def reopening(request, member, uuid):
    return _act(request, member, uuid, "reopening_form", forms.ReopeningForm(request.POST), actions.reopen_decision)


def _load(member, uuid):
    found = Decision.objects.visible_to(member).select_related("space", "superseded_by", "proposed_by__user")
    return get_object_or_404(found, uuid=uuid)


def _act(request, member, uuid, name, form, action):
    found = _load(member, uuid)
    if attempt(form, partial(action, by=member, decision=found)):
        return redirect("decision", member.space.slug, uuid)
    return _page(request, member, _load(member, uuid), status=422, **{name: form})


def _page(request, member, found, status=200, **bound):
    context = queries.decision_page(member, found, timezone.localdate())
    if rules.can_take_position(member, found):
        mine = next((position for position in context["positions"] if position.voice == voice_of(member)), None)
        start = {"stance": mine.stance, "reason": mine.reason} if mine else {}
        context["position_form"] = forms.PositionForm(initial=start)
    context["dissent_form"] = forms.DissentForm()
    may_change = rules.can_change_status(member, found)
    if may_change and found.status == Status.PROPOSED:
        context["taking_form"] = forms.TakingForm(initial={"review_on": found.review_on, "answer": found.answer})
    if may_change and found.status in (Status.TAKEN, Status.TO_REVIEW):
        context["review_form"] = forms.ReviewForm()
        context["succession_form"] = forms.SuccessionForm(member, found)
    if found.status in (Status.SUPERSEDED, Status.ABANDONED) and rules.can_reopen(member, found):
        context["reopening_form"] = forms.ReopeningForm()
    context["can_edit"] = rules.can_edit(member, found)
    return render(request, "workshops/decisions/decision.html", context | bound, status=status)


def _from_hypothesis(request, member):
    """The hypothesis that the decision starts from, named in the address; a stranger's is a 404."""
    wanted = request.GET.get("hypothesis")
    if not wanted:
        return {}
    try:
        return {"hypotheses": [get_object_or_404(Hypothesis.objects.visible_to(member), uuid=wanted).uuid]}
    except ValidationError:
        raise Http404 from None
