"""How the rows of a grid are shown: cells in the reader's language, bars, differences. No query of its own; never averages."""
from dataclasses import dataclass, field, replace

from django.utils.translation import get_language, gettext

from observations.wording import Piece
from project.markup import render

from . import diff, history
from .columns import column_from, said_in
from .models import Answer, Cell

HIDDEN = {"hidden": True}  # a figure under the mask


@dataclass(frozen=True)
class Shown:
    """One cell on a page: what it says, and how. kind: its column's; html is safe."""

    row: str
    column: str
    kind: str
    heading: str
    answer: str
    text: str  # in words: the label of a choice, or of a way not to answer
    html: str = ""
    revision: int = 0
    who: str = ""
    asked: str = ""  # the question in its own words, when the column now has others
    change: str = diff.KEPT
    pieces: list = field(default_factory=list)  # from the other version's words to these


@dataclass(frozen=True)
class Bars:
    """Confidence of a group: five heights in hundredths of the highest, and how many voices, answered or not."""

    heights: list
    counts: list
    people: int
    unknown: int
    declined: int
    not_applicable: int

    @property
    def rects(self):
        """(level, x, y, height, voices) of each bar in a drawing 58 wide and 24 high; nobody is still a line."""
        sizes = [max(1, round(height * 0.24, 1)) for height in self.heights]
        return [(n + 1, n * 12, round(24 - size, 1), size, self.counts[n]) for n, size in enumerate(sizes)]

    @property
    def spread(self):
        """Whether voices stand at both ends: a mean would say nothing."""
        given = [level for level, count in enumerate(self.counts, 1) for _each in range(count)]
        return len(given) > 1 and given[-1] - given[0] >= 3


@dataclass(frozen=True)
class Line:
    """One row of a grid on a page."""

    uuid: str
    silence: dict
    cells: list
    bars: Bars
    dissents: list
    rates: dict
    mine: object = None
    old: str = ""  # the semantic version it was answered on, when the grid's is another
    change: str = diff.KEPT
    before: Bars | None = None  # the confidence in the other version, when it differs

    @property
    def filled(self):
        """Whether anybody wrote anything in it."""
        return any(cell.revision for cell in self.cells)

    @property
    def differing(self):
        """The cells whose words differ."""
        return [cell for cell in self.cells if cell.change != diff.KEPT]


def label_of(words):
    return said_in(words, (get_language() or "fr")[:2])


def old_of(row):
    """The semantic version a row was answered on, when the grid now asks otherwise; "" when it is the same."""
    if row.template_version_id == row.grid.template_version_id:
        return ""
    return row.template_version.version if row.template_version else "0"


def draft_cell(row, column):
    """The Shown cell of a draft row under one column, in the words of the version the row is answered on."""
    own = column_of(row, column.key)
    if own is None:
        return Shown(str(row.uuid), column.key, "absent", label_of(column.label), Answer.GIVEN, "")
    asked = label_of(own.label) if own.label != column.label else ""
    return replace(draft_cell_of(row, own), asked=asked)


def draft_cell_of(row, column):
    cell = next((cell for cell in row.cells.all() if cell.column == column.key), None)
    return shown_cell(row, column, cell)


def shown_cell(row, column, cell):
    cell = cell or Cell(row=row, column=column.key, revision=0)
    said = words(column, cell.answer, cell.text, cell.under)
    return Shown(
        str(row.uuid), column.key, column.kind, label_of(column.label), cell.answer, said,
        html=cell.html, revision=cell.revision, who=cell.author_alias,
    )  # fmt: skip


def words(column, answer, text, under=""):
    """What a cell says in the reader's language; own words as they were written, with the choice they were brought under."""
    if answer != Answer.GIVEN:
        return str(Answer(answer).label)
    if column.kind != "choice" or not text:
        return text
    choices = dict(column.choices)
    if text in choices:
        return label_of(choices[text])
    return f"{text} → {label_of(choices[under])}" if under in choices else text


def bars(confidence):
    levels = confidence["levels"]
    highest = max(levels, default=0)
    others = {name: confidence[name] for name in ("unknown", "declined", "not_applicable")}
    return Bars(
        heights=[round(100 * count / highest) if highest else 0 for count in levels],
        counts=levels,
        people=sum(levels) + sum(others.values()),
        **others,
    )


def compared_line(row, columns, names, space):
    held = row.after or row.before
    new = {dissent["uuid"] for dissent in row.dissents} if row.before else set()
    old, now = row.confidence
    return Line(
        uuid=row.silence["uuid"],
        silence=row.silence,
        cells=[compared_cell(row, column) for column in columns],
        bars=bars(held["confidence"]),
        dissents=[{**d, "who": names.get(d["uuid"], ""), "new": d["uuid"] in new} for d in held["dissents"]],
        rates={when: masked(rate, space) for when, rate in held["rates"].items()},
        old=held["template"]["semantic"] if held.get("columns") and held["template"] else "",
        change=row.kind,
        before=bars(old) if old and now and old != now else None,
    )


def compared_cell(row, column):
    change = row.cells[column.key]
    uuid, heading = row.silence["uuid"], label_of(column.label)
    own = own_column(row.after or row.before, column)
    if own is None:
        return Shown(uuid, column.key, "absent", heading, Answer.GIVEN, "")
    asked, column = (label_of(own.label) if own.label != column.label else ""), own
    if not column.written:
        return Shown(uuid, column.key, column.kind, heading, Answer.GIVEN, "", asked=asked)
    before, after = (worded(column, cell) for cell in (change.before, change.after))
    cell = change.after or change.before or {"answer": Answer.GIVEN, "text": ""}
    plain = column.kind == "text" and cell["answer"] == Answer.GIVEN
    html = render(cell["text"], limit=len(cell["text"]) + 1) if plain and cell["text"] else ""
    pieces = [] if change.kind == diff.KEPT else change.pieces if plain and not_said(change) else phrases(before, after)
    said = after if change.after else before
    return Shown(
        uuid, column.key, column.kind, heading, cell["answer"], said, html, asked=asked, change=change.kind, pieces=pieces
    )


def own_column(held, column):
    """The column in the words this sealed row was answered on; None when it was not asked."""
    if not held.get("columns"):
        return column
    return next((column_from(own) for own in held["columns"] if own["key"] == column.key), None)


def worded(column, cell):
    return words(column, cell["answer"], cell["text"], cell.get("under", "")) if cell else ""


def not_said(change):
    """Whether both sides are texts, so that their words can be compared one by one."""
    return all(cell is None or cell["answer"] == Answer.GIVEN for cell in (change.before, change.after))


def phrases(before, after):
    """A difference between two short answers, taken whole."""
    return [Piece(kind, text) for kind, text in (("removed", before), ("added", after)) if text]


def masked(rate, space):
    """A sealed figure as it may be shown today: hidden when the space now masks groups of that size."""
    return HIDDEN if rate and rate.get("due", 0) < space.mask_below else rate


def column_of(asking, key):
    """The Column of that key of a grid or of a row, or None."""
    return next((column for column in asking.columns if column.key == key), None)


def drawn_histories(histories):
    """[(the question, [(Stretch, its question, [(class, words)], [(Point, shares)])])]: what the page of a history draws.

    shares: (class, x, width, words) of each answer given, in hundredths of the answers of its own version.
    """
    asked = [held for _key, held in histories if any(point.total for stretch in held for point in stretch.points)]
    return [(label_of(stretches[-1].asked), [drawn_stretch(stretch) for stretch in stretches]) for stretches in asked]


def drawn_stretch(stretch):
    answers = dict(Answer.choices)
    scale = [(key, label_of(words)) for key, words in stretch.choices]
    answers[history.MARGIN] = gettext("in people’s own words")
    scale += [(key, str(answers[key])) for key in stretch.scale[len(scale) :]]
    rows = [(point, [(words, point.counts.get(key, 0)) for key, words in scale]) for point in stretch.points]
    keyed = [(kind_of(place, key), words) for place, (key, words) in enumerate(scale)]
    return stretch, label_of(stretch.asked), keyed, [(point, counts, bar(point, scale)) for point, counts in rows]


def kind_of(place, key):
    """The class of one answer in a bar, and in the heading that explains its colour."""
    return "unsaid" if key in Answer.values or key == history.MARGIN else f"step-{place % 5}"


def bar(point, scale):
    """(class, x, width) of each answer in a bar 100 wide; nothing when nobody answered."""
    drawn, x = [], 0
    for place, (key, _words) in enumerate(scale):
        width = round(100 * point.counts.get(key, 0) / point.total, 2) if point.total else 0
        if width:
            drawn.append((kind_of(place, key), round(x, 2), width))
        x += width
    return drawn


def headings(columns):
    """(key, kind, words in the reader's language) of each column."""
    return [(column.key, column.kind, label_of(column.label)) for column in columns]


def columns_of(held):
    return [column_from(data) for data in held["columns"]]


def masked_content(held, space):
    """A content whose figures are shown as `masked` says: the seal proves the whole, an export shows what may be seen."""
    rows = [{**row, "rates": {when: masked(rate, space) for when, rate in row["rates"].items()}} for row in held["rows"]]
    return {**held, "rows": rows}
