"""Small pictures that sit inside a line of text or a table cell: a share with its interval, five states, a series.

None carries words: the cell beside it says the same in full, so they are hidden from screen readers.
"""
from .markup import Pen, number, tag

# The five states of the behaviour matrix, in reading order: how each is drawn, never by colour alone.
STATES = ("done", "dropped", "avoided", "never_met", "unknown")


def share_bar(rate, low=None, high=None, width=88, height=12, mode="screen"):
    """One share between 0 and 1 as a bar of silence, with its 95 % interval as a thin bracketed line."""
    pen = Pen(mode)
    middle, thick = height / 2, height * 0.5
    parts = [tag("rect", x=0, y=middle - thick / 2, width=width, height=thick, rx=1.5, fill=pen("well"))]
    if rate:
        long = max(1.0, width * rate)
        parts.append(tag("rect", x=0, y=middle - thick / 2, width=long, height=thick, rx=1.5, fill=pen("silence"),
                         opacity=0.8))
    if low is not None and high is not None:
        left, right = width * low, width * high
        parts.append(tag(
            "path", fill="none", stroke=pen("ink"), stroke_width=1,
            d=f"M{number(left)} {number(middle)}H{number(right)}M{number(left)} {number(middle - 3)}v6"
              f"M{number(right)} {number(middle - 3)}v6"))
    return _svg(parts, width, height, "silence-bar")


def difference_bar(points, low, high, width=120, height=16, reach=0.4, mode="screen", expected=None):
    """A difference of two shares on a scale from -reach to +reach: a dot, its interval, zero as a hairline."""
    pen = Pen(mode)
    middle = height / 2

    def across(value):
        return 5 + (width - 10) * (max(-reach, min(reach, value)) + reach) / (2 * reach)

    parts = [pen.line(0, middle, width, middle, "line-2", 1), pen.line(across(0), 1, across(0), height - 1, "ink-2", 1)]
    parts.append(tag("line", x1=across(low), x2=across(high), y1=middle, y2=middle, stroke=pen("voice"), stroke_width=4,
                     stroke_linecap="round"))
    parts.append(tag("circle", cx=across(points), cy=middle, r=4, fill=pen("ink")))
    if expected is not None:
        parts.append(pen.line(across(expected), 0, across(expected), height, "silence", 1.6))
    return _svg(parts, width, height, "difference-bar")


def states_bar(shares, width=120, height=14, mode="screen"):
    """Five states side by side; `shares` maps STATES to values between 0 and 1.

    Done is inked through, dropped is ochre, avoided is the dotted absence, never met is empty paper, unknown is hatched.
    """
    pen = Pen(mode)
    x, parts = 0.0, []
    for state in STATES:
        long = width * shares.get(state, 0)
        if long >= 0.75:
            parts.append(_state(state, x, long, height, pen))
        x += long
    parts.append(tag("rect", x=0.5, y=0.5, width=width - 1, height=height - 1, fill="none", stroke=pen("line-2")))
    return _svg(parts, width, height, "states-bar")


def _state(state, x, long, height, pen):
    if state in ("done", "dropped"):
        return tag("rect", x=x, y=0, width=long, height=height, fill=pen("ink" if state == "done" else "doubt"))
    middle = height / 2
    if state == "avoided":
        ground = tag("rect", x=x, y=0, width=long, height=height, fill=pen("silence-wash"))
        return ground + tag("line", x1=x + 2.5, x2=max(x + 2.6, x + long - 2), y1=middle, y2=middle, stroke=pen("silence"),
                            stroke_width=2.6, stroke_dasharray="0 5", stroke_linecap="round")
    if state == "unknown":
        return tag("line", x1=x + 0.5, x2=x + long, y1=middle, y2=middle, stroke=pen("ink-3"), stroke_width=height,
                   stroke_dasharray="1 2.6")
    return ""


def series(points, limits=None, width=180, height=40, mode="screen"):
    """Rates of one touchpoint over successive readings (None where masked), with natural limits (low, centre, high)."""
    pen = Pen(mode)
    count = max(1, len(points) - 1)

    def place(index, value):
        return 5 + (width - 10) * index / count, height - 4 - (height - 8) * value

    parts = [pen.line(0, height - 3.5, width, height - 3.5, "line", 1)]
    for value in limits or ():
        _x, y = place(0, value)
        parts.append(pen.line(0, y, width, y, "line-2", 1, stroke_dasharray="3 3"))
    path, drawing = "", False
    for index, value in enumerate(points):
        if value is None:
            drawing = False
            continue
        x, y = place(index, value)
        path += f"{'L' if drawing else 'M'}{number(x)} {number(y)}"
        drawing = True
        parts.append(tag("circle", cx=x, cy=y, r=2.6, fill=pen("silence")))
    parts.insert(1, tag("path", d=path or "M0 0", fill="none", stroke=pen("silence"), stroke_width=1.4))
    return _svg(parts, width, height, "series")


def _svg(parts, width, height, klass):
    return tag("svg", *parts, viewBox=f"0 0 {number(width)} {number(height)}", width=width, height=height,
               class_=klass, aria_hidden="true")
