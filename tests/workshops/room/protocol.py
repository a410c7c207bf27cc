"""The room's protocol as a pure model: one server, three screens, a line that drops, doubles and reorders. Bugs can be planted.

The client follows the browser's rules (static/js/live.js): a frame says since when and up to which number it speaks; what is
old is ignored, a gap or a heartbeat of another number makes it ask again, another epoch makes it take the whole room.
"""
from dataclasses import dataclass, field

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

PEOPLE = st.integers(0, 2)
BUGS = (
    "a repeat is written again", "written after the seal", "a gap is not noticed", "what is old is applied again",
    "heartbeats carry no number", "restored without a new epoch", "the removed still hear", "a vote beyond the cap",
)  # fmt: skip
DOTS = 2


@dataclass
class Server:
    """The truth: numbered events, operations done once, who may listen, what is sealed."""

    bug: str = ""
    events: list = field(default_factory=list)  # (number, text)
    answers: dict = field(default_factory=dict)  # op -> number, or None when refused
    votes: dict = field(default_factory=dict)  # person -> dots placed
    removed: set = field(default_factory=set)
    sealed: bool = False
    epoch: int = 0

    def write(self, op, person, text):
        if op in self.answers and self.bug != "a repeat is written again":
            return self.answers[op]
        refused = (self.sealed and self.bug != "written after the seal") or person in self.removed
        if not refused:
            self.events.append((len(self.events) + 1, text))
        self.answers[op] = None if refused else len(self.events)
        return self.answers[op]

    def vote(self, op, person):
        if op in self.answers:
            return self.answers[op]
        if self.votes.get(person, 0) < DOTS or self.bug == "a vote beyond the cap":
            self.votes[person] = self.votes.get(person, 0) + 1
            self.events.append((len(self.events) + 1, f"dot {op}"))
        self.answers[op] = len(self.events)
        return self.answers[op]

    def frame(self, since):
        return {"since": since, "number": len(self.events), "epoch": self.epoch, "texts": [t for _n, t in self.events[since:]]}


@dataclass
class Screen:
    """One browser: what it shows, up to which number, and what is on its way to it."""

    person: int
    bug: str = ""
    number: int = 0
    epoch: int = 0
    shown: list = field(default_factory=list)
    line: list = field(default_factory=list)
    online: bool = False
    heard_after_removal: bool = False

    def take_all(self, server):
        """The whole room over HTTP."""
        self.shown, self.number, self.epoch = [text for _number, text in server.events], len(server.events), server.epoch

    def hear(self, frame, server):
        if self.person in server.removed:
            self.heard_after_removal = self.heard_after_removal or any(text not in self.shown for text in frame["texts"])
        if frame["epoch"] != self.epoch:
            return self.take_all(server)
        if frame["number"] <= self.number and self.bug != "what is old is applied again":
            return None
        if frame["since"] > self.number and self.bug != "a gap is not noticed":
            return self.hear(server.frame(self.number), server)
        fresh = frame["texts"] if frame["since"] >= self.number or self.bug else frame["texts"][self.number - frame["since"]:]
        self.shown += fresh
        self.number = frame["number"]
        return None

    def beat(self, server):
        """A heartbeat: where the room stands."""
        if self.bug == "heartbeats carry no number":
            return
        if self.epoch != server.epoch or self.number > len(server.events):
            self.take_all(server)
        elif self.number < len(server.events):
            self.hear(server.frame(self.number), server)


class Room(RuleBasedStateMachine):
    """Everything that may happen to a room, in any order."""

    bug = ""

    def __init__(self):
        super().__init__()
        self.server = Server(self.bug)
        self.screens = [Screen(person, self.bug) for person in range(3)]
        self.acked, self.count, self.seal, self.kept = [], 0, None, []

    def push(self, since):
        for screen in self.screens:
            if screen.online and (screen.person not in self.server.removed or self.bug == "the removed still hear"):
                screen.line.append(self.server.frame(since))

    @rule(person=PEOPLE)
    def join(self, person):
        screen = self.screens[person]
        if not screen.online and person not in self.server.removed:
            screen.take_all(self.server)
            screen.line, screen.online = [], True

    @rule(person=PEOPLE, sent=st.integers(1, 3), lost=st.booleans())
    def write(self, person, sent, lost):
        """A note, sent once or several times under one op_id; `lost`: its answer never came back."""
        self.count += 1
        before = len(self.server.events)
        for _ in range(sent):
            number = self.server.write(self.count, person, f"note {self.count}")
        if number is not None:
            self.push(before)
            if not lost:
                self.acked.append(f"note {self.count}")

    @rule(person=PEOPLE)
    def vote(self, person):
        self.count += 1
        before = len(self.server.events)
        self.server.vote(self.count, person)
        if len(self.server.events) > before:
            self.push(before)

    @rule(person=PEOPLE, frames=st.integers(1, 4))
    def deliver(self, person, frames):
        screen = self.screens[person]
        for _ in range(min(frames, len(screen.line))):
            screen.hear(screen.line.pop(0), self.server)

    @rule(person=PEOPLE)
    def drop(self, person):
        if self.screens[person].line:
            self.screens[person].line.pop(0)

    @rule(person=PEOPLE)
    def double(self, person):
        if self.screens[person].line:
            self.screens[person].line.append(self.screens[person].line[0])

    @rule(person=PEOPLE)
    def reorder(self, person):
        self.screens[person].line.reverse()

    @rule(person=PEOPLE)
    def beat(self, person):
        if self.screens[person].online and person not in self.server.removed:
            self.screens[person].beat(self.server)

    @precondition(lambda self: self.count % 3 == 2)
    @rule(person=PEOPLE)
    def cut(self, person):
        self.screens[person].online, self.screens[person].line = False, []

    @precondition(lambda self: len(self.server.events) >= 6)
    @rule(person=PEOPLE)
    def remove(self, person):
        self.server.removed.add(person)
        if self.bug != "the removed still hear":
            self.screens[person].online, self.screens[person].line = False, []

    @precondition(lambda self: len(self.server.events) >= 8 and not self.server.sealed)
    @rule()
    def seal_it(self):
        self.server.sealed = True
        self.seal = [text for _number, text in self.server.events if text.startswith("note")]

    @precondition(lambda self: len(self.server.events) in (4, 5) and not self.kept)
    @rule()
    def back_up(self):
        self.kept = list(self.server.events)

    @precondition(lambda self: self.kept and len(self.server.events) == len(self.kept) + 1 and not self.server.sealed)
    @rule()
    def restore(self):
        """An older copy of the database is put back; two numbers later the room looks as long as before."""
        self.server.events = list(self.kept)
        self.server.epoch += self.bug != "restored without a new epoch"
        self.acked = [text for text in self.acked if text in [t for _n, t in self.kept]]
        self.kept = []
        before = len(self.server.events)
        self.count += 1
        self.server.write(self.count, 0, f"note {self.count}")
        if len(self.server.events) > before:
            self.push(before)

    @invariant()
    def numbers_have_no_gap(self):
        assert [number for number, _text in self.server.events] == list(range(1, len(self.server.events) + 1))

    @invariant()
    def what_was_acknowledged_is_there_once(self):
        texts = [text for _number, text in self.server.events]
        assert len(texts) == len(set(texts)), "twice"
        assert set(self.acked) <= set(texts), "lost"

    @invariant()
    def what_is_sealed_stays(self):
        if self.seal is not None:
            assert [text for _number, text in self.server.events if text.startswith("note")] == self.seal

    @invariant()
    def nobody_votes_beyond_the_cap(self):
        assert all(dots <= DOTS for dots in self.server.votes.values())

    @invariant()
    def the_removed_hear_nothing_new(self):
        assert not any(screen.heard_after_removal for screen in self.screens)

    @invariant()
    def every_screen_ends_equal(self):
        """Once the line heals and a heartbeat comes, each screen shows what the database holds."""
        truth = [text for _number, text in self.server.events]
        for screen in self.screens:
            if screen.person in self.server.removed or not screen.online:
                continue
            healed = Screen(screen.person, screen.bug, screen.number, screen.epoch, list(screen.shown))
            for frame in screen.line:
                healed.hear(frame, self.server)
            healed.beat(self.server)
            assert healed.shown == truth
