"""A closed session seen again, moment by moment: what the table saw at event N, from the events and the numbers things carry.

Shows what the table saw then and may still see: never a private note, no name that is hidden now or was hidden then. What the
events do not keep is said, not guessed: a note deleted since is only counted, a reworded one stands in its last words.
"""
from dataclasses import dataclass, field

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from .figures import Shown
from .models import NoteGroup, Verb
from .weighing import revealed_matrices

MOMENTS = {  # what is listed, and its words
    Verb.OPENED: gettext_lazy("The session opens"),
    Verb.CLOSED: gettext_lazy("The session is closed"),
    Verb.STEP_MOVED: gettext_lazy("Step: %(step)s"),
    Verb.FOCUSED: gettext_lazy("All look at: %(silence)s"),
    Verb.NAMES_CHANGED: gettext_lazy("Names are hidden or shown"),
    Verb.JOINED: gettext_lazy("%(person)s joins"),
    Verb.ADMITTED: gettext_lazy("%(person)s joins"),
    Verb.NOTE_WRITTEN: gettext_lazy("A note on the table"),
    Verb.NOTE_SHARED: gettext_lazy("A note on the table"),
    Verb.NOTE_EDITED: gettext_lazy("A note is reworded"),
    Verb.NOTE_DELETED: gettext_lazy("A note is taken away"),
    Verb.REVEALED: gettext_lazy("The private notes are revealed"),
    Verb.GROUPED: gettext_lazy("Notes are laid together or apart"),
    Verb.UNDONE: gettext_lazy("The last act is undone"),
    Verb.EVIDENCE_GIVEN: gettext_lazy("Something for or against a note"),
    Verb.HYPOTHESIS_WRITTEN: gettext_lazy("A hypothesis"),
    Verb.HYPOTHESIS_CHANGED: gettext_lazy("A hypothesis is weighed or reworded"),
    Verb.ITEM_BROUGHT: gettext_lazy("Something is brought to the matrix of “%(silence)s”"),
    Verb.MATRIX_REVEALED: gettext_lazy("The answers to the matrix of “%(silence)s” are revealed"),
    Verb.BALLOT_OPENED: gettext_lazy("A vote opens"),
    Verb.BALLOT_CLOSED: gettext_lazy("The vote is closed"),
    Verb.DECIDED: gettext_lazy("A decision"),
    Verb.PLANNED: gettext_lazy("An action"),
}
UNLISTED = {  # they change a clock, a seat, a sign or a count: the scene before and after reads the same
    Verb.STEP_CHANGED, Verb.CLOCK_CHANGED, Verb.DOOR_CHANGED, Verb.REMOVED, Verb.ROLE_CHANGED, Verb.SIDE_CHANGED, Verb.DONE,
    Verb.CLAIMED, Verb.REACTED, Verb.VOTED, Verb.FROZEN, Verb.SPOTLIT, Verb.JUDGED, Verb.TOOL_TOLD,
}  # fmt: skip


@dataclass
class Moment:
    number: int
    happened_at: object
    words: str
    is_now: bool = False


@dataclass
class Scene:
    """What the table saw at one event; notes are laid as [(silence or None, [(group or None, [Note])])]."""

    number: int
    step: object
    place: tuple
    focus: object
    names_hidden: bool
    vote_open: bool
    people: list
    laid: list
    hypotheses: list
    decisions: list
    actions: list
    deleted: int  # notes that were on the table then and are no more
    matrices: list  # the Weighings that were revealed by then, with the answers as they stand now
    moments: list = field(default_factory=list)

    @property
    def now(self):
        return next((one for one in self.moments if one.is_now), None)

    @property
    def rank(self):
        """(1-based rank of the moment, number of moments)."""
        return next((rank for rank, one in enumerate(self.moments, 1) if one.is_now), 0), len(self.moments)

    @property
    def previous(self):
        return next((one for one in reversed(self.moments) if one.number < self.number), None)

    @property
    def following(self):
        return next((one for one in self.moments if one.number > self.number), None)


def scene(session, at=None):
    """The Scene of a closed session at event `at`, brought to the last moment not later (None: its opening)."""
    events = list(session.events.order_by("number"))
    if at is None:
        at = next((event.number for event in events if event.verb == Verb.OPENED), 0)
    people = {str(one.uuid): one for one in session.participants.filter(waiting=False)}
    steps = {str(one.uuid): one for one in session.steps.all()}
    silences = {str(one.uuid): one for one in session.silences.all()}
    moments = listed(events, people, steps, silences)
    if not moments:
        return None
    now = next((one for one in reversed(moments) if one.number <= at), moments[0])
    now.is_now = True
    past = [event for event in events if event.number <= now.number]
    state = folded(past)
    step, focus = steps.get(state["step"]), silences.get(state["focus"]) or next(iter(silences.values()), None)
    if focus is not None:
        focus.shown = Shown.from_json(focus.figures)
    kept = sorted((one for one in steps.values() if not one.skipped or one == step), key=lambda one: one.position)
    hidden = session.hides_authors or state["hidden"]
    return Scene(
        number=now.number, step=step, place=(kept.index(step) + 1 if step else 0, len(kept)), focus=focus, names_hidden=hidden,
        vote_open=state["vote"], moments=moments,
        people=[one for uuid, one in people.items() if one.joined_number <= now.number and uuid not in state["gone"]],
        laid=laid(session, now.number, silences, state["groups"], hidden),
        hypotheses=worded(session, now), deleted=len(state["shown"] - {str(uuid) for uuid in on_table(session, now.number)}),
        matrices=revealed_matrices(session, uuid__in=state["weighed"]),
        decisions=said(session.decisions, "decision", state["said"]), actions=said(session.actions, "action", state["said"]),
    )  # fmt: skip


def listed(events, people, steps, silences):
    """The moments of a session, oldest first; private acts are none."""
    found = []
    for event in events:
        if event.verb not in MOMENTS or event.private:
            continue
        about = {name: event.payload.get(name, "") for name in ("step", "silence", "participant")}
        person = people.get(about["participant"])
        if event.verb in (Verb.JOINED, Verb.ADMITTED) and (person is None or person.joined_number != event.number):
            continue
        step, silence = steps.get(about["step"], ""), silences.get(about["silence"], "")
        words = MOMENTS[event.verb] % {"step": step, "silence": silence, "person": person or ""}
        if event.verb == Verb.STEP_MOVED and event.payload.get("revealed"):
            words = _("%(moment)s, and the private notes are revealed") % {"moment": words}
        if event.verb == Verb.REVEALED and event.payload.get("note"):
            words = _("A private note is revealed")
        found.append(Moment(event.number, event.happened_at, words))
    return found


def folded(events):
    """What the events themselves say of the state they lead to. Pure: `events` in order, up to the moment."""
    state = {"step": "", "focus": "", "hidden": False, "vote": False, "groups": {}}
    state |= {name: set() for name in ("gone", "said", "shown", "weighed")}
    for event in events:
        about = event.payload
        match event.verb:
            case Verb.OPENED | Verb.STEP_MOVED:
                state["step"] = about["step"]
            case Verb.FOCUSED:
                state["focus"] = about["silence"]
            case Verb.NAMES_CHANGED:
                state["hidden"] = about["hidden"]
            case Verb.BALLOT_OPENED | Verb.BALLOT_CLOSED | Verb.CLOSED:
                state["vote"] = event.verb == Verb.BALLOT_OPENED
            case Verb.REMOVED:
                state["gone"].add(about["participant"])
            case Verb.GROUPED:
                state["groups"] |= dict.fromkeys(about["notes"], about["group"])
            case Verb.MATRIX_REVEALED:
                state["weighed"].add(about["silence"])
            case Verb.UNDONE:
                undo(state, about)
            case Verb.NOTE_WRITTEN | Verb.NOTE_SHARED | Verb.REVEALED if not event.private and about.get("note"):
                state["shown"].add(about["note"])
            case Verb.NOTE_DELETED:
                state["shown"].discard(about["note"])
            case Verb.DECIDED | Verb.PLANNED:
                state["said"].add(about.get("decision") or about["action"])
    return state


def undo(state, about):
    """Give back to a folded state what the undone act had changed."""
    match about["act"]:
        case Verb.STEP_MOVED:
            state["step"] = about["before"]["step"]
        case Verb.FOCUSED:
            state["focus"] = about["before"]
        case Verb.NAMES_CHANGED:
            state["hidden"] = about["before"]
        case Verb.GROUPED:
            state["groups"] |= about["before"]


def said(links, name, uuids):
    """The decisions or actions of a session among `uuids`."""
    found = [getattr(link, name) for link in links.select_related(name)]
    return [one for one in found if str(one.uuid) in uuids]


def on_table(session, number):
    return session.notes.filter(shown_number__lte=number).values_list("uuid", flat=True)


def laid(session, number, silences, groups, hidden):
    """The notes on the table at `number`, under their silence and in the groups of that moment."""
    notes = session.notes.filter(shown_number__lte=number).select_related("author").prefetch_related("evidence")
    titles = {str(one.uuid): one for one in NoteGroup.objects.filter(session=session)}
    by_silence = {}
    for note in notes:
        note.shown_author = None if hidden else note.author
        note.weighed = [one for one in note.evidence.all() if one.given_number <= number]
        group = titles.get(groups.get(str(note.uuid), ""))
        by_silence.setdefault(note.silence_id, {}).setdefault(group, []).append(note)
    panels = [(one, by_silence.get(one.pk, {})) for one in silences.values()] + [(None, by_silence.get(None, {}))]
    ordered = lambda found: sorted(found.items(), key=lambda pair: (pair[0] is None, pair[0].made_number if pair[0] else 0))  # noqa: E731
    return [(silence, ordered(found)) for silence, found in panels if found]


def worded(session, now):
    """The hypotheses on the table at a moment, each in the words it had then: `.then` is a HypothesisVersion."""
    found = session.hypotheses.filter(position__lte=now.number).select_related("hypothesis", "silence")
    for link in (links := list(found.prefetch_related("hypothesis__versions"))):
        first, *later = link.hypothesis.versions.all()
        link.then = next((one for one in reversed(later) if one.created_at <= now.happened_at), first)
    return links
