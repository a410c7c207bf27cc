"""Which parts of which screen each event redraws, and for whom. Nothing here reaches a person by another road.

Audiences: `table` (participants), `host` (whoever facilitates), `screen` (the projector). Shared parts never hold private
notes nor hidden names; what concerns one person (own notes, own signs) is drawn for that person alone.
"""
from project.live import Fragment, gone

from .models import Event, Verb
from .own import Own, own, own_notes

AUDIENCES = ("table", "host", "screen")
FOR_HOST = {"bar", "desk", "door", "reveal", "onward", "coming", "carried"}  # parts that only a facilitator's screen has
NOT_ON_SCREEN = {"people", "hypothesis-tools"}  # parts that a projector does not have
EVERYONE = "everyone"
OWN_PARTS = {  # of the author of an act: the one part of their own that it changes
    Verb.NOTE_WRITTEN: "own", Verb.NOTE_EDITED: "own", Verb.NOTE_SHARED: "own", Verb.NOTE_DELETED: "own",
    Verb.REACTED: "marks", Verb.VOTED: "marks", Verb.DONE: "done", Verb.JUDGED: "judged",
}  # fmt: skip


def part(name, board, audience, **more):
    """The fragment of one part of the page; the page includes the same file."""
    context = {"board": board, "session": board.session, "audience": audience, **more}
    return Fragment(name, f"workshops/room/_{name}.html", context)


def parts(names, board, audience):
    """Those of the named parts that this audience's page has."""
    left_out = set() if audience == "host" else FOR_HOST
    if audience == "screen":
        left_out = left_out - {"door"} | NOT_ON_SCREEN
    return [part(name, board, audience) for name in names if name not in left_out]


def note(board, view, audience):
    """A note joining its list, or replacing itself there."""
    context = {"board": board, "session": board.session, "audience": audience, "view": view}
    name = str(view.note.silence.uuid) if view.note.silence_id else "all"
    return Fragment(f"note-{view.uuid}", "workshops/room/_note.html", context, into=f"notes-{name}")


def shared(board, silence, audience):
    """How many notes about one silence are on the table."""
    counted = {"uuid": silence.uuid, "shared": board.shared(silence.pk)}
    return Fragment(f"shared-{silence.uuid}", "workshops/room/_shared.html", {"silence": counted, "audience": audience})


def notes_of(board, name, audience):
    """All the notes about one silence (`all`: about the journey), as they lie."""
    silence, name, laid = board.panel(name)
    context = {"board": board, "session": board.session, "audience": audience, "name": name, "laid": laid}
    return Fragment(f"notes-{name}", "workshops/room/_notes.html", context)


def every_note(board, audience):
    return [notes_of(board, name, audience) for _silence, name, _laid in board.panels]


def person(board, participant, audience):
    """Someone at the table."""
    context = {"board": board, "session": board.session, "audience": audience, "person": participant}
    return Fragment(f"person-{participant.uuid}", "workshops/room/_person.html", context, into="people-list")


def hypothesis(board, one, audience):
    context = {"board": board, "session": board.session, "audience": audience, "one": one}
    return Fragment(f"hypothesis-{one.uuid}", "workshops/room/_hypothesis.html", context, into="hypotheses-list")


def matrices(board, audience):
    """The evidence matrices, when the run sheet has a step for them."""
    return parts(["weighed", "matrix"], board, audience) if board.weighs else []


def changed_by(board, event, audience):
    """The shared fragments that `event` changes on the pages of `audience`, drawn from the state as it is now."""
    place = event.payload.get("silence") or "all"
    if event.verb == Verb.UNDONE:
        undone = Event(verb=event.payload["act"], payload=event.payload)
        return changed_by(board, undone, audience)
    match event.verb:
        case Verb.OPENED | Verb.STEP_MOVED | Verb.STEP_CHANGED:
            named = ["now", "prompt", "tally", "silences", "spotlight", "vote", "compare", "bar", "desk"]
            changed = parts(named, board, audience)
            changed += matrices(board, audience) + (parts(["people"], board, audience) if board.is_split else [])
            return changed + (every_note(board, audience) if event.payload.get("revealed") else [])
        case Verb.CLOSED:
            named = ["now", "prompt", "spotlight", "tally", "silences", "vote", "compare", "outcome"]
            named += ["people", "door", "bar", "desk", "carried"]
            closed = parts(named, board, audience) + every_note(board, audience) + hypotheses(board, audience)
            return closed + matrices(board, audience)
        case Verb.CLOCK_CHANGED:
            return parts(["now", "bar"], board, audience)
        case Verb.FOCUSED:
            return parts(["now", "silences", "bar"], board, audience)
        case Verb.FROZEN:
            return parts(["now", "prompt", "bar"], board, audience)
        case Verb.SPOTLIT:
            return parts(["spotlight", "bar"], board, audience)
        case Verb.NAMES_CHANGED:
            changed = parts(["now", "prompt", "spotlight", "bar", "desk"], board, audience)
            return changed + every_note(board, audience) + hypotheses(board, audience) + matrices(board, audience)
        case Verb.DOOR_CHANGED:
            return parts(["door", "bar", "desk"], board, audience)
        case Verb.JOINED | Verb.ADMITTED | Verb.REMOVED:
            return seat_changed(board, event, audience) + parts(["tally", "bar", "desk"], board, audience)
        case Verb.CLAIMED:
            return parts(["people"], board, audience)
        case Verb.ROLE_CHANGED:
            return parts(["people", "tally", "bar", "desk"], board, audience)
        case Verb.SIDE_CHANGED:
            return parts(["people"], board, audience)
        case Verb.DONE:
            return parts(["tally", "desk"], board, audience)
        case Verb.NOTE_WRITTEN | Verb.NOTE_SHARED | Verb.NOTE_EDITED | Verb.NOTE_DELETED:
            counts = ["reveal", "onward"] if event.private or event.verb == Verb.NOTE_SHARED else []
            return changed_note(board, event, audience) + parts(["tally", "coming", *counts], board, audience)
        case Verb.REVEALED if event.payload.get("note"):
            return changed_note(board, event, audience) + parts(["tally", "bar", "desk"], board, audience)
        case Verb.REVEALED:
            return parts(["tally", "silences", "compare", "bar", "desk"], board, audience) + every_note(board, audience)
        case Verb.GROUPED:
            return [notes_of(board, place, audience), *parts(["bar"], board, audience)]
        case Verb.REACTED | Verb.EVIDENCE_GIVEN:
            view = board.note(event.payload["note"])
            return [note(board, view, audience)] if view else []
        case Verb.HYPOTHESIS_WRITTEN:
            one = board.hypothesis(event.payload["hypothesis"])
            view = board.note(event.payload.get("note")) if event.payload.get("note") else None
            changed = [hypothesis(board, one, audience)] if one else []
            changed += [note(board, view, audience)] if view else []
            named = ["vote", "carried"] if event.payload.get("carried") else ["vote"]
            return changed + parts(named, board, audience) + matrices(board, audience)
        case Verb.HYPOTHESIS_CHANGED:
            one = board.hypothesis(event.payload["hypothesis"])
            return ([hypothesis(board, one, audience)] if one else []) + matrices(board, audience)
        case Verb.ITEM_BROUGHT | Verb.MATRIX_REVEALED:
            return matrices(board, audience) + parts(["bar"], board, audience)
        case Verb.JUDGED:
            return parts(["weighed"] if event.private else ["weighed", "matrix"], board, audience) if board.weighs else []
        case Verb.BALLOT_OPENED | Verb.BALLOT_CLOSED:
            changed = parts(["vote", "bar"], board, audience)
            on_notes = every_note(board, audience) if board.votes_on_notes and board.ballot.kind == "dots" else []
            return changed + hypotheses(board, audience) + on_notes
        case Verb.VOTED:
            return parts(["vote"], board, audience)
        case Verb.TOOL_TOLD:
            return parts(["prompt"], board, audience)
        case Verb.DECIDED | Verb.PLANNED:
            return parts(["outcome"], board, audience)
    raise ValueError(f"{event.verb} has no screen")


def changed_note(board, event, audience):
    """A note that came to the table, changed on it or left it; a private one is nowhere but with its author."""
    if event.private and event.verb != Verb.NOTE_SHARED:
        return []
    uuid = event.payload["note"]
    view = board.note(uuid, new=event.verb == Verb.NOTE_WRITTEN)
    changed = [note(board, view, audience) if view else gone(f"note-{uuid}")]
    silence = view.note.silence if view else board.silence(event.payload["silence"])
    named = ["spotlight", "reveal"] if view is None or view.is_spotlit else []
    named += ["compare"] if (view is None or view.note.side) and board.is_split else []
    return changed + ([shared(board, silence, audience)] if silence else []) + parts(named, board, audience)


def seat_changed(board, event, audience):
    """Someone came to the table or left it; whoever still waits at the door is on the facilitator's desk alone."""
    if audience == "screen":
        return []
    uuid = event.payload["participant"]
    found = board.session.participants.filter(uuid=uuid).first()
    if board.is_split or (found and found.facilitates):  # it may balance the groups; or leave someone alone to lead
        return parts(["people"], board, audience)
    seated = found and found.removed_at is None and not found.waiting
    return [person(board, found, audience) if seated else gone(f"person-{uuid}")]


def hypotheses(board, audience):
    return [part("hypotheses", board, audience)]


def concerns(event):
    """Whose own parts the event changes: uuids of participants, EVERYONE, or nobody."""
    match event.verb:
        case Verb.REVEALED if event.payload.get("note"):
            return {event.payload["author"]} - {""}
        case Verb.STEP_MOVED | Verb.REVEALED | Verb.BALLOT_OPENED | Verb.BALLOT_CLOSED | Verb.CLOSED | Verb.OPENED | Verb.UNDONE:
            return EVERYONE
        case Verb.ADMITTED | Verb.ROLE_CHANGED:
            return {event.payload["participant"], event.payload.get("left")} - {None}
        case Verb.NOTE_DELETED if not event.private:
            return EVERYONE  # signs and dots that lay on it go with it
        case _ if event.verb in OWN_PARTS:
            return {str(event.actor.uuid)} if event.actor_id else set()
        case _:
            return set()


def personal(board, participants, events, audience="table"):
    """{participant uuid: [Fragment]}: what the events change for each of these people alone."""
    drawn, whole = {str(one.uuid): [] for one in participants}, []
    for one in participants:
        concerned = [event for event in events if concerns(event) == EVERYONE or str(one.uuid) in concerns(event)]
        if EVERYONE not in map(concerns, concerned) and all(event.verb in OWN_PARTS for event in concerned):
            drawn[str(one.uuid)] = own_parts(board, one, concerned, audience)
        else:
            whole.append(one)
    theirs = own(board, whole) if whole else {}
    for one in whole:
        context = {"board": board, "session": board.session, "audience": audience, "me": one, "own": theirs[one.pk]}
        fragments = [Fragment("mine", "workshops/room/_mine.html", context), marks(board, theirs[one.pk], audience)]
        if board.weighs:
            fragments.append(Fragment("judged", "workshops/room/_judged.html", context))
        moved = [event for event in events if event.verb in (Verb.ADMITTED, Verb.ROLE_CHANGED)]
        if any(str(one.uuid) in concerns(event) for event in moved):
            fragments.append(Fragment("again", "workshops/room/_again.html", {"why": moved[-1].number}))
        drawn[str(one.uuid)] = fragments
    return drawn


def own_parts(board, participant, events, audience):
    """The few of one's own parts that one's own acts change, whatever the number of one's notes."""
    context = {"board": board, "session": board.session, "audience": audience, "me": participant}
    wanted, fragments = {OWN_PARTS[event.verb] for event in events}, []
    if "own" in wanted:
        written = {str(one.uuid): one for one in own_notes(board, participant, [event.payload["note"] for event in events
                                                                                if OWN_PARTS[event.verb] == "own"])}
        for event in events:
            if OWN_PARTS[event.verb] == "own":
                uuid = event.payload["note"]
                named = {"note": written.get(uuid)}
                fragments.append(
                    Fragment(f"own-{uuid}", "workshops/room/_own.html", context | named, into="own-list")
                    if uuid in written else gone(f"own-{uuid}")
                )
    if "marks" in wanted or "judged" in wanted:
        theirs = own(board, [participant])[participant.pk]
        fragments += [marks(board, theirs, audience)] if "marks" in wanted else []
        if "judged" in wanted and board.weighs:
            fragments.append(Fragment("judged", "workshops/room/_judged.html", context | {"own": theirs}))
    if "done" in wanted:
        done = Own(done=participant.done_id == board.session.step_id)
        fragments.append(Fragment("done", "workshops/room/_done.html", context | {"own": done}))
    return fragments


def marks(board, own, audience):
    """One's signs and dots."""
    context = {"board": board, "session": board.session, "audience": audience, "own": own}
    return Fragment("marks", "workshops/room/_marks.html", context)
