"""When the database does not answer, is full, locked or read-only: 503 and when to come back, never a traceback.

Whatever was sent is not saved then, and the answer says so; a room's browsers keep it and send it again by themselves. Whoever
asks in the second after a connection could not be had is told at once: a table that sends again would else wait in line.
"""
import time

from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string
from psycopg_pool import PoolTimeout

OUTAGES = (OperationalError, InterfaceError, InternalError)  # PostgreSQL says "internal" of a read-only database
COME_BACK = "2"  # seconds
HEALTH = "/healthz"  # says that the process lives, whatever the database does
AWAY_FOR = 1.0  # seconds in which a database that gave no connection is not asked again
_away = {"until": 0.0}  # on the monotonic clock


def unavailable(request, error=None):
    """The 503: a page for a person, an empty body for scripts. error: what the database answered, if it was asked."""
    if error is not None and isinstance(error.__cause__, PoolTimeout):
        _away["until"] = time.monotonic() + AWAY_FOR
    plain = request.headers.get("HX-Request") == "true" or "text/html" not in request.headers.get("Accept", "")
    page = "" if plain else render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": COME_BACK})


class OutageMiddleware:
    """Stands just inside authentication, whose lazy user is the first to ask the database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        if time.monotonic() < _away["until"] and request.path != HEALTH:
            return unavailable(request)
        try:
            request.user.is_authenticated  # noqa: B018 - asks now, where the answer can still be a page
        except OUTAGES as error:
            return unavailable(request, error)
        return self.get_response(request)

    def process_exception(self, request, exception):
        return unavailable(request, exception) if isinstance(exception, OUTAGES) else None
