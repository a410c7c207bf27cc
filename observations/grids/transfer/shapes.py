"""The shapes that values of a file must have, and where they do not. Pure: a value and a shape in, places and reasons out.

A shape is a type (str, int, bool), a list of one shape, a dict of shapes by key, or one of the classes below. Refuses what no
database keeps (NUL, lone surrogates, numbers out of range), so that a file that passes can be written.
"""
import json
import re
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

LONGEST_FILE = 5 * 2**20  # bytes
LONGEST_TEXT = 20_000
MOST_FAULTS = 12  # told at once
WHAT = {
    "object": gettext_noop("an object is expected"),
    "list": gettext_noop("a list is expected"),
    "text": gettext_noop("a text is expected, of 20,000 characters at most"),
    "character": gettext_noop("it holds a character that cannot be kept"),
    "number": gettext_noop("a whole number, not below 0, is expected"),
    "share": gettext_noop("a number from 0 to 1 is expected"),
    "boolean": gettext_noop("true or false is expected"),
    "missing": gettext_noop("it is missing"),
    "unknown": gettext_noop("“%(value)s” is not one of: %(known)s"),
    "written": gettext_noop("“%(value)s” is not written as it should be"),
    "length": gettext_noop("%(count)s values are expected"),
}


@dataclass(frozen=True)
class Maybe:
    """The shape, or null, or nothing at all."""

    shape: Any


@dataclass(frozen=True)
class Words:
    """Texts by language or by key: {"fr": "…"}; `of` is the shape of each."""

    of: Any = str


@dataclass(frozen=True)
class OneOf:
    values: tuple


@dataclass(frozen=True)
class Like:
    """A text that a pattern matches whole."""

    pattern: str


@dataclass(frozen=True)
class Either:
    """One of two shapes; what is said of a value that is neither is said by the second."""

    first: Any
    second: Any


class Share:
    """A number from 0 to 1."""


@dataclass(frozen=True)
class Exactly:
    """A list with one shape for each place."""

    shapes: tuple


def faults(value, shape, where=""):
    """(where, what is wrong in the reader's language) of everything in a value that is not of its shape."""
    if isinstance(shape, Maybe):
        return [] if value is None else faults(value, shape.shape, where)
    if isinstance(shape, Either):
        return faults(value, shape.first, where) and faults(value, shape.second, where)
    if isinstance(shape, dict):
        return of_object(value, shape, where)
    if isinstance(shape, Words):
        if not isinstance(value, dict):
            return [fault(where, "object")]
        pairs = list(value.items())
        return [found for key, one in pairs for found in [*faults(key, str, where), *faults(one, shape.of, at(where, key))]]
    if isinstance(shape, list):
        if not isinstance(value, list):
            return [fault(where, "list")]
        return [found for place, one in enumerate(value) for found in faults(one, shape[0], f"{where}[{place}]")]
    if isinstance(shape, Exactly):
        if not isinstance(value, list) or len(value) != len(shape.shapes):
            return [fault(where, "length", count=len(shape.shapes))]
        pairs = zip(value, shape.shapes, strict=True)
        return [found for place, (one, each) in enumerate(pairs) for found in faults(one, each, f"{where}[{place}]")]
    return of_scalar(value, shape, where)


def of_object(value, shape, where):
    if not isinstance(value, dict):
        return [fault(where, "object")]
    found = []
    for key, inner in shape.items():
        if key in value:
            found += faults(value[key], inner, at(where, key))
        elif not isinstance(inner, Maybe):
            found.append(fault(at(where, key), "missing"))
    return found


def of_scalar(value, shape, where):
    if isinstance(shape, OneOf):
        known = isinstance(value, str) and value in shape.values
        return [] if known else [fault(where, "unknown", value=str(value)[:60], known=", ".join(shape.values))]
    if shape is bool:
        return [] if isinstance(value, bool) else [fault(where, "boolean")]
    if shape is Share:
        share = isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
        return [] if share else [fault(where, "share")]
    if shape is int:
        whole = isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= 10**9
        return [] if whole else [fault(where, "number")]
    if not isinstance(value, str) or len(value) > LONGEST_TEXT:
        return [fault(where, "text")]
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in value):
        return [fault(where, "character")]
    if isinstance(shape, Like) and not re.fullmatch(shape.pattern, value):
        return [fault(where, "written", value=value[:60])]
    return []


def at(where, key):
    return f"{where}.{key}" if where else str(key)


def fault(where, what, **values):
    return where, _(WHAT[what]) % values


def told(found):
    """ValidationError of the first faults of a list, each with its place, and what to do."""
    lines = [f"{where}{_(':')} {what}" if where else what for where, what in found[:MOST_FAULTS]]
    if len(found) > MOST_FAULTS:
        lines.append(_("and %(count)s more") % {"count": len(found) - MOST_FAULTS})
    lines.append(_("Nothing was brought in. Correct the file at these places, or export it again."))
    return ValidationError(lines)


def parsed(data):
    """The JSON value of a file's bytes, or ValidationError that says where it stops being JSON."""
    if len(data) > LONGEST_FILE:
        raise ValidationError(_("This file is larger than 5 MiB: it is not a grid exported from here."))

    def refuse(text):
        raise ValueError(text)

    try:
        return json.loads(data.decode("utf-8-sig"), parse_constant=refuse)
    except json.JSONDecodeError as error:
        words = _("This file is not JSON: line %(line)s, column %(column)s. Take the file as it was exported.")
        raise ValidationError(words % {"line": error.lineno, "column": error.colno}) from None
    except (ValueError, RecursionError):
        raise ValidationError(_("This file is not JSON. Take the file as it was exported.")) from None
