"""The page where guardians take personal data out of what is sealed, two by two."""
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from project.spaces.doors import member_view, require
from project.spaces.models import Member

from . import actions, everywhere, forms, queries, rules
from .chains import alias_of
from .models import Redaction, SealedRevision, Tombstone


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@member_view
def redactions(request, member):
    """What waits and what was done; a POST looks for words, so that they stand in no address and no log."""
    form = forms.WordsForm(request.POST or None)
    require(rules.can_redact(member, member.space))
    where = everywhere.where(member.space, form.cleaned_data["words"]) if form.is_valid() else None
    return shown(request, member, form, where)


def shown(request, member, form=None, where=None, proposal=None, status=200):
    names = {alias_of(one): str(one) for one in Member.objects.filter(space=member.space).select_related("user")}
    rows = [
        {
            "tombstone": tombstone, "mine": tombstone.proposed_by == alias_of(member),
            "proposer": names.get(tombstone.proposed_by, ""), "decider": names.get(tombstone.decided_by, ""),
            "text": tombstone.revision.text_at(tombstone.pointer) if tombstone.waiting else "",
        }
        for tombstone in queries.tombstones_of(member)
    ]  # fmt: skip
    groups = [
        {
            "redaction": redaction, "mine": redaction.proposed_by == alias_of(member),
            "proposer": names.get(redaction.proposed_by, ""), "places": everywhere.named_places(redaction),
            "sealed": [row for row in rows if row["tombstone"].redaction_id == redaction.pk],
        }
        for redaction in Redaction.objects.filter(space=member.space, state=Tombstone.State.PROPOSED)
    ]  # fmt: skip
    context = {
        "form": form or forms.WordsForm(), "where": where, "proposal": proposal or forms.ProposalForm(), "groups": groups,
        "everywhere": forms.EverywhereForm(initial={"words": form.cleaned_data["words"]}) if where else None,
        "waiting": [row for row in rows if row["tombstone"].waiting and row["tombstone"].redaction_id is None],
        "done": [row for row in rows if not row["tombstone"].waiting],
    }  # fmt: skip
    context["number_waiting"] = len(context["waiting"]) + len(groups)
    return render(request, "project/sealing/redactions.html", context, status=status)


@require_POST
@member_view
def proposals(request, member):
    require(rules.can_redact(member, member.space))
    form = forms.ProposalForm(request.POST)
    if form.is_valid():
        given = form.cleaned_data
        revision = get_object_or_404(SealedRevision, uuid=given["revision"], chain__in=queries.chains_of(member.space))
        try:
            actions.propose_redaction(by=member, revision=revision, pointer=given["pointer"], reason=given["reason"])
            return redirect("seal-redactions", member.space.slug)
        except ValidationError as error:
            form.add_error(None, error.messages)
    return shown(request, member, proposal=form, status=422)


@sensitive_post_parameters()
@require_POST
@member_view
def everywhere_proposals(request, member):
    """The words of the form before, everywhere they stand: one proposal."""
    require(rules.can_redact(member, member.space))
    form = forms.EverywhereForm(request.POST)
    if form.is_valid():
        try:
            everywhere.propose(by=member, **form.cleaned_data)
            return redirect("seal-redactions", member.space.slug)
        except ValidationError as error:
            form.add_error(None, error.messages)
    refused = forms.ProposalForm({})
    refused.errors.clear()
    refused.add_error(None, [message for messages in form.errors.values() for message in messages])
    return shown(request, member, proposal=refused, status=422)


@require_POST
@member_view
def everywhere_confirmation(request, member, uuid):
    redaction = get_object_or_404(Redaction, space=member.space, uuid=uuid)
    return settled(request, member, lambda: everywhere.confirm(by=member, redaction=redaction))


@require_POST
@member_view
def everywhere_declination(request, member, uuid):
    redaction = get_object_or_404(Redaction, space=member.space, uuid=uuid)
    return settled(request, member, lambda: everywhere.decline(by=member, redaction=redaction))


def decided(request, member, uuid, action):
    """Confirm or decline one proposal of the space, then show the page again."""
    tombstone = get_object_or_404(Tombstone, space=member.space, uuid=uuid)
    return settled(request, member, lambda: action(by=member, tombstone=tombstone))


def settled(request, member, act):
    """Act, then show the page again; a refusal is said on it (422)."""
    form = forms.ProposalForm({})
    try:
        act()
    except ValidationError as error:
        form.errors.clear()
        form.add_error(None, error.messages)
        return shown(request, member, proposal=form, status=422)
    return redirect("seal-redactions", member.space.slug)


@require_POST
@member_view
def confirmation(request, member, uuid):
    return decided(request, member, uuid, actions.confirm_redaction)


@require_POST
@member_view
def declination(request, member, uuid):
    return decided(request, member, uuid, actions.decline_redaction)
