"""Everything that changes a run sheet: take a shipped one in, copy one, write its draft, seal a version.

`by` is a Member. Refuses: editing a shipped sheet, writing over what someone else changed in between, publishing what cannot
be run.
"""
import uuid as uuids

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from project.audit import record
from project.sealing import seal
from project.spaces.doors import require

from .. import rules
from . import plans
from .models import RunSheet, RunSheetVersion
from .shipped import SHIPPED

FORMAT = "silences/runsheet@1"
PROBLEMS = {
    "number": gettext_noop("A run sheet has between one and twenty steps."),
    "unknown": gettext_noop("Step %(place)s: choose its kind and who sees what is written."),
    "minutes": gettext_noop("Step %(place)s: give between one minute and fourteen days."),
    "long": gettext_noop("Step %(place)s: a title, a prompt or a note is too long."),
    "apart": gettext_noop("Step %(place)s: two groups apart write for themselves; their notes are compared once revealed."),
    "reveals": gettext_noop("Step %(place)s: it cannot reveal the notes while everyone writes for themselves."),
    "one": gettext_noop("Step %(place)s: notes come one by one where entering reveals them."),
}
IN_BETWEEN = gettext_noop("Someone changed this run sheet in between. Nothing was overwritten: reload the page to see it.")


@transaction.atomic
def take_in(*, space, key):
    """The row of a shipped sheet in a space, with a sealed version of its present words. Returns the RunSheet."""
    with translation.override(space.language):
        title, steps = str(SHIPPED[key][0]), [step.as_dict() for step in SHIPPED[key][1]]
    sheet, made = RunSheet.objects.get_or_create(space=space, shipped=key, defaults={"title": title, "draft": steps})
    if not made and (sheet.title, sheet.draft) != (title, steps):  # the house has reworded it since
        sheet.title, sheet.draft, sheet.revision = title, steps, sheet.revision + 1
        sheet.save()
    _sealed(sheet, None, "")
    return sheet


def sheet_named(*, space, name):
    """The RunSheet that forms call `name`: the key of a shipped one (taken in if need be), or the uuid of a local one."""
    if name in SHIPPED:
        return take_in(space=space, key=name)
    try:
        found = RunSheet.objects.filter(space=space, uuid=uuids.UUID(str(name))).first()
    except ValueError:
        found = None
    if found is None:
        raise ValidationError({"sheet": _("Choose one of the run sheets of this space.")})
    return found


def version_named(*, space, name):
    """The last sealed version of the sheet that forms call `name`."""
    found = sheet_named(space=space, name=name).latest
    if found is None:
        raise ValidationError({"sheet": _("Publish a first version of this run sheet before opening a session with it.")})
    return found


@transaction.atomic
def copy_sheet(*, by, sheet, title=""):
    """A local sheet that starts as the last version of another one. Returns it, in draft."""
    require(rules.can_plan(by, sheet.space))
    last = sheet.latest
    words = title.strip() or _("%(title)s, our way") % {"title": sheet.title}
    made = RunSheet(space=by.space, title=words[:80], parent=last, draft=last.revision.content["steps"] if last else sheet.draft)
    made.save()
    record("run_sheet.copied", by=by, space=by.space, about=made, copied=str(sheet.uuid))
    return made


@transaction.atomic
def write_draft(*, by, sheet, title, steps, base):
    """Replace the draft. steps: list of StepPlan; base: the revision that was read. Returns the RunSheet."""
    sheet = RunSheet.objects.select_for_update(of=("self",)).select_related("space").get(pk=sheet.pk)
    require(rules.can_edit_sheet(by, sheet))
    if base != sheet.revision:
        raise ValidationError(_(IN_BETWEEN))
    wrong = plans.problems(steps)
    if wrong:
        raise ValidationError([_(PROBLEMS[key]) % {"place": place} for place, key in wrong])
    sheet.title, sheet.draft, sheet.revision = title.strip()[:80], [step.as_dict() for step in steps], sheet.revision + 1
    sheet.full_clean(exclude=["space", "shipped", "parent"])
    sheet.save()
    record("run_sheet.written", by=by, space=sheet.space, about=sheet)
    return sheet


@transaction.atomic
def publish_sheet(*, by, sheet, reason=""):
    """Seal the draft as the next version; the same draft twice is one version. Returns the RunSheetVersion."""
    sheet = RunSheet.objects.select_for_update(of=("self",)).select_related("space").get(pk=sheet.pk)
    require(rules.can_edit_sheet(by, sheet))
    version = _sealed(sheet, by, reason.strip())
    record("run_sheet.published", by=by, space=sheet.space, about=sheet, number=version.number)
    return version


def _sealed(sheet, by, reason):
    held = {
        "format": FORMAT, "sheet": str(sheet.uuid), "shipped": sheet.shipped, "title": sheet.title, "steps": sheet.draft,
        "parent": sheet.parent and {"version": str(sheet.parent.uuid), "digest": sheet.parent.digest},
    }  # fmt: skip
    last = sheet.latest
    if last is not None and last.revision.content == held:
        return last
    revision = seal(sheet.chain, held, by, reason)
    version = RunSheetVersion(sheet=sheet, number=revision.number, revision=revision)
    version.save()
    return version
