"""The page where guardians take personal data out of what is sealed, two by two."""
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from project.spaces.doors import member_view, require
from project.spaces.models import Member

from . import actions, forms, pointers, queries, rules
from .chains import alias_of
from .models import SealedRevision, Tombstone


@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@member_view
def redactions(request, member):
    """What waits and what was done; a POST looks for words, so that they stand in no address and no log."""
    form = forms.WordsForm(request.POST or None)
    require(rules.can_redact(member, member.space))
    return shown(request, member, form, queries.places(member.space, form.cleaned_data["words"]) if form.is_valid() else None)


def shown(request, member, form=None, places=None, proposal=None, status=200):
    names = {alias_of(one): str(one) for one in Member.objects.filter(space=member.space).select_related("user")}
    rows = [
        {
            "tombstone": tombstone, "mine": tombstone.proposed_by == alias_of(member),
            "proposer": names.get(tombstone.proposed_by, ""), "decider": names.get(tombstone.decided_by, ""),
            "text": pointers.text_at(tombstone.revision.content, tombstone.pointer) if tombstone.waiting else "",
        }
        for tombstone in queries.tombstones_of(member)
    ]  # fmt: skip
    context = {
        "form": form or forms.WordsForm(), "places": places, "proposal": proposal or forms.ProposalForm(),
        "waiting": [row for row in rows if row["tombstone"].waiting],
        "done": [row for row in rows if not row["tombstone"].waiting],
    }  # fmt: skip
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


def decided(request, member, uuid, action):
    """Confirm or decline one proposal of the space, then show the page again."""
    tombstone = get_object_or_404(Tombstone, space=member.space, uuid=uuid)
    form = forms.ProposalForm({})
    try:
        action(by=member, tombstone=tombstone)
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
