"""The matrix layout of journey-map templates: stages in columns, lanes in rows. Pure.

Only a person knows what a lane holds, so each lane is a question with a guess; what the preview shows is what the
present answers make. A cell with several lines holds several touchpoints. Nothing is read from emotions or thoughts
unless someone says so.
"""
import re
from dataclasses import replace

from ..problems import Problem
from ..rows import plain, slug_of
from .long import LONG_COLUMNS, assemble, find_header, read_rows
from .mapfile import MapFile, Question, Unreadable, stages_of

ROLES = ("stages", "touchpoints", "channel_lane", "channel", "events", "intent", "owner", "note", "skip")
WORDS = {
    "stages": ("stage", "stages", "phase", "phases", "etape", "etapes", "step", "steps"),
    "touchpoints": ("touchpoint", "touchpoints", "point de contact", "points de contact", "action", "actions",
                    "activity", "activities", "customer actions", "user actions", "actions du client", "activites",
                    "doing", "what the customer does", "ce que fait le client"),
    "channel": ("channel", "channels", "canal", "canaux"),
    "events": ("event", "events", "evenement", "evenements"),
    "intent": ("goal", "goals", "expectation", "expectations", "objectif", "objectifs", "attente", "attentes", "intent",
               "intention"),
    "owner": ("owner", "owners", "team", "responsable", "equipe", "internal ownership"),
    "note": ("note", "notes", "pain points", "opportunities", "points de friction", "opportunites", "insights"),
    "channel_lane": ("web", "site web", "site", "app", "application", "email", "e-mail", "mail", "phone", "telephone",
                     "chat", "shop", "store", "boutique", "sms", "courrier", "letter"),
}
GUESSES = {word: role for role, words in WORDS.items() for word in words}
MAX_LANES, MAX_STAGES = 60, 60
FEW_LANES = 20  # of a table whose lanes have names of their own: more lines are a list
WORD = re.compile(r"[^\W\d_]{2}")
BULLET = re.compile(r"^\s*(?:[•·–-]|\*(?=\s))\s*")


def read_table(rows, choices=None):
    """Rows of text in either layout → MapFile: long when a row names its columns, else matrix; what has only the shape of one
    is asked about, and said to have no header until someone answers. Raises Unreadable.
    """
    if find_header(rows) is None:
        if looks_like_matrix(rows):
            return read_matrix(rows, choices or {})
        if could_be_matrix(rows):
            read = read_matrix(rows, choices or {})
            unknown = Problem("lanes_unknown", values={"columns": ", ".join(LONG_COLUMNS)})
            return read if choices else replace(read, problems=(unknown,))
    return read_rows(rows)


def guess(label):
    return GUESSES.get(plain(label).rstrip(" :"), "")


def lanes_of(rows):
    """[(row number, label, cells after it)] of the rows that could be lanes."""
    found = []
    for number, cells in enumerate(rows, 1):
        label, *rest = [cell.strip() for cell in cells] or [""]
        if label and any(rest) and len(found) < MAX_LANES:
            found.append((number, label, rest[:MAX_STAGES]))
    return found


def looks_like_matrix(rows):
    """True when the first column names stages or touchpoints, or several channels, with values beside."""
    if len(rows) > 10 * MAX_LANES:
        return False
    roles = [guess(label) for _number, label, _cells in lanes_of(rows)]
    return "touchpoints" in roles or ("stages" in roles and len(roles) > 1) or roles.count("channel_lane") > 1


def could_be_matrix(rows):
    """True for a few lines, each with a name of its own in words and several values beside, whatever the names are."""
    labels = [plain(label) for _number, label, cells in lanes_of(rows) if len([cell for cell in cells if cell]) > 1]
    return 1 < len(labels) <= FEW_LANES and len(set(labels)) == len(labels) and all(map(WORD.search, labels))


def roles_of(lanes, choices):
    """{row number: role}: the answers, else guesses; without any touchpoint lane, lanes named after channels hold them."""
    roles = {}
    for number, label, _cells in lanes:
        answer = choices.get(f"lane-{number}")
        roles[number] = answer if answer in ROLES else guess(label) or "skip"
    if not choices and lanes and "stages" not in roles.values():
        roles[lanes[0][0]] = "stages"
    return roles


def lines_of(cell):
    """The lines of a cell, bullets apart."""
    return [line for line in (BULLET.sub("", line).strip() for line in cell[:5000].splitlines()[:50]) if line]


def read_matrix(rows, choices):
    """Rows of text and a person's answers → MapFile with one question per lane."""
    lanes = lanes_of(rows)
    if not lanes:
        raise Unreadable("no_rows")
    roles = roles_of(lanes, choices)
    questions = tuple(Question(f"lane-{number}", label, " · ".join(cell for cell in cells if cell)[:160], ROLES,
                               roles[number]) for number, label, cells in lanes)
    problems = [Problem("two_stage_lanes", number, label, {"label": label}) for number, label, _cells in
                [lane for lane in lanes if roles[lane[0]] == "stages"][1:]]
    found = [cell for cells in columns_of(lanes, roles) for cell in cells]
    if not found:
        return MapFile(problems=(*problems, Problem("no_touchpoint_lane")), questions=questions)
    touchpoints, more = assemble(found)
    return MapFile(touchpoints, (*problems, *(kept(problem) for problem in more)), stages_of(touchpoints),
                   questions=questions)


def kept(problem):
    """Identifiers are always made here: that is no news. Places are cells of lanes, named by their row."""
    return replace(problem, column="") if problem.column else problem


def columns_of(lanes, roles):
    """For each column of the matrix, its touchpoints as cells of the long layout."""
    width = max(len(cells) for _number, _label, cells in lanes)
    stage, used = "", set()
    for column in range(width):
        held = {}
        for number, label, cells in lanes:
            cell = cells[column] if column < len(cells) else ""
            if cell:
                held.setdefault(roles[number], []).append((number, label, cell))
        stage = " ".join(held["stages"][0][2].split()) if "stages" in held else stage
        yield [(number, values | {"touchpoint": free_key(values["label"], used)})
               for number, values in touchpoints_of(held, stage)]


def touchpoints_of(held, stage):
    """One column's cells by role → its touchpoints, with what the other lanes say about them."""
    placed = [(number, label if role == "channel_lane" else "", line)
              for role in ("touchpoints", "channel_lane") for number, label, cell in held.get(role, ())
              for line in lines_of(cell)]
    for index, (number, channel, line) in enumerate(placed):
        values = {"stage": stage, "label": line, "channel": channel}
        for role in ("channel", "events", "intent", "owner", "note"):
            said = [part for _number, _label, cell in held.get(role, ()) for part in (
                [lines_of(cell)[index]] if len(lines_of(cell)) == len(placed) else [cell])]
            if said and not values.get(role):
                values[role] = ("|" if role == "events" else "\n" if role == "note" else ", ").join(
                    part.replace("\n", "|" if role == "events" else ", ") for part in said)
        yield number, values


def free_key(label, used):
    """An identifier made of the label, different from those already made."""
    slug = slug_of(label, 56) or "touchpoint"
    key = next(name for name in (slug, *(f"{slug}-{n}" for n in range(2, 10_000))) if name not in used)
    used.add(key)
    return key
