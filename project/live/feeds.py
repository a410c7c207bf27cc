"""What a subject tells the road about its rooms. The road itself knows numbers, seats and frames, never what a room is about."""
from dataclasses import dataclass

REPLAY_AT_MOST = 500  # events; further behind, a screen asks for the whole room again


@dataclass(frozen=True)
class Seat:
    """Where one socket sits: what it may hear, in which language, and who it belongs to."""

    room: str
    person: str  # public identifier of whoever holds the socket
    audience: str  # for instance table, host or screen
    language: str
    key: str = ""  # what the person signed in with, so that signing out closes the socket

    @property
    def view(self):
        """Seats with the same view hear the same shared frame."""
        return self.audience, self.language


@dataclass(frozen=True)
class Look:
    """The state of a room at one glance, read in one query."""

    number: int  # of its latest event
    rights: int  # grows when someone's rights change
    epoch: str  # changes when the numbers no longer continue those known before (a restored database)
    named: bool = True  # whether "is writing…" may say who
    state: object = None  # what the feed read for it, and draws from


class Feed:
    """One kind of room. Every method reads the database and is called in a thread of the road's own executor."""

    name = ""

    def seat(self, cookies, path, audience):
        """The Seat of whoever holds these cookies (dict) at these URL arguments (dict), or None to refuse."""
        raise NotImplementedError

    def look(self, room):
        """A Look, or None when the room no longer exists."""
        raise NotImplementedError

    def events(self, room, after, upto):
        """The events with after < number <= upto, in order."""
        raise NotImplementedError

    def draw(self, look, events, views, people):
        """What the events changed, drawn once per view and per person.

        look: taken before the events were read; views: set of (audience, language); people: dict person -> language.
        Returns ({view: html}, {person: html}); a person without news of their own is left out.
        """
        raise NotImplementedError

    def admitted(self, room, seats):
        """Those of the seats that may still listen."""
        raise NotImplementedError

    def seen(self, room, people, now):
        """Note that these people are here, return the set of everyone who is (in every process)."""
        raise NotImplementedError


def catch_up(feed, seat, seen, look=None):
    """What a screen that knows everything up to `seen` must still hear: (look, html, whether to ask for the whole room)."""
    look = look or feed.look(seat.room)
    behind = look.number - seen
    if behind < 0 or behind > REPLAY_AT_MOST:
        return look, "", True
    if not behind:
        return look, "", False
    events = feed.events(seat.room, seen, look.number)
    shared, personal = feed.draw(look, events, {seat.view}, {seat.person: seat.language})
    return look, shared.get(seat.view, "") + personal.get(seat.person, ""), False
