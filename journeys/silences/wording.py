"""Figures in words that a participant understands, in the reader's language: every number with its denominator and interval.

Refuses significance stars, decimals that nobody can use, and the word “silence” for a broken instrument.
"""
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext

STATUS_WORDS = {
    "activated": gettext_lazy("activated in time"),
    "late": gettext_lazy("activated late"),
    "attempted": gettext_lazy("begun, not finished"),
    "silent": gettext_lazy("silent"),
    "not_yet_due": gettext_lazy("time not up yet"),
    "left_before_due": gettext_lazy("left before their time was up"),
    "not_reached": gettext_lazy("never got that far"),
    "not_applicable": gettext_lazy("not concerned"),
    "not_observable": gettext_lazy("out of sight of this log"),
}
INSTEAD_WORDS = {
    "bypassed": gettext_lazy("went on to a later touchpoint"),
    "elsewhere": gettext_lazy("went elsewhere"),
    "gone": gettext_lazy("no event at all afterwards"),
}
EXPECTATION_WORDS = {
    "optional": gettext_lazy("optional"),
    "conditional": gettext_lazy("conditional"),
    "alternative": gettext_lazy("one of several ways"),
    "required": gettext_lazy("expected of everyone"),
}
ANSWER_WORDS = {
    "differs": gettext_lazy("differs beyond chance"),
    "no_difference": gettext_lazy("no difference beyond chance"),
    "too_few": gettext_lazy("too few to compare"),
}


def count(number):
    """A number of customers, with the language's thousands separator."""
    return number_format(number, decimal_pos=0, force_grouping=True)


def percent(share):
    """A share as a whole percentage, never rounded to nothing nor to all."""
    if 0 < share < 0.005:
        return _("under 1%")
    if 0.995 < share < 1:
        return _("over 99%")
    return _("%(number)s%%") % {"number": number_format(round(share * 100), decimal_pos=0)}


def short_percent(share):
    """The number that stands in a ring, without its sign."""
    if 0 < share < 0.005:
        return "<1"
    if 0.995 < share < 1:
        return ">99"
    return str(round(share * 100))


def points(difference):
    """A difference of two shares in percentage points, signed."""
    number = round(difference * 100)
    sign = "−" if number < 0 else "+" if number > 0 else ""
    return ngettext("%(number)s point", "%(number)s points", abs(number)) % {"number": f"{sign}{abs(number)}"}


def interval(low, high):
    """“61 to 65%”."""
    return _("%(low)s to %(high)s") % {"low": number_format(round(low * 100), decimal_pos=0), "high": percent_plain(high)}


def percent_plain(share):
    """A whole percentage, 0 and 100 included: the end of an interval."""
    return _("%(number)s%%") % {"number": number_format(round(share * 100), decimal_pos=0)}


def masked(below):
    """What stands in a masked cell."""
    return _("masked (< %(below)s)") % {"below": below}


def of_due(cell):
    """“1,630 of 2,590”."""
    return _("%(silent)s of %(due)s") % {"silent": count(cell.silent), "due": count(cell.due)}


def numeral(number):
    """A small number in letters, at the beginning of a sentence; digits from thirteen on."""
    letters = (
        pgettext("numeral", "No"), pgettext("numeral", "One"), pgettext("numeral", "Two"), pgettext("numeral", "Three"),
        pgettext("numeral", "Four"), pgettext("numeral", "Five"), pgettext("numeral", "Six"),
        pgettext("numeral", "Seven"), pgettext("numeral", "Eight"), pgettext("numeral", "Nine"),
        pgettext("numeral", "Ten"), pgettext("numeral", "Eleven"), pgettext("numeral", "Twelve"))
    return letters[number] if number < len(letters) else count(number)


def headline(figures):
    """The one sentence that says what a reading shows."""
    loud, measured = len(figures.loud), figures.measured
    if loud:
        return ngettext(
            "%(number)s expected touchpoint stays silent for more than one customer in two.",
            "%(number)s expected touchpoints stay silent for more than one customer in two.", loud,
        ) % {"number": numeral(loud)}
    if any(figure.cell.silent for figure in measured):
        return _("No expected touchpoint stays silent for more than one customer in two.")
    if measured:
        return _("No silence: whoever could act did act, everywhere that can be judged.")
    states = {figure.state for figure in figures if figure.expected} - {"end", "exit"}
    if "check" in states:
        return _("The log itself is silent: check the instrument before you read any silence.")
    if "masked" in states:
        return _("There are too few customers to show a figure: groups under %(below)s are masked.") % {
            "below": figures.mask_below}
    if "waiting" in states:
        return _("Nobody’s time is up yet: there is nothing to read for now.")
    return _("This map expects nothing that could be silent.")


def sentence(figure, cell=None):
    """One touchpoint in full: numerator, denominator, interval, attempts and what is outside the count."""
    cell, label = cell or figure.cell, figure.label
    terminal = getattr(figure.touchpoint, "terminal", "")
    if terminal and not cell.masked:
        text = (_("%(label)s: %(done)s customers left here.") if terminal == "exit"
                else _("%(label)s: %(done)s customers came to the end of the journey."))
        return text % {"label": label, "done": count(cell.done)}
    if figure.instrument == "check":
        return _("%(label)s: check the instrument, nobody at all appears here. This is not a silence.") % {"label": label}
    if cell.masked:
        return _("%(label)s: masked, too few customers.") % {"label": label}
    if not cell.due or cell.rate is None:
        return _("%(label)s: nobody’s time is up yet.") % {"label": label}
    return " ".join(part for part in (
        _("%(label)s: %(rate)s silent, %(silent)s of the %(due)s customers whose time was up, 95%% interval %(interval)s.")
        % {"label": label, "rate": percent(cell.rate), "silent": count(cell.silent), "due": count(cell.due),
           "interval": interval(cell.low, cell.high)},
        attempted(cell), unseen(cell)) if part)


def attempted(cell):
    """The attempted share, which stands beside the silence and never in it."""
    if cell.masked or not cell.due or not cell.counts["attempted"]:
        return ""
    return _("%(share)s began and did not finish.") % {"share": percent(cell.share("attempted"))}


def unseen(cell):
    """How many customers are outside the count because they cannot be judged yet."""
    if cell.masked or not cell.unseen:
        return ""
    return ngettext("%(number)s customer cannot be judged yet.", "%(number)s customers cannot be judged yet.",
                    cell.unseen) % {"number": count(cell.unseen)}


def delay(touchpoint, labels):
    """What was expected, in words: by when and counted from what. labels: touchpoint key -> label."""
    anchor = touchpoint.anchor
    if not anchor:
        since = _("the expected touchpoint before it")
    elif anchor == "start":
        since = _("the customer’s first event")
    elif anchor in labels:
        since = _("“%(label)s”") % {"label": labels[anchor]}
    else:
        since = anchor
    if touchpoint.due_after is None:
        return _("before the journey ends, after %(since)s") % {"since": since}
    return _("%(delay)s at most after %(since)s") % {
        "delay": duration(touchpoint.due_after, touchpoint.due_unit or "days"), "since": since}


def duration(number, unit):
    """“48 hours”, “7 days”."""
    shown = number_format(number if number % 1 else int(number))
    texts = {
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", int(number)),
        "hours": ngettext("%(n)s hour", "%(n)s hours", int(number)),
        "days": ngettext("%(n)s day", "%(n)s days", int(number)),
        "weeks": ngettext("%(n)s week", "%(n)s weeks", int(number)),
    }
    return texts[unit] % {"n": shown}


def window(start, end, relative=False):
    """“1 October to 31 October 2026”, or days for logs without dates. start, end: dates or datetimes, or numbers."""
    if relative:
        return _("day %(start)s to day %(end)s") % {"start": start, "end": end}
    return _("%(start)s to %(end)s") % {"start": date_format(start, "j F Y"), "end": date_format(end, "j F Y")}
