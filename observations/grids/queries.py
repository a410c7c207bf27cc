"""What the pages of grids show, read in a fixed number of queries; figures are masked as the space asks."""
from dataclasses import dataclass, field

from django.db.models import Count, Q
from django.utils.translation import get_language

from journeys.silences.models import Reading, Silence
from observations.wording import Piece
from project.markup import render
from project.spaces.models import Member

from . import content, diff
from .columns import column_from, said_in
from .models import Answer, Cell, Grid, GridVersion, RowDissent

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


@dataclass(frozen=True)
class Step:
    """One version in the chain; touched: rows that differ from the version before."""

    version: GridVersion
    touched: int


def label_of(words):
    return said_in(words, (get_language() or "fr")[:2])


def grids_of(who):
    """Grids that `who` may see, by journey, with how many rows and versions."""
    rows = Count("rows", filter=Q(rows__withdrawn_at__isnull=True), distinct=True)
    found = Grid.objects.visible_to(who).select_related("journey", "space").order_by("journey__name", "pk")
    return found.annotate(row_count=rows, version_count=Count("versions", distinct=True))


def draft_rows(grid):
    """The rows of the draft, with everything about them: five queries whatever their number."""
    return list(grid.rows.kept().select_related("silence").prefetch_related("cells", "opinions", "dissents"))


def draft_lines(grid, voice="", rates=None):
    """The draft as Lines; voice: whose opinion is `mine`."""
    shown = rates or {}
    return [
        Line(
            uuid=str(row.uuid),
            silence=content.of_row(row)["silence"],
            cells=[draft_cell(row, column) for column in grid.columns],
            bars=bars(content.confidence_of(row.opinions.all())),
            dissents=list(row.dissents.all()),
            rates=shown.get(row.silence_id) or {"before": None, "now": None},
            mine=next((opinion for opinion in row.opinions.all() if opinion.voice == voice), None),
        )
        for row in draft_rows(grid)
    ]


def draft_cell(row, column):
    """The Shown cell of a draft row under one column."""
    cell = next((cell for cell in row.cells.all() if cell.column == column.key), None)
    return shown_cell(row, column, cell)


def shown_cell(row, column, cell):
    cell = cell or Cell(row=row, column=column.key, revision=0)
    return Shown(
        str(row.uuid), column.key, column.kind, label_of(column.label), cell.answer, words(column, cell.answer, cell.text),
        html=cell.html, revision=cell.revision, who=cell.author_alias,
    )  # fmt: skip


def words(column, answer, text):
    """What a cell says in the reader's language."""
    if answer != Answer.GIVEN:
        return str(Answer(answer).label)
    return label_of(dict(column.choices).get(text, {"": text})) if column.kind == "choice" else text


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


def steps(grid):
    """The chain of versions, oldest first, each with the number of rows it changed."""
    found, before = [], None
    for version in grid.versions.select_related("revision").order_by("number"):
        held = version.content
        found.append(Step(version, diff.compare(before, held).touched if before else 0))
        before = held
    return found


def compared_lines(before, after, space):
    """Two contents (the first may be None) as Lines of the second, in its own words, with what differs from the first."""
    found = diff.compare(before, after) if before else diff.compare(after, after)
    columns = [column_from(data) for data in found.columns]
    names = dissent_voices(after)
    return [compared_line(row, columns, names, space) for row in found.rows]


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
        change=row.kind,
        before=bars(old) if old and now and old != now else None,
    )


def compared_cell(row, column):
    change = row.cells[column.key]
    uuid, heading = row.silence["uuid"], label_of(column.label)
    if not column.written:
        return Shown(uuid, column.key, column.kind, heading, Answer.GIVEN, "")
    before, after = (worded(column, cell) for cell in (change.before, change.after))
    cell = change.after or change.before or {"answer": Answer.GIVEN, "text": ""}
    plain = column.kind == "text" and cell["answer"] == Answer.GIVEN
    html = render(cell["text"], limit=len(cell["text"]) + 1) if plain and cell["text"] else ""
    pieces = [] if change.kind == diff.KEPT else change.pieces if plain and not_said(change) else phrases(before, after)
    said = after if change.after else before
    return Shown(uuid, column.key, column.kind, heading, cell["answer"], said, html, change=change.kind, pieces=pieces)


def worded(column, cell):
    return words(column, cell["answer"], cell["text"]) if cell else ""


def not_said(change):
    """Whether both sides are texts, so that their words can be compared one by one."""
    return all(cell is None or cell["answer"] == Answer.GIVEN for cell in (change.before, change.after))


def phrases(before, after):
    """A difference between two short answers, taken whole."""
    return [Piece(kind, text) for kind, text in (("removed", before), ("added", after)) if text]


def dissent_voices(held):
    """Who said the dissents of a content, as far as it is still known: {uuid: name}."""
    wanted = [dissent["uuid"] for row in held["rows"] for dissent in row["dissents"]]
    return {str(uuid): name for uuid, name in RowDissent.objects.filter(uuid__in=wanted).values_list("uuid", "author_alias")}


def sealer(version):
    """The name of whoever sealed a version, or "" when they are no longer known."""
    kind, _colon, uuid = version.sealed_by.partition(":")
    if kind != "member":
        return ""
    member = Member.objects.filter(uuid=uuid, space=version.grid.space_id).select_related("user").first()
    return str(member) if member else ""


def masked(rate, space):
    """A sealed figure as it may be shown today: hidden when the space now masks groups of that size."""
    return HIDDEN if rate and rate["due"] < space.mask_below else rate


def rates(grid):
    """{silence pk: {"before", "now"}} from the last two windows read on this journey, as plain values; masked ones left out."""
    from journeys.silences.queries import figures

    ready = Reading.objects.filter(version__journey=grid.journey_id, status=Reading.Status.READY)
    ready = ready.select_related("version", "space").order_by("-window_to", "-created_at")
    now = ready.first()
    before = ready.filter(window_to__lt=now.window_to).first() if now and now.window_to else None
    found = {}
    silences = [row.silence for row in grid.rows.kept().select_related("silence")]
    for when, reading in (("before", before), ("now", now)):
        shown = figures(reading, grid.space.mask_below) if reading else None
        for silence in silences:
            found.setdefault(silence.pk, {"before": None, "now": None})[when] = rate_of(shown, reading, silence)
    return found


def rate_of(shown, reading, silence):
    figure = shown.get(silence.touchpoint_key) if shown else None
    if figure is None:
        return None
    cell = figure.of(silence.segment_by, silence.segment_value) if silence.segment_by else figure.cell
    if cell is None or cell.masked or not cell.due or cell.rate is None:
        return None
    until = reading.window_to.date().isoformat() if reading.window_to else ""
    values = {name: round(getattr(cell, name), 6) for name in ("rate", "low", "high") if getattr(cell, name) is not None}
    return {"reading": str(reading.uuid), "until": until, "due": cell.due, "silent": cell.silent, **values}


def addable(grid):
    """Silences of the journey that have no row in the draft."""
    there = grid.rows.kept().values("silence")
    return Silence.objects.filter(journey=grid.journey_id).exclude(pk__in=there).order_by("label", "pk")


def changed_since(grid, edit):
    """(row, cell) pairs written after the grid's edit number `edit`, for screens that were reading meanwhile."""
    cells = Cell.objects.filter(row__grid=grid, edit__gt=edit, row__withdrawn_at__isnull=True)
    return [(cell.row, cell) for cell in cells.select_related("row").order_by("edit")]


def column_of(grid, key):
    """The Column of that key, or None."""
    return next((column for column in grid.columns if column.key == key), None)


def headings(columns):
    """(key, kind, words in the reader's language) of each column."""
    return [(column.key, column.kind, label_of(column.label)) for column in columns]


def columns_of(held):
    return [column_from(data) for data in held["columns"]]



def masked_content(held, space):
    """A content whose figures are shown as `masked` says: the seal proves the whole, an export shows what may be seen."""
    rows = [{**row, "rates": {when: masked(rate, space) for when, rate in row["rates"].items()}} for row in held["rows"]]
    return {**held, "rows": rows}


def changed_rows(grid, last):
    """How many rows of the draft differ from the last version; all of them when nothing was sealed."""
    rows = draft_rows(grid)
    if last is None:
        return len(rows)
    return diff.compare(last.content, content.of_grid(grid, rows, 0, "", {})).touched
