"""How a day is written: as Django writes it, but for the first of a month, which French says “1er” (1er décembre 2026).

The whole site writes days through here: `date` in templates (templatetags/dates.py), `date_format` in Python.
"""
import re

from django.utils import formats
from django.utils.translation import get_language

FIRST = re.compile(r"(?<!\d)1(?=[ \u00a0][^\W\d])")  # a 1 alone, before the name of a month


def date_format(day, wanted=None):
    """A date or a moment in the reader's language; `wanted` is a format, or the name of one."""
    return as_said(formats.date_format(day, wanted))


def as_said(written):
    """A written day with the ordinal that the reader's language gives to the first of a month."""
    return FIRST.sub("1er", written, count=1) if (get_language() or "").startswith("fr") else written
