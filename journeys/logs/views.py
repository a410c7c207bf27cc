"""Pages of event logs: the list, sending a file, choosing its columns, watching the import, the log, its rejects, its end."""
import csv

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from journeys.maps import actions as map_actions
from journeys.maps import queries as map_queries
from journeys.maps.forms import StartForm
from project.spaces.doors import member_view

from . import actions, forms, queries, rules, wording
from .mapping import mapping_of
from .models import EventLog, Source
from .starting import proposed_map

FOLDER = "journeys/logs"
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\0", "＝", "＋", "－", "＠")


def _load(member, uuid):
    logs = EventLog.objects.visible_to(member)
    if not rules.can_import(member):
        logs = logs.ready()
    return get_object_or_404(logs.select_related("space", "source", "created_by__user"), uuid=uuid)


def _load_managed(member, uuid):
    log = _load(member, uuid)
    if not rules.can_manage(member, log):
        raise PermissionDenied
    return log


@require_GET
@member_view
def logs(request, member):
    return render(request, f"{FOLDER}/logs.html", queries.logs_page(member))


@require_http_methods(["GET", "POST"])
@member_view
def log_new(request, member):
    if not rules.can_import(member):
        raise PermissionDenied
    form = forms.UploadForm(member, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        values = form.cleaned_data
        try:
            log = actions.receive_upload(by=member, file=values["file"], title=values["title"], source=values.get("source"))
            return redirect("log-mapping", member.space.slug, log.uuid)
        except ValidationError as error:
            form.add_error(None, error)
    return render(request, f"{FOLDER}/new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@member_view
def log(request, member, uuid):
    found = _load(member, uuid)
    if found.needs_mapping:
        return redirect("log-mapping", member.space.slug, uuid)
    if found.status != "ready":
        return render(request, f"{FOLDER}/import.html", _progress(member, found))
    return render(request, f"{FOLDER}/log.html", queries.log_page(member, found))


@require_http_methods(["GET", "POST"])
@member_view
def log_mapping(request, member, uuid):
    found = _load_managed(member, uuid)
    if found.status not in actions.RAN_HERE or (found.status == "waiting" and found.options):
        return redirect("log", member.space.slug, uuid)
    mapping = mapping_of(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and mapping.ok and "accept" in request.POST:
        try:
            kept = actions.import_log(
                by=member, log=found, layout=mapping.layout, source_name=mapping.form.cleaned_data["source_name"]
            )
            if kept.pk != found.pk:
                messages.info(request, _("This file was already imported with the same choices: here it is."))
            return redirect("log", member.space.slug, kept.uuid)
        except ValidationError as error:
            mapping.form.add_error(None, error)
    status = 422 if request.method == "POST" and not mapping.ok else 200
    return render(request, f"{FOLDER}/mapping.html", _mapping_context(mapping), status=status)


@require_GET
@member_view
def log_check(request, member, uuid):
    """What the choices made so far would give, as a fragment for the mapping page."""
    mapping = mapping_of(_load_managed(member, uuid), request.GET)
    return render(request, f"{FOLDER}/_check.html", _mapping_context(mapping))


def _mapping_context(mapping):
    return {"mapping": mapping, "log": mapping.log, "form": mapping.form, "check": mapping.check, "zones": forms.COMMON_ZONES}


@require_GET
@member_view
def log_progress(request, member, uuid):
    """How far the import is; once it is over the page goes to the log."""
    found = _load(member, uuid)
    if found.status in ("ready", "failed"):
        answer = HttpResponse(status=204)
        answer["HX-Redirect"] = found.get_absolute_url()
        return answer
    return render(request, f"{FOLDER}/_progress.html", _progress(member, found))


def _progress(member, found):
    return {
        "log": found, "phase": wording.phase(found.phase), "stalled": found.is_stalled(timezone.now()),
        "problem": wording.problem(found.problem) if found.problem else "", "can_manage": rules.can_manage(member, found),
    }


@require_POST
@member_view
def log_restart(request, member, uuid):
    found = _load_managed(member, uuid)
    try:
        actions.restart_import(by=member, log=found)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    return redirect("log", member.space.slug, uuid)


@require_POST
@member_view
def log_title(request, member, uuid):
    found, form = _load_managed(member, uuid), forms.TitleForm(request.POST)
    if form.is_valid():
        actions.rename_log(by=member, log=found, title=form.cleaned_data["title"])
    else:
        messages.error(request, _("Write a title."))
    return redirect("log", member.space.slug, uuid)


@require_http_methods(["GET", "POST"])
@member_view
def log_deletion(request, member, uuid):
    found = _load_managed(member, uuid)
    if request.method == "POST":
        title = found.title
        actions.delete_log(by=member, log=found)
        messages.success(request, _("“%(title)s” and its files are deleted.") % {"title": title})
        return redirect("logs", member.space.slug)
    return render(request, f"{FOLDER}/deletion.html", {"log": found})


@require_http_methods(["GET", "POST"])
@member_view
def log_source(request, member, uuid):
    """A source: its choices, its logs, and the customers left out of them or known twice."""
    source = get_object_or_404(Source.objects.visible_to(member), uuid=uuid)
    form = forms.CustomersForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            left, twice = actions.list_customers(by=member, source=source, text=form.cleaned_data["customers"])
            messages.success(request, _("Kept as pseudonyms: %(left)s left out, %(twice)s known twice.") % {
                "left": left, "twice": twice})
            return redirect(source)
        except ValidationError as error:
            form.add_error(None, error)
    context = queries.source_page(member, source) | {"form": form}
    return render(request, f"{FOLDER}/source.html", context, status=422 if form.errors else 200)


@require_POST
@member_view
def log_source_lists(request, member, uuid):
    """Empty the lists of a source."""
    source = get_object_or_404(Source.objects.visible_to(member), uuid=uuid)
    actions.forget_listed_customers(by=member, source=source)
    return redirect(source)


@require_POST
@member_view
def log_source_deletion(request, member, uuid):
    source = get_object_or_404(Source.objects.visible_to(member), uuid=uuid)
    actions.delete_source(by=member, source=source)
    return redirect("logs", member.space.slug)


@require_GET
@member_view
def log_rejects(request, member, uuid):
    """Every rejected line with its reason, as CSV that a spreadsheet opens without running anything."""
    found = _load(member, uuid)
    answer = StreamingHttpResponse(_csv_lines(found), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="rejects-{found.uuid}.csv"'
    return answer


def _csv_lines(log):
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow([_("row"), _("reason"), _("column"), _("value")])
    for row, reason, column, value in queries.rejects(log):
        yield writer.writerow([row, reason, _safe(column), _safe(value)])


def _safe(text):
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text


class _Echo:
    """A file that gives back what is written, for csv.writer."""

    def write(self, text):
        return text


@require_http_methods(["GET", "POST"])
@member_view
def log_map(request, member, uuid):
    """A first map proposed from what customers usually do; sent, it begins a journey."""
    log = _load_managed(member, uuid)
    if log.status != EventLog.Status.READY:
        return redirect("log", member.space.slug, uuid)
    form = StartForm(request.POST or None, initial={"name": log.title})
    read = proposed_map(log)
    if request.method == "POST" and form.is_valid():
        journey = map_actions.start_journey(by=member, map_file=read, **form.cleaned_data)
        return redirect("journey-edit", member.space.slug, journey.uuid)
    context = {"log": log, "read": read, "form": form, "stages": map_queries.stages(read.touchpoints)}
    return render(request, "journeys/maps/starter.html", context, status=422 if form.errors else 200)
