"""Files are refused while the disk that holds DATA_DIR is nearly full, so that notes and readings keep what is left of it.

Asked once, where every upload arrives: `Sparing` reads a refused body to its end without keeping it (else the browser sees a
broken connection and no words), the middleware says 507 and why. What carries no file goes on as ever.
"""
import shutil
from http import HTTPStatus

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

MULTIPART = "multipart/form-data"


def nearly_full():
    """Whether the disk of DATA_DIR is used up to UPLOADS_UNTIL_PERCENT or more, as its own writers count it."""
    disk = shutil.disk_usage(settings.DATA_DIR)
    return disk.used >= (disk.used + disk.free) * settings.UPLOADS_UNTIL_PERCENT / 100


def refused(request):
    """The 507: a page for a person, a sentence for a program, in the language of whoever asks."""
    with translation.override(translation.get_language_from_request(request)):
        said = _("No file can be taken now: the disk of this server is nearly full. Notes and readings go on.")
        if "text/html" not in request.headers.get("Accept", ""):
            return JsonResponse({"detail": said}, status=HTTPStatus.INSUFFICIENT_STORAGE)
        return HttpResponse(render_to_string("507.html", {"said": said}), status=HTTPStatus.INSUFFICIENT_STORAGE)


class UploadsMiddleware:
    """Stands before anything that reads what was sent."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        sends_files = request.content_type == MULTIPART
        if sends_files and (getattr(request, "scope", {}).get("silences.refused") or nearly_full()):
            return refused(request)
        return self.get_response(request)


class Sparing:
    """ASGI: while the disk is nearly full, the body of an upload is read and dropped before anything could keep it there."""

    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        kind = dict(scope["headers"]).get(b"content-type", b"").decode("latin-1").lower()
        if not kind.startswith(MULTIPART) or not nearly_full():
            return await self.inner(scope, receive, send)
        while (message := await receive())["type"] == "http.request" and message.get("more_body"):
            pass
        told = iter([{"type": "http.request", "body": b"", "more_body": False}])

        async def nothing():
            return next(told, None) or await receive()

        return await self.inner({**scope, "silences.refused": True}, nothing, send)
