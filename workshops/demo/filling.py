"""Writes what the example's group made of its silences, as people do: the evidence matrix of the guide, then the journey's
analysis grid, cell by cell.
"""
from observations.grids import actions as grids
from observations.hypotheses.matrix import actions as matrix

from .story import ANSWERS, READERS

VALUES = {
    "--": "very_inconsistent", "-": "inconsistent", "=": "neutral", "+": "consistent", "++": "very_consistent", "?": "unknown",
}  # fmt: skip


def fill_matrix(voices, silence, story):
    """The evidence given in the session and one absence, answered by each reader alone, then revealed by the facilitator."""
    items = matrix.bring_evidence(by=voices["Claire"], silence=silence)
    text, expected, window = story["absence"]
    absence = {"kind": "absence", "text": text, "expected": expected, "window": window, "would_have_seen": "maybe"}
    items.append(matrix.bring_item(by=voices["Sophie"], silence=silence, **absence))
    rivals = [hypothesis.current for hypothesis in silence.hypotheses.order_by("pk")]
    for item, columns in zip(items, ANSWERS, strict=True):
        for reader, *said in zip(READERS, *columns, strict=True):
            whys = ["", story["doubt"] if said[1] == "=" and item.kind == "absence" else ""]
            answers = {version.uuid: (VALUES[value], why) for version, value, why in zip(rivals, said, whys, strict=True)}
            matrix.judge_item(by=voices[reader], item=item, answers=answers)
    matrix.reveal(by=voices["Claire"], silence=silence)


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
        who, about, text = story["differs"]
        if name == about:
            grids.differ(by=voices[who], row=row, text=text)
