"""A touchpoint in words that a participant understands: what is expected, by when, and how a log shows it."""
from django.utils import formats
from django.utils.dateparse import parse_date
from django.utils.translation import get_language, gettext_lazy, ngettext
from django.utils.translation import gettext as _

from project.dates import date_format

from .expectations import DAY
from .repeats import period

COLUMN_NAMES = {
    "stage": gettext_lazy("Stage"), "order": gettext_lazy("Order"), "touchpoint": gettext_lazy("Identifier"),
    "label": gettext_lazy("Label"), "channel": gettext_lazy("Channel"), "expectation": gettext_lazy("Expectation"),
    "group": gettext_lazy("Group of alternatives"), "condition": gettext_lazy("Condition"),
    "anchor": gettext_lazy("Counted from"), "due_after": gettext_lazy("Delay"), "due_unit": gettext_lazy("Unit"),
    "start_events": gettext_lazy("Events that begin it"), "events": gettext_lazy("Events that complete it"),
    "terminal": gettext_lazy("Ends the journey"), "intent": gettext_lazy("Design intent"),
    "owner": gettext_lazy("Owner"), "note": gettext_lazy("Note"), "goal": gettext_lazy("Goal"),
    "minimum": gettext_lazy("Least number of events"),
    "every": gettext_lazy("Repeated every"), "times": gettext_lazy("Number of times"), "counts": gettext_lazy("Figures"),
}

ROLE_WORDS = {
    "stages": gettext_lazy("The names of the stages"),
    "touchpoints": gettext_lazy("What customers are expected to do"),
    "channel_lane": gettext_lazy("What customers do through the channel that names this lane"),
    "channel": gettext_lazy("The channel"), "events": gettext_lazy("The event names"),
    "intent": gettext_lazy("The design intent"), "owner": gettext_lazy("The owner"), "note": gettext_lazy("A note"),
    "skip": gettext_lazy("Nothing to read"),
}


def delay_words(number, unit):
    """7, "days" → “7 days”; weeks, hours and minutes alike, in the reader's language."""
    shown = formats.localize(number)
    french = (get_language() or "").startswith("fr")  # where what is below two is singular
    many = number if isinstance(number, int) else 1 if french and number < 2 else 2
    return {
        "minutes": ngettext("%(n)s minute", "%(n)s minutes", many), "hours": ngettext("%(n)s hour", "%(n)s hours", many),
        "days": ngettext("%(n)s day", "%(n)s days", many), "weeks": ngettext("%(n)s week", "%(n)s weeks", many),
    }[unit or "days"] % {"n": shown}


def rhythm_words(touchpoint):
    """“each month, 12 times”; of one occurrence, “time 3 of 12, each month”."""
    number, unit = period(touchpoint.every)
    each = {"day": ngettext("each day", "every %(n)s days", number), "week": ngettext("each week", "every %(n)s weeks", number),
            "month": ngettext("each month", "every %(n)s months", number)}[unit] % {"n": formats.localize(number)}
    if touchpoint.is_occurrence:
        return _("time %(number)s of %(times)s, %(each)s") % {
            "number": touchpoint.number, "times": touchpoint.times, "each": each}
    return ngettext("%(each)s, %(times)s time", "%(each)s, %(times)s times", touchpoint.times) % {
        "each": each, "times": formats.localize(touchpoint.times)}


def anchor_words(anchor):
    """Where a delay that no touchpoint starts is counted from."""
    if anchor == "start":
        return _("the customer’s first event")
    if not anchor:
        return _("the required touchpoint above")
    if day := DAY.fullmatch(anchor):
        return _("day number %(day)s") % {"day": day[1]}
    try:
        return _("the date of %(date)s") % {"date": date_format(parse_date(anchor), "DATE_FORMAT")}
    except (ValueError, AttributeError, TypeError):
        return anchor


def due_words(touchpoint, labels):
    """By when it is expected, as one phrase; `labels` gives the labels of touchpoints by key."""
    if touchpoint.terminal:
        return _("the journey ends here") if touchpoint.terminal == "yes" else _("the customer leaves here")
    label, anchor = labels.get(touchpoint.anchor), anchor_words(touchpoint.anchor)
    if touchpoint.every:
        values = {"rhythm": rhythm_words(touchpoint), "anchor": _("“%(label)s”") % {"label": label} if label else anchor}
        if touchpoint.due_after is None:
            return _("%(rhythm)s, counted from %(anchor)s") % values
        values["delay"] = delay_words(touchpoint.due_after, touchpoint.due_unit)
        return _("%(rhythm)s, counted from %(anchor)s, each within %(delay)s") % values
    if touchpoint.due_after is None:
        if label:
            return _("after “%(label)s”, before the journey ends") % {"label": label}
        return _("after %(anchor)s, before the journey ends") % {"anchor": anchor}
    delay = delay_words(touchpoint.due_after, touchpoint.due_unit)
    if label:
        return _("within %(delay)s of “%(label)s”") % {"delay": delay, "label": label}
    return _("within %(delay)s of %(anchor)s") % {"delay": delay, "anchor": anchor}


def expectation_words(touchpoint):
    """Of whom it is expected, as one phrase."""
    if touchpoint.terminal == "exit":
        return _("exit")
    if touchpoint.terminal:
        return _("end")
    return {
        "required": _("required"), "optional": _("optional"),
        "conditional": _("if %(condition)s") % {"condition": touchpoint.condition},
        "alternative": _("one of “%(group)s”") % {"group": touchpoint.group},
    }[touchpoint.expectation]
