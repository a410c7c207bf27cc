"""Reads that feed the pages of readings and of the silence register. Nothing is measured again here: stored results,
masked.

`figures(reading, who)` is the one way from a stored result to anything that leaves the server through a page or the
API.
"""
from dataclasses import dataclass, replace
from math import ceil

from django.core.paginator import Paginator
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext as _

from . import pictures, wording
from .candidates import AT_ONCE, candidates
from .figures import build
from .masking import masked
from .models import Detection, Reading, Silence
from .statistics import FALSE_FINDS, contrasts, difference, family, process_limits

PER_PAGE = 25


def below(who):
    """Customers under which a group is masked, for a person of a space (or the number itself)."""
    return who if isinstance(who, int) else who.space.mask_below


def figures(reading, who):
    """`figures.Figures` of a ready reading as `who` (a Member, a guest, or a mask size) may see it."""
    mask = below(who)
    shown = masked(reading.result, mask)
    return build(shown, reading.version.unfolded, mask, _contrasts(shown))


def _contrasts(shown):
    """{(touchpoint, by, value): Contrast}; one family per segment variable, made from shown cells only.

    A variable that has one value, shown or masked, compares nobody.
    """
    cells, values = {}, {}
    for entry in shown["touchpoints"]:
        if entry.get("instrument") == "check":
            continue
        for one in entry.get("segments", ()):
            values.setdefault(one["by"], set()).add(one["value"])
            if not one.get("masked") and one.get("due"):
                cells.setdefault(one["by"], []).append((entry["touchpoint"], one["value"], one["silent"], one["due"]))
    compared = {by: contrasts(family) for by, family in cells.items() if len(values[by]) > 1}
    return {(found.touchpoint, by, found.value): found for by, family in compared.items() for found in family}


def loaded():
    """Readings with all that a page needs of their neighbours."""
    return Reading.objects.select_related("space", "version__journey", "log")


def title(reading):
    """“Installer sa box, version 4, October log”."""
    if table := reading.parameters.get("warehouse"):
        return _("%(journey)s, version %(number)s, table %(table)s of the warehouse") % {
            "journey": reading.version.journey.name, "number": reading.version.number, "table": table["name"]}
    if reading.log is None:
        given = any(touchpoint.counts for touchpoint in reading.version.touchpoints)
        text = (_("%(journey)s, version %(number)s, figures given with the map") if given
                else _("%(journey)s, version %(number)s, log deleted since"))
        return text % {
            "journey": reading.version.journey.name, "number": reading.version.number}
    return _("%(journey)s, version %(number)s, %(log)s") % {
        "journey": reading.version.journey.name, "number": reading.version.number, "log": reading.log.title}


def readings_of_table(table, who):
    """[(reading, its headline)] of a table of the warehouse, newest first; the last few."""
    found = loaded().visible_to(who).filter(log=None, parameters__warehouse__name=table.name).order_by("-created_at", "-pk")
    return [Row(reading, figures(reading, who) if reading.status == Reading.Status.READY else None) for reading in found[:12]]


@dataclass(frozen=True)
class Row:
    """One reading in a list."""

    reading: Reading
    figures: object = None

    @property
    def headline(self):
        return wording.headline(self.figures) if self.figures else ""

    @property
    def window(self):
        return wording.window(*self.figures.window) if self.figures and self.figures.window[0] else ""


def readings_of(who, number=1):
    """A page of readings, newest first, each with its headline."""
    page = Paginator(loaded().visible_to(who).order_by("-created_at", "-pk"), PER_PAGE).get_page(number)
    page.rows = [Row(reading, figures(reading, who) if reading.status == Reading.Status.READY else None) for reading in page]
    return page


def candidates_of(reading, figures, shown):
    """[Candidate] of a reading that nobody answered yet. figures: as its reader may see them; shown: its masked result."""
    known = Silence.objects.filter(journey=reading.version.journey_id)
    answered = set(known.values_list("touchpoint_key", "segment_by", "segment_value", "kind"))
    return candidates(figures, shown.get("trajectories"), reading.version.unfolded, answered)


def detections(space):
    """The `Detection`s of ready readings that are the newest ready one of their journey, without any result."""
    newer = Q(created_at__gt=OuterRef("reading__created_at")) | Q(
        created_at=OuterRef("reading__created_at"), pk__gt=OuterRef("reading__pk"))
    same = Reading.objects.ready().filter(newer, version__journey=OuterRef("reading__version__journey"))
    return Detection.objects.filter(~Exists(same), reading__space=space, reading__status=Reading.Status.READY).order_by("pk")


@dataclass(frozen=True)
class Waiting:
    """Candidates of one reading that nobody answered: as many as its page proposes at once, at most."""

    reading: object  # its uuid
    journey: str
    window: str
    number: int


def waiting_candidates(who):
    """[Waiting] of the readings that the house asked by itself, in two queries whatever their number; no result is loaded, for
    what they propose was listed before (`actions.list_candidates`), and the register says what was answered since.
    """
    shown = detections(who.space).filter(below=who.space.mask_below).values(
        "places", uuid=F("reading__uuid"), journey=F("reading__version__journey"), name=F("reading__version__journey__name"),
        start=F("reading__result__window__from"), end=F("reading__result__window__to"))
    register = Silence.objects.visible_to(who).filter(journey__in=[one["journey"] for one in shown])
    answered = set(register.values_list("journey", "touchpoint_key", "segment_by", "segment_value", "kind"))
    found = [(one, sum((one["journey"], *place) not in answered for place in one["places"])) for one in shown]
    return [Waiting(one["uuid"], one["name"], wording.window(one["start"], one["end"]), min(number, AT_ONCE))
            for one, number in found if number]


def silences_of(who, status="", journey=None):
    """The silence register, by journey then in the order they were noted; one query."""
    found = Silence.objects.visible_to(who).select_related("journey", "keeper__user", "merged_into").order_by(
        "journey__name", "created_at", "pk")
    if status:
        found = found.filter(status=status)
    if journey:
        found = found.filter(journey__uuid=journey)
    return found


def latest_marks(silences, who):
    """{silence: its `Mark` in the latest ready reading of its journey}; three queries however many there are."""
    journeys = {silence.journey_id for silence in silences}
    ready = Reading.objects.visible_to(who).filter(version__journey__in=journeys, status=Reading.Status.READY)
    latest = dict(ready.order_by("window_to", "created_at", "pk").values_list("version__journey", "pk"))
    shown = {reading.version.journey_id: figures(reading, who) for reading in loaded().filter(pk__in=latest.values())}
    marks = {}
    for silence in silences:
        found = shown.get(silence.journey_id)
        figure = found.get(silence.touchpoint_key) if found else None
        cell = figure and (figure.of(silence.segment_by, silence.segment_value) if silence.segment_by else figure.cell)
        if cell is not None:
            marks[silence.pk] = pictures.mark(figure, cell, customers=found.customers, mask_below=found.mask_below)
    return marks


@dataclass(frozen=True)
class Point:
    """A silence at one reading."""

    reading: Reading
    cell: object = None
    state: str = ""
    window: str = ""


def history(silence, who, limit=24):
    """[Point] of a silence over the last readings of its journey, oldest first; the same days of the same events, read again
    with other groups or another version of the map, are one point: the last one asked for.
    """
    readings = loaded().visible_to(who).filter(version__journey=silence.journey, status=Reading.Status.READY)
    points = {}
    for reading in readings.order_by("-window_to", "-created_at", "-pk")[:4 * limit]:
        found = figures(reading, who)
        figure = found.get(silence.touchpoint_key)
        cell = figure and (figure.of(silence.segment_by, silence.segment_value) if silence.segment_by else figure.cell)
        table = reading.parameters.get("warehouse", {}).get("name")
        events = reading.log_id, table, None if found.window[0] else reading.version_id  # figures come with a version
        if cell and (events, found.window) not in points:
            state = figure.state if figure.state == "check" else "masked" if cell.masked else "counted" if cell.due else "waiting"
            days = wording.window(*found.window) if found.window[0] else ""
            points[events, found.window] = Point(reading, cell, state, days)
        if len(points) == limit:
            break
    return list(points.values())[::-1]


def limits(points):
    """Natural process limits of the rates of a history, or None with too few readings that follow one another: of those that
    share days only the first counts, because the same customers counted twice would make the limits too narrow.
    """
    rates, until = [], None
    for point in points:
        begin, end = point.reading.window_from, point.reading.window_to
        if point.state == "counted" and point.cell.rate is not None and (not until or not begin or begin > until):
            rates.append(point.cell.rate)
            until = end
    return process_limits(rates)


def window_of(reading):
    """The days a ready reading covers, in words."""
    window = reading.result.get("window") or {}
    return wording.window(window.get("from"), window.get("to")) if window.get("from") else ""


def comparable(reading, who):
    """Other ready readings of the same journey, newest first, as a queryset."""
    found = loaded().visible_to(who).filter(version__journey=reading.version.journey_id, status=Reading.Status.READY)
    return found.exclude(pk=reading.pk).order_by("-window_to", "-created_at")


def other_windows(reading, who):
    """[(reading, its days in words)] of the same map on the same log, over other days; the newest few."""
    if reading.log is None:
        return []
    same = Reading.objects.visible_to(who).ready().filter(version=reading.version_id, log=reading.log_id)
    rows = same.exclude(pk=reading.pk).values_list("uuid", "result__window__from", "result__window__to")[:12]
    mine = reading.result.get("window") or {}
    here, found = wording.window(mine.get("from"), mine.get("to")), {}
    for uuid, start, end in rows:
        found.setdefault(wording.window(start, end), uuid)
    return [(uuid, days) for days, uuid in found.items() if days != here][:6]


@dataclass(frozen=True)
class Change:
    """One touchpoint in two readings."""

    label: str
    before: object  # Cell or None
    after: object
    before_state: str = ""
    after_state: str = ""
    difference: object = None  # statistics.Difference, second minus first
    expected: bool = True  # optional touchpoints and members of a group are not
    chance: float | None = None  # of such a difference if there were none, given how many are compared on this map

    @property
    def verdict(self):
        """fell, rose, same, or unknown when it cannot be told: the interval decides, and the whole map agrees."""
        if self.difference is None or self.chance is None:
            return "unknown"
        if self.difference.holds_zero or self.chance > FALSE_FINDS:
            return "same"
        return "fell" if self.difference.points < 0 else "rose"


def reach(changes):
    """How far the scale of a comparison goes on each side of zero, so that every interval fits."""
    ends = [abs(end) for change in changes if change.difference for end in (change.difference.low, change.difference.high)]
    return max(0.1, ceil(10 * max(ends, default=0)) / 10)


def compare(before, after, who):
    """[Change] of two readings, in the map order of the second; all that can be compared is one family, lest a long map
    call by chance a silence receded.
    """
    first, second = figures(before, who), figures(after, who)
    changes = []
    for figure in second:
        if figure.state in ("end", "exit"):
            continue
        old = first.get(figure.key)
        both = old is not None and old.state == figure.state == "counted"
        changes.append(Change(
            figure.label, old.cell if old else None, figure.cell, old.state if old else "absent", figure.state,
            difference((old.cell.silent, old.cell.due), (figure.cell.silent, figure.cell.due)) if both else None,
            figure.expected))
    compared = [i for i, change in enumerate(changes) if change.difference]
    chances = family([tuple((cell.silent, cell.due) for cell in (changes[i].before, changes[i].after)) for i in compared])
    for i, chance in zip(compared, chances, strict=True):
        changes[i] = replace(changes[i], chance=chance)
    return changes
