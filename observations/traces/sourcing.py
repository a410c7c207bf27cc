"""Pages of sources and logbooks: where traces come from, on which ground, for how long, and what they may be called."""
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from project.spaces.doors import member_view, require

from . import actions, declaring, forms, queries, rules
from .models import Logbook, Protocol, Source

FOLDER = "observations/traces/"


@require_http_methods(["GET", "POST"])
@member_view
def sources(request, member):
    """The sources of the space, what each may be called, and the form of another."""
    form = forms.SourceForm(request.POST or None)
    if form.is_valid():
        try:
            actions.add_source(by=member, **form.cleaned_data)
            return redirect("trace-sources", member.space.slug)
        except ValidationError as error:
            known = hasattr(error, "error_dict") and set(error.error_dict) <= set(form.fields)
            form.add_error(None, error if known else error.messages)
    return shown(request, member, form, 422 if form.is_bound else 200)


def shown(request, member, form, status=200, refused=None, protocol_form=None):
    """The page of the sources. refused: (source, form) of a check that was not accepted."""
    found = list(queries.sources_of(member))
    words = declaring.words_of(found)
    context = {
        "rows": [(source, words[source.pk]) for source in found], "form": form, "check_form": forms.AnonymityForm(),
        "refused": refused, "can_manage": rules.can_manage_sources(member, member.space),
        "can_approve": rules.can_redact(member, member.space), "logbooks": Logbook.objects.visible_to(member),
        "logbook_form": forms.LogbookForm(auto_id="logbook-%s"),
        "protocols": Protocol.objects.visible_to(member).prefetch_related("versions"),
        "protocol_form": protocol_form or forms.ProtocolForm(auto_id="protocol-%s"),
    }  # fmt: skip
    return render(request, f"{FOLDER}sources.html", context, status=status)


@require_POST
@member_view
def anonymity(request, member, uuid):
    """A guardian's answers to the three questions about one source."""
    source = get_object_or_404(Source.objects.visible_to(member), uuid=uuid)
    form = forms.AnonymityForm(request.POST)
    require(rules.can_approve(member, source))
    if form.is_valid():
        try:
            declaring.check_anonymity(by=member, source=source, **form.cleaned_data)
            return redirect("trace-sources", member.space.slug)
        except ValidationError as error:
            form.add_error(None, error)
    return shown(request, member, forms.SourceForm(), 422, refused=(source, form))


@require_POST
@member_view
def source_approval(request, member, uuid):
    actions.approve_source(by=member, source=get_object_or_404(Source.objects.visible_to(member), uuid=uuid))
    return redirect("trace-sources", member.space.slug)


@require_POST
@member_view
def logbooks(request, member):
    form = forms.LogbookForm(request.POST)
    if form.is_valid():
        try:
            actions.open_logbook(by=member, **form.cleaned_data)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
    return redirect("trace-sources", member.space.slug)


@require_POST
@member_view
def protocols(request, member):
    """Prompts under a title: its first version, or the next."""
    form = forms.ProtocolForm(request.POST, auto_id="protocol-%s")
    require(rules.can_manage_sources(member, member.space))
    if form.is_valid():
        try:
            declaring.write_protocol(by=member, **form.cleaned_data)
            return redirect("trace-sources", member.space.slug)
        except ValidationError as error:
            form.add_error(None, error)
    return shown(request, member, forms.SourceForm(), 422, protocol_form=form)
