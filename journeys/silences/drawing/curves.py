"""Time to activation: how the share of customers who acted grows with the days, with its interval, up to the due day.

The curve stops where observation stops; it never falls, never reaches beyond what was seen, and what is missing at the due
day is the silence: the gap left above the curve, marked by a dotted line.
"""
from . import lettering
from .markup import Pen, number, tag, title

LEFT, TOP, RIGHT, BOTTOM = 38, 26, 10, 26


def curve(steps, words, due=None, end=None, width=300, height=170, ticks=(), mode="screen",
          beside=()):
    """One small multiple.

    steps: (time, share, low or None, high or None) in any one unit; due, end: the same unit; ticks: (time, text);
    beside: the steps of everybody, drawn thin behind;
    words: {"title", "top" (100 %), "bottom" (0 %), "due", "unit"} already in the reader's language.
    """
    pen = Pen(mode)
    last = max([end or 0, due or 0, *(step[0] for step in steps)]) or 1
    wide, tall = width - LEFT - RIGHT, height - TOP - BOTTOM

    def place(time, share):
        return LEFT + wide * min(1, time / last), TOP + tall * (1 - share)

    floor = TOP + tall
    parts = [title(words["title"]), pen.line(LEFT, TOP, width - RIGHT, TOP, "line", 1)]
    parts.append(pen.line(LEFT, floor, width - RIGHT, floor, "line-2", 1))
    parts.append(pen.text(words["top"], LEFT - 5, TOP + 4, 10, "ink-2", "end"))
    parts.append(pen.text(words["bottom"], LEFT - 5, floor + 3, 10, "ink-2", "end"))
    parts += _ticks(ticks, words["unit"], last, wide, floor, pen)
    band = _band(steps, place, last if end is None else end)
    if band:
        parts.append(tag("path", d=band, fill=pen("ink"), opacity=0.12, class_="curve-interval"))
    if beside:
        parts.append(tag("path", d=_steps(beside, place, last if end is None else end), fill="none", stroke=pen("ink-2"),
                         stroke_width=1, stroke_dasharray="4 3", class_="curve-beside"))
    parts.append(tag("path", d=_steps(steps, place, last if end is None else end), fill="none", stroke=pen("ink"),
                     stroke_width=2, stroke_linejoin="round", class_="curve-line"))
    if due is not None:
        parts += _due(due, steps, place, floor, words["due"], width, pen)
    return tag("svg", *parts, viewBox=f"0 0 {width} {height}", width=width, height=height, font_family=pen("sans"),
               role="img", aria_label=words["title"], class_="curve")


def _due(due, steps, place, floor, words, width, pen):
    """The due time, and the silence left above the curve there; no gap is drawn between two steps, where it is not known."""
    x, top = place(due, 1)
    half = lettering.width(words, 10.5) / 2
    yield pen.text(words, min(max(x, LEFT + half), width - RIGHT - half), top - 8, 10.5, "ink-2")
    yield pen.line(x, top, x, floor, "line-2", 1, stroke_dasharray="2 3")
    known = [step for step in steps if step[0] <= due]
    if known and (abs(known[-1][0] - due) < 1e-6 or known[-1] is steps[-1]):
        y = place(due, known[-1][1])[1]
        yield tag("line", x1=x, x2=x, y1=y - 4, y2=top, stroke=pen("silence"), stroke_width=2.2,
                  stroke_dasharray="0 4.4", stroke_linecap="round", class_="curve-silence")
        yield tag("circle", cx=x, cy=y, r=3, fill=pen("ink"))


def _ticks(ticks, unit, last, wide, floor, pen):
    yield pen.text(unit, LEFT + wide, floor + 16, 10, "ink-2", "end")
    clear = LEFT + wide - lettering.width(unit, 10) - 14
    for time, text in ticks:
        x = LEFT + wide * time / last
        if time and x + lettering.width(text, 10) / 2 > clear:
            continue
        yield pen.line(x, floor, x, floor + 4, "line-2", 1)
        yield pen.text(text, x, floor + 16, 10, "ink-2", "start" if time == 0 else "middle")


def _steps(steps, place, end):
    x, y = place(0, 0)
    path = f"M{number(x)} {number(y)}"
    for time, share, _low, _high in steps:
        x, y = place(time, share)
        path += f"H{number(x)}V{number(y)}"
    return path + f"H{number(place(end, 0)[0])}"


def _band(steps, place, end):
    """The interval as one closed step shape, over the steps that have one."""
    known = [step for step in steps if step[2] is not None and step[3] is not None]
    if len(known) < 2:
        return ""
    times = [step[0] for step in known[1:]] + [max(end, known[-1][0])]
    upper, lower = "", ""
    for (start, _share, low, high), until in zip(known, times, strict=True):
        x1, top = place(start, high)
        x2, bottom = place(until, low)
        upper += f"{'M' if not upper else 'L'}{number(x1)} {number(top)}H{number(x2)}"
        lower = f"L{number(x2)} {number(bottom)}H{number(x1)}" + lower
    return upper + lower + "Z"
