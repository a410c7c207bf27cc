"""Everything that changes a grid: open it, add rows, write in cells, say one's confidence, differ, seal a version.

`by` is a Member, or a room's Participant. Refuses: overwriting what someone wrote in between (Conflict, with both texts),
choices that the column does not have, sealing by whoever does not facilitate.
"""
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _

from project.audit import record
from project.markup import ACCOUNT_LIMIT, render
from project.sealing import alias_of, seal
from project.spaces.doors import require, require_open

from . import content, queries, rules
from .models import LONGEST_OWN, Answer, Cell, Grid, GridRow, GridVersion, Opinion, RowDissent, WordsMove


class Conflict(Exception):
    """Someone wrote in between: `theirs` is the Cell that stands, `mine` the text that was about to replace it."""

    def __init__(self, theirs, mine, answer):
        super().__init__("written in between")
        self.theirs, self.mine, self.answer = theirs, mine, answer


@transaction.atomic
def open_grid(*, by, journey):
    """The grid of a journey, begun if nobody had. Returns the Grid."""
    require(rules.can_open(by, journey))
    grid, created = Grid.objects.get_or_create(journey=journey, defaults={"space": journey.space})
    if created:
        record("grid.opened", by=by, space=grid.space, about=grid)
    return grid


@transaction.atomic
def add_row(*, by, grid, silence):
    """The draft's row about a silence, new, brought back or already there. Returns the GridRow."""
    grid = locked(grid)
    require(rules.can_fill(by, grid))
    if silence.space_id != grid.space_id or silence.journey_id != grid.journey_id:
        raise ValidationError({"silence": _("Choose a silence of this journey.")})
    row = GridRow.objects.filter(grid=grid, silence=silence).first()
    if row is not None and row.withdrawn_at is None:
        return row
    last = grid.rows.aggregate(last=Max("order"))["last"] or 0
    if row is None:
        row = GridRow(grid=grid, silence=silence, template_version=grid.template_version)
    row.order, row.withdrawn_at = last + 1, None
    row.save()
    touched(grid)
    record("grid.row_added", by=by, space=grid.space, about=grid, row=str(row.uuid))
    return row


@transaction.atomic
def withdraw_row(*, by, row):
    """Take a row out of the draft; what was written and said stays, and comes back with it."""
    grid = locked(row.grid)
    require(rules.can_arrange(by, grid))
    if row.withdrawn_at is None:
        row.withdrawn_at = timezone.now()
        row.save(update_fields=["withdrawn_at"])
        touched(grid)
        record("grid.row_withdrawn", by=by, space=grid.space, about=grid, row=str(row.uuid))
    return row


@transaction.atomic
def write_cell(*, by, row, column, text="", answer=Answer.GIVEN, base=None):
    """Write one cell. base: the revision it was read at (0: never written), or None to write whatever stands there.

    Raises Conflict when someone wrote in between; the same words twice write once. Returns the Cell.
    """
    grid = locked(row.grid)
    require(rules.can_fill(by, grid))
    asked = next((known for known in row.columns if known.key == column and known.written), None)
    if asked is None:
        raise ValidationError({"column": _("This grid has no such column to write in.")})
    text, html = checked(asked, text, answer)
    cell = Cell.objects.filter(row=row, column=column).first() or Cell(row=row, column=column, revision=0)
    if cell.revision and (cell.text, cell.answer) == (text, answer):
        return cell
    if base is not None and base != cell.revision:
        raise Conflict(cell, text, answer)
    cell.text, cell.html, cell.answer = text, html, answer
    cell.revision, cell.edit, cell.written_at = cell.revision + 1, touched(grid), timezone.now()
    cell.author_alias, cell.member, cell.under = str(by)[:80], getattr(by, "member", None), under_of(grid, asked, text)
    cell.save()
    record("grid.cell_written", by=by, space=grid.space, about=grid, row=str(row.uuid), column=column)
    return cell


def under_of(grid, column, text):
    """The choice under which these very words already stand in this grid; "" at the margin."""
    if not column.open or not text or column.key_of(text):
        return ""
    same = Cell.objects.filter(row__grid=grid, column=column.key, text=text)
    return same.exclude(under="").values_list("under", flat=True).first() or ""


@transaction.atomic
def bring_under(*, by, grid, column, text, under=""):
    """Bring an answer in people's own words under one of the choices, in every row that says it; "" takes it to the margin.

    The words stay as they were written; what was already sealed does not move. Returns how many cells it stands in.
    """
    grid = locked(grid)
    require(rules.can_arrange(by, grid))
    cells = Cell.objects.filter(row__grid=grid, row__withdrawn_at=None, column=column, text=text, answer=Answer.GIVEN)
    cells = list(cells.select_related("row__template_version__revision"))
    asked = next((one for cell in cells for one in cell.row.columns if one.key == column and one.open), None)
    if asked is None or asked.key_of(text):
        raise ValidationError({"text": _("Nobody answers that in their own words here.")})
    if under and under not in dict(asked.choices):
        raise ValidationError({"under": _("Choose one of the answers of the list.")})
    before = cells[0].under
    if before != under:
        edit = touched(grid)
        Cell.objects.filter(pk__in=[cell.pk for cell in cells]).update(under=under, edit=edit)
        who = {"author_alias": str(by)[:80], "member": getattr(by, "member", None)}
        WordsMove.objects.create(grid=grid, column=column, text=text, before=before, after=under, **who)
        record("grid.words_brought", by=by, space=grid.space, about=grid, column=column, under=under)
    return len(cells)


@transaction.atomic
def give_confidence(*, by, row, level=None, answer=Answer.GIVEN):
    """How sure one voice is of a row: a level from 1 to 5, or a way not to answer; again replaces it. Returns the Opinion."""
    grid = locked(row.grid)
    require(rules.can_fill(by, grid))
    require_open(grid.space)
    known = answer in Answer.values and (level in range(1, 6) if answer == Answer.GIVEN else level is None)
    if not known:
        raise ValidationError({"level": _("Choose a level from 1 to 5, or say that you do not choose one.")})
    voice = alias_of(getattr(by, "member", None) or by)
    values = {"level": level, "answer": answer, "given_at": timezone.now()}
    opinion, _new = Opinion.objects.update_or_create(row=row, voice=voice, defaults=values)
    touched(grid)
    return opinion


@transaction.atomic
def differ(*, by, row, text, anonymous=False, uuid=None):
    """Keep a voice that reads the row otherwise, for good. Returns the RowDissent."""
    grid = locked(row.grid)
    require(rules.can_fill(by, grid))
    found = RowDissent.objects.filter(uuid=uuid).first() if uuid else None
    if found and found.row_id != row.pk:
        raise ValidationError(_("This identifier is already used. Reload the page and try again."))
    if found:
        return found
    text = text.strip()
    if not text:
        raise ValidationError({"text": _("Write how you read it otherwise.")})
    who = {"author_alias": str(by)[:80], "trade": (by.trade or "")[:60], "member": getattr(by, "member", None)}
    kept = {**({} if anonymous else who), **({"uuid": uuid} if uuid else {})}
    dissent = RowDissent(row=row, text=text, html=rendered(text), anonymous=anonymous, **kept)
    dissent.save()
    touched(grid)
    record("grid.dissent_registered", by=None if anonymous else by, space=grid.space, about=grid, row=str(row.uuid))
    return dissent


@transaction.atomic
def choose_template(*, by, grid, version):
    """New rows are asked what this TemplateVersion asks; rows already there keep the words they were answered on."""
    grid = locked(grid)
    require(rules.can_arrange(by, grid))
    if version is not None and version.template.space_id != grid.space_id:
        raise ValidationError({"version": _("Choose a template of this space.")})
    grid.template_version = version
    grid.save(update_fields=["template_version"])
    GridRow.objects.filter(grid=grid, cells__isnull=True, opinions__isnull=True).update(template_version=version)
    touched(grid)
    record("grid.template_chosen", by=by, space=grid.space, about=grid, version=str(version.uuid) if version else "")
    return grid


@transaction.atomic
def transpose_row(*, by, row):
    """Ask a row what the grid's template asks now. What was answered stays under the questions that are still the same."""
    grid = locked(row.grid)
    require(rules.can_arrange(by, grid))
    row.template_version = grid.template_version
    row.save(update_fields=["template_version"])
    touched(grid)
    record("grid.row_transposed", by=by, space=grid.space, about=grid, row=str(row.uuid))
    return row


@transaction.atomic
def seal_version(*, by, grid, title, reason=""):
    """Seal the draft as the next version; the draft goes on from it. The same findings under the same title seal once."""
    grid = locked(grid)
    require(rules.can_seal(by, grid))
    title = title.strip()[:200]
    if not title:
        raise ValidationError({"title": _("Name the version, for instance after its session.")})
    last = grid.versions.select_related("revision").order_by("-number").first()
    rows = queries.draft_rows(grid)
    held = content.of_grid(grid, rows, last.number + 1 if last else 1, title, queries.rates(grid))
    if last and last.title == title and content.findings(last.content) == content.findings(held):
        return last
    revision = seal(grid.chain, held, by, reason.strip())
    version = GridVersion(grid=grid, number=revision.number, title=title, revision=revision)
    version.save()
    record("grid.sealed", by=by, space=grid.space, about=grid, number=version.number)
    return version


def locked(grid):
    found = Grid.objects.select_for_update(of=("self",)).select_related("space", "journey", "template_version__revision")
    return found.get(pk=grid.pk)


def touched(grid):
    """One more change of the draft; returns its number."""
    Grid.objects.filter(pk=grid.pk).update(edits=F("edits") + 1)
    grid.edits += 1
    return grid.edits


def checked(column, text, answer):
    """(text, html) as they are kept, or ValidationError in the writer's words."""
    text = text.strip()
    if answer not in Answer.values:
        raise ValidationError({"answer": _("Choose one of the answers of the list.")})
    if answer != Answer.GIVEN:
        return "", ""
    if column.kind == "choice":
        chosen = column.key_of(text) or (text if column.open else "")
        if text and not chosen:
            raise ValidationError({"text": _("Choose one of the answers of the list.")})
        if len(chosen) > LONGEST_OWN:
            raise ValidationError({"text": _("Say it in %(limit)s characters at most.") % {"limit": LONGEST_OWN}})
        return chosen, ""
    return text, rendered(text)


def rendered(text):
    try:
        return render(text, limit=ACCOUNT_LIMIT) if text else ""
    except ValidationError as error:
        raise ValidationError({"text": error.messages}) from None
