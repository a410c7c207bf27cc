"""Figures in words that a participant understands, in the reader's language: every number with its denominator and
interval.

Refuses significance stars, decimals that nobody can use, and the word “silence” for a broken instrument.
"""
from datetime import datetime

from django.utils.formats import number_format
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext, pgettext_lazy
from django.utils.translation import gettext as _

from journeys.maps.wording import delay_words
from project.dates import date_format

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
STATE_WORDS = {
    "done": gettext_lazy("done"),
    "dropped": gettext_lazy("begun and dropped"),
    "avoided": gettext_lazy("avoided"),
    "never_met": gettext_lazy("never met"),
    "unknown": pgettext_lazy("behaviour", "not known"),
}
UNIT_WORDS = {"minutes": gettext_lazy("minutes"), "hours": gettext_lazy("hours"), "days": gettext_lazy("days"),
              "weeks": gettext_lazy("weeks")}
ANSWER_WORDS = {
    "differs": gettext_lazy("differs beyond chance"),
    "no_difference": gettext_lazy("no difference beyond chance"),
    "too_few": gettext_lazy("too few to compare"),
}

PACE_WORDS = {
    "sooner": gettext_lazy("sooner than the others, beyond chance"),
    "later": gettext_lazy("later than the others, beyond chance"),
    "no_difference": gettext_lazy("no difference beyond chance"),
    "too_few": gettext_lazy("too few to compare"),
}
KIND_WORDS = {
    "": gettext_lazy("not activated"),
    "interrupted": gettext_lazy("interrupted attempt"),
    "absence": gettext_lazy("contact that stopped"),
    "together": gettext_lazy("several silences together"),
    "avoidance": gettext_lazy("avoidance"),
    "detour": gettext_lazy("detour"),
    "loop": gettext_lazy("there and back"),
    "lost": gettext_lazy("lost on the way"),
}


def french():
    """Whether the reader's language sets a thin space before % and a space before a colon."""
    return (get_language() or "").startswith("fr")


def named(label, text):
    """“Label: text”, with the language's own colon."""
    return f"{label}\u00a0: {text}" if french() else f"{label}: {text}"


def count(number):
    """A number of customers, with the language's thousands separator."""
    return number_format(number, decimal_pos=0, force_grouping=True)


def events(number, below):
    """How many events, without saying of a rare one how rare."""
    if number < below:
        return _("fewer than %(below)s events") % {"below": below}
    return ngettext("%(number)s event", "%(number)s events", number) % {"number": count(number)}


def percent(share):
    """A share as a whole percentage, never rounded to nothing nor to all."""
    if 0 < share <= 0.005:
        return _("under 1%")
    if 0.995 <= share < 1:
        return _("over 99%")
    return percent_plain(share)


def short_percent(share):
    """The number that stands in a ring, without its sign."""
    if 0 < share <= 0.005:
        return "<1"
    if 0.995 <= share < 1:
        return ">99"
    return str(round(share * 100))


def points(difference):
    """A difference of two shares in percentage points, signed: in French what is below two is singular, in English what is one.
    """
    size = abs(round(difference * 100, 1))
    many = int(size) if size.is_integer() else 1 if french() and size < 2 else 2
    return ngettext("%(number)s point", "%(number)s points", many) % {"number": signed(difference)}


def signed(difference):
    """−0.084 → “−8.4” in points, with a true minus sign; a tenth, so that differences agree with what they subtract."""
    number = round(difference * 100, 1)
    shown = number_format(abs(number), decimal_pos=1 if number % 1 else 0)
    return f"{'−' if number < 0 else '+' if number > 0 else ''}{shown}"


def points_interval(difference):
    """“−24 points [−25; −22]”."""
    semicolon = "\u202f; " if french() else "; "
    return f"{points(difference.points)} [{signed(difference.low)}{semicolon}{signed(difference.high)}]"


def interval(low, high):
    """“61 to 65%”."""
    return _("%(low)s to %(high)s") % {"low": number_format(round(low * 100), decimal_pos=0), "high": percent_plain(high)}


def percent_plain(share):
    """A whole percentage, 0 and 100 included: the end of an interval."""
    return number_format(round(share * 100), decimal_pos=0) + ("\u202f%" if french() else "%")


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
    if any(figure.cell.counts["attempted"] for figure in measured):
        return _("No silence, but some customers began and did not finish.")
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


def comparison(changes):
    """The one sentence of a comparison of two readings: of what is expected alone, as everywhere in a headline."""
    fell, rose = (sum(change.expected and change.verdict == verdict for change in changes) for verdict in ("fell", "rose"))
    parts = []
    if fell:
        parts.append(ngettext("%(number)s silence receded", "%(number)s silences receded", fell) % {"number": numeral(fell)})
    if rose:
        text = ngettext("%(number)s silence grew", "%(number)s silences grew", rose) % {"number": numeral(rose)}
        parts.append(text[0].lower() + text[1:] if parts else text)
    if not parts:
        return _("Between these two readings, no difference can be told from chance.")
    return _(" and ").join(parts) + "."


def sentence(figure, cell=None):
    """One touchpoint in full, named."""
    return named(figure.label, statement(figure, cell))


def statement(figure, cell=None):
    """Numerator, denominator, interval, attempts and what is outside the count; the label is said elsewhere."""
    cell = cell or figure.cell
    terminal = getattr(figure.touchpoint, "terminal", "")
    if terminal and not cell.masked:
        if terminal == "exit":
            text = ngettext("%(done)s customer left here.", "%(done)s customers left here.", cell.done)
        else:
            text = ngettext("%(done)s customer came to the end of the journey.",
                            "%(done)s customers came to the end of the journey.", cell.done)
        return text % {"done": count(cell.done)}
    if figure.instrument == "check":
        return _("check the instrument, nobody at all appears here. This is not a silence.")
    if cell.masked:
        return _("masked, too few customers.")
    if not cell.due or cell.rate is None:
        return " ".join(part for part in (_("nobody is counted: %(why)s.") % {"why": undue(cell)}, unseen(cell)) if part)
    return " ".join(part for part in (
        _("%(rate)s silent, %(silent)s of the %(due)s customers whose time was up, 95%% interval %(interval)s.")
        % {"rate": percent(cell.rate), "silent": count(cell.silent), "due": count(cell.due),
           "interval": interval(cell.low, cell.high)},
        attempted(cell), unseen(cell)) if part)


def undue(cell):
    """Why a cell in which nobody is due has no share."""
    return STATUS_WORDS[cell.undue] if cell.undue else _("nobody here")


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


def said(value):
    """The value of an attribute, or that it was not said."""
    return value or _("not said")


def listed(texts):
    """“A, B and C”."""
    *first, last = texts
    return _("%(first)s and %(last)s") % {"first": ", ".join(first), "last": last} if first else last


def kind(text):
    """The kind of a silence in words; one that this version does not know stands as it was written."""
    return KIND_WORDS.get(text, text)


def duration(number, unit):
    """“48 hours”."""
    return delay_words(round(number, 1) if number % 1 else int(number), unit)


def moment(text):
    """An instant as the engine writes it (ISO 8601, or `day 12.5`) as a day in words."""
    if not text:
        return ""
    if text.startswith("day "):
        return pgettext("window", "day %(day)s") % {"day": number_format(float(text[4:]) // 1, decimal_pos=0).replace("-", "−")}
    return date_format(datetime.fromisoformat(text), "DATE_FORMAT")


def window(start, end):
    """“1 October 2026 to 31 October 2026”, or days for logs without dates."""
    return _("%(start)s to %(end)s") % {"start": moment(start), "end": moment(end)}


def caution(found, labels):
    """One of the engine's cautions about the log or the map, as a sentence."""
    label = labels.get(found.get("touchpoint"), found.get("touchpoint"))
    texts = {
        "channel_missing": _("No touchpoint of the channel “%(name)s” appears in this log: perhaps all of that channel is "
                             "missing from it."),
        "never_seen": _("“%(label)s”: none of its event names appears in this log."),
        "anchor_before_log": _("“%(label)s”: its delay is counted from a day before this log begins."),
        "attribute_missing": _("“%(label)s”: this log has no attribute “%(name)s” to tell whom it concerns."),
        "condition_never": _("“%(label)s”: nobody in this log has “%(values)s” as “%(name)s”, so it concerns nobody."),
        "at_anchor": _("“%(name)s” is read when the delay of each touchpoint begins: a customer may be in one group here and in "
                       "another there."),
        "too_many_values": _(
            "“%(name)s” has %(values)s different values: it tells people apart rather than groups, so it splits nothing."),
    }
    if found["kind"] not in texts:
        return ""
    return texts[found["kind"]] % {"label": label, "name": found.get("name", ""), "values": found.get("values", "")}
