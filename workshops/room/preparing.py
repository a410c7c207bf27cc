"""Making a session in seconds: a reading, its silences already chosen, a title already written, the meeting it is for."""
import uuid

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from journeys.silences import queries as silences
from journeys.silences import wording
from journeys.silences.actions import note_silence
from journeys.silences.drawing.ring import component
from journeys.silences.models import Reading
from journeys.silences.pictures import mark
from project.dates import date_format
from project.spaces.doors import member_view, require
from workshops.rituals.models import Meeting, Series
from workshops.rituals.sheets.shipped import DEFAULT

from . import actions, entry, rules

CHOSEN_AT_FIRST = 6


@require_http_methods(["GET", "HEAD", "POST"])
@member_view
def new_session(request, member):
    """Choose a reading, then the silences to read; POST makes the session, in draft, and leads to its room."""
    require(rules.can_prepare(member))
    ready = Reading.objects.visible_to(member).filter(status="ready").select_related("version__journey", "log")
    chosen = request.POST.get("reading") or request.GET.get("reading")
    meeting = planned(request, member)
    if not chosen:
        context = {
            "readings": ready.order_by("-created_at")[:50], "series": request.GET.get("series", ""), "meeting": meeting,
        }  # fmt: skip
        return render(request, "workshops/room/new_reading.html", context)
    reading = get_object_or_404(ready, uuid=valid_uuid(chosen))
    figures = silences.figures(reading, member)
    form = entry.SessionForm(member.space, request.POST or None, initial=proposed(request, member, reading, meeting))
    keys = request.POST.getlist("silence") if request.method == "POST" else loudest(figures)
    errors = []
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(make(member, reading, figures, keys, meeting=meeting, **form.cleaned_data))
        except ValidationError as error:
            errors = error.messages
    context = {
        "reading": reading, "form": form, "errors": errors, "choices": choices(figures, keys),
        "meeting": meeting, "most": actions.SILENCES_AT_MOST,
    }  # fmt: skip
    status = 422 if errors or form.errors else 200
    return render(request, "workshops/room/new.html", context, status=status)


def make(member, reading, figures, keys, **said):
    """The session, with a Silence for each chosen touchpoint that the reading knows."""
    known = [figure for figure in figures if figure.key in set(keys)]
    noted = [note_silence(by=member, journey=reading.version.journey, touchpoint_key=figure.key) for figure in known]
    return actions.prepare_session(by=member, reading=reading, silences=noted, **said)


def planned(request, member):
    """The meeting that the address names, or None when it names none."""
    if "meeting" not in request.GET:
        return None
    found = Meeting.objects.filter(series__space=member.space).select_related("series__run_sheet")
    return get_object_or_404(found, uuid=valid_uuid(request.GET["meeting"]))


def proposed(request, member, reading, meeting):
    """What the form starts from: the framing of the meeting or the series that the address names, else a title of the day."""
    if meeting is not None:
        series, day = meeting.series, timezone.localdate(meeting.starts_at)
    else:
        series = Series.objects.visible_to(member).filter(uuid=valid_uuid(request.GET.get("series", ""))).first()
        day = timezone.localdate()
    if series is None:
        return {"title": default_title(reading, day)}
    sheet = series.run_sheet.name if series.run_sheet else DEFAULT
    return {"title": default_title(reading, day, series.title), "question": series.question, "sheet": sheet}


def loudest(figures):
    """Keys of the silences chosen at first: the most silent customers, at most six."""
    ordered = sorted(figures.to_read, key=lambda figure: -figure.cell.silent)
    return [figure.key for figure in ordered[:CHOSEN_AT_FIRST]]


def choices(figures, keys):
    """What the page offers, in map order: (figure, ring, words, whether it is chosen)."""
    return [
        (figure, component(mark(figure), 44), wording.statement(figure), figure.key in keys)
        for figure in figures
        if figure.to_read or figure.key in keys
    ]


def default_title(reading, day, series=""):
    """“Reading of 22 November, Installing the box”; in a series, “Tuesday readings, 22 November”."""
    names = {"date": day_words(day), "journey": reading.version.journey.name, "series": series}
    return (_("%(series)s, %(date)s") if series else _("Reading of %(date)s, %(journey)s")) % names


def day_words(day):
    """“22 November”; French says “1er décembre”."""
    return date_format(day, "j F")


def valid_uuid(text):
    """The text when it can be a uuid, else one that nothing has."""
    try:
        return uuid.UUID(str(text))
    except ValueError:
        return uuid.UUID(int=0)
