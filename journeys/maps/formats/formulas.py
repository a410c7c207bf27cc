"""Cells that a spreadsheet would run as formulas, made harmless and given back whole.

Pure. A text that begins with = + - @, a tab, a return or a full-width twin gets an apostrophe in front (OWASP ASVS
1.2.10); so does a text that already begins with apostrophes before one of these, so that reading back is exact.
"""
import re

RISKY = re.compile("'*[=+\\-@\t\r\n\x00＝＋－＠]")


def guard(text):
    """The text as an exported cell may hold it."""
    return "'" + text if RISKY.match(text) else text


def unguard(text):
    """The inverse of `guard`."""
    return text[1:] if text.startswith("'") and RISKY.match(text) else text
