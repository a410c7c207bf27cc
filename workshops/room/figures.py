"""The masked figures of a silence as they stood when it was put on a session's table, kept as JSON, drawn and said again later.

A session shows what it was opened with: a later reading, or another mask, changes nothing on its screens.
"""
from dataclasses import asdict, dataclass, fields

from journeys.maps.expectations import Touchpoint
from journeys.maps.wording import due_words
from journeys.silences import pictures, queries, wording
from journeys.silences.drawing.ring import component
from journeys.silences.figures import Cell, Figure


def of(reading, silences, member):
    """One JSON-ready dict per silence, with what `member` may see of the reading."""
    figures = queries.figures(reading, member)
    labels = {figure.key: figure.label for figure in figures}
    return [snapshot(figures.get(silence.touchpoint_key), silence, labels) for silence in silences]


def snapshot(figure, silence, labels):
    """What is kept of one figure: its own numbers (or its segment's), its touchpoint, the labels its words need."""
    if figure is None:
        return {"label": silence.label}
    cell = figure.of(silence.segment_by, silence.segment_value) if silence.segment_by else figure.cell
    touchpoint = figure.touchpoint
    anchor = getattr(touchpoint, "anchor", "")
    return {
        "label": silence.label or figure.label,
        "key": figure.key, "stage": figure.stage, "channel": figure.channel, "instrument": figure.instrument,
        "expectation": figure.expectation, "group": figure.group, "is_group": figure.is_group,
        "cell": asdict(cell or Cell(silence.segment_by, silence.segment_value)),
        "touchpoint": touchpoint.as_dict() if touchpoint else None,
        "anchor_label": labels.get(anchor, ""),
        "segment": f"{silence.segment_by} = {silence.segment_value}" if silence.segment_by else "",
    }  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """A silence ready for a screen, in the reader's language: figure, words, ring."""

    figure: Figure
    anchor_label: str = ""
    segment: str = ""

    @classmethod
    def from_json(cls, kept):
        """The inverse of `snapshot`."""
        known = {field.name for field in fields(Cell)}
        cell = Cell(**{name: value for name, value in (kept.get("cell") or {}).items() if name in known})
        touchpoint = Touchpoint.from_dict(kept["touchpoint"]) if kept.get("touchpoint") else None
        named = ("stage", "channel", "instrument", "expectation", "group", "is_group")
        figure = Figure(
            key=kept.get("key", ""), label=kept["label"], cell=cell, touchpoint=touchpoint,
            **{name: kept[name] for name in named if name in kept},
        )
        return cls(figure, kept.get("anchor_label", ""), kept.get("segment", ""))

    @property
    def cell(self):
        return self.figure.cell

    @property
    def is_counted(self):
        return self.figure.state == "counted"

    def ring(self, size):
        """The ring as SVG, `size` pixels wide before CSS."""
        return component(pictures.mark(self.figure, self.cell), size, ground="paper" if size > 100 else "sheet")

    @property
    def small_ring(self):
        return self.ring(44)

    @property
    def big_ring(self):
        return self.ring(420)

    @property
    def rate(self):
        return wording.percent(self.cell.rate) if self.is_counted else ""

    @property
    def counted_words(self):
        """“1,630 of 2,590, 61 to 65%”, or why there is no rate."""
        if not self.is_counted:
            return wording.statement(self.figure, self.cell)
        return f"{wording.of_due(self.cell)}, {wording.interval(self.cell.low, self.cell.high)}"

    @property
    def sentence(self):
        return wording.sentence(self.figure, self.cell)

    @property
    def attempted(self):
        return wording.attempted(self.cell)

    @property
    def intent(self):
        return self.figure.touchpoint.intent if self.figure.touchpoint else ""

    @property
    def expected(self):
        """By when, counted from what, in words."""
        touchpoint = self.figure.touchpoint
        if touchpoint is None:
            return ""
        return due_words(touchpoint, {touchpoint.anchor: self.anchor_label} if self.anchor_label else {})

    @property
    def instead(self):
        """What the silent customers did instead: (share in words, what) pairs, largest first; empty when masked."""
        counts = self.cell.instead or {}
        if self.cell.masked or any(number is None for number in counts.values()):
            return []
        total = sum(counts.values())
        ordered = sorted(counts.items(), key=lambda pair: -pair[1])
        return [(wording.percent(number / total), wording.INSTEAD_WORDS[kind]) for kind, number in ordered if number]
