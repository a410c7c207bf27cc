"""Everything that changes the backlog: propose, edit, accept, move, tell customers; judging effects is in `judging`.

`by` is a Member, or a room's Participant. Refuses: accepting before the expected effect is stated, accepting for an owner who
has an account, a status that cannot follow, a reopening without a reason.
"""
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from project.audit import record
from project.markup import render
from project.sealing import voice_of
from project.spaces.doors import require

from . import naming, rules
from .judging import judge_effect, measure_effects, measure_effects_for, measure_pending, read_as_long  # noqa: F401
from .models import Action, Notice, Status, StatusChange

FIELDS = (
    "title", "text", "kind", "owner", "owner_name", "due", "silence", "read_in", "decision",
    "expected_direction", "expected_size", "observe_from", "observe_until", "would_disprove",
)  # fmt: skip
EFFECT_FIELDS = {
    "silence": gettext_lazy("which silence"),
    "expected_direction": gettext_lazy("in which direction"),
    "expected_size": gettext_lazy("by how many points"),
    "observe_from": gettext_lazy("from when"),
    "observe_until": gettext_lazy("by when"),
    "would_disprove": gettext_lazy("what would disprove it"),
}


@transaction.atomic
def propose_action(*, by, title, uuid=None, **fields):
    """A new action for the backlog; names of `fields` are those of FIELDS. Returns the Action.

    uuid: chosen by the caller; the same one twice writes once.
    """
    require(rules.can_propose(by, by.space))
    if uuid and (existing := Action.objects.filter(uuid=uuid, space=by.space).first()):
        return existing
    member = getattr(by, "member", None)
    action = Action(space=by.space, proposed_by=member, proposed_name="" if member else str(by)[:80], uuid=uuid or uuid4())
    _write(action, {"title": title, **fields})
    action.save()
    _note_change(action, by, "")
    record("action.proposed", by=by, space=by.space, about=action)
    return action


@transaction.atomic
def edit_action(*, by, action, **fields):
    """Change what an action says; once accepted, its expected effect stays stated. Returns the Action."""
    action = _locked(action)
    require(rules.can_edit(by, action))
    owner = action.owner_id
    _write(action, fields)
    if action.status not in (Status.PROPOSED, Status.ABANDONED):
        _require_effect(action)
    if action.owner_id != owner and action.status == Status.ACCEPTED:
        action.status, action.accepted_at = Status.PROPOSED, None  # another person has not accepted yet
        _note_change(action, by, _("given to somebody else"))
    action.save()
    record("action.edited", by=by, space=action.space, about=action)
    return action


@transaction.atomic
def accept_action(*, by, action):
    """The owner takes it on, once its expected effect is stated."""
    action = _locked(action)
    require(rules.can_accept(by, action))
    if action.status == Status.ACCEPTED:
        return action  # said twice, done once
    _require_effect(action)
    action.accepted_at = timezone.now()
    return _move(by, action, Status.ACCEPTED, "", "action.accepted")


@transaction.atomic
def move_action(*, by, action, status, reason=""):
    """Say where an accepted action stands: in progress, waiting, done, abandoned, or taken up again."""
    action = _locked(action)
    require(rules.can_move(by, action))
    if status == Status.ACCEPTED:
        raise ValidationError({"status": _("Only its owner accepts an action, with the button made for it.")})
    now = action.status
    if status == now:
        return action  # said twice, done once
    if (status == Status.ABANDONED or (now, status) in rules.NEEDS_REASON) and not reason.strip():
        raise ValidationError({"reason": _("Say why, in a few words.")})
    if status == Status.DONE:
        action.done_at = timezone.now()
    elif now == Status.DONE:
        action.done_at = None
    return _move(by, action, status, reason, "action.moved")


@transaction.atomic
def close_loop(*, by, action, text="", channel="", told_on=None, untold_because=""):
    """Record what customers were told of an action, where and when; or that they were not, and why. The last word replaces."""
    action = _locked(action)
    require(rules.can_move(by, action))
    values = {"text": text.strip(), "channel": channel.strip(), "told_on": told_on, "untold_because": untold_because.strip()}
    if values["untold_because"]:
        values |= {"told_on": None}
    else:
        missing = {name: [_("Say it, or say below why customers are not told.")] for name in values if name != "untold_because"
                   and not values[name]}  # fmt: skip
        if missing:
            raise ValidationError(missing)
    try:
        values["html"] = render(values["text"]) if values["text"] else ""
    except ValidationError as error:
        raise ValidationError({"text": error.messages}) from None
    values |= {"voice": voice_of(by), "who": str(by)[:80], "changed_at": timezone.now()}
    notice, _created = Notice.objects.update_or_create(action=action, defaults=values)
    record("action.loop_closed", by=by, space=action.space, about=action, told=notice.told_on is not None)
    return notice


@transaction.atomic
def follow_tracker(*, action, status, reason, who):
    """Take the work status from the tracker that carries an action out; who: the tracker's name, kept in the history."""
    action = _locked(action)
    if status == Status.DONE:
        action.done_at = timezone.now()
    elif action.status == Status.DONE:
        action.done_at = None
    return _move(who, action, status, reason, "action.followed")


def _locked(action):
    return Action.objects.select_for_update(of=("self",)).select_related("space", "silence", "owner").get(pk=action.pk)


def _write(action, fields):
    for name, value in fields.items():
        if name not in FIELDS:
            raise TypeError(f"an action has no field {name!r}")
        setattr(action, name, value)
    if "text" in fields:
        try:
            action.html = render(action.text) if action.text.strip() else ""
        except ValidationError as error:
            raise ValidationError({"text": error.messages}) from None
    if action.owner_id:
        action.owner_name = ""
    for name in ("owner", "silence", "decision", "read_in"):
        thing = getattr(action, name)
        if thing is not None and thing.space_id != action.space_id:
            raise ValidationError({name: _("Choose one of this space.")})
    action.full_clean(exclude=["space", "proposed_by"])


def _require_effect(action):
    if action.states_effect:
        return
    missing = ", ".join(str(label) for name, label in EFFECT_FIELDS.items() if not getattr(action, name))
    raise ValidationError(_("Before accepting, say what effect is expected: %(missing)s.") % {"missing": missing})


def _move(by, action, status, reason, verb):
    if status not in Status.values or not rules.may_follow(action.status, status):
        labels = {"now": action.get_status_display(), "next": dict(Status.choices).get(status, status)}
        raise ValidationError(_("An action that is “%(now)s” cannot become “%(next)s”.") % labels)
    action.status = status
    action.save()
    _note_change(action, by, reason)
    record(verb, by=None if isinstance(by, str) else by, space=action.space, about=action, status=status)
    return action


def _note_change(action, by, reason):
    voice = "" if isinstance(by, str) else voice_of(by)
    StatusChange.objects.create(action=action, status=action.status, reason=reason.strip(), voice=voice, who=str(by)[:80])


@transaction.atomic
def import_backlog(*, by, lines):
    """Take in lines read by `exchange.read`: those with a uuid change that action, the others propose one; all or nothing.

    Statuses are not imported: nobody accepts for somebody else. Returns (proposed, changed). Raises ValidationError naming lines.
    """
    require(rules.can_import(by, by.space))
    counts, mistakes = {True: 0, False: 0}, []
    for number, values in lines:
        try:
            with transaction.atomic():
                counts[_import_line(by, values)] += 1
        except ValidationError as error:
            mistakes += [_("Line %(line)s: %(what)s") % {"line": number, "what": what} for what in error.messages]
    if mistakes:
        raise ValidationError(mistakes)
    record("backlog.imported", by=by, space=by.space, proposed=counts[True], changed=counts[False])
    return counts[True], counts[False]


def _import_line(by, values):
    """Write one line; True when it proposed a new action."""
    fields = {name: values[name] for name in ("title", "kind", "due", "observe_from", "observe_until") if name in values}
    fields |= {name: values[name] for name in ("expected_direction", "expected_size", "would_disprove") if name in values}
    if "details" in values:
        fields["text"] = values["details"]
    if "owner" in values:
        fields["owner"] = naming.member_called(by.space, values["owner"])
        fields["owner_name"] = "" if fields["owner"] else values["owner"][:80]
    if values.get("silence"):
        fields["silence"] = naming.silence_called(by, values["silence"])
    if values.get("decision"):
        fields["decision"] = naming.decision_called(by, values["decision"])
    if not values.get("uuid"):
        propose_action(by=by, **fields)
        return True
    edit_action(by=by, action=naming.action_called(by, values["uuid"]), **fields)
    return False
