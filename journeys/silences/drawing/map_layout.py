"""Where everything of the inaction map stands: columns wide enough for their words, lanes tall enough for their
labels.

Stages run left to right, each touchpoint has a column of its own in map order, each channel a lane. Because a label
never leaves its column and a lane keeps room for its longest label, labels cannot touch; the expected path turns
only in the gutters between columns. All lengths in px.
"""

from dataclasses import dataclass, field
from itertools import groupby
from math import sqrt

from .lettering import BOLD, SERIF_BOLD, Box, line_box, width, wrap
from .ring import reach

LABEL, SMALL, STAGE, LANE = 12, 10.5, 15, 12.5
LINE = 14.5  # distance between two lines of a label
COLUMN_MAX, GUTTER = 120, 12
AIRY, TIGHT = (80, 84, 12), (70, 66, 9)  # of a column: least width, width of its text, air between two texts
RADIUS_MIN, RADIUS_MAX = 16, 24
BAR_HEIGHT = 40
ROOM = 1220  # a desk's width, lane names aside: fewer columns spread out to fill it


@dataclass(frozen=True)
class Place:
    """One touchpoint set on the sheet."""

    mark: object
    x: float
    y: float
    radius: float
    left: float
    right: float
    lines: tuple  # of the label
    note: str
    notes: tuple

    def boxes(self):
        """The boxes of its ring and of each line of its lettering."""
        ring = reach(self.radius)
        yield Box(self.x - ring, self.y - ring, self.x + ring, self.y + ring, f"ring {self.mark.key}")
        bold = BOLD if self.mark.loud else 1.0
        for index, line in enumerate(self.lines):
            yield line_box(
                line,
                self.x,
                self.label_top + index * LINE,
                LABEL,
                weight=bold,
                what=f"label {self.mark.key} {index}",
            )
        for index, line in enumerate(self.notes):
            yield line_box(
                line, self.x, self.note_top + index * (LINE - 1), SMALL, what=f"note {self.mark.key} {index}"
            )

    @property
    def label_top(self):
        """Baseline of the first line of the label."""
        return self.y + self.radius * 1.36 + 15

    @property
    def note_top(self):
        """Baseline of the first line under the label."""
        return self.label_top + len(self.lines) * LINE


@dataclass
class Layout:
    """The whole sheet, without any ink."""

    width: float = 0
    height: float = 0
    top: float = 0  # where lanes begin
    foot: float = 0  # baseline of the bars
    places: list = field(default_factory=list)
    stages: list = field(default_factory=list)  # (name lines, left, right)
    lanes: list = field(default_factory=list)  # (name lines, y of the line)
    lane_width: float = 0
    stage_top: float = 0
    band_bottom: float = 0

    def boxes(self):
        """Every box that must not touch another: labels, rings, stage names."""
        found = [box for place in self.places for box in place.boxes()]
        for lines, left, right in self.stages:
            for index, line in enumerate(lines):
                found.append(
                    line_box(
                        line,
                        (left + right) / 2,
                        self.stage_top + index * 19,
                        STAGE,
                        weight=SERIF_BOLD,
                        what=f"stage {line}",
                    )
                )
        return found


def lay_out(marks, words, room=ROOM, ribbons=(), lanes=()):
    """A `Layout` for `marks` in map order; `room` px is the width to fill when the columns leave some over;
    `lanes`, the order of the channels when it is not that of their first touchpoint.
    """
    layout = Layout()
    columns = [_column(mark, AIRY) for mark in marks]
    if _width(columns) > room:
        closer = [_column(mark, TIGHT) for mark in marks]
        columns = closer if _width(closer) <= room else columns
    _widen_for_stages(marks, columns, room)
    channels = list(dict.fromkeys(mark.channel for mark in marks))
    channels.sort(key=lambda channel: lanes.index(channel) if channel in lanes else len(lanes))
    names = [wrap(channel or words.no_channel, LANE, 108, lines=3) for channel in channels]
    bars = wrap(words.bars, LANE, 108, lines=3)
    layout.lane_width = max([86, *(width(line, LANE) + 18 for lines in [*names, bars] for line in lines)])
    x, lefts = 0.0, []
    for column in columns:
        lefts.append(x)
        x += column["width"]
    layout.width = x + 8
    layout.stages = _stages(marks, columns, lefts)
    layout.stage_top = 20
    layout.top = layout.stage_top + max(len(lines) for lines, _left, _right in layout.stages) * 19 + 4
    heads = _headroom(marks, channels, ribbons)
    y = layout.top
    centres = {}
    for index, channel in enumerate(channels):
        lane = [column for mark, column in zip(marks, columns, strict=True) if mark.channel == channel]
        above = max(column["radius"] * 1.36 for column in lane) + 12 + heads[index]
        below = max(column["radius"] * 1.36 + 15 + column["depth"] for column in lane) + 6
        centres[channel] = y + above
        layout.lanes.append((names[index], y + above))
        y += above + below
    layout.band_bottom = y + 4
    layout.foot = layout.band_bottom + 26 + BAR_HEIGHT
    layout.height = layout.foot + 10
    for mark, column, left in zip(marks, columns, lefts, strict=True):
        layout.places.append(
            Place(
                mark,
                left + column["width"] / 2,
                centres[mark.channel],
                column["radius"],
                left,
                left + column["width"],
                tuple(column["lines"]),
                mark.note,
                tuple(column["notes"]),
            )
        )
    return layout


def _width(columns):
    return sum(column["width"] for column in columns) + 8


def _column(mark, setting):
    """Radius, wrapped lettering and width of one touchpoint's column, set AIRY or TIGHT."""
    least, text, air = setting
    weight = BOLD if mark.loud else 1.0
    limit = max([text, *(min(width(word, LABEL, weight) + 1, COLUMN_MAX) for word in mark.label.split())])
    lines = wrap(mark.label, LABEL, limit, lines=4, weight=weight)
    notes = [line for small in (mark.under, mark.note) if small for line in wrap(small, SMALL, limit, lines=2)]
    widest = max([width(line, LABEL, weight) for line in lines] + [width(line, SMALL) for line in notes])
    radius = RADIUS_MIN + (RADIUS_MAX - RADIUS_MIN) * sqrt(max(0.0, min(1.0, mark.weight)))
    return {
        "radius": radius,
        "lines": lines,
        "notes": notes,
        "depth": len(lines) * LINE + len(notes) * (LINE - 1),
        "width": max(least, widest + air),
    }


def _runs(marks):
    start = 0
    for stage, group in groupby(marks, key=lambda mark: mark.stage):
        size = len(list(group))
        yield stage, start, start + size
        start += size


def _widen_for_stages(marks, columns, room):
    """A stage is at least as wide as its longest word; what is left of `room` is shared between all columns."""
    for stage, start, end in _runs(marks):
        longest = max((width(word, STAGE, SERIF_BOLD) for word in stage.split()), default=0) + 2 * GUTTER
        missing = min(longest, 260) - sum(column["width"] for column in columns[start:end])
        for column in columns[start:end]:
            column["width"] += max(0, missing) / (end - start)
    left_over = room - _width(columns)
    if left_over > 0:
        share = min(left_over / len(columns), 150)
        for column in columns:
            column["width"] += share


def _stages(marks, columns, lefts):
    found = []
    for stage, start, end in _runs(marks):
        left, right = lefts[start], lefts[end - 1] + columns[end - 1]["width"]
        found.append((wrap(stage, STAGE, right - left - GUTTER, lines=3, weight=SERIF_BOLD), left, right))
    return found


def _headroom(marks, channels, ribbons):
    """Extra height above each lane for the detours that jump over it."""
    lane_of = {mark.key: channels.index(mark.channel) for mark in marks}
    order = {mark.key: index for index, mark in enumerate(marks)}
    heads = [0.0] * len(channels)
    for ribbon in ribbons:
        if ribbon.start in lane_of and ribbon.end in lane_of:
            lane = min(lane_of[ribbon.start], lane_of[ribbon.end])
            heads[lane] = max(heads[lane], rise(abs(order[ribbon.end] - order[ribbon.start])))
    return heads


def rise(columns):
    """How high, in px, a detour over `columns` columns climbs above the rings it joins."""
    return 15 + 8 * sqrt(max(1, columns))
