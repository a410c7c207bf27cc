"""The days of a series: pure arithmetic on dates, nothing knows the database or the time of day."""
from calendar import monthrange
from datetime import date, timedelta

RHYTHMS = ("once", "weekly", "fortnightly", "monthly", "quarterly")
STEPS = {"weekly": 7, "fortnightly": 14}  # days
MONTHS = {"monthly": 1, "quarterly": 3}


def days_of(first, rhythm, number):
    """The first `number` days of a series that begins on `first`.

    Monthly and quarterly keep the weekday and its rank: the second Tuesday stays so, a fifth one becomes the last.
    """
    if rhythm == "once":
        return [first][:number]
    if rhythm in STEPS:
        return [first + timedelta(days=STEPS[rhythm] * place) for place in range(number)]
    return [_same_weekday(first, MONTHS[rhythm] * place) for place in range(number)]


def next_day(last, first, rhythm):
    """The day after `last` on which a series that began on `first` meets again; None when it meets once."""
    if rhythm == "once":
        return None
    return next(day for day in days_of(first, rhythm, 2000) if day > last)


def _same_weekday(first, months):
    years, month = divmod(first.month - 1 + months, 12)
    year, month = first.year + years, month + 1
    rank = (first.day - 1) // 7
    offset = (first.weekday() - date(year, month, 1).weekday()) % 7
    day = 1 + offset + 7 * rank
    return date(year, month, day if day <= monthrange(year, month)[1] else day - 7)


def absent_lately(tables, trades, at_least=3):
    """[(trade, meetings missed in a row)] of the trades that nobody brought to the last `at_least` meetings or more.

    tables: one {trade: people} per meeting held, oldest first; trades: those one expects at the table.
    """
    missed = []
    for trade in sorted(trades, key=str.casefold):
        row = 0
        for table in reversed(tables):
            if table.get(trade):
                break
            row += 1
        if row >= at_least:
            missed.append((trade, row))
    return missed
