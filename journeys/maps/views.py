"""Pages of journeys: the list, one journey, its versions, their comparison and their files."""
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from project.spaces.doors import member_view, require

from . import actions, queries, rules
from .compare import compare
from .drafts import content_of, digest_of, draft_of
from .formats import WRITERS, write
from .formats.mapfile import MapFile
from .forms import JourneyForm, NewJourneyForm
from .models import Journey
from .problems import errors, warnings
from .validation import check_map
from .wording import COLUMN_NAMES

PAGES = "journeys/maps/"


def journey_of(member, uuid):
    """The journey, seen through the member: 404 for strangers."""
    return get_object_or_404(Journey.objects.visible_to(member).select_related("space"), uuid=uuid)


def editable(member, uuid):
    """The journey, for whoever may edit it: 404 for strangers, 403 for members who may not."""
    journey = journey_of(member, uuid)
    require(rules.can_edit(member, journey))
    return journey


@require_safe
@member_view
def journeys(request, member):
    rows = list(queries.listed(member))
    return render(request, f"{PAGES}journeys.html", {"journeys": rows, "can_create": rules.can_create(member)})


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def journey_new(request, member):
    if not rules.can_create(member):
        raise PermissionDenied
    form = NewJourneyForm(request.POST or None, initial={"language": member.space.language})
    if request.method == "POST" and form.is_valid():
        made = actions.create_journey(by=member, **form.cleaned_data)
        return redirect("journey-edit", member.space.slug, made.uuid)
    return render(request, f"{PAGES}journey_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@member_view
def journey(request, member, uuid):
    found = journey_of(member, uuid)
    context = queries.journey_page(found) | {"can_edit": rules.can_edit(member, found)}
    return render(request, f"{PAGES}journey.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def journey_about(request, member, uuid):
    found = editable(member, uuid)
    form = JourneyForm(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        actions.change_journey(by=member, journey=found, **form.cleaned_data)
        return redirect("journey", member.space.slug, uuid)
    return render(request, f"{PAGES}journey_about.html", {"form": form, "journey": found},
                  status=422 if form.errors else 200)


@require_POST
@member_view
def journey_removal(request, member, uuid):
    try:
        actions.remove_journey(by=member, journey=editable(member, uuid))
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("journey", member.space.slug, uuid)
    return redirect("journeys", member.space.slug)


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def journey_publication(request, member, uuid):
    """What publishing would change and what to know before; then the act itself."""
    found = editable(member, uuid)
    problems = check_map(draft_of(found)[0])
    if request.method == "POST" and not errors(problems):
        version, _warnings = actions.publish_version(by=member, journey=found)
        messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
        return redirect("journey-version", member.space.slug, uuid, version.number)
    latest = found.latest
    changes = compare(latest.touchpoints if latest else (), draft_of(found)[0])
    context = {"journey": found, "latest": latest, "errors": errors(problems), "warnings": warnings(problems),
               "changes": named(changes), "same": latest and digest_of(content_of(found)) == latest.digest}
    return render(request, f"{PAGES}publication.html", context, status=422 if request.method == "POST" else 200)


@require_safe
@member_view
def journey_version(request, member, uuid, number):
    found = journey_of(member, uuid)
    version = get_object_or_404(found.versions.select_related("published_by__user"), number=number)
    context = {"journey": found, "version": version, "latest": found.latest,
               "stages": queries.stages(version.touchpoints, version.stages), "can_edit": rules.can_edit(member, found)}
    return render(request, f"{PAGES}version.html", context)


@require_POST
@member_view
def version_restoration(request, member, uuid, number):
    """The draft becomes what this version says."""
    actions.restore_version(by=member, version=get_object_or_404(editable(member, uuid).versions, number=number))
    return redirect("journey-edit", member.space.slug, uuid)


@require_safe
@member_view
def journey_comparison(request, member, uuid):
    """Two versions, or a version and the draft, word by word."""
    found = journey_of(member, uuid)
    numbers = [str(version.number) for version in found.versions.all()]
    choices = [*(["draft"] if found.draft.exists() else []), *numbers]
    after = request.GET.get("to") or (choices[0] if choices else "")
    before = request.GET.get("from") or next((n for n in numbers if n != after), after)
    old, new = queries.held_by(found, before), queries.held_by(found, after)
    if old is None or new is None:
        raise Http404
    context = {"journey": found, "choices": choices, "before": before, "after": after,
               "changes": named(compare(old, new))}
    return render(request, f"{PAGES}comparison.html", context)


def named(changes):
    """Changes with the columns in the reader's words."""
    return [{"change": change, "fields": [(COLUMN_NAMES[name], pieces) for name, pieces in change.fields]}
            for change in changes]


@require_safe
@member_view
def journey_version_file(request, member, uuid, number, extension):
    found = journey_of(member, uuid)
    version = get_object_or_404(found.versions, number=number)
    return download(found, version.touchpoints, version.stages, f"{found.slug}-v{number}", extension)


@require_safe
@member_view
def journey_draft_file(request, member, uuid, extension):
    found = journey_of(member, uuid)
    return download(found, *draft_of(found), found.slug, extension)


def download(journey, touchpoints, stages, stem, extension):
    """A map as a file that is saved, never shown."""
    if extension not in WRITERS:
        raise Http404
    map_file = MapFile(touchpoints, (), tuple(stages), journey.name, journey.slug, journey.description, journey.language)
    response = HttpResponse(write(extension, map_file), content_type=WRITERS[extension].MIME)
    response["Content-Disposition"] = f'attachment; filename="{stem}.{extension}"'
    return response
