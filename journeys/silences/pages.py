"""All that the pages of one reading show: the map and its other views, and one touchpoint in full.

Pictures are drawn when a template asks for them, from masked figures only.
"""
import re
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import quote

from django.utils.translation import gettext as _

from journeys.maps import wording as map_wording

from . import paths, pictures, repetitions, times, wording
from .density import density
from .drawing.inaction_map import folded, inaction_map
from .drawing.vertical_map import vertical_map
from .figures import STATUSES
from .masking import masked
from .models import Reading, Silence
from .queries import candidates_of, figures


@dataclass(frozen=True)
class Page:
    """Everything the page of one reading shows; pictures are drawn when asked for."""

    reading: Reading
    figures: object
    address: str  # of the touchpoints: a prefix to which the key is added
    segment: tuple | None = None
    show: str = "silence"
    before: object = None  # the figures of an earlier reading, to mark on the map
    by: str = ""  # the attribute that splits the curves

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

    @cached_property
    def repeated(self):
        """A line for each repeated touchpoint, which is only said of everybody."""
        return [] if self.segment else repetitions.lines(self.figures)

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
    def density(self):
        """Missed of expected interactions by stage, of everybody or of the chosen segment; beside an earlier reading's."""
        return density(self.figures, self.segment, self.before)

    @cached_property
    def matrices(self):
        """One (variable, values, rows) per segment variable; a row is (figure, cell of all, cells)."""
        return [
            (by, values, [(figure, figure.cell, [figure.of(by, value) for value in values])
                          for figure in self.figures if figure.state not in ("end", "exit", "check")])
            for by, values in self.figures.variables.items()]

    @cached_property
    def shown(self):
        """The stored result, masked."""
        return masked(self.reading.result, self.figures.mask_below)

    @cached_property
    def trajectories(self):
        """How customers really went, or None when this reading does not say."""
        found = self.shown.get("trajectories")
        return paths.trajectories(found, self.reading.version.unfolded, self.figures) if found else None

    @cached_property
    def candidates(self):
        """Silences worth a question that nobody has answered yet."""
        return candidates_of(self.reading, self.figures, self.shown)

    @cached_property
    def behaviours(self):
        """Like `matrices`, over every touchpoint: (variable or "", values, rows of (figure, cells)), everybody first.
        """
        rows = [(figure, [figure.cell]) for figure in self.figures]
        split = [(by, values, [(figure, [figure.of(by, value) for value in values]) for figure in self.figures])
                 for by, values in self.figures.variables.items()]
        return [("", [], rows), *split]

    @cached_property
    def split_times(self):
        """Attributes whose groups have curves of their own."""
        return times.variables(self.shown, self.figures)

    @cached_property
    def times(self):
        """Time to activation, touchpoint by touchpoint: of everybody, or of the groups of `by`."""
        return times.rows(self.shown, self.figures, self.by if self.by in self.split_times else "")

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
        """(from label, to label, customers, key gone from) in map order."""
        labels = {figure.key: figure.label for figure in self.figures}
        return [(labels.get(start, start), labels.get(end, end), wording.count(customers), start)
                for start, end, customers in self.figures.detours]

    @cached_property
    def unmatched(self):
        """[(event name, how many events in words)] of the log that no touchpoint of this version names."""
        return [(name, wording.events(number, self.figures.mask_below)) for name, number in unmatched(self.reading)]


def unmatched(reading):
    """Event names of the log that match no touchpoint of the version, the most frequent first."""
    if reading.log is None:
        return []
    patterns = {name for one in reading.version.touchpoints for name in (*one.events, *one.start_events)}
    known = re.compile("|".join(".*".join(re.escape(part) for part in name.split("*")) for name in patterns), re.DOTALL)
    unknown = [(name, number) for name, number in reading.log.activities if not patterns or not known.fullmatch(name)]
    return sorted(unknown, key=lambda row: (-row[1], row[0]))


def page_of(reading, who, address, segment=None, show="silence", before=None, by=""):
    """The `Page` of a ready reading; an unknown segment is nobody's, and shows everybody. before: an earlier reading."""
    found = figures(reading, who)
    if segment and segment[1] not in found.variables.get(segment[0], ()):
        segment = None
    return Page(reading, found, address, segment, show, figures(before, who) if before else None, by)


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
        None if cell.masked else times.curve_of(masked(reading.result, found.mask_below), key),
        map_wording.due_words(touchpoint, labels) if touchpoint else "",
        map_wording.expectation_words(touchpoint) if touchpoint else _("at least one of several ways"),
        Silence.objects.filter(journey=reading.version.journey_id, touchpoint_key=key, segment_by="", kind="").first(),
        [(labels.get(end, end), customers) for start, end, customers in found.detours if start == key], found.mask_below)
