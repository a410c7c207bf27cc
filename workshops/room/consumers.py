"""The socket of a session."""
from project.live.sockets import LiveSocket

from .feed import feed


class SessionSocket(LiveSocket):
    feed = feed
