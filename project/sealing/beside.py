"""Where words stand outside the seals of a space: rows beside a seal, drafts, drawn HTML, what searching keeps, room events.

`found(space, words)` reads every text of every table that leads to the space, and gives for each the value without the words:
black bars as long as they were, so that marks on a text stay where they are. Names of whoever spoke are left out
(`erase_person` empties those), as are identifiers. Nothing here writes.
"""
import json
import re
from dataclasses import dataclass
from html import unescape

from django.apps import apps
from django.db import models
from django.utils.html import strip_tags

from . import pointers, protection

BAR = "█"
LEFT_OUT = {
    "author_alias", "who", "slug", "digest", "voice", "chain", "epoch", "code", "token_digest", "key_digest", "fingerprint",
    "key", "touchpoint_key", "column", "node", "anchor", "ref", "about", "verb", "pseudonym",
}  # fmt: skip
ONLY = {"sealing": {"tombstone": ["reason"], "redaction": ["reason"]}}  # of these apps, these columns of these models
DERIVED = {}  # {(model, column): row -> value}, what is computed from the other columns of its row


def derives(model, **columns):
    """Say how a column of a model is computed from its row, so that it is computed again when words leave the row."""
    DERIVED.update({(model, name): compute for name, compute in columns.items()})


@dataclass(frozen=True)
class Beside:
    """One value that holds the words: of which row and column, what it says now, what it will say."""

    row: models.Model
    column: str
    now: object
    then: object

    @property
    def model(self):
        return type(self.row)


def found(space, words):
    """Every Beside of a space, table by table, row by row."""
    places = []
    for model in apps.get_models():
        names = columns(model)
        path = path_to_space(model) if names else None
        if path:
            rows = model._base_manager.filter(**{path: space}).order_by("pk")
            for row in rows.iterator(chunk_size=200):
                places += of_row(row, names, words)
    return places


def of_row(row, names, words):
    """The values of one row that hold the words; what is derived from another column follows it."""
    values = {name: getattr(row, name) for name in names}
    holding = {name: without(type(row), values[name], words) for name in names if holds(values[name], words)}
    for name in [name for (model, name) in DERIVED if model is type(row)]:
        if set(holding) - {name}:
            for other, then in holding.items():
                setattr(row, other, then)
            holding[name] = DERIVED[type(row), name](row)
            for other in holding:
                setattr(row, other, values[other])
    return [Beside(row, name, values[name], then) for name, then in holding.items()]


def columns(model):
    """Names of the columns of a model that hold words."""
    if (named := ONLY.get(model._meta.app_label)) is not None:
        return named.get(model._meta.model_name, [])
    kinds = (models.CharField, models.TextField, models.JSONField)
    return [
        field.name
        for field in model._meta.local_concrete_fields
        if isinstance(field, kinds) and not field.choices and not field.primary_key and field.name not in LEFT_OUT
    ]


def path_to_space(model):
    """The shortest way from a model to its space through keys that cannot be empty, else through any; None when there is none."""
    from project.spaces.models import Space

    for optional in (False, True):
        ways, seen = [(model, "")], {model}
        while ways:
            at, path = ways.pop(0)
            for field in at._meta.local_concrete_fields:
                near = field.related_model if field.is_relation and (optional or not field.null) else None
                way = f"{path}{field.name}" if near else ""
                if near is Space:
                    return way
                if near and near not in seen:
                    seen.add(near)
                    ways.append((near, f"{way}__"))
    return None


def holds(value, words):
    """Whether a value says the words, whatever their case, in plain text, in HTML or inside JSON."""
    if isinstance(value, str):
        return said(value, words)
    items = [*value.keys(), *value.values()] if isinstance(value, dict) else value if isinstance(value, list) else ()
    return any(holds(one, words) for one in items)


def said(text, words):
    wanted = words.casefold()
    return wanted in text.casefold() or wanted in unescape(strip_tags(text)).casefold()


def without(model, value, words):
    """A value without the words. A row that repeats its seal says what the seal will say: a tombstone for the whole text."""
    guarded = protection.PROTECTIONS.get(model)
    if guarded is not None and guarded.witness is not None:
        if isinstance(value, str):
            return pointers.TOMBSTONE
        for pointer, _text in pointers.places(value, words):
            value = pointers.without(value, pointer)
        return value
    return barred(value, words)


def barred(value, words):
    if isinstance(value, dict):
        return {barred(key, words): barred(one, words) for key, one in value.items()}
    if isinstance(value, list):
        return [barred(one, words) for one in value]
    if not isinstance(value, str) or not said(value, words):
        return value
    then = re.sub(re.escape(words), lambda match: BAR * len(match.group()), value, flags=re.IGNORECASE)
    return pointers.TOMBSTONE if said(then, words) else then


def stored(row, column, value):
    """A value as text: JSON values written out, texts as they are."""
    return json.dumps(value) if isinstance(row._meta.get_field(column), models.JSONField) else value
