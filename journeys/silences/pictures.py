"""From figures to pictures: the marks, ribbons and words that the drawings need, in the reader's language."""
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import wording
from .drawing.curves import curve as drawing_curve
from .drawing.marks import MapWords, Mark, Ribbon
from .drawing.paths import DESK, PHONE, paths
from .figures import state_of

ROUND = (1, 2, 5, 7, 10, 15, 20, 25, 30, 40, 50, 60, 90, 100, 150, 200, 300, 500, 1000)
WIDEST = 2.5  # a detour taken by two customers in five is as wide as a ribbon gets
RIBBONS = 8  # as many detours as an eye can follow; the table has them all


def mark(figure, cell=None, href="", customers=None, loudest=None, show="silence", mask_below=11):
    """The `Mark` of one figure, of everybody or of one segment's cell; `show` is "silence" or "activation"."""
    cell = cell or figure.cell
    told = ("check",) if cell.masked else ("check", "end", "exit")
    state = figure.state if figure.state in told else state_of(cell)
    shared = {
        "key": figure.key, "label": figure.label, "state": state, "stage": figure.stage, "channel": figure.channel,
        "href": href, "aria": wording.sentence(figure, cell), "expectation": figure.expectation,
        "note": note(figure), "group": figure.group, "is_group": figure.is_group,
        "in_headline": figure.expected,
    }
    if state == "masked":
        return Mark(**shared, inside=f"< {mask_below}", under=_("masked"), weight=0.4)
    if state == "check":
        return Mark(**shared, inside="?", under=_("check the instrument"), weight=0.5)
    pending = cell.unseen / (cell.unseen + cell.due) if cell.unseen + (cell.due or 0) else 0.0
    weight = cell.due / customers if customers and cell.due else 0.5
    if state in ("end", "exit"):
        return Mark(**shared, weight=0.5, under=ngettext(
            "%(number)s customer", "%(number)s customers", cell.done) % {"number": wording.count(cell.done)})
    if state == "waiting":
        return Mark(**shared, inside="–", under=wording.undue(cell), pending=pending, weight=0.4)
    silent, attempted = cell.share("silent"), cell.share("attempted")
    late = min(cell.share("late"), max(0.0, 1 - silent - attempted))
    done = max(0.0, 1 - silent - attempted - late)
    activation = show == "activation"
    number = cell.due - cell.silent - cell.counts["attempted"] if activation else cell.silent
    share = done + late if activation else cell.rate
    return Mark(
        **shared, done=done, late=late, attempted=attempted, silent=silent, pending=pending, low=cell.low, high=cell.high,
        weight=weight, inside=wording.short_percent(share), show=show, bar=number / loudest if loudest else None,
        under=_("%(silent)s of %(due)s") % {"silent": wording.count(number), "due": wording.count(cell.due)},
        bar_text=wording.count(number) if loudest else "")


def note(figure):
    """What makes a touchpoint unlike the others, in a word or two."""
    if figure.is_group:
        return _("at least one way")
    if figure.expectation == "conditional" and figure.touchpoint is not None:
        name, _equals, value = figure.touchpoint.condition.partition("=")
        return _("if %(name)s = %(value)s") % {"name": name, "value": value}
    if figure.expectation == "optional" and not getattr(figure.touchpoint, "terminal", ""):
        return _("optional")
    return ""


def marks(figures, href=None, segment=None, show="silence", before=None):
    """Marks of the whole map, in map order. href: key -> address; segment: (by, value) or None for everybody; before: the
    `Figures` of an earlier reading, whose shares are marked on the rings.
    """
    cells = [(figure, figure.of(*segment) if segment else figure.cell) for figure in figures]
    cells = [(figure, cell) for figure, cell in cells if cell is not None]
    silents = [cell.silent if show == "silence" else cell.due - cell.silent - cell.counts["attempted"]
               for figure, cell in cells if not cell.masked and cell.due and figure.state == "counted"]
    loudest = max(silents, default=0) or None
    customers = max([cell.due or 0 for _figure, cell in cells], default=0)
    drawn = tuple(mark(figure, cell, href(figure.key) if href else "", customers, loudest, show, figures.mask_below)
                  for figure, cell in cells)
    return drawn if before is None else tuple(_since(one, before.get(one.key)) for one in drawn)


def _since(one, earlier):
    """A mark that also says where it stood before, when both can be told."""
    if earlier is None or earlier.state != "counted" or one.state != "counted":
        return one
    rate = earlier.cell.rate
    return replace(one, before=rate, note=_("before: %(rate)s") % {"rate": wording.percent(rate)})


def ribbons(figures):
    """The widest detours, in map order."""
    widest = sorted(figures.detours, key=lambda detour: -detour[2])[:RIBBONS]
    labels = {figure.key: figure.label for figure in figures}
    return tuple(
        Ribbon(start, end, min(1.0, WIDEST * customers / (figures.customers or 1)), wording.count(customers),
               _("%(customers)s customers skipped “%(start)s” and went on to “%(end)s”")
               % {"customers": wording.count(customers), "start": labels.get(start, start), "end": labels.get(end, end)})
        for start, end, customers in figures.detours if (start, end, customers) in widest)


def map_words(figures, show="silence"):
    """The words of the map itself."""
    return MapWords(
        title=_("Inaction map. %(headline)s") % {"headline": wording.headline(figures)},
        bars=_("Silent customers") if show == "silence" else _("Customers who did it"),
        channels=_("Channel"), no_channel=_("channel not said"))


def curve(found, figure, group="", steps=None):
    """The time-to-activation picture of a stored curve, as SVG: of everybody, or of a group (its `steps`) with everybody
    drawn thin behind. found: as the engine stores it.
    """
    everybody, due, unit = found["steps"], found["due"], found["unit"]
    drawn = everybody if steps is None else steps
    last = max([everybody[-1][0], due or 0])
    words = {
        "title": _("%(label)s: %(share)s had done it after %(delay)s") % {
            "label": f"{figure.label}, {group}" if group else figure.label,
            "share": wording.percent(drawn[-1][1] if drawn else 0), "delay": wording.duration(last, unit)},
        "top": wording.percent(1), "bottom": wording.percent(0), "unit": wording.UNIT_WORDS[unit],
        "due": _("due: %(delay)s") % {"delay": delay_of(figure) or wording.duration(due, unit)} if due is not None else ""}
    return drawing_curve([tuple(step[:4]) for step in drawn], words, due=due, end=last, ticks=_ticks(last),
                         beside=[] if steps is None else [tuple(step[:4]) for step in everybody])


def delay_of(figure):
    """The delay of a touchpoint in its own words, "" without one."""
    asked = figure.touchpoint
    return wording.duration(asked.due_after, asked.due_unit or "days") if getattr(asked, "due_after", None) else ""


def _ticks(last):
    """(time, text) at round numbers, four or five of them."""
    step = next((step for step in ROUND if last / step <= 5), last / 4)
    return [(index * step, wording.count(index * step)) for index in range(int(last // step) + 1)]


def side_by_side(figures, found):
    """The expected and the observed path, as two SVG: for a desk and for a phone."""
    words = {"title": _("Expected and observed path. %(headline)s") % {"headline": wording.headline(figures)},
             "expected": _("Expected"), "observed": _("Observed")}
    return paths(found, words, DESK), paths(found, words, PHONE)
