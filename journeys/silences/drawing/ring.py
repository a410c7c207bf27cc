"""The ring: what was done is inked, what was begun and dropped is ochre, what nobody did is the missing arc,
dotted.

The circle is exactly the customers whose time was up, so the missing arc is exactly the number inside. What cannot
be observed yet stays outside the circle, as it stays outside the count: a hatched band that hugs it. A thin inner
arc spans the 95 % interval. A broken instrument, a masked group, an empty count and an end have drawings of their
own: none is a silence.
"""

from math import cos, pi, sin

from .markup import Pen, number, tag, title


def point(x, y, radius, share):
    """The point at `share` of a turn, clockwise from the top."""
    angle = 2 * pi * share - pi / 2
    return x + radius * cos(angle), y + radius * sin(angle)


def arc(x, y, radius, start, end):
    """Path data of the arc from `start` to `end` (shares of a turn, clockwise from the top)."""
    end = min(end, start + 0.9999)
    x1, y1 = point(x, y, radius, start)
    x2, y2 = point(x, y, radius, end)
    large = 1 if end - start > 0.5 else 0
    fine = [f"{value:.2f}" for value in (x1, y1, radius, radius, x2, y2)]
    return f"M{fine[0]} {fine[1]}A{fine[2]} {fine[3]} 0 {large} 1 {fine[4]} {fine[5]}"


def reach(radius):
    """How far from its centre a ring draws, the hatched band included."""
    return radius * 1.36 + 2


def ring(mark, x, y, radius, pen=None, ground="sheet", number_size=None):
    """SVG of one mark centred on (x, y); `ground` is the token of the surface it lies on."""
    pen = pen or Pen()
    draw = {
        "counted": _counted,
        "check": _check,
        "masked": _masked,
        "waiting": _waiting,
        "end": _end,
        "exit": _exit,
    }[mark.state]
    size = number_size or max(10.5, radius * 0.6)
    return tag("circle", cx=x, cy=y, r=radius + radius * 0.12, fill=pen(ground)) + draw(
        mark, x, y, radius, pen, size
    )


def _stroke(path, colour, width, pen, **more):
    return tag("path", d=path, fill="none", stroke=pen(colour), stroke_width=width, **more)


def _counted(mark, x, y, radius, pen, size):
    thick = radius * (0.13 if mark.expectation == "optional" else 0.22)
    parts, turn = [], 0.0
    for share, colour, width in (
        (mark.done, "ink", thick),
        (mark.late, "ink-3", thick),
        (mark.attempted, "doubt", thick),
    ):
        if share > 0.002:
            parts.append(_stroke(arc(x, y, radius, turn, turn + share), colour, width, pen))
        turn += share
    if mark.late > 0.002:  # late is done, but not inked through: a paper line runs inside it
        parts.append(_stroke(arc(x, y, radius, mark.done, mark.done + mark.late), "sheet", thick * 0.4, pen))
    if mark.silent > 0.002:
        dot, missing = max(1.6, radius * 0.075), "silence" if mark.show == "silence" else "ink-3"
        path = arc(x, y, radius, turn + 0.004, 0.998) if turn > 0.004 else arc(x, y, radius, 0, 1)
        parts.append(
            _stroke(path, missing, dot, pen, stroke_dasharray=f"0 {number(dot * 2.15)}", stroke_linecap="round")
        )
    parts.append(_pending(mark, x, y, radius, pen))
    if mark.show == "silence" and mark.low is not None and mark.high - mark.low > 0.02:
        parts.append(
            _stroke(arc(x, y, radius * 0.76, 1 - mark.high, 1 - mark.low), "silence", max(0.8, radius * 0.035), pen)
        )
    if mark.before is not None:
        (x1, y1), (x2, y2) = point(x, y, radius * 0.72, 1 - mark.before), point(x, y, radius * 1.3, 1 - mark.before)
        parts.append(pen.line(x1, y1, x2, y2, "voice", max(2.2, radius * 0.1), stroke_linecap="round"))
    colour = "silence" if mark.loud else "ink-2"
    parts.append(pen.text(mark.inside, x, y + size * 0.36, size, colour, bold=mark.loud, klass="ring-number"))
    return "".join(parts)


def _pending(mark, x, y, radius, pen):
    """The hatched band outside the circle: customers whose time is not up."""
    if mark.pending <= 0.004:
        return ""
    width = max(2.5, radius * 0.16)
    return _stroke(
        arc(x, y, radius * 1.27, 0, mark.pending),
        "ink-3",
        width,
        pen,
        stroke_dasharray=f"{number(max(0.9, radius * 0.045))} {number(max(1.8, radius * 0.085))}",
    )


def _check(mark, x, y, radius, pen, size):
    """Not a ring at all: a gauge without needle, in the colour of doubt."""
    half = radius * 0.86
    return tag(
        "rect",
        x=x - half,
        y=y - half,
        width=2 * half,
        height=2 * half,
        rx=radius * 0.28,
        fill=pen("doubt-wash"),
        stroke=pen("doubt"),
        stroke_width=max(1.4, radius * 0.07),
        stroke_dasharray=f"{number(radius * 0.3)} {number(radius * 0.16)}",
    ) + pen.text("?", x, y + size * 0.5, size * 1.4, "doubt", bold=True, face="serif", klass="ring-number")


def _masked(mark, x, y, radius, pen, size):
    """A covered disc: there are figures, and they are nobody's business."""
    small = min(size, radius * 0.5)
    return tag(
        "circle", cx=x, cy=y, r=radius, fill=pen("well"), stroke=pen("ink-3"), stroke_width=max(1, radius * 0.05)
    ) + pen.text(mark.inside, x, y + small * 0.36, small, "ink-2", klass="ring-number")


def _waiting(mark, x, y, radius, pen, size):
    """Nobody's time is up: only the hatched band, and no number."""
    return (
        tag("circle", cx=x, cy=y, r=radius, fill="none", stroke=pen("line-2"), stroke_width=1)
        + _pending(mark, x, y, radius, pen)
        + pen.text(mark.inside or "–", x, y + size * 0.36, size, "ink-3", klass="ring-number")
    )


def _end(mark, x, y, radius, pen, size):
    """Where the journey ends well: a full stop."""
    return tag("circle", cx=x, cy=y, r=radius * 0.62, fill="none", stroke=pen("ink"), stroke_width=1.4) + tag(
        "circle", cx=x, cy=y, r=radius * 0.4, fill=pen("ink")
    )


def _exit(mark, x, y, radius, pen, size):
    """Where the customer leaves: an open ring and the way out."""
    small = radius * 0.62
    tip = x + small * 1.75
    return _stroke(arc(x, y, small, 0.36, 1.14), "ink-2", 1.4, pen) + tag(
        "path",
        d=f"M{number(x)} {number(y)}H{number(tip)}m{number(-small * 0.4)} {number(-small * 0.36)}"
        f"l{number(small * 0.4)} {number(small * 0.36)}l{number(-small * 0.4)} {number(small * 0.36)}",
        fill="none",
        stroke=pen("ink-2"),
        stroke_width=1.4,
        stroke_linecap="round",
        stroke_linejoin="round",
    )


def component(mark, size=48, mode="screen", ground="sheet", klass="ring"):
    """A whole small picture: one ring in an `<svg>` of `size` px, named by the mark's words."""
    pen = Pen(mode)
    radius = size / 2 / 1.4
    inside = ring(mark, size / 2, size / 2, radius, pen, ground)
    named = {"role": "img", "aria_label": mark.aria} if mark.aria else {"aria_hidden": "true"}
    return tag(
        "svg",
        title(mark.aria),
        inside,
        viewBox=f"0 0 {number(size)} {number(size)}",
        width=size,
        height=size,
        font_family=pen("sans"),
        class_=klass,
        **named,
    )
