"""Observed trajectories against the expected path, one line each: a dot for a step taken, the dotted ring of a step skipped.

Columns are the expected path, in map order. What an unfinished journey has not come to yet is left blank: it is not skipped.
The words beside each line say the same, so the lines are hidden from screen readers.
"""
from .lettering import width, wrap
from .markup import Pen, number, tag

STATES = ("done", "moved", "skipped", "blank", "doubted")  # moved: done, but not where the path expects it
STEP, HEIGHT, RADIUS, LABEL, EDGE = 26, 26, 5, 11, 14
REACH = 132  # the longest label, slanted


def header(labels, mode="screen"):
    """The slanted names of the columns."""
    pen = Pen(mode)
    short = [wrap(label, LABEL, REACH, lines=1)[0] for label in labels]
    tall = max((width(label, LABEL) for label in short), default=0) * 0.72 + 18
    parts = []
    for index, label in enumerate(short):
        x = EDGE + index * STEP
        parts.append(pen.line(x, tall - 6, x, tall, "line-2", 1))
        parts.append(tag("g", pen.text(label, x + 3, tall - 10, LABEL, "ink-2", "start"),
                         transform=f"rotate(-45 {number(x + 3)} {number(tall - 10)})"))
    return _svg(parts, _wide(labels) + REACH * 0.72, tall, pen)


def line(states, extra=0, mode="screen"):
    """One trajectory: `states` of STATES per column, and how many events the path did not expect."""
    pen = Pen(mode)
    middle, parts, last = HEIGHT / 2, [], None
    for index, state in enumerate(states):
        x = EDGE + index * STEP
        if state in ("done", "moved"):
            if last is not None:
                parts.append(pen.line(last + RADIUS, middle, x - RADIUS, middle, "ink", 1.6))
            last = x
        parts.append(_dot(state, x, middle, pen))
    if extra:
        x = EDGE + len(states) * STEP - 8
        parts.append(pen.text(f"+{extra}", x, middle + 4, LABEL, "ink-2", "start"))
    return _svg(parts, _wide(states) + STEP + 16, HEIGHT, pen)


def _dot(state, x, y, pen):
    if state == "done":
        return tag("circle", cx=x, cy=y, r=RADIUS, fill=pen("ink"))
    if state == "moved":
        return tag("circle", cx=x, cy=y, r=RADIUS - 0.8, fill=pen("sheet"), stroke=pen("ink"), stroke_width=1.6)
    if state == "skipped":
        return tag("circle", cx=x, cy=y, r=RADIUS, fill=pen("sheet"), stroke=pen("silence"), stroke_width=1.9,
                   stroke_dasharray="0 3.14", stroke_linecap="round")
    if state == "doubted":
        return pen.text("?", x, y + 4, LABEL, "doubt", bold=True)
    return tag("circle", cx=x, cy=y, r=1, fill=pen("line-2"))


def _wide(columns):
    return 2 * EDGE + max(0, len(columns) - 1) * STEP


def _svg(parts, wide, tall, pen):
    return tag("svg", *parts, viewBox=f"0 0 {number(float(wide))} {number(float(tall))}", width=float(wide), height=float(tall),
               font_family=pen("sans"), class_="variant", aria_hidden="true")
