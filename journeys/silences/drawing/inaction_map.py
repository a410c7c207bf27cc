"""The inaction map: a journey map whose subject is what did not happen.

Two pictures side by side, so that lane names stay in sight while forty touchpoints scroll: `lanes` and `body`. One
thin line is the expected path, pale ribbons are the detours, bars under the map count silent customers. Every
touchpoint is a link whose name says numerator, denominator and interval.
"""

from .lettering import line_box, wrap
from .map_layout import BAR_HEIGHT, LABEL, LANE, LINE, SMALL, STAGE, lay_out, rise
from .markup import Pen, number, tag, title
from .ring import reach, ring


def inaction_map(marks, words, ribbons=(), mode="screen", **how):
    """(lanes, body): two SVG strings of equal height for `marks` in map order."""
    pen = Pen(mode)
    layout = lay_out(marks, words, ribbons=ribbons, **how)
    return _lanes(layout, words, pen), _body(layout, words, ribbons, pen)


def folded(marks, words, ribbons=(), per_row=13):
    """The same map cut in rows that fit a sheet of paper: [(lanes, body)]. A detour that leaves its row is not drawn."""
    lanes = _lanes_of(marks)
    return [inaction_map(row, words, found, lanes=lanes) for row, found in _rows(marks, ribbons, per_row)]


def printable(marks, words, ribbons=(), per_row=8, room=900):
    """Shorter rows as files that travel alone, [SVG]: colours written out, lanes and body in one drawing, `room` px wide."""
    pen, lanes, files = Pen("literal"), _lanes_of(marks), []
    for row, found in _rows(marks, ribbons, per_row):
        layout = lay_out(row, words, room, found, lanes)
        wide, high = layout.lane_width + layout.width, layout.height
        body = tag("g", _body(layout, words, found, pen), transform=f"translate({number(float(layout.lane_width))} 0)")
        size = {"viewBox": f"0 0 {number(float(wide))} {number(float(high))}", "width": float(wide), "height": float(high)}
        files.append(tag("svg", _lanes(layout, words, pen), body, xmlns="http://www.w3.org/2000/svg", **size))
    return files


def _rows(marks, ribbons, per_row):
    """[(marks, ribbons)] of rows about as long as each other, none longer than `per_row` touchpoints."""
    rows = -(-len(marks) // per_row)
    size = -(-len(marks) // rows) if rows else 1
    cut = [marks[start:start + size] for start in range(0, len(marks), size)]
    return [(row, [one for one in ribbons if {one.start, one.end} <= {mark.key for mark in row}]) for row in cut]


def _lanes_of(marks):
    return list(dict.fromkeys(mark.channel for mark in marks))


def _sheet(layout, width, pen, inside, **more):
    return tag(
        "svg",
        *inside,
        viewBox=f"0 0 {number(float(width))} {number(float(layout.height))}",
        width=float(width),
        height=float(layout.height),
        font_family=pen("sans"),
        **more,
    )


def _lanes(layout, words, pen):
    """The first column: names of the channels, said again to nobody (each link names its own channel)."""
    inside = []
    for lines, y in layout.lanes:
        first = y + 4 - (len(lines) - 1) * 7.5
        inside += [
            pen.text(line, 0, first + index * 15, LANE, "ink-2", "start") for index, line in enumerate(lines)
        ]
    lines = wrap(words.bars, LANE, 108, lines=3)
    first = layout.foot - (len(lines) - 1) * 15
    inside += [pen.text(line, 0, first + index * 15, LANE, "ink-2", "start") for index, line in enumerate(lines)]
    return _sheet(layout, layout.lane_width, pen, inside, class_="map-lanes", aria_hidden="true")


def _body(layout, words, ribbons, pen):
    inside = [title(words.title)]
    for index, (lines, left, right) in enumerate(layout.stages):
        if index % 2 == 0:
            inside.append(
                tag(
                    "rect",
                    x=left + 2,
                    y=layout.top,
                    width=right - left - 4,
                    height=layout.band_bottom - layout.top,
                    rx=4,
                    fill=pen("paper"),
                    class_="map-stage-band",
                )
            )
        inside += [
            pen.text(
                line,
                (left + right) / 2,
                layout.stage_top + row * 19,
                STAGE,
                "ink",
                bold=True,
                face="serif",
                klass="map-stage",
            )
            for row, line in enumerate(lines)
        ]
    inside += [
        pen.line(0, y, layout.width - 8, y, "line-2", 1, stroke_dasharray="1 6", stroke_linecap="round")
        for _lines, y in layout.lanes
    ]
    inside.append(_detours(layout, ribbons, pen))
    inside.append(_groups(layout, pen))
    inside.append(_path(layout, pen))
    inside += [_touchpoint(place, pen, _ground(layout, place)) for place in layout.places]
    inside.append(_ribbon_words(layout, ribbons, pen))
    inside.append(_bars(layout, pen))
    return _sheet(layout, layout.width, pen, inside, class_="map-body", role="group", aria_label=words.title)


def _ground(layout, place):
    """The token of the surface under a touchpoint: every other stage lies on a band of paper."""
    for index, (_lines, left, right) in enumerate(layout.stages):
        if left <= place.x < right:
            return "sheet" if index % 2 else "paper"
    return "sheet"


def _touchpoint(place, pen, ground):
    mark = place.mark
    loud = mark.loud
    words = [
        pen.text(
            line,
            place.x,
            place.label_top + index * LINE,
            LABEL,
            "ink" if loud or mark.is_group else "ink-2",
            bold=loud,
            halo=ground,
            klass="map-label",
        )
        for index, line in enumerate(place.lines)
    ]
    words += [
        pen.text(line, place.x, place.note_top + index * (LINE - 1), SMALL, "ink-3", halo=ground, klass="map-note")
        for index, line in enumerate(place.notes)
    ]
    half = max(22, reach(place.radius))
    bottom = place.note_top + len(place.notes) * (LINE - 1)
    hit = tag(
        "rect",
        x=place.left + 3,
        y=place.y - half,
        width=place.right - place.left - 6,
        height=bottom - place.y + half - 8,
        rx=6,
        fill="transparent",
        class_="map-hit",
    )
    drawn = [title(mark.aria), hit, ring(mark, place.x, place.y, place.radius, pen, ground), *words]
    classes = f"map-mark is-{mark.state}"
    if mark.href and pen.mode == "screen":
        return tag("a", *drawn, href=mark.href, aria_label=mark.aria, class_=classes)
    return tag("g", *drawn, role="img", aria_label=mark.aria, class_=classes)


def _path(layout, pen):
    """The expected path: level in the lanes, turning only in the gutters, so that it never crosses a label."""
    steps = [place for place in layout.places if place.mark.state != "exit"]
    parts = []
    for here, there in zip(steps, steps[1:], strict=False):
        start, end = here.x + reach(here.radius), there.x - reach(there.radius)
        gutter = there.left
        if abs(here.y - there.y) < 1:
            parts.append(f"M{number(start)} {number(here.y)}H{number(end)}")
            continue
        bend = min(9.0, abs(gutter - start), abs(end - gutter), abs(there.y - here.y) / 2)
        way = 1 if there.y > here.y else -1
        parts.append(
            f"M{number(start)} {number(here.y)}H{number(gutter - bend)}"
            f"q{number(bend)} 0 {number(bend)} {number(way * bend)}V{number(there.y - way * bend)}"
            f"q0 {number(way * bend)} {number(bend)} {number(way * bend)}H{number(end)}"
        )
    return tag("path", d="".join(parts), fill="none", stroke=pen("line-2"), stroke_width=1.5, class_="map-expected")


def _ribbon_shape(layout, ribbon):
    """(path data, apex x, apex y) of one detour: off the expected path, over the silence, down to where they went on."""
    places = {place.mark.key: place for place in layout.places}
    here, there = places.get(ribbon.start), places.get(ribbon.end)
    if here is None or there is None or here is there:
        return None
    x1, y1 = here.left + 1, here.y
    x2, y2 = there.x - there.radius * 0.35, there.y - reach(there.radius) + 2
    columns = abs(layout.places.index(there) - layout.places.index(here))
    over = [
        place for place in layout.places if min(x1, x2) < place.x < max(x1, x2) and place.y >= min(y1, there.y) - 1
    ]
    crest = min([here.y, there.y, *(place.y for place in over)]) - reach(here.radius) - rise(columns) * 0.75
    middle, lean = (x1 + x2) / 2, (x2 - x1) * 0.27
    path = (
        f"M{number(x1)} {number(y1)}C{number(x1)} {number(crest + 6)} {number(middle - lean)} {number(crest)} "
        f"{number(middle)} {number(crest)}S{number(x2 - lean * 0.25)} {number(crest)} {number(x2)} {number(y2)}"
    )
    return path, middle, crest


def _detours(layout, ribbons, pen):
    parts = []
    for ribbon in ribbons:
        shape = _ribbon_shape(layout, ribbon)
        if shape:
            parts.append(
                tag(
                    "path",
                    title(ribbon.aria),
                    d=shape[0],
                    fill="none",
                    stroke=pen("silence"),
                    opacity=0.2,
                    stroke_width=1.5 + 11 * ribbon.weight,
                    stroke_linecap="butt",
                    class_="map-detour",
                )
            )
    return tag("g", *parts) if parts else ""


def _ribbon_words(layout, ribbons, pen):
    """How many customers took a detour, written on its crest where nothing else is written; else only in the table."""
    taken, parts = layout.boxes(), []
    for ribbon in ribbons:
        shape = _ribbon_shape(layout, ribbon)
        if not shape or not ribbon.text:
            continue
        _path_data, x, y = shape
        box = line_box(ribbon.text, x, y + 4, SMALL)
        if not any(box.touches(other, 3) for other in taken):
            taken.append(box)
            parts.append(pen.text(ribbon.text, x, y + 4, SMALL, "silence", halo="sheet", klass="map-detour-count"))
    return "".join(parts)


def _groups(layout, pen):
    """A bracket over the members of a group of alternatives and the group's own ring."""
    parts = []
    for group in dict.fromkeys(place.mark.group for place in layout.places if place.mark.group):
        members = [place for place in layout.places if place.mark.group == group]
        if len(members) > 1:
            left, right = members[0].left + 10, members[-1].right - 10
            y = layout.top + 7
            parts.append(
                tag(
                    "path",
                    d=f"M{number(left)} {number(y + 5)}v-5H{number(right)}v5",
                    fill="none",
                    stroke=pen("ink-3"),
                    stroke_width=1,
                    stroke_dasharray="3 3",
                    class_="map-group",
                )
            )
    return "".join(parts)


def _bars(layout, pen):
    parts = [pen.line(0, layout.foot, layout.width - 8, layout.foot, "line-2", 1)]
    for place in layout.places:
        mark = place.mark
        if mark.bar is None:
            continue
        high = max(1.0, BAR_HEIGHT * mark.bar) if mark.bar > 0 else 0
        colour = "silence" if mark.show == "silence" else "ink"
        if high:
            parts.append(
                tag(
                    "rect",
                    x=place.x - 9,
                    y=layout.foot - high,
                    width=18,
                    height=high,
                    fill=pen(colour),
                    opacity=0.8,
                )
            )
        parts.append(pen.text(mark.bar_text, place.x, layout.foot - high - 5, SMALL, "ink-2", klass="map-count"))
    return tag("g", *parts, class_="map-bars", aria_hidden="true")
