"""When the database does not answer, is full, locked or read-only: 503 and when to come back, never a traceback.

Whatever was sent is not saved then, and the answer says so; a room's browsers keep it and send it again by themselves.
"""
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string

OUTAGES = (OperationalError, InterfaceError, InternalError)  # PostgreSQL says "internal" of a read-only database
COME_BACK = "2"  # seconds


def unavailable(request):
    """The 503: a page for a person, an empty body for scripts."""
    plain = request.headers.get("HX-Request") == "true" or "text/html" not in request.headers.get("Accept", "")
    page = "" if plain else render_to_string("503.html")
    return HttpResponse(page, status=503, headers={"Retry-After": COME_BACK})


class OutageMiddleware:
    """Stands just inside authentication, whose lazy user is the first to ask the database."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        try:
            request.user.is_authenticated  # noqa: B018 - asks now, where the answer can still be a page
        except OUTAGES:
            return unavailable(request)
        return self.get_response(request)

    def process_exception(self, request, exception):
        return unavailable(request) if isinstance(exception, OUTAGES) else None
