"""Pages of the backlog: the list with its filters, one action, its form, one address per act, CSV out and in."""
from functools import partial
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journeys.silences.models import Silence
from project.spaces.doors import attempt, member_view
from workshops.decisions.models import Decision

from . import actions, exchange, forms, queries, rules, wording
from .models import Action, Kind, MeasuredEffect, Status


@require_safe
@member_view
def backlog(request, member):
    actions.measure_pending(space=member.space)
    show, silence, kind = _filters(request)
    found = queries.backlog(member, show=show, silence=silence, kind=kind)
    context = {
        "found": found, "show": show, "silence": silence, "kind": kind, "kinds": Kind.choices, "filters": _filter_names(found),
        "by_silence": request.GET.get("by") == "silence", "import_form": forms.ImportForm(),
        "can_import": rules.can_import(member, member.space), "can_connect": member.at_least("manager"),
    }  # fmt: skip
    return render(request, "workshops/backlog/backlog.html", context)


@require_safe
@member_view
def action(request, member, uuid):
    actions.measure_pending(space=member.space)
    return _page(request, member, uuid)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def action_new(request, member):
    start = _start(request, member)
    form = forms.ActionForm(member, request.POST or None, initial=start)
    made = attempt(form, partial(actions.propose_action, by=member)) if request.method == "POST" else None
    if made:
        return redirect("action", member.space.slug, made.uuid)
    return render(request, "workshops/backlog/form.html", {"form": form}, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def action_edit(request, member, uuid):
    found = _load(member, uuid)
    if not rules.can_edit(member, found):
        raise PermissionDenied
    form = forms.ActionForm(member, request.POST or None, instance=found)
    if request.method == "POST" and attempt(form, partial(actions.edit_action, by=member, action=found)):
        return redirect("action", member.space.slug, uuid)
    return render(request, "workshops/backlog/form.html", {"form": form, "action": found}, status=422 if form.errors else 200)


@require_POST
@member_view
def acceptance(request, member, uuid):
    try:
        actions.accept_action(by=member, action=_load(member, uuid))
    except ValidationError as error:
        return _page(request, member, uuid, status=422, problems=error.messages)
    return redirect("action", member.space.slug, uuid)


@require_POST
@member_view
def status(request, member, uuid):
    found = _load(member, uuid)
    form = forms.MoveForm(rules.FOLLOWS[found.status], request.POST)
    if attempt(form, partial(actions.move_action, by=member, action=found)):
        return redirect("action", member.space.slug, uuid)
    return _page(request, member, uuid, status=422, move_form=form)


@require_POST
@member_view
def notice(request, member, uuid):
    form = forms.NoticeForm(request.POST)
    if attempt(form, partial(actions.close_loop, by=member, action=_load(member, uuid))):
        return redirect("action", member.space.slug, uuid)
    return _page(request, member, uuid, status=422, notice_form=form)


@require_POST
@member_view
def effect_reading(request, member, uuid):
    """Have the longer of two readings read again over as many days as the other, so that they can be compared."""
    found = MeasuredEffect.objects.filter(action__space=member.space)
    effect = get_object_or_404(found.select_related("action__space", "before__log", "after__log"), uuid=uuid)
    try:
        reading = actions.read_as_long(by=member, effect=effect)
    except ValidationError as error:
        return _page(request, member, effect.action.uuid, status=422, problems=error.messages)
    return redirect("reading", member.space.slug, reading.uuid)


@require_safe
@member_view
def export(request, member):
    show, silence, kind = _filters(request)
    found = queries.backlog(member, show=show, silence=silence, kind=kind)
    answer = HttpResponse("\ufeff" + exchange.write(found.rows), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="actions-{member.space.slug}.csv"'
    return answer


@require_POST
@member_view
def imports(request, member):
    form = forms.ImportForm(request.POST, request.FILES)
    counts = attempt(form, lambda file: actions.import_backlog(by=member, lines=exchange.read(file.read())))
    if counts:
        new = ngettext("%(n)s action proposed", "%(n)s actions proposed", counts[0]) % {"n": counts[0]}
        changed = ngettext("%(n)s changed", "%(n)s changed", counts[1]) % {"n": counts[1]}
        messages.success(request, f"{new}, {changed}.")
        return redirect("actions", member.space.slug)
    return render(request, "workshops/backlog/import.html", {"import_form": form}, status=422)


def _load(member, uuid):
    found = Action.objects.visible_to(member).select_related(
        "space", "decision", "owner__user", "silence__journey", "external", "notice"
    )
    return get_object_or_404(found, uuid=uuid)


def _page(request, member, uuid, status=200, **bound):
    found = _load(member, uuid)
    context = {
        **queries.action_page(found, timezone.localdate()),
        "size": wording.size(found),
        "can_edit": rules.can_edit(member, found),
        "can_judge": rules.can_judge(member, member.space),
        "can_accept": found.status == Status.PROPOSED and rules.can_accept(member, found),
    }
    nexts = rules.FOLLOWS[found.status] - {Status.ACCEPTED}
    if nexts and rules.can_move(member, found):
        context["move_form"] = forms.MoveForm(nexts)
    if rules.can_move(member, found) and found.status not in (Status.PROPOSED, Status.ABANDONED):
        context["notice_form"] = forms.NoticeForm(initial=_notice_start(found))
    return render(request, "workshops/backlog/action.html", context | bound, status=status)


def _notice_start(action):
    """What the notice said last, else a first draft in the language of the page."""
    said = getattr(action, "notice", None)
    if said is not None:
        return {name: getattr(said, name) for name in ("text", "channel", "told_on", "untold_because")}
    seen = action.silence.label if action.silence else action.title
    return {"text": _("You did not say it, we saw it: “%(silence)s”. %(action)s.") % {"silence": seen, "action": action.title}}


def _filters(request):
    show, kind = request.GET.get("show", "open"), request.GET.get("kind", "")
    return (
        show if show in queries.FILTERS else "open",
        _uuid_or_none(request.GET.get("silence")),
        kind if kind in Kind.values else "",
    )


def _filter_names(found):
    """(value, label, count) of each filter, in the order shown."""
    labels = {
        "mine": pgettext("actions", "mine"), "late": pgettext("actions", "late"), "open": pgettext("actions", "open"),
        "done": pgettext("actions", "done"), "all": pgettext("actions", "all"),
    }  # fmt: skip
    return [(name, labels[name], found.counts[name]) for name in queries.FILTERS]


def _uuid_or_none(text):
    try:
        return UUID(text) if text else None
    except ValueError:
        return None


def _start(request, member):
    """What the address says the action starts from: a decision, a silence; a stranger's is a 404."""
    start = {}
    for name, model in (("decision", Decision), ("silence", Silence)):
        if request.GET.get(name):
            wanted = _uuid_or_none(request.GET[name])
            if wanted is None:
                raise Http404
            start[name] = get_object_or_404(model.objects.visible_to(member), uuid=wanted).uuid
    return start
