"""Figures and small pictures for templates: `{% load silences %}`.

Rings take a `Mark` or a `Figure`; everything drawn is escaped by `drawing.markup`, so it is safe to print.
"""
from django import template
from django.template.defaultfilters import capfirst
from django.utils.safestring import mark_safe

from .. import pictures, wording
from ..drawing import bars
from ..drawing.marks import Mark
from ..drawing.ring import component
from ..statistics import wilson

register = template.Library()


@register.simple_tag
def silence_ring(what, size=48, ground="sheet", customers=None, mask_below=11):
    """The ring of a mark or a figure, as an `<svg>` named by its figures."""
    mark = what if isinstance(what, Mark) else pictures.mark(what, customers=customers, mask_below=mask_below)
    return mark_safe(component(mark, size, ground=ground))  # noqa: S308


@register.simple_tag
def share_bar(cell, width=88):
    """The silent share of a cell, with its interval."""
    return mark_safe(bars.share_bar(cell.rate or 0, cell.low, cell.high, width))  # noqa: S308


@register.simple_tag
def states_bar(cell, width=120):
    """The five states of a cell."""
    return mark_safe(bars.states_bar(cell.states, width))  # noqa: S308


@register.simple_tag
def difference_bar(difference, reach=0.4, expected=None):
    """A difference of two shares, with its interval, on a scale from -reach to +reach."""
    drawn = bars.difference_bar(difference.points, difference.low, difference.high, reach=reach, expected=expected)
    return mark_safe(drawn)  # noqa: S308


@register.simple_tag
def series(rates, limits=None):
    """Rates over successive readings."""
    shown = (limits.low, limits.centre, limits.high) if limits else None
    return mark_safe(bars.series(rates, shown))  # noqa: S308


@register.filter
def drawn(svg):
    """A picture made by `drawing`, printed as it is."""
    return mark_safe(svg)  # noqa: S308


@register.filter
def percent(share):
    """0.63 → “63%”; nothing for None."""
    return "" if share is None else wording.percent(share)


@register.filter
def customers(number):
    """A number of customers with its separators; nothing for None."""
    return "" if number is None else wording.count(number)


@register.filter
def interval(cell):
    """“61 to 65%”."""
    return "" if cell.low is None else wording.interval(cell.low, cell.high)


@register.filter
def points_interval(difference):
    """“−24 points [−25; −22]”."""
    return wording.points_interval(difference)


@register.filter
def statement(figure):
    """A figure in full, in words, without its label."""
    return capfirst(wording.statement(figure))


@register.filter
def sentence(figure):
    """A figure in full, in words."""
    return wording.sentence(figure)


@register.filter
def answer(cell):
    """The comparison of a segment with everybody else, in words."""
    return wording.ANSWER_WORDS.get(cell.answer, "")


@register.filter
def undue(cell):
    """Why a cell has no share."""
    return wording.undue(cell)


@register.filter
def status_word(status):
    """A status in plain words."""
    return wording.STATUS_WORDS[status]


@register.filter
def kind_words(kind):
    """What a silence was noticed as."""
    return wording.kind(kind)


@register.filter
def states_words(cell):
    """[(state in words, share)] of the states that somebody is in."""
    return [(wording.STATE_WORDS[state], share) for state, share in cell.states.items() if share]


@register.filter
def states_figures(cell):
    """[(share, its interval)] of the five states, in the order of their names."""
    return [(share, wording.interval(*wilson(cell.in_state(state), cell.total))) for state, share in cell.states.items()]


@register.simple_tag
def state_names():
    """The five states in words."""
    return list(wording.STATE_WORDS.values())


@register.simple_tag
def masked_word(mask_below):
    """What stands in a masked cell."""
    return wording.masked(mask_below)


@register.filter
def item(mapping, key):
    """mapping[key], or nothing."""
    return (mapping or {}).get(key, "")
