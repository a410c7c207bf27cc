"""Effects in words: the difference with its interval, what was announced, the verdict, and why one cannot tell."""
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from project.dates import date_format

from . import effects
from .models import Direction, Obstacle, Verdict

TAGS = {"changed": "voice", "unchanged": "", "worse": "silence", "undecidable": "doubt"}


def signed(points, decimals=0):
    """“−11”, “+6”, “0”: a typographic minus, never a rounded-off minus zero."""
    rounded = round(points, decimals)
    sign = "−" if rounded < 0 else "+" if rounded > 0 else ""
    return f"{sign}{number_format(abs(rounded), decimal_pos=decimals)}"


def verdict(effect, action):
    """The verdict in a word, in the direction that was announced."""
    if effect is None:
        return _("not measured yet")
    more = action.expected_direction == Direction.MORE
    words = {
        Verdict.CHANGED: pgettext("effect", "increased as expected") if more else pgettext("effect", "reduced"),
        Verdict.UNCHANGED: pgettext("effect", "unchanged"),
        Verdict.WORSE: pgettext("effect", "worse"),
        Verdict.UNDECIDABLE: pgettext("effect", "we do not know yet"),
    }
    return words[effect.verdict]


def tag(effect):
    """The colour class that goes with the word."""
    return TAGS[effect.verdict] if effect else ""


def figures(effect):
    """“−11 points [−15; −6]”; empty when nothing could be computed."""
    if effect is None or effect.difference is None:
        return ""
    decimals = effects.decimals(effect.low, effect.high)
    difference = signed(effect.difference, decimals)
    return ngettext(
        "%(difference)s point [%(low)s; %(high)s]", "%(difference)s points [%(low)s; %(high)s]", _plural(effect.difference)
    ) % {"difference": difference, "low": signed(effect.low, decimals), "high": signed(effect.high, decimals)}


def size(action):
    """“10 points”, “7.5 points”; empty while unstated."""
    if action.expected_size is None:
        return ""
    points = float(action.expected_size)
    shown = number_format(points, decimal_pos=0 if points.is_integer() else 1)
    return ngettext("%(n)s point", "%(n)s points", int(points)) % {"n": shown}


def target(action):
    """“aimed at −20 points by 31 December 2026”; empty while unstated."""
    change = action.expected_change
    if change is None:
        return ""
    size = signed(change, 0 if float(change).is_integer() else 1)
    if action.observe_until is None:
        return _("aimed at %(size)s") % {"size": size}
    return _("aimed at %(size)s by %(day)s") % {"size": size, "day": date_format(action.observe_until, "DATE_FORMAT")}


def reason(effect):
    """Why one cannot tell; empty when one can."""
    if effect is None or effect.verdict != Verdict.UNDECIDABLE:
        return ""
    return str(Obstacle(effect.obstacle).label)


def sentence(effect, action):
    """The whole effect in one sentence, the text equivalent of its drawing."""
    if effect is None:
        return _("Not measured yet: no later reading speaks of this action.")
    words = {"verdict": verdict(effect, action).capitalize(), "figures": figures(effect), "target": target(action)}
    parts = [words["verdict"] if effect.difference is None else _("%(verdict)s: %(figures)s, %(target)s") % words]
    if reason(effect):
        parts.append(reason(effect))
    return ", ".join(parts) + "."


def early(effect, action, today):
    """Whether the verdict comes before the day by which the effect was expected."""
    return bool(effect and action.observe_until and today < action.observe_until)


def _plural(points):
    return abs(round(points))
