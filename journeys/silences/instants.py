"""Dates, days and delays as instants: microseconds since 1970 in UTC, whole numbers that compare the same everywhere.

Pure. A log has either calendar dates, read as local midnights in its zone, or relative days, where day 0 is instant 0.
Refuses (`Unreadable`) a date in a log of relative days, `day N` in a log of dates, and what is neither.
"""
import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

SECOND = 1_000_000
DAY = 86_400 * SECOND
NEVER = 2**62  # the time of what did not happen: later than anything
UNDUE = 2**61  # the due instant of what nothing makes due: later than anything that happens
FARTHEST = 1_000_000  # days from day 0
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
RELATIVE = re.compile(r"\s*(?:day\s+)?([+-]?\d+)\s*", re.IGNORECASE)


def _(message):
    """Marks a message for translation; whoever shows it translates it, so that nothing here needs settings."""
    return message


class Unreadable(ValueError):
    """A question that cannot be answered: an English message for translation, with its values."""

    def __init__(self, message, **values):
        super().__init__(message % values)
        self.message, self.values = message, values


def from_datetime(moment):
    """An aware datetime as an instant."""
    return (moment - EPOCH) // timedelta(microseconds=1)


def midnight(day, zone):
    """The first instant of a local day; where the clocks skip midnight, the instant they skip to."""
    return from_datetime(datetime.combine(day, time(), ZoneInfo(zone)).astimezone(UTC))


class Calendar:
    """How one log tells days: its zone, or days counted from its day 0."""

    def __init__(self, zone="Europe/Paris", relative_days=False):
        self.zone, self.relative_days = zone, relative_days

    def day(self, text):
        """The day that a text names: a date, or a whole number in logs with relative days."""
        try:
            if self.relative_days:
                return int(RELATIVE.fullmatch(text).group(1))
            return date.fromisoformat(text.strip())
        except (ValueError, AttributeError, OverflowError):
            wanted = _("“%(text)s” is not a day of this log: it counts days from a day 0, so write “day 30”.") \
                if self.relative_days else _("“%(text)s” is not a date: write it as 2026-10-31.")
            raise Unreadable(wanted, text=text) from None

    def name(self, day):
        """The one way of writing a day: `day 30`, or 2026-10-31."""
        return f"day {day}" if self.relative_days else day.isoformat()

    def first(self, day, plus=0):
        """The first instant of the day `plus` days after `day`."""
        try:
            if self.relative_days:
                if abs(day) > FARTHEST:
                    raise OverflowError
                return (day + plus) * DAY
            return midnight(day + timedelta(days=plus), self.zone)
        except OverflowError:
            raise Unreadable(_("%(day)s is too far away."), day=day) from None

    def last(self, day, plus=0):
        """The last instant of the day `plus` days after `day`."""
        return self.first(day, plus + 1) - 1

    def later(self, day, number, unit):
        """The day some days, weeks or months (unit: day, week, month) after a day; the last day of a month that is shorter.
        """
        try:
            if unit != "month":
                days = number * (7 if unit == "week" else 1)
                return day + (days if self.relative_days else timedelta(days=days))
            if self.relative_days:
                raise Unreadable(_("This log counts days from a day 0 and has no months: write the rhythm in days or weeks."))
            months = day.month - 1 + number
            year, month = day.year + months // 12, months % 12 + 1
            return date(year, month, min(day.day, monthrange(year, month)[1]))
        except (OverflowError, ValueError) as problem:
            if isinstance(problem, Unreadable):
                raise
            raise Unreadable(_("%(day)s is too far away."), day=day) from None

    def window(self, first, last):
        """(first instant, last instant) of a window between two days, both included; None where nothing was said."""
        start = None if not first else self.first(self.day(first))
        end = None if not last else self.last(self.day(last))
        if start is not None and end is not None and start > end:
            raise Unreadable(_("The window ends (%(to)s) before it begins (%(from)s)."), **{"from": first, "to": last})
        return start, end

    def due(self, day, touchpoint):
        """When the delay of a touchpoint anchored on a day is over: days and weeks include the due day whole."""
        if touchpoint.due_unit in ("minutes", "hours"):
            return self.first(day) + round(touchpoint.due_seconds * SECOND)
        return self.last(day, int(touchpoint.due_seconds // 86_400))

    def write(self, instant):
        """An instant for people and programs: local ISO 8601, or `day 12.5`."""
        if self.relative_days:
            whole = instant // DAY if (instant + 1) % DAY == 0 else instant / DAY  # the last instant of a day is that day
            return f"day {round(whole, 6):g}"
        return (EPOCH + timedelta(microseconds=instant)).astimezone(ZoneInfo(self.zone)).isoformat(timespec="seconds")
