"""A list of first names from a file, such as the national one of the French statistics office. Pure: bytes in, names out.

Read: CSV or one name a line, with or without a heading; separators ; , and tab; columns named preusuel, prenom, prénom or name
for the name, nombre, valeur or count for how many people bear it. Refuses what is not text.
"""
import csv
import io
import re
from collections import Counter

NAMES = ("preusuel", "prenom", "prénom", "prenoms", "name", "first_name", "firstname")
COUNTS = ("nombre", "valeur", "count", "effectif")
WORD = re.compile(r"[^\W\d_]+(?:[-’' ][^\W\d_]+)*")
SHORTEST = 3


class NotNames(ValueError):
    """The file holds no first name that can be read."""


def read(data, at_least=0):
    """The names borne by at least so many people, in small letters, in order. Without counts every name is kept."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = data.decode("latin-1")
    if "\0" in text:
        raise NotNames
    first = text.split("\n", 1)[0]
    separator = max(";,\t", key=first.count)
    rows = csv.reader(io.StringIO(text), delimiter=separator)
    heading = [cell.strip().casefold() for cell in next(rows, [])]
    name_at = next((heading.index(one) for one in NAMES if one in heading), None)
    count_at = next((heading.index(one) for one in COUNTS if one in heading), None)
    borne = Counter()
    if name_at is None:
        rows, name_at, count_at = csv.reader(io.StringIO(text), delimiter=separator), 0, None
    for row in rows:
        if len(row) <= max(name_at, count_at or 0):
            continue
        name = row[name_at].strip().casefold()
        if len(name) >= SHORTEST and WORD.fullmatch(name):
            borne[name] += counted(row[count_at]) if count_at is not None else at_least or 1
    found = sorted(name for name, count in borne.items() if count >= at_least)
    if not found:
        raise NotNames
    return found


def counted(cell):
    try:
        return int(float(cell.replace(" ", "").replace("\u202f", "")))
    except ValueError:
        return 0
