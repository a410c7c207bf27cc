"""The inaction map for a narrow screen: one touchpoint under another, along one line that runs down the page.

Same marks, same drawings, same links as the wide map; words stand beside the rings, detours leave on the left and
come back below what they jump over. The sheet is 344 px wide and grows with its container.
"""

from itertools import groupby

from .lettering import BOLD, SERIF_BOLD, Box, line_box, wrap
from .markup import Pen, number, tag, title
from .ring import reach, ring

SHEET, SPINE, TEXT = 344, 62, 104
LABEL, SMALL, STAGE, LINE = 14.5, 12, 17, 18
RADIUS = 21


def rows(marks):
    """[(mark or stage name, top, centre, bottom, label lines, small lines)] down the sheet, and its height."""
    found, y = [], 6.0
    for stage, group in groupby(marks, key=lambda mark: mark.stage):
        if stage:
            lines = wrap(stage, STAGE, SHEET - 8, lines=2, weight=SERIF_BOLD)
            found.append((stage, y, y, y + 16 + len(lines) * 22, lines, []))
            y += 16 + len(lines) * 22
        for mark in group:
            lines = wrap(mark.label, LABEL, SHEET - TEXT - 4, lines=3, weight=BOLD if mark.loud else 1)
            small = [
                line
                for text in (mark.under, " · ".join(part for part in (mark.channel, mark.note) if part))
                if text
                for line in wrap(text, SMALL, SHEET - TEXT - 4, lines=2)
            ]
            tall = max(2 * reach(RADIUS) + 12, len(lines) * LINE + len(small) * 16 + 22)
            found.append((mark, y, y + tall / 2, y + tall, lines, small))
            y += tall
    return found, y + 6


def vertical_map(marks, words, ribbons=(), mode="screen"):
    """One SVG string, for `marks` in map order."""
    pen = Pen(mode)
    placed, height = rows(marks)
    centres = {row[0].key: row[2] for row in placed if not isinstance(row[0], str)}
    inside = [title(words.title), _detours(centres, ribbons, pen), _path(placed, pen)]
    for what, top, centre, bottom, lines, small in placed:
        if isinstance(what, str):
            inside += [
                pen.text(
                    line, 0, top + 26 + index * 22, STAGE, "ink", "start", bold=True, face="serif", halo="sheet"
                )
                for index, line in enumerate(lines)
            ]
            inside.append(pen.line(0, bottom - 3, SHEET, bottom - 3, "line"))
        else:
            inside.append(_row(what, top, centre, bottom, lines, small, pen))
    return tag(
        "svg",
        *inside,
        viewBox=f"0 0 {SHEET} {number(height)}",
        font_family=pen("sans"),
        class_="map-vertical",
        role="group",
        aria_label=words.title,
    )


def _row(mark, top, centre, bottom, lines, small, pen):
    first = centre - (len(lines) * LINE + len(small) * 16) / 2 + 13
    words = [
        pen.text(line, TEXT, first + index * LINE, LABEL, "ink", "start", bold=mark.loud)
        for index, line in enumerate(lines)
    ]
    after = first + len(lines) * LINE - 1
    words += [pen.text(line, TEXT, after + index * 16, SMALL, "ink-2", "start") for index, line in enumerate(small)]
    hit = tag(
        "rect",
        x=SPINE - 34,
        y=top + 2,
        width=SHEET - SPINE + 34,
        height=bottom - top - 4,
        rx=6,
        fill="transparent",
        class_="map-hit",
    )
    drawn = [title(mark.aria), hit, ring(mark, SPINE, centre, RADIUS, pen, "sheet"), *words]
    if mark.href and pen.mode == "screen":
        return tag("a", *drawn, href=mark.href, aria_label=mark.aria, class_=f"map-mark is-{mark.state}")
    return tag("g", *drawn, role="img", aria_label=mark.aria, class_=f"map-mark is-{mark.state}")


def _path(placed, pen):
    """The expected path: one line down the page, broken by the names of stages."""
    places = [row for row in placed if not isinstance(row[0], str) and row[0].state != "exit"]
    away = reach(RADIUS)
    steps = []
    for here, there in zip(places, places[1:], strict=False):
        between = [row for row in placed if isinstance(row[0], str) and here[2] < row[1] < there[2]]
        start = here[2] + away
        for row in between:
            steps.append((start, row[1] + 8))
            start = row[3] - 3
        steps.append((start, there[2] - away))
    path = "".join(f"M{SPINE} {number(start)}V{number(end)}" for start, end in steps if end - start > 1)
    return tag("path", d=path, fill="none", stroke=pen("line-2"), stroke_width=1.5, class_="map-expected")


def _detours(centres, ribbons, pen):
    parts = []
    for ribbon in ribbons:
        if ribbon.start in centres and ribbon.end in centres:
            y1, y2 = centres[ribbon.start] + 8, centres[ribbon.end] - 8
            edge = SPINE - reach(RADIUS) + 2
            out = max(4.0, edge - 10 - abs(y2 - y1) * 0.05)
            parts.append(
                tag(
                    "path",
                    title(ribbon.aria),
                    fill="none",
                    stroke=pen("silence"),
                    opacity=0.2,
                    stroke_width=1.5 + 8 * ribbon.weight,
                    d=f"M{number(edge)} {number(y1)}C{number(out)} {number(y1)} {number(out)} {number(y1 + 12)} {number(out)} "
                    f"{number((y1 + y2) / 2)}S{number(out)} {number(y2)} {number(edge)} {number(y2)}",
                    class_="map-detour",
                )
            )
    return tag("g", *parts) if parts else ""


def boxes(marks):
    """Boxes of rings and lettering, for the test that nothing touches."""
    found = []
    for what, top, centre, _bottom, lines, small in rows(marks)[0]:
        if isinstance(what, str):
            found += [
                line_box(line, 0, top + 26 + index * 22, STAGE, "start", SERIF_BOLD)
                for index, line in enumerate(lines)
            ]
            continue
        ring_reach = reach(RADIUS)
        found.append(
            Box(
                SPINE - ring_reach, centre - ring_reach, SPINE + ring_reach, centre + ring_reach, f"ring {what.key}"
            )
        )
        first = centre - (len(lines) * LINE + len(small) * 16) / 2 + 13
        found += [
            line_box(
                line,
                TEXT,
                first + index * LINE,
                LABEL,
                "start",
                BOLD if what.loud else 1,
                f"label {what.key} {index}",
            )
            for index, line in enumerate(lines)
        ]
        after = first + len(lines) * LINE - 1
        found += [
            line_box(line, TEXT, after + index * 16, SMALL, "start", what=f"small {what.key} {index}")
            for index, line in enumerate(small)
        ]
    return found
