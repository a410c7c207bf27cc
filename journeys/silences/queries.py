"""Reads that feed the pages of readings and of the silence register. Nothing is measured again here: stored results,
masked.

`figures(reading, who)` is the one way from a stored result to anything that leaves the server through a page or the
API.
"""
import re
from dataclasses import dataclass
from functools import cached_property
from math import ceil
from urllib.parse import quote

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from journeys.maps import wording as map_wording

from . import pictures, wording
from .drawing.inaction_map import folded, inaction_map
from .drawing.vertical_map import vertical_map
from .figures import STATUSES, build
from .masking import masked
from .models import Reading, Silence
from .statistics import contrasts, process_limits

PER_PAGE = 25


def below(who):
    """Customers under which a group is masked, for a person of a space (or the number itself)."""
    return who if isinstance(who, int) else who.space.mask_below


def figures(reading, who):
    """`figures.Figures` of a ready reading as `who` (a Member, a guest, or a mask size) may see it."""
    mask = below(who)
    shown = masked(reading.result, mask)
    return build(shown, reading.version.touchpoints, mask, _contrasts(shown))


def _contrasts(shown):
    """{(touchpoint, by, value): Contrast}; one family per segment variable, made from shown cells only."""
    cells = {}
    for entry in shown["touchpoints"]:
        if entry.get("instrument") == "check":
            continue
        for one in entry.get("segments", ()):
            if not one.get("masked") and one.get("due"):
                cells.setdefault(one["by"], []).append((entry["touchpoint"], one["value"], one["silent"], one["due"]))
    return {(found.touchpoint, by, found.value): found for by, family in cells.items() for found in contrasts(family)}


def loaded():
    """Readings with all that a page needs of their neighbours."""
    return Reading.objects.select_related("space", "version__journey", "log")


def title(reading):
    """“Installer sa box, version 4, October log”."""
    if reading.log is None:
        return _("%(journey)s, version %(number)s, figures given with the map") % {
            "journey": reading.version.journey.name, "number": reading.version.number}
    return _("%(journey)s, version %(number)s, %(log)s") % {
        "journey": reading.version.journey.name, "number": reading.version.number, "log": reading.log.title}


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


@dataclass(frozen=True)
class Page:
    """Everything the page of one reading shows; pictures are drawn when asked for."""

    reading: Reading
    figures: object
    address: str  # of the touchpoints: a prefix to which the key is added
    segment: tuple | None = None
    show: str = "silence"
    before: object = None  # the figures of an earlier reading, to mark on the map

    @property
    def headline(self):
        return wording.headline(self.figures)

    @property
    def window(self):
        return wording.window(*self.figures.window) if self.figures.window[0] else ""

    @property
    def customers(self):
        return wording.count(self.figures.customers) if self.figures.customers is not None else ""

    @cached_property
    def marks(self):
        return pictures.marks(
            self.figures, lambda key: f"{self.address}{quote(key, safe='')}/", self.segment, self.show, self.before)

    @cached_property
    def words(self):
        return pictures.map_words(self.figures, self.show)

    @cached_property
    def ribbons(self):
        """Detours, which are only known of everybody."""
        return () if self.segment or self.before else pictures.ribbons(self.figures)

    @cached_property
    def map(self):
        """(lanes, body) of the wide map."""
        return inaction_map(self.marks, self.words, self.ribbons)

    @cached_property
    def narrow_map(self):
        return vertical_map(self.marks, self.words, self.ribbons)

    @cached_property
    def printed_maps(self):
        """The wide map cut in rows for paper, when one row cannot hold it."""
        return folded(self.marks, self.words, self.ribbons) if len(self.marks) > 15 else []

    @property
    def segment_text(self):
        return "=".join(self.segment) if self.segment else ""

    @cached_property
    def rows(self):
        """(figure, cell, mark) of every touchpoint, of everybody or of the chosen segment."""
        by_key = {mark.key: mark for mark in self.marks}
        rows = [(figure, figure.of(*self.segment) if self.segment else figure.cell) for figure in self.figures]
        return [(figure, cell, by_key[figure.key]) for figure, cell in rows if cell is not None]

    @cached_property
    def matrices(self):
        """One (variable, values, rows) per segment variable; a row is (figure, cell of all, cells)."""
        return [
            (by, values, [(figure, figure.cell, [figure.of(by, value) for value in values])
                          for figure in self.figures if figure.state not in ("end", "exit", "check")])
            for by, values in self.figures.variables.items()]

    @cached_property
    def behaviours(self):
        """Like `matrices`, over every touchpoint: (variable or "", values, rows of (figure, cells)), everybody first.
        """
        rows = [(figure, [figure.cell]) for figure in self.figures]
        split = [(by, values, [(figure, [figure.of(by, value) for value in values]) for figure in self.figures])
                 for by, values in self.figures.variables.items()]
        return [("", [], rows), *split]

    @cached_property
    def curves(self):
        """(figure, its time-to-activation picture) in map order."""
        shown = masked(self.reading.result, self.figures.mask_below)
        return [(figure, pictures.curve(found, figure)) for figure in self.figures
                if not figure.cell.masked and figure.state == "counted" and (found := curve_of(shown, figure.key))]

    @cached_property
    def paths(self):
        """Expected and observed side by side."""
        return pictures.side_by_side(self.figures, self.marks)

    @cached_property
    def cautions(self):
        labels = {figure.key: figure.label for figure in self.figures}
        known = {figure.key for figure in self.figures.checks}
        return [text for found in self.reading.result.get("cautions", ())
                if not (found["kind"] == "never_seen" and found["touchpoint"] in known)
                and (text := wording.caution(found, labels))]

    @cached_property
    def detours(self):
        """(from label, to label, customers) in map order."""
        labels = {figure.key: figure.label for figure in self.figures}
        return [(labels.get(start, start), labels.get(end, end), wording.count(customers))
                for start, end, customers in self.figures.detours]

    @cached_property
    def unmatched(self):
        """[(event name, events)] of the log that no touchpoint of this version names."""
        return unmatched(self.reading)


def unmatched(reading):
    """Event names of the log that match no touchpoint of the version, the most frequent first."""
    if reading.log is None:
        return []
    patterns = {name for one in reading.version.touchpoints for name in (*one.events, *one.start_events)}
    known = re.compile("|".join(".*".join(re.escape(part) for part in name.split("*")) for name in patterns), re.DOTALL)
    unknown = [(name, number) for name, number in reading.log.activities if not patterns or not known.fullmatch(name)]
    return sorted(unknown, key=lambda row: (-row[1], row[0]))


def page_of(reading, who, address, segment=None, show="silence", before=None):
    """The `Page` of a ready reading; an unknown segment is nobody's, and shows everybody. before: an earlier reading."""
    found = figures(reading, who)
    if segment and segment[1] not in found.variables.get(segment[0], ()):
        segment = None
    return Page(reading, found, address, segment, show, figures(before, who) if before else None)


@dataclass(frozen=True)
class Detail:
    """One touchpoint of one reading, in full."""

    reading: Reading
    figure: object
    mark: object
    statuses: list  # (status, words, customers or None)
    instead: list  # (words, customers, share)
    segments: list  # (variable, cells)
    curve: dict | None
    due: str
    expectation: str
    silence: Silence | None
    detours: list  # (label, customers)
    mask_below: int = 11

    @property
    def curve_drawn(self):
        return pictures.curve(self.curve, self.figure)


def detail(reading, who, key):
    """The `Detail` of a touchpoint, or None when this reading does not have it."""
    found = figures(reading, who)
    figure = found.get(key)
    if figure is None:
        return None
    cell = figure.cell
    labels = {one.key: one.label for one in found}
    touchpoint = figure.touchpoint
    statuses = [] if cell.masked else [(status, wording.STATUS_WORDS[status], cell.counts[status]) for status in STATUSES]
    instead, total = [], sum((cell.instead or {}).values()) if not cell.masked else 0
    for kind, customers in (cell.instead or {}).items() if total else ():
        instead.append((wording.INSTEAD_WORDS[kind], customers, customers / total))
    return Detail(
        reading, figure, pictures.mark(figure, customers=found.customers, mask_below=found.mask_below), statuses, instead,
        [(by, [cell for cell in figure.segments if cell.by == by]) for by in found.variables],
        None if cell.masked else curve_of(masked(reading.result, found.mask_below), key),
        map_wording.due_words(touchpoint, labels) if touchpoint else "",
        map_wording.expectation_words(touchpoint) if touchpoint else _("at least one of several ways"),
        Silence.objects.filter(journey=reading.version.journey_id, touchpoint_key=key, segment_by="", kind="").first(),
        [(labels.get(end, end), customers) for start, end, customers in found.detours if start == key], found.mask_below)


def curve_of(shown, key):
    """The time-to-activation curve of a touchpoint, or None; one that takes no time at all is no curve."""
    found = next((curve for curve in shown.get("curves") or () if curve["touchpoint"] == key), None)
    return found if found and found["steps"] and found["steps"][-1][0] else None


def silences_of(who, status="", journey=None):
    """The silence register, by journey then in the order they were noted; one query."""
    found = Silence.objects.visible_to(who).select_related("journey", "keeper__user", "merged_into").order_by(
        "journey__name", "created_at", "pk")
    if status:
        found = found.filter(status=status)
    if journey:
        found = found.filter(journey__uuid=journey)
    return found


@dataclass(frozen=True)
class Point:
    """A silence at one reading."""

    reading: Reading
    cell: object = None
    state: str = ""
    window: str = ""


def history(silence, who, limit=24):
    """[Point] of a silence over the last readings of its journey, oldest first."""
    readings = loaded().visible_to(who).filter(version__journey=silence.journey, status=Reading.Status.READY)
    points = []
    for reading in reversed(readings.order_by("-window_to", "-created_at", "-pk")[:limit]):
        found = figures(reading, who)
        figure = found.get(silence.touchpoint_key)
        if figure is None:
            continue
        cell = figure.of(silence.segment_by, silence.segment_value) if silence.segment_by else figure.cell
        if cell is not None:
            state = figure.state if figure.state == "check" else "masked" if cell.masked else "counted" if cell.due else "waiting"
            points.append(Point(reading, cell, state, wording.window(*found.window) if found.window[0] else ""))
    return points


def limits(points):
    """Natural process limits of the rates of a history, or None with too few readings."""
    rates = [point.cell.rate for point in points if point.state == "counted" and point.cell.rate is not None]
    return process_limits(rates)


def window_of(reading):
    """The days a ready reading covers, in words."""
    window = reading.result.get("window") or {}
    return wording.window(window.get("from"), window.get("to")) if window.get("from") else ""


def comparable(reading, who):
    """Other ready readings of the same journey, newest first."""
    found = loaded().visible_to(who).filter(version__journey=reading.version.journey_id, status=Reading.Status.READY)
    return found.exclude(pk=reading.pk).order_by("-window_to", "-created_at")[:12]


@dataclass(frozen=True)
class Change:
    """One touchpoint in two readings."""

    label: str
    before: object  # Cell or None
    after: object
    before_state: str = ""
    after_state: str = ""
    difference: object = None  # statistics.Difference, second minus first

    @property
    def verdict(self):
        """fell, rose, same, or unknown when it cannot be told."""
        if self.difference is None:
            return "unknown"
        if self.difference.holds_zero:
            return "same"
        return "fell" if self.difference.points < 0 else "rose"


def reach(changes):
    """How far the scale of a comparison goes on each side of zero, so that every interval fits."""
    ends = [abs(end) for change in changes if change.difference for end in (change.difference.low, change.difference.high)]
    return max(0.1, ceil(10 * max(ends, default=0)) / 10)


def compare(before, after, who):
    """[Change] of two readings, in the map order of the second."""
    from .statistics import difference

    first, second = figures(before, who), figures(after, who)
    changes = []
    for figure in second:
        if figure.state in ("end", "exit"):
            continue
        old = first.get(figure.key)
        both = old is not None and old.state == figure.state == "counted"
        changes.append(Change(
            figure.label, old.cell if old else None, figure.cell, old.state if old else "absent", figure.state,
            difference((old.cell.silent, old.cell.due), (figure.cell.silent, figure.cell.due)) if both else None))
    return changes
