"""How a day is written: as Django writes it, but for the first of a month, which French says “1er” (1er décembre 2026).

The whole site writes days through here: `date` in templates (templatetags/dates.py), `date_format` in Python. So are the minutes
that something planned lasts: `lasting` in both.
"""
import re

from django.utils import formats
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

DAY = 24 * 60  # minutes
FIRST = re.compile(r"(?<!\d)1(?=[ \u00a0][^\W\d])")  # a 1 alone, before the name of a month


def date_format(day, wanted=None):
    """A date or a moment in the reader's language; `wanted` is a format, or the name of one."""
    return as_said(formats.date_format(day, wanted))


def as_said(written):
    """A written day with the ordinal that the reader's language gives to the first of a month."""
    return FIRST.sub("1er", written, count=1) if (get_language() or "").startswith("fr") else written


def lasting(minutes):
    """Planned minutes as people say them: "45 min"; from a day on, "3 days" or "8 days 1 h", to the nearest hour."""
    if minutes < DAY:
        return _("%(n)s min") % {"n": minutes}
    days, hours = divmod(round(minutes / 60), 24)
    said = ngettext("%(n)s day", "%(n)s days", days) % {"n": days}
    return _("%(days)s %(hours)s h") % {"days": said, "hours": hours} if hours else said
