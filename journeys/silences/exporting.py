"""A reading as a table for a spreadsheet: one row per touchpoint and group of customers, masked like the page.

Refuses to let a label run as a formula.
"""
import csv
import io

from journeys.maps.formats.formulas import guard

from .figures import STATUSES

COLUMNS = ("touchpoint", "label", "stage", "channel", "by", "value", "instrument", *STATUSES, "out_of_place", "due", "rate",
           "low", "high")


def as_csv(figures):
    """CSV text of `Figures`; counts of a masked cell say `masked`, rates are shares between 0 and 1."""
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerow(COLUMNS)
    for figure in figures:
        for cell in (figure.cell, *figure.segments):
            told = [guard(value) for value in (figure.key, figure.label, figure.stage, figure.channel, cell.by, cell.value)]
            writer.writerow([*told, figure.instrument, *_numbers(cell, figure)])
    return text.getvalue()


def _numbers(cell, figure):
    if cell.masked:
        return ["masked"] * (len(STATUSES) + 2) + [""] * 3
    rates = ("", "", "") if figure.instrument == "check" or cell.rate is None else (cell.rate, cell.low, cell.high)
    return [*(cell.counts[status] for status in STATUSES), cell.out_of_place, cell.due, *rates]
