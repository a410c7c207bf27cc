"""Pages of readings. A page never measures: it shows a stored result through `queries.figures`, masked, and another window
is another stored reading, computed in the background.
"""
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from journeys.logs import queries as log_queries
from journeys.maps import actions as map_actions
from project.spaces.doors import member_view

from .. import actions, forms, pages, queries, rules, wording
from ..exporting import as_csv
from ..models import Reading

SHOWS = ("silence", "activation")


@require_safe
@member_view
def readings(request, member):
    page = queries.readings_of(member, request.GET.get("page"))
    return render(request, "journeys/silences/readings.html", {"page": page, "may_read": rules.can_ask(member)})


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def reading_new(request, member):
    if not rules.can_ask(member):
        raise PermissionDenied
    initial = {name: request.GET[name] for name in ("version", "log") if name in request.GET}
    form = forms.ReadingForm(member, request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            found = actions.ask_reading(by=member, **form.question())
        except ValidationError as problem:
            form.add_error(None, problem)
        else:
            return redirect("reading", member.space.slug, found.uuid)
    return render(request, "journeys/silences/reading_new.html", {"form": form}, status=422 if form.errors else 200)


@require_safe
@member_view
def reading(request, member, uuid):
    found = _load(member, uuid)
    if found.status != Reading.Status.READY:
        template = {"reading-progress": "_progress", "reading": "_waiting"}.get(request.htmx.target, "reading_waiting")
        address = f"{reverse('reading', args=[member.space.slug, uuid])}{_query(show=_show(request), **_segment(request))}"
        return render(request, f"journeys/silences/{template}.html", {
            "reading": found, "title": queries.title(found), "address": address})
    context = _page(request, member, found)
    if request.htmx.target == "inaction-map":
        return render(request, "journeys/silences/_shown.html", context)
    answer = render(request, f"journeys/silences/{'_reading' if request.htmx else 'reading'}.html", context)
    if request.htmx.target == "reading-progress":  # it was waited for
        answer["HX-Retarget"], answer["HX-Reswap"] = "#reading", "outerHTML show:window:top"
    return answer


@require_POST
@member_view
def windows(request, member, uuid):
    """The same map on the same log over other days: the stored reading, or one that is computed while the page waits."""
    found = _load(member, uuid)
    form = forms.WindowForm(found, request.POST)
    try:
        asked = actions.read_again(by=member, reading=found, **form.days())
    except ValidationError as problem:
        if found.status != Reading.Status.READY:
            raise Http404 from None
        context = _page(request, member, found) | {"window_form": form, "window_problem": " ".join(problem.messages)}
        template = "_reading" if request.htmx else "reading"
        return render(request, f"journeys/silences/{template}.html", context, status=422)
    address = reverse("reading", args=[member.space.slug, asked.uuid])
    return redirect(f"{address}{_query(show=_show(request), **_segment(request))}")


def _show(request):
    return request.GET.get("show") if request.GET.get("show") in SHOWS else "silence"


def _segment(request):
    return {"segment": request.GET["segment"]} if request.GET.get("segment") else {}


def _page(request, member, found):
    prefix = _touchpoints(member, found)
    by, equals, value = request.GET.get("segment", "").partition("=")
    show = _show(request)
    page = pages.page_of(found, member, prefix, (by, value) if equals else None, show, by=request.GET.get("by", ""))
    other_days = found.log or "warehouse" in found.parameters
    return {
        "page": page, "reading": found, "title": queries.title(found),
        "others": [(other, queries.window_of(other)) for other in queries.comparable(found, member)[:12]],
        "log_has_remarks": found.log is not None and log_queries.has_remarks(found.log),
        "session_address": _session_address(member, found), "may_edit_map": rules.can_ask(member),
        "may_note": rules.can_note(member), "window_form": forms.WindowForm(found) if other_days else None,
        "window_address": f"{reverse('reading-windows', args=[member.space.slug, found.uuid])}"
                          f"{_query(show=show, **_segment(request))}",
        "siblings": queries.other_windows(found, member), "segments": [(by, value, _query(segment=f"{by}={value}", show=show))
                     for by, values in page.figures.variables.items() for value in values],
        "everybody": _query(show=show), "shows": [(one, _query(segment=page.segment_text, show=one)) for one in SHOWS],
    }


def _touchpoints(member, found):
    """Where the pages of its touchpoints are: the address that comes before a key."""
    return reverse("reading-touchpoint", args=[member.space.slug, found.uuid, "_"]).removesuffix("_/")


def _query(**values):
    query = QueryDict(mutable=True)
    query.update({name: value for name, value in values.items() if value and value != "silence"})
    return f"?{query.urlencode()}"


def _session_address(member, found):
    """Where a reading session is opened from this reading; nothing for those who may not, or without that room."""
    if not rules.can_ask(member):
        return ""
    try:
        return f"{reverse('session-new', args=[member.space.slug])}?reading={found.uuid}"
    except NoReverseMatch:
        return ""


@require_safe
@member_view
def reading_table(request, member, uuid):
    """The masked table of a reading as a file."""
    found = _load(member, uuid)
    if found.status != Reading.Status.READY:
        raise Http404
    name = f"{found.version.journey.slug}-v{found.version.number}.csv"
    answer = HttpResponse("\ufeff" + as_csv(queries.figures(found, member)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


@require_safe
@member_view
def touchpoint(request, member, uuid, key):
    found = _load(member, uuid)
    detail = pages.detail(found, member, key) if found.status == Reading.Status.READY else None
    if detail is None:
        raise Http404
    context = {"detail": detail, "reading": found, "title": queries.title(found), "may_note": rules.can_note(member)}
    if request.htmx:
        return render(request, "journeys/silences/_touchpoint.html", context)
    return render(request, "journeys/silences/touchpoint.html", context)


@require_safe
@member_view
def reading_view(request, member, uuid, view):
    """The same reading seen another way: what people did, how long it took, which way they went."""
    found = _load(member, uuid)
    if found.status != Reading.Status.READY:
        return redirect("reading", member.space.slug, uuid)
    alone = request.htmx and request.htmx.target == view  # the part that changed, for those who filter
    template = f"_{view}" if alone else view
    return render(request, f"journeys/silences/{template}.html", _page(request, member, found) | {"view": view})


@require_safe
@member_view
def comparison(request, member, uuid):
    after = _load(member, uuid)
    if "with" not in request.GET:
        return _compare_with_the_last(member, after)
    before = _load(member, forms.uuid_or_404(request.GET["with"]))
    same = after.version.journey_id == before.version.journey_id
    if not same or after.status != Reading.Status.READY or before.status != Reading.Status.READY:
        raise Http404
    if before.window_to and after.window_to and before.window_to > after.window_to:
        before, after = after, before
    changes = queries.compare(before, after, member)
    page = pages.page_of(after, member, _touchpoints(member, after), before=before)
    context = {
        "page": page, "before": before, "after": after, "changes": changes, "reach": queries.reach(changes),
        "headline": wording.comparison(changes), "before_title": queries.title(before), "after_title": queries.title(after),
        "before_window": queries.window_of(before), "after_window": queries.window_of(after),
        "mask_below": member.space.mask_below,
    }
    return render(request, "journeys/silences/comparison.html", context)


def _compare_with_the_last(member, after):
    """Nothing chosen: the newest other reading of the journey, or the reading itself when there is none."""
    address, last = reverse("reading", args=[member.space.slug, after.uuid]), queries.comparable(after, member).first()
    return redirect(f"{address}comparison/?with={last.uuid}" if last else address)


@require_POST
@member_view
def names(request, member, uuid):
    """Say which touchpoint of the draft an unmatched event name belongs to."""
    found = _load(member, uuid)
    name, key = request.POST.get("name", ""), request.POST.get("touchpoint", "")
    try:
        map_actions.name_events(by=member, journey=found.version.journey, names={name: key})
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    else:
        messages.success(request, _("“%(name)s” now belongs to a touchpoint of the draft. Publish the map, then read again.")
                         % {"name": name})
    return redirect("reading", member.space.slug, uuid)


@require_POST
@member_view
def notings(request, member, uuid):
    """Note the silence of one touchpoint, for everybody or for one segment, in the register."""
    found = _load(member, uuid)
    form = forms.NoteForm(request.POST)
    if not form.is_valid():
        raise Http404
    made = actions.note_silence(by=member, journey=found.version.journey, **form.cleaned_data)
    return redirect("silence", member.space.slug, made.uuid)


@require_POST
@member_view
def candidates(request, member, uuid):
    """Accept a silence that the reading proposes, or set it aside; an answer to one that is settled changes nothing."""
    found = _load(member, uuid)
    form = forms.CandidateForm(request.POST)
    if found.status != Reading.Status.READY or not form.is_valid():
        raise Http404
    page = pages.page_of(found, member, _touchpoints(member, found))
    index = next((index for index, one in enumerate(page.candidates) if one.place == form.place), None)
    if index is not None:
        accept = form.cleaned_data["answer"] == "accept"
        actions.answer_candidate(by=member, journey=found.version.journey, candidate=page.candidates[index], accept=accept)
        page = pages.page_of(found, member, _touchpoints(member, found))
    if not request.htmx:
        return redirect("reading", member.space.slug, uuid)
    return render(request, "journeys/silences/_candidates.html", {
        "page": page, "reading": found, "may_note": rules.can_note(member),
        "focused": min((index or 0) + 1, len(page.candidates))})


def _load(member, uuid):
    return get_object_or_404(queries.loaded().visible_to(member), uuid=uuid)
