"""The lenses of a reading: seven ways to ask what a silence may be, each with its question. Pure words; none excludes another."""
from django.utils.translation import gettext_lazy as _

from observations.hypotheses.choices import LENSES

QUESTIONS = {
    "expectation": _("Did they expect something else to happen first?"),
    "misunderstanding": _("Did they take it for something else?"),
    "giving_up": _("Did they begin, and find it not worth going on?"),
    "not_known": _("Did they know that it exists?"),
    "not_asked": _("Did they need it, and had they asked for it?"),
    "not_received": _("Did it reach them, where and when they look?"),
    "not_offered": _("Did we offer it to them at all?"),
}


def every_lens():
    """[(key, label, question)] in the order of the house."""
    return [(key, label, QUESTIONS[key]) for key, label in LENSES.items()]


def toggled(lenses, key):
    """The lenses with this one added, or taken off when it was there; a team's own words stay."""
    return [one for one in lenses if one != key] if key in lenses else [*lenses, key]
