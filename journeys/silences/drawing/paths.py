"""Expected and observed, side by side: the path that was meant as one even line, the path that was taken as it thinned out.

On the right, the line is as wide as the share of customers who did it, of those whose time was up; where it thins, the
missing width is dotted. Nothing is drawn for what cannot be judged.
"""
from dataclasses import dataclass

from .lettering import BOLD, wrap
from .markup import Pen, number, tag, title

SMALL, HEAD = 11.5, 15


@dataclass(frozen=True)
class Sheet:
    """Where things stand, in px, on a desk or on a phone."""

    width: int = 980
    expected: int = 400  # the even line
    observed: int = 500  # where the observed path begins
    wide: int = 260  # when everybody follows it
    words: int = 784
    step: int = 56
    label: float = 13.5
    narrow: bool = False  # labels stand with the figures, on the right


DESK = Sheet()
PHONE = Sheet(344, 12, 40, 96, 148, 66, 13.5, True)


def paths(marks, words, sheet=DESK, mode="screen"):
    """One SVG string. words: {"title", "expected", "observed"}; each mark's `under` stands beside its step."""
    pen = Pen(mode)
    places = [(mark, 46 + sheet.step * (index + 0.5))
              for index, mark in enumerate(mark for mark in marks if mark.state not in ("end", "exit"))]
    height = 52 + sheet.step * len(places)
    inside = [title(words["title"])]
    head = (0, "start") if sheet.narrow else (sheet.expected, "middle")
    inside.append(pen.text(words["expected"], head[0], 22, HEAD, "ink", head[1], bold=True, face="serif"))
    second = (96, "start") if sheet.narrow else (sheet.observed + sheet.wide / 2, "middle")
    inside.append(pen.text(words["observed"], second[0], 22, HEAD, "ink", second[1], bold=True, face="serif"))
    if places:
        inside.append(pen.line(sheet.expected, places[0][1], sheet.expected, places[-1][1], "ink", 2))
    inside += [_between(here, there, sheet, pen) for here, there in zip(places, places[1:], strict=False)]
    inside += [_step(mark, y, sheet, pen) for mark, y in places]
    return tag("svg", *inside, viewBox=f"0 0 {sheet.width} {number(height)}", font_family=pen("sans"), role="group",
               class_="paths-narrow" if sheet.narrow else "paths", aria_label=words["title"])


def _width(mark, sheet):
    """How wide the observed path is at a step, or None where nothing can be said."""
    return sheet.wide * (mark.done + mark.late) if mark.state == "counted" else None


def _between(here, there, sheet, pen):
    """The observed path from one step to the next: a band that narrows, and never bridges what is unknown."""
    (first, y1), (second, y2) = here, there
    a, b, x = _width(first, sheet), _width(second, sheet), sheet.observed
    if a is None or b is None:
        return pen.line(x + 2, y1 + 12, x + 2, y2 - 12, "line-2", 1.5, stroke_dasharray="2 4")
    middle = (y1 + y2) / 2
    path = (f"M{x} {number(y1)}H{number(x + a)}C{number(x + a)} {number(middle)} {number(x + b)} {number(middle)} "
            f"{number(x + b)} {number(y2)}H{x}Z")
    return tag("path", d=path, fill=pen("ink"), opacity=0.14)


def _step(mark, y, sheet, pen):
    room = sheet.width - sheet.words - 4
    lines = wrap(mark.label, sheet.label, room if sheet.narrow else sheet.expected - 30, lines=2,
                 weight=BOLD if mark.loud else 1)
    beside = wrap(mark.under, SMALL, room, lines=1 if sheet.narrow else 2)
    tall = (len(lines) + len(beside)) * 16 if sheet.narrow else len(lines) * 16
    first = y - tall / 2 + 12
    where, anchor = (sheet.words, "start") if sheet.narrow else (sheet.expected - 18, "end")
    words = [pen.text(line, where, first + index * 16, sheet.label, "ink", anchor, bold=mark.loud)
             for index, line in enumerate(lines)]
    below = first + len(lines) * 16 if sheet.narrow else y + 4 - (len(beside) - 1) * 7
    words += [pen.text(line, sheet.words, below + index * 14, SMALL, "silence" if mark.loud else "ink-2", "start",
                       bold=mark.loud) for index, line in enumerate(beside)]
    hit = tag("rect", x=1, y=y - sheet.step / 2 + 2, width=sheet.width - 2, height=sheet.step - 4, rx=6,
              fill="transparent", class_="map-hit")
    dot = tag("circle", cx=sheet.expected, cy=y, r=5, fill=pen("sheet"), stroke=pen("ink"), stroke_width=2)
    drawn = [title(mark.aria), hit, dot, _observed(mark, y, sheet, pen), *words]
    if mark.href and pen.mode == "screen":
        return tag("a", *drawn, href=mark.href, aria_label=mark.aria, class_="map-mark")
    return tag("g", *drawn, role="img", aria_label=mark.aria)


def _observed(mark, y, sheet, pen):
    done, x = _width(mark, sheet), sheet.observed
    if done is None:
        check = mark.state == "check"
        return pen.text("?" if check else "–", x + 8, y + 5, 15, "doubt" if check else "ink-2", "start", bold=True)
    parts = [tag("line", x1=x, x2=x + max(1.0, done), y1=y, y2=y, stroke=pen("ink"), stroke_width=6)]
    dropped = sheet.wide * mark.attempted
    if dropped > 1:
        parts.append(tag("line", x1=x + done, x2=x + done + dropped, y1=y, y2=y, stroke=pen("doubt"), stroke_width=6))
    if mark.silent * sheet.wide > 4:
        parts.append(tag("line", x1=x + done + dropped + 4, x2=x + sheet.wide, y1=y, y2=y, stroke=pen("silence"),
                         stroke_width=2.6, stroke_dasharray="0 5.2", stroke_linecap="round"))
    return "".join(parts)
