"""The redactor's room: the only pages where an original is read, for guardians alone. Nothing here is kept by a browser."""
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import ngettext, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from project.spaces.doors import member_view

from . import actions, declaring, forms, queries, rules
from . import redaction as redaction_rules
from .models import Decision, Fragment, Narrator, State, Vocabulary
from .originals import redacted

FOLDER = "observations/traces/"
DECISIONS = [
    (Decision.ACCEPTED, pgettext_lazy("redaction", "hide")),
    (Decision.REJECTED, pgettext_lazy("redaction", "leave")),
    (Decision.EDITED, pgettext_lazy("redaction", "say less precisely")),
]


def load(member, uuid):
    """A fragment in quarantine: strangers get 404, members who do not redact 403."""
    found = Fragment.objects.visible_to(member).select_related("space", "source", "narrator")
    fragment = get_object_or_404(found, uuid=uuid)
    if not rules.can_redact(member, fragment.space):
        raise PermissionDenied
    return fragment


@require_GET
@never_cache
@member_view
def queue(request, member):
    if not rules.can_redact(member, member.space):
        raise PermissionDenied
    narrators = Narrator.objects.filter(logbook__space=member.space).select_related("logbook").order_by("logbook__title", "pk")
    context = {"waiting": queries.to_redact(member), "narrators": narrators}
    return render(request, f"{FOLDER}queue.html", context)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "POST"])
@never_cache
@member_view
def redaction(request, member, uuid):
    """One original with what the rules propose; every span is decided by a person, then the question that matters."""
    fragment = load(member, uuid)
    if fragment.state == State.RELEASED:
        return redirect("trace", member.space.slug, fragment.uuid)
    try:
        held, proposals, others = queries.proposals(fragment)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("trace-redactions", member.space.slug)
    first = {"where": held.get("shown_where", held["where"]), "residual": fragment.residual}
    form = forms.RedactionForm(request.POST or None, initial=first)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            actions.confirm_redaction(by=member, fragment=fragment, decisions=decided(request, proposals), **form.cleaned_data)
            return redirect("trace-redaction", member.space.slug, fragment.uuid)
        except ValidationError as error:
            form.add_error(None, error.messages)
    preview = redacted(fragment, held["text"]) if fragment.state == State.CONFIRMED else ""
    context = {
        "fragment": fragment, "form": form, "held": held, "proposals": proposals, "others": others, "preview": preview,
        "pieces": queries.original_pieces(held["text"], proposals), "decisions": DECISIONS,
    }  # fmt: skip
    return render(request, f"{FOLDER}redaction.html", context, status=status)


def decided(request, proposals):
    """{span id: (decision, words put there)} from the posted form."""
    return {
        proposal.span.pk: (
            request.POST.get(f"span-{proposal.span.pk}", ""), request.POST.get(f"instead-{proposal.span.pk}", ""),
        )
        for proposal in proposals
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
@never_cache
@member_view
def vocabulary(request, member):
    """What the rules know of the organisation: its references, the first names it brought, the reader of names, if any."""
    if not rules.can_redact(member, member.space):
        raise PermissionDenied
    known = Vocabulary.objects.filter(space=member.space).first() or Vocabulary()
    brings = "file" in request.FILES or "at_least" in request.POST
    names = forms.NamesForm(request.POST if brings else None, request.FILES if brings else None)
    written = forms.PatternsForm(
        request.POST if request.method == "POST" and not brings else None, initial={"patterns": "\n".join(known.patterns)}
    )
    form = names if brings else written
    try:
        if form.is_valid() and brings:
            file, least = form.cleaned_data["file"], form.cleaned_data["at_least"]
            declaring.bring_first_names(by=member, data=file.read(), called=file.name, at_least=least)
        elif form.is_valid():
            declaring.write_patterns(by=member, **form.cleaned_data)
        if form.is_bound and form.is_valid():
            return redirect("trace-vocabulary", member.space.slug)
    except ValidationError as error:
        form.add_error(None, error.messages)
    engines = [language for language in ("fr", "en") if redaction_rules.engine_of(language)]
    context = {"known": known, "written": written, "names": names, "engines": engines}
    return render(request, f"{FOLDER}vocabulary.html", context, status=422 if form.is_bound else 200)


@require_POST
@member_view
def release(request, member, uuid):
    fragment = load(member, uuid)
    try:
        actions.release(by=member, fragment=fragment)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("trace-redaction", member.space.slug, fragment.uuid)
    return redirect("trace", member.space.slug, fragment.uuid)


@require_POST
@member_view
def refusal(request, member, uuid):
    fragment = load(member, uuid)
    try:
        actions.turn_away(by=member, fragment=fragment, reason=request.POST.get("reason", ""))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect("trace-redactions", member.space.slug)


@require_POST
@member_view
def narrator_erasure(request, member, uuid):
    narrator = get_object_or_404(Narrator.objects.select_related("logbook__space"), logbook__space=member.space, uuid=uuid)
    count = actions.erase_narrator(by=member, narrator=narrator)
    words = ngettext("Erased, with %(n)s original.", "Erased, with %(n)s originals.", count)
    messages.success(request, words % {"n": count})
    return redirect("trace-redactions", member.space.slug)
