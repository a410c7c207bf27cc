"""The words of an evidence matrix: spread, what a row tells apart, what stands against a hypothesis. Never a bare number."""
from django import template
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..matrix.models import Value

register = template.Library()
SPREADS = {
    "nobody": gettext_lazy("nobody rated it"),
    "alone": gettext_lazy("a single rating"),
    "together": gettext_lazy("readers agree"),
    "close": gettext_lazy("readers are close"),
    "apart": gettext_lazy("readers stand apart"),
    "opposed": gettext_lazy("readers are opposed"),
}
TELLINGS = {
    "cannot_tell": gettext_lazy("cannot tell yet whether it tells them apart"),
    "same": gettext_lazy("not diagnostic: it says the same of each"),
    "little": gettext_lazy("tells them apart a little"),
    "clearly": gettext_lazy("tells them apart clearly"),
}


@register.filter
def spread_words(tally):
    return SPREADS[tally.spread]


@register.filter
def telling_words(telling):
    return TELLINGS[telling]


@register.filter
def answers_words(tally):
    """(words of the value, how many readers) of each answer given, ratings first, in the order of the scale."""
    counts = [(value, tally.scores.count(score)) for score, value in zip(range(-2, 3), Value.values, strict=False)]
    counts += list(tally.unrated.items())
    return [(Value(value).label, count) for value, count in counts if count]


@register.filter
def against_words(held):
    """What stands against a hypothesis, with over how many rated items, and how many have no rating."""
    if held is None:
        return _("no score: nobody rated anything")
    over = ngettext("over %(rated)s rated item", "over %(rated)s rated items", held.rated) % {"rated": held.rated}
    if held.amount == 0:
        said = _("nothing rated stands against it")
    else:
        said = _("stands against it: %(amount)s") % {"amount": number_format(held.amount, 2 if held.amount % 1 else 0)}
    without = ngettext("%(n)s without any rating", "%(n)s without any rating", held.missing) % {"n": held.missing}
    return f"{said} ({over}, {without})" if held.missing else f"{said} ({over})"
