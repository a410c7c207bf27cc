"""Writes what the example's group retained into the journey's analysis grid, cell by cell, as people do."""
from observations.grids import actions as grids


def fill_grid(session, voices, silences, story):
    """silences: {name: Silence}; story: the words of one language."""
    host = voices["Claire"]
    grid = grids.open_grid(by=host, journey=session.journey)
    for number, (name, (reading, disproof)) in enumerate(story["readings"].items()):
        row = grids.add_row(by=host, grid=grid, silence=silences[name])
        if reading:  # otherwise closing the session writes its hypotheses there
            grids.write_cell(by=host, row=row, column="reading", text=reading)
        grids.write_cell(by=host, row=row, column="disproof", text=disproof)
        grids.write_cell(by=host, row=row, column="state", text="open" if name == "parental" else "holds")
        for place, voice in enumerate(voices.values()):
            if name == "parental" and place % 2:
                grids.give_confidence(by=voice, row=row, answer="unknown")
            else:
                grids.give_confidence(by=voice, row=row, level=(4, 3, 5, 4, 2, 3)[(place + number) % 6])
        if name == "guide":
            who, _hypothesis, text = story["dissent"]
            grids.differ(by=voices[who], row=row, text=text)
