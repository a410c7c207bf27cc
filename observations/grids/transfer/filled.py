"""Bringing a filled grid in from a file: every word, voice and figure of it, into the draft of a journey, or nothing at all.

`by` is a Member. Refuses: writing over what the draft says otherwise (unless asked to, and then only in those rows), silences
of steps that the journey does not have, answers to questions that nobody asked.
"""
import hashlib
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from journeys.maps.models import Journey
from journeys.silences.actions import note_silence
from journeys.silences.models import Silence
from project.audit import record
from project.sealing.chains import canonical
from project.spaces.doors import require

from .. import actions, content, rules
from ..columns import DEFAULT
from ..models import Answer, Cell, GridRow, Opinion, RowDissent, TemplateVersion
from . import files, shapes
from .templates import bring_in_versions

MOST_VOICES = 2000  # about one row


@dataclass(frozen=True)
class Brought:
    """What a file brought: the grid, how many rows it changed, how many silences were noted, whether its seal held."""

    grid: object
    rows: int
    silences: int
    holds: bool | None


@transaction.atomic
def bring_in_grid(*, by, file, journey=None, replace=False):
    """Fill the draft of a journey with a grid's file (see files.py). Returns Brought.

    journey: the one named in the file when not given. replace: the file's rows take the place of what the draft says of the
    same silences; sealed versions and dissents stay. The same file twice changes nothing.
    """
    if found := shapes.faults(file, files.GRID_FILE):
        raise shapes.told(found)
    held = file["content"]
    journey = journey or named_in(by, held)
    require(rules.can_bring(by, journey))
    fresh = not hasattr(journey, "grid")
    grid = actions.locked(actions.open_grid(by=by, journey=journey))
    versions = bring_in_versions(by=by, entries=file.get("templates") or [])
    told, wrong, changed = hashlib.sha256(canonical(file).encode()).hexdigest(), [], 0
    if held.get("template") and (fresh or not grid.rows.exists()):
        grid.template_version = version_of(by, held["template"], versions, "content.template", wrong)
        grid.save(update_fields=["template_version"])
    before, seen = Silence.objects.filter(journey=journey).count(), set()
    for place, line in enumerate(held["rows"]):
        where = f"content.rows[{place}]"
        version = version_of(by, line["template"], versions, f"{where}.template", wrong)
        silence = silence_of(by, journey, line["silence"], where, wrong)
        if silence is None or silence.pk in seen:
            wrong += [] if silence is None else [(where, _("the file has two rows about this silence"))]
            continue
        seen.add(silence.pk)
        changed += row_brought(by, grid, silence, version, line, replace, where, wrong, told[:24])
    if wrong:
        raise shapes.told(wrong)
    if changed:
        record("grid.brought_in", by=by, space=grid.space, about=grid, rows=changed, file=told)
    noted = Silence.objects.filter(journey=journey).count() - before
    return Brought(grid, changed, noted, files.seal_holds(held, file.get("seal")))


def named_in(by, held):
    """The journey of this space that a file names, by its identifier or by its name."""
    own = Journey.objects.visible_to(by)
    named = list(own.filter(name=held["journey"]["name"])[:2])
    found = own.filter(uuid=held["journey"]["uuid"]).first() or (named[0] if len(named) == 1 else None)
    if found is None:
        words = _("This space has no journey “%(name)s”: choose the journey that the grid is about.")
        raise ValidationError({"journey": words % {"name": held["journey"]["name"][:200]}})
    return found


def version_of(by, named, versions, where, wrong):
    """The TemplateVersion here that a file names, from the file or already there."""
    if named is None:
        return None
    found = versions.get(named["version"])
    found = found or TemplateVersion.objects.visible_to(by).filter(uuid=named["version"]).select_related("revision").first()
    if found is None:
        words = _("version %(version)s of its template is neither in the file nor here: export the grid again")
        wrong.append((where, words % {"version": named["semantic"][:20]}))
    return found


def silence_of(by, journey, told, where, wrong):
    """The silence of this journey that a row is about; noted when the journey has its step and nobody noted it yet."""
    own = Silence.objects.filter(journey=journey)
    place = {
        "touchpoint_key": told["touchpoint"], "segment_by": told["by"], "segment_value": told["value"],
        "kind": told.get("kind") or "",
    }  # fmt: skip
    found = own.filter(uuid=told["uuid"]).first() or own.filter(**place).order_by("pk").first()
    if found is not None:
        return found
    latest = journey.latest
    if told["touchpoint"] not in {key for step in (latest.unfolded if latest else ()) for key in (step.key, step.group)}:
        words = _("“%(label)s” is a step that the journey “%(journey)s” does not have: choose another journey, or load its map")
        wrong.append((where, words % {"label": told["label"][:80], "journey": journey.name}))
        return None
    if any(len(text) > 200 for text in place.values()):
        wrong.append((where, _("the name of its step or segment is too long")))
        return None
    return note_silence(by=by, journey=journey, label=told["label"][:200], **place)


def row_brought(by, grid, silence, version, line, replace, where, wrong, batch):
    """Write one row as the file tells it. Returns whether anything changed."""
    row = GridRow.objects.filter(grid=grid, silence=silence).select_related("template_version__revision").first()
    grid_order = (grid.rows.aggregate(last=Max("order"))["last"] or 0) + 1
    row = row or GridRow(grid=grid, silence=silence, order=grid_order, template_version=version)
    row.grid = grid
    used = row.pk and (row.cells.exists() or row.opinions.exists())
    standing = content.of_row(row, row.brought) if row.pk else None
    if standing is not None and row.withdrawn_at is None and as_told(standing) == as_told(line):
        return False
    if used and not replace and as_told(standing, figures=False) != as_told(line, figures=False):
        words = _("the draft already says something else about “%(label)s”: seal it first, then ask to replace it")
        wrong.append((where, words % {"label": silence.label}))
        return False
    if sum(line["confidence"]["levels"]) + sum(line["confidence"][name] for name in content.SILENT_ANSWERS) > MOST_VOICES:
        wrong.append((f"{where}.confidence", _("it counts more voices than a room holds")))
        return False
    given = answers(version.columns if version else DEFAULT, line, where, wrong)
    if given is None:
        return False
    row.template_version, row.withdrawn_at = version, None
    row.brought = line["rates"] if any(line["rates"].values()) else None
    row.save()
    cells_written(by, grid, row, given)
    voices_counted(row, line["confidence"], batch)
    dissents_kept(row, line["dissents"])
    return True


def as_told(line, figures=True):
    """What two tellings of a row share when they say the same, whatever identifiers they use."""
    template = line["template"] and line["template"]["semantic"]
    dissents = Counter((one["text"], one["trade"]) for one in line["dissents"])
    written = {key: cell for key, cell in line["cells"].items() if cell["answer"] != Answer.GIVEN or cell["text"]}
    return template, written, line["confidence"], dissents, line["rates"] if figures else None


def answers(columns, line, where, wrong):
    """{key: (text, html, answer, under)} of the cells of a row, or None with what is wrong said."""
    asked, found = {column.key: column for column in columns if column.written}, {}
    for key, cell in line["cells"].items():
        place = f"{where}.cells.{key[:60]}"
        if key not in asked:
            wrong.append((place, _("its template does not ask this question")))
            continue
        try:
            under = cell.get("under") if cell.get("under") in dict(asked[key].choices) else ""
            found[key] = (*actions.checked(asked[key], cell["text"], cell["answer"]), cell["answer"], under)
        except ValidationError as error:
            wrong += [(place, sentence) for sentence in error.messages]
    return None if len(found) < len(line["cells"]) else found


def cells_written(by, grid, row, given):
    """The cells of a row as the file has them; those it does not have are emptied, each one revision further."""
    standing = {cell.column: cell for cell in row.cells.all()}
    edit = actions.touched(grid)
    for key in {*standing, *given}:
        text, html, answer, under = given.get(key, ("", "", Answer.GIVEN, ""))
        cell = standing.get(key) or Cell(row=row, column=key, revision=0)
        if cell.pk and (cell.text, cell.answer, cell.under) == (text, answer, under):
            continue
        cell.text, cell.html, cell.answer, cell.edit, cell.written_at = text, html, answer, edit, timezone.now()
        cell.under = under
        cell.revision, cell.author_alias, cell.member = cell.revision + 1, str(by)[:80], by.member
        cell.save()


def voices_counted(row, told, batch):
    """As many voices at each level as the file counts; they are nobody's here, so that nobody can change them as their own."""
    if content.confidence_of(row.opinions.all()) == told:
        return
    row.opinions.all().delete()
    levels = [(level, Answer.GIVEN) for level, count in enumerate(told["levels"], 1) for _each in range(count)]
    levels += [(None, name) for name in content.SILENT_ANSWERS for _each in range(told[name])]
    Opinion.objects.bulk_create(
        Opinion(row=row, voice=f"import:{batch}:{number}", level=level, answer=answer)
        for number, (level, answer) in enumerate(levels)
    )


def dissents_kept(row, told):
    """The voices that differ which are not here yet, in the order of the file."""
    row = GridRow.objects.prefetch_related("dissents", "silence__hypotheses__dissents").get(pk=row.pk)
    here = Counter((one.text, one.trade) for one in content.voices(row))
    begun = timezone.now()
    for place, one in enumerate(told):
        if here[one["text"], one["trade"]]:
            here[one["text"], one["trade"]] -= 1
            continue
        free = not RowDissent.objects.filter(uuid=one["uuid"]).exists()
        RowDissent(
            row=row, text=one["text"], html=actions.rendered(one["text"]), trade=one["trade"][:60],
            created_at=begun + timedelta(microseconds=place), **({"uuid": one["uuid"]} if free else {}),
        ).save()  # fmt: skip
