"""The one road from a committed change to every screen; only this package knows Channels.

An action writes its event and calls `poke`. After the commit the room's hub (one per process) reads the events it does not
have yet, has its `Feed` draw them once per view, and hands the same bytes to every socket. `reply` answers the author with
the very same fragments. Refused on purpose: content in the channel layer, and any order but that of the event numbers.
"""
from .feeds import Feed, Look, Seat, catch_up
from .fragments import Fragment, gone, html, reply
from .pokes import poke

__all__ = ["Feed", "Fragment", "Look", "Seat", "catch_up", "gone", "html", "poke", "reply"]
