"""The spreadsheet template of CJML: one touchpoint per row under a header that stands below a few lines of title. Pure.

Recognised by its own column names, wherever the header stands among the first rows. Rows that say they are not included are
left out, as are the sheets of the template that hold no journey. Deviations belong to actual journeys: they are not read.
"""
from ..rows import plain
from .cjml import channel_words
from .long import MAX_ROWS, assemble
from .mapfile import MapFile, Unreadable, stages_of

HEADS = {
    "tp id": "touchpoint", "phase": "stage", "initiator's label": "label", "receiver's label": "heard",
    "actor who initiated": "owner", "actor who received": "to", "channel": "channel", "comment": "note",
    "ux description": "intent", "include": "include",
}
ASIDE = {"log", "user guide", "channels", "actors", "phases"}
LEFT_OUT = {"no", "nei", "n", "false", "0"}
HEADER_WITHIN, ENOUGH = 12, 4


def places_of(cells):
    """{index: role} of a header row."""
    found = ((index, HEADS.get(plain(cell))) for index, cell in enumerate(cells))
    return {index: role for index, role in found if role}


def planned(sheets):
    """(rows, index of their header) of the first sheet [(name, rows)] laid out as the template, or None."""
    for name, rows in sheets:
        for index, cells in enumerate(rows[:HEADER_WITHIN] if plain(name) not in ASIDE else ()):
            roles = set(places_of(cells).values())
            if "touchpoint" in roles and len(roles) >= ENOUGH:
                return rows, index
    return None


def read(rows, start):
    """Rows and the index of their header → MapFile. Raises Unreadable."""
    places, found = places_of(rows[start]), []
    for number, cells in enumerate(rows[start + 1:], start + 2):
        said = {role: cells[index].strip() for index, role in places.items() if index < len(cells)}
        label = said.get("label") or said.get("heard", "")
        if label and said.get("include", "").casefold() not in LEFT_OUT:
            found.append((number, {
                "touchpoint": said.get("touchpoint", "")[:64], "label": label, "stage": said.get("stage", ""),
                "channel": channel_words(said.get("channel", "")), "owner": said.get("owner", ""),
                "note": said.get("note", ""), "intent": said.get("intent", "")}))
    if not found:
        raise Unreadable("no_rows")
    if len(found) > MAX_ROWS:
        raise Unreadable("too_many_rows", limit=MAX_ROWS)
    touchpoints, problems = assemble(found)
    return MapFile(touchpoints, tuple(problems), stages_of(touchpoints))
