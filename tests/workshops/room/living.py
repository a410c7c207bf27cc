"""A real room under everything that may happen to it: real views on SQLite, and a line that drops, doubles and reorders.

Screens follow the rules of static/js/live.js on parsed pages. What the law of the room says of one act at a time must hold
after any history of acts, and the database must hold what was acknowledged, once.
"""
import uuid

from django.conf import settings
from django.db import transaction
from django.test import Client
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from tests import make
from tests.screen import following, parsed, same
from workshops.room.feed import feed, seat_for
from workshops.room.models import Note, Session, Vote

from . import table

PERSON = st.integers(0, 2)  # who leads, a member, a guest
POKED = st.integers(0, 3).map(bool)  # one poke of four is lost
STEPS = ("write", "share", "tension", "share")


class Screen:
    """One person's page: what it shows, up to which number, and what is on its way to it."""

    def __init__(self, seat, client, session, audience="table"):
        self.seat, self.client, self.here, self.audience = seat, client, table.here(session), audience
        self.key = client.cookies[settings.SESSION_COOKIE_NAME].value if seat.member_id else ""
        self.online, self.line, self.broken = False, [], ""

    def reload(self):
        answer = self.client.get(self.here)
        assert answer.status_code == 200, answer.status_code
        self.tree, self.number = parsed(answer.content.decode()), answer.context["number"]
        self.epoch = answer.context["session"].epoch

    def hear(self, frame):
        if frame["epoch"] != self.epoch:
            self.reload()
        elif frame["since"] > self.number and self.broken != "a gap is not noticed":
            self.ask_again()
        elif frame["number"] > self.number:
            self.number, self.tree = frame["number"], following(self.tree, frame["html"])

    def ask_again(self):
        news = self.client.get(f"{self.here}news/?seen={self.number}&as={self.audience}").json()
        if news["type"] == "refresh" or news["epoch"] != self.epoch:
            self.reload()
        else:
            self.number, self.tree = news["number"], following(self.tree, news["html"])

    def beat(self, session):
        """A heartbeat: where the room stands."""
        if (session.epoch, session.number) != (self.epoch, self.number) and self.broken != "heartbeats carry no number":
            self.ask_again()


class LivingRoom(RuleBasedStateMachine):
    """Three people around one table, the first of whom leads."""

    broken = ""  # the screens' planted bug

    def __init__(self):
        super().__init__()
        self.before = transaction.savepoint()
        space = make.space(f"s{uuid.uuid4().hex[:12]}")
        claire = make.member("Claire", "facilitator", "Produit", of=space)
        mehdi = make.member("Mehdi", "contributor", "Service client", of=space)
        self.session, seats = table.opened(claire, mehdi, kind="share")
        guest, token = table.guest(self.session)
        clients = [signed_in(claire), signed_in(mehdi), table.guest_client(Client, self.session, token)]
        self.silence = str(self.session.silences.first().uuid)
        audiences = ("host", "table", "table")
        everyone = zip([*seats, guest], clients, audiences, strict=True)
        self.screens = [Screen(table.fresh(seat), client, self.session, audience) for seat, client, audience in everyone]
        for screen in self.screens:
            screen.broken = self.broken
            screen.reload()
            screen.online = True
        self.told = table.fresh(self.session).number  # how far the hub has come
        self.count, self.acked, self.frozen, self.gone = 0, {}, None, set()

    def now(self):
        return table.fresh(self.session)

    def post(self, person, noun, *, sent=1, lost=False, poked=True, **fields):
        """A command, sent once or more under one op_id; `lost`: its answer never came back. Returns the status."""
        screen, fields = self.screens[person], {"op_id": str(uuid.uuid4()), **fields}
        for _ in range(sent):
            answer = screen.client.post(screen.here + noun, fields, headers={"HX-Request": "true"})
        if answer.status_code == 200 and not lost and screen.online:
            screen.tree = following(screen.tree, answer.content.decode())
        if poked:
            self.tell()
        return answer.status_code

    def tell(self):
        """The hub's turn: close who must leave, draw once per view, hand the same bytes to every line."""
        session = self.now()
        listening = {seat_for(table.fresh(one.seat), one.audience, one.key): one for one in self.screens if one.online}
        admitted = feed.admitted(session.room, set(listening))
        for seat, screen in listening.items():
            screen.online = seat in admitted
            assert screen.online or table.fresh(screen.seat).removed_at, "someone who sits here hears nothing"
        if session.number == self.told or not admitted:
            self.told = session.number
            return
        events = feed.events(session.room, self.told, session.number)
        people = {seat.person: seat.language for seat in admitted}
        shared, personal = feed.draw(feed.look(session.room), events, {seat.view for seat in admitted}, people)
        for seat in admitted:
            html = personal.get(seat.person, "") + shared[seat.view]
            secret = Note.objects.filter(session=session, shown_number=None).exclude(author__uuid=seat.person)
            assert not [one.text for one in secret if one.text in html], "a private note travels"
            assert listening[seat].seat.pk not in self.gone, "the removed still hear"
            frame = {"since": self.told, "number": session.number, "epoch": session.epoch, "html": html}
            listening[seat].line.append(frame)
        self.told = session.number

    def pick(self, which):
        """One of the notes, in an order that is the same in every run of a history."""
        notes = list(Note.objects.filter(session=self.session).order_by("pk"))
        return notes[which % len(notes)] if notes else None

    @rule(people=st.lists(PERSON, min_size=1, max_size=4), sent=st.integers(1, 3), lost=st.booleans(), poked=POKED)
    def write(self, people, sent, lost, poked):
        for person in people:
            self.write_one(person, sent, lost, poked)

    def write_one(self, person, sent, lost, poked):
        self.count += 1
        text = f"texte-{self.count:03d}"
        about = {"silence": self.silence} if self.count % 3 else {}
        status = self.post(person, "notes/", sent=sent, lost=lost, poked=poked, text=text, **about)
        if status == 200:
            self.acked[text] = person
        else:
            assert self.frozen or self.screens[person].seat.pk in self.gone, status

    @rule(person=PERSON, which=st.integers(0, 9), stale=st.booleans(), poked=POKED)
    def edit(self, person, which, stale, poked):
        note = self.pick(which)
        if note is None or note.author_id != self.screens[person].seat.pk or self.frozen or note.author_id in self.gone:
            return
        self.count += 1
        text, version = f"texte-{self.count:03d}", note.version + stale
        status = self.post(person, f"notes/{note.uuid}/", poked=poked, text=text, version=version)
        assert status == (409 if stale else 200), status
        if not stale:
            del self.acked[note.text]
            self.acked[text] = person

    @rule(person=PERSON, which=st.integers(0, 9), poked=POKED)
    def delete(self, person, which, poked):
        note = self.pick(which)
        if which > 6 and note and self.post(person, f"notes/{note.uuid}/deletion/", poked=poked) == 200:
            del self.acked[note.text]

    @rule(person=PERSON, which=st.integers(0, 9), poked=POKED)
    def react(self, person, which, poked):
        if note := self.pick(which):
            self.post(person, f"notes/{note.uuid}/reactions/", poked=poked, kind="doubtful")

    @rule(person=PERSON, which=st.integers(0, 9), poked=POKED)
    def weigh(self, person, which, poked):
        if note := self.pick(which):
            self.post(person, f"notes/{note.uuid}/evidence/", poked=poked, stance="against", text="jamais vu")

    @rule(kind=st.sampled_from(STEPS), poked=POKED)
    def move(self, kind, poked):
        self.post(0, "step/", poked=poked, to=str(self.session.steps.get(kind=kind).uuid))

    @rule(person=PERSON, poked=POKED)
    def done(self, person, poked):
        self.post(person, "done/", poked=poked, done="yes")

    @rule(hidden=st.sampled_from(["yes", "no"]), poked=POKED)
    def hide_names(self, hidden, poked):
        self.post(0, "names/", poked=poked, hidden=hidden)

    @rule(person=PERSON, which=st.integers(0, 9), poked=POKED)
    def vote(self, person, which, poked):
        ballot = self.session.ballots.filter(closed_at=None).first()
        note = self.pick(which)
        if ballot is None:
            self.post(0, "ballots/", poked=poked, dots=2)
        elif which == 9:
            self.post(0, f"ballots/{ballot.uuid}/closure/", poked=poked)
        elif note:
            self.post(person, f"ballots/{ballot.uuid}/votes/", poked=poked, note=str(note.uuid))

    @precondition(lambda self: self.count >= 4 and not self.gone)
    @rule(poked=POKED)
    def remove(self, poked):
        guest = self.screens[2].seat
        if self.post(0, f"participants/{guest.uuid}/removal/", poked=poked) == 200:
            self.gone.add(guest.pk)
            left = set(Note.objects.filter(session=self.session).values_list("text", flat=True))
            self.acked = {text: by for text, by in self.acked.items() if by != 2 or text in left}  # private ones go too
            self.tell()  # rights are looked at before anything else is sent

    @precondition(lambda self: self.count >= 7 and self.frozen is None)
    @rule(poked=POKED)
    def close(self, poked):
        if self.post(0, "closure/", poked=poked) == 200:
            self.frozen = self.texts()

    @rule(person=PERSON, frames=st.integers(1, 4))
    def deliver(self, person, frames):
        screen = self.screens[person]
        while screen.online and screen.line and frames:
            screen.hear(screen.line.pop(0))
            frames -= 1

    @rule(person=PERSON, how=st.sampled_from(["drop", "double", "reorder", "cut", "beat"]))
    def disturb(self, person, how):
        screen = self.screens[person]
        if how == "drop":
            del screen.line[:1]
        elif how == "double":
            screen.line += screen.line[:1]
        elif how == "reorder":
            screen.line.reverse()
        elif how == "cut":
            screen.line = []
        elif screen.online:
            screen.beat(self.now())

    @rule()
    def restart(self):
        """The server's process dies: lines and the hub's memory are gone, the database is not."""
        for screen in self.screens:
            screen.line = []
        self.told = self.now().number

    @precondition(lambda self: self.count % 5 == 4)
    @rule()
    def put_back(self):
        """An older copy of the database was put back: numbers no longer continue those that screens know."""
        Session.objects.filter(pk=self.session.pk).update(epoch=uuid.uuid4().hex[:8])

    def texts(self):
        return sorted(Note.objects.filter(session=self.session).values_list("text", flat=True))

    @invariant()
    def what_was_acknowledged_is_there_once(self):
        assert self.texts() == sorted(self.acked), "lost, twice or uninvited"

    @invariant()
    def numbers_have_no_gap(self):
        numbers = list(self.session.events.order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1)) and self.now().number == len(numbers)

    @invariant()
    def what_is_closed_stays(self):
        assert self.frozen is None or self.texts() == self.frozen, "written after the end"

    @invariant()
    def nobody_votes_beyond_the_cap(self):
        votes = Vote.objects.filter(ballot__session=self.session).values_list("ballot", "participant")
        assert all(list(votes).count(one) <= 2 for one in votes)

    def teardown(self):
        try:
            self.heal()
        finally:
            transaction.set_rollback(False)  # whatever broke, the next history begins where this one did
            transaction.savepoint_rollback(self.before)

    def heal(self):
        """The lines work again: every screen that may listen shows what a reload shows."""
        self.tell()
        self.screens[1].line = []  # one line was cut just then: only the heartbeat tells
        for screen in self.screens:
            if not screen.online:
                continue
            for frame in screen.line:
                screen.hear(frame)
            screen.beat(self.now())
            page = screen.client.get(screen.here).content.decode()
            assert same(screen.tree, page), "a screen shows something else than a reload"


def signed_in(member):
    client = Client()
    client.force_login(member.user)
    return client
