"""What the pages of grids show, read in a fixed number of queries; figures are masked as the space asks."""
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext

from journeys.silences.models import Reading, Silence
from observations.hypotheses.models import Dissent
from project.spaces.models import Member

from . import content, diff, history
from .columns import column_from
from .lines import Line, bars, compared_line, draft_cell, masked, old_of
from .models import Cell, Grid, GridVersion, RowDissent, TemplateVersion


@dataclass(frozen=True)
class Step:
    """One version in the chain; touched: rows that differ from the version before."""

    version: GridVersion
    touched: int


def grids_of(who):
    """Grids that `who` may see, by journey, with how many rows and versions."""
    rows = Count("rows", filter=Q(rows__withdrawn_at__isnull=True), distinct=True)
    found = Grid.objects.visible_to(who).select_related("journey", "space", "template_version__revision")
    return found.order_by("journey__name", "pk").annotate(row_count=rows, version_count=Count("versions", distinct=True))


def draft_rows(grid):
    """The rows of the draft, with everything about them: seven queries whatever their number."""
    found = grid.rows.kept().select_related("silence", "template_version__revision")
    rows = list(found.prefetch_related("cells", "opinions", "dissents", "silence__hypotheses__dissents"))
    for row in rows:
        row.grid = grid
    return rows


def draft_content(grid):
    """What a version sealed now would say, under the name of the draft."""
    return content.of_grid(grid, draft_rows(grid), 0, gettext("draft"), rates(grid))


def draft_lines(grid, rows, voice="", rates=None):
    """The draft as Lines; voice: whose opinion is `mine`."""
    shown = rates or {}
    columns = content.all_columns(grid, rows)
    return [
        Line(
            uuid=str(row.uuid),
            silence=content.of_row(row)["silence"],
            cells=[draft_cell(row, column) for column in columns],
            bars=bars(content.confidence_of(row.opinions.all())),
            dissents=content.voices(row),
            rates=shown.get(row.silence_id) or {"before": None, "now": None},
            old=old_of(row),
            mine=next((opinion for opinion in row.opinions.all() if opinion.voice == voice), None),
        )
        for row in rows
    ]


def own_words(rows):
    """[(Column, [(text, under, how many rows)])] of the open choices that somebody answered in their own words."""
    counted, asked = Counter(), {}
    for row in rows:
        opened = {column.key: column for column in row.columns if column.open}
        for cell in row.cells.all():
            if cell.column in opened and cell.text and not opened[cell.column].key_of(cell.text):
                asked.setdefault(cell.column, opened[cell.column])
                counted[cell.column, cell.text, cell.under] += 1
    return [
        (column, [(text, under, n) for (at, text, under), n in sorted(counted.items()) if at == key])
        for key, column in asked.items()
    ]


def steps(grid):
    """The chain of versions, oldest first, each with the number of rows it changed."""
    found, before = [], None
    for version in grid.versions.select_related("revision").order_by("number"):
        held = version.content
        found.append(Step(version, diff.compare(before, held).touched if before else 0))
        before = held
    return found


def histories(grid):
    """[(key, Stretches)] of every question whose answers can be counted, over the sealed versions."""
    versions = [(version.number, version.content) for version in grid.versions.select_related("revision").order_by("number")]
    contents = [held for _number, held in versions]
    wanted = {row["template"]["version"] for held in contents for row in held["rows"] if row["template"]}
    found = TemplateVersion.objects.filter(uuid__in=wanted).select_related("revision")
    templates = {str(version.uuid): version.nodes for version in found}
    return [(key, history.stretches(versions, key, templates)) for key in history.counted(contents)]


def compared_lines(before, after, space):
    """Two contents (the first may be None) as Lines of the second, in its own words, with what differs from the first."""
    found = diff.compare(before, after) if before else diff.compare(after, after)
    columns = [column_from(data) for data in found.columns]
    names = dissent_voices(after)
    return [compared_line(row, columns, names, space) for row in found.rows]


def dissent_voices(held):
    """Who said the dissents of a content, as far as it is still known: {uuid: name}."""
    wanted = [dissent["uuid"] for row in held["rows"] for dissent in row["dissents"]]
    rows = [model.objects.filter(uuid__in=wanted).values_list("uuid", "author_alias") for model in (RowDissent, Dissent)]
    return {str(uuid): name for found in rows for uuid, name in found}


def sealer(version):
    """The name of whoever sealed a version, or "" when they are no longer known."""
    kind, _colon, uuid = version.sealed_by.partition(":")
    if kind != "member":
        return ""
    member = Member.objects.filter(uuid=uuid, space=version.grid.space_id).select_related("user").first()
    return str(member) if member else ""


def rates(grid):
    """{silence pk: {"before", "now"}} from the last two windows read on this journey, as plain values; masked ones left out.

    A row that came from a file keeps the figures of the file as long as this space has read none.
    """
    from journeys.silences.queries import figures

    ready = Reading.objects.filter(version__journey=grid.journey_id, status=Reading.Status.READY)
    ready = ready.select_related("version", "space").order_by("-window_to", "-created_at")
    now = ready.first()
    before = ready.filter(window_to__lt=now.window_to).first() if now and now.window_to else None
    found = {}
    rows = list(grid.rows.kept().select_related("silence"))
    for when, reading in (("before", before), ("now", now)):
        shown = figures(reading, grid.space.mask_below) if reading else None
        for row in rows:
            read = rate_of(shown, reading, row.silence) or masked((row.brought or {}).get(when), grid.space)
            found.setdefault(row.silence_id, {"before": None, "now": None})[when] = read
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
    """Silences of the journey that have no row in the draft; dismissed and merged ones are not offered."""
    there = grid.rows.kept().values("silence")
    return Silence.objects.to_choose().filter(journey=grid.journey_id).exclude(pk__in=there).order_by("label", "pk")


def changed_since(grid, edit):
    """(row, cell) pairs written after the grid's edit number `edit`, for screens that were reading meanwhile."""
    cells = Cell.objects.filter(row__grid=grid, edit__gt=edit, row__withdrawn_at__isnull=True)
    found = cells.select_related("row__template_version__revision").order_by("edit")
    return [(cell.row, cell) for cell in found]


def changed_rows(grid, rows, last):
    """How many rows of the draft differ from the last version; all of them when nothing was sealed."""
    if last is None:
        return len(rows)
    return diff.compare(last.content, content.of_grid(grid, rows, 0, "", {})).touched
