"""Instants of a log as people read them: in the log's own zone, or as day N when it counts days."""
from datetime import UTC, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone
from django.utils.translation import gettext as _

from project.dates import date_format

from . import wording

EPOCH = timezone.datetime(1970, 1, 1, tzinfo=UTC)
DAY = timedelta(days=1)


def moment(at, log_zone, relative):
    """An instant as people read it: day N in relative logs, else a date and time in the log's zone."""
    if relative:
        number = wording.said((at - EPOCH) / DAY)
        return _("day %(number)s") % {"number": str(number).replace("-", "−")}
    local = at.astimezone(ZoneInfo(log_zone))
    return f"{date_format(local, 'DATE_FORMAT')} {date_format(local, 'H:i')}"


def span(first, last, log_zone, relative):
    """“from first to last”, or nothing when there is no event."""
    if first is None:
        return ""
    return _("from %(first)s to %(last)s") % {
        "first": moment(first, log_zone, relative), "last": moment(last, log_zone, relative)}


def moment_of_day(at, log):
    """A day as people read it, in the log's own count of time."""
    if log.relative_days:
        return moment(at.replace(tzinfo=UTC), log.timezone, True)
    return date_format(at, "DATE_FORMAT")
