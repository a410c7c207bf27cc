"""Closing fills the journey's analysis grid with what the session found, and seals a version named after the session."""
from observations.grids import actions as grids
from observations.grids.models import Answer, Cell

READING = "reading"  # the column in which a group writes the reading it retains


def seal_grid(session, by):
    """The sealed GridVersion of this session: a row per silence read, holding its hypotheses as readings, none of them ranked.

    What someone wrote in the grid by hand stays as it is. A silence on which people only said “we do not know” says so.
    """
    grid = grids.open_grid(by=by, journey=session.journey)
    links = session.hypotheses.select_related("hypothesis", "silence").prefetch_related("hypothesis__versions")
    readings = {}
    for link in links:
        readings.setdefault(link.silence_id, []).append(link.hypothesis.statement)
    for placed in session.silences.select_related("silence"):
        row = grids.add_row(by=by, grid=grid, silence=placed.silence)
        found = readings.get(placed.pk, [])
        written = Cell.objects.filter(row=row, column=READING).first()
        if found and (written is None or not written.text):
            grids.write_cell(by=by, row=row, column=READING, text=as_list(found))
        elif found:
            added = [statement for statement in found if statement not in written.text]
            if added:
                grids.write_cell(by=by, row=row, column=READING, text=f"{written.text}\n\n{as_list(added)}")
        elif written is None and is_unknown(placed):
            grids.write_cell(by=by, row=row, column=READING, answer=Answer.UNKNOWN)
    return grids.seal_version(by=by, grid=grid, title=session.title, reason="")


def as_list(statements):
    """One statement as it is, several as a list, in the order in which they came."""
    return statements[0] if len(statements) == 1 else "\n".join(f"- {' '.join(statement.split())}" for statement in statements)


def is_unknown(placed):
    """Whether people answered “we do not know” about this silence, and nobody proposed a reading."""
    return placed.notes.exclude(shown_number=None).filter(answer="unknown").exists()
