"""Where HTTP and sockets enter. A socket opens only for the exact origin of this site: scheme, host and port."""
import gc
import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")

import django

django.setup(set_prefix=False)  # before anything below imports models

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from channels.security.websocket import WebsocketDenier  # noqa: E402
from django.conf import settings  # noqa: E402
from django.http.request import split_domain_port, validate_host  # noqa: E402
from django.urls import path  # noqa: E402

from project.pages import Pages  # noqa: E402
from project.uploads import Sparing  # noqa: E402
from workshops.room.consumers import SessionSocket  # noqa: E402


def is_ours(origin, host, scheme):
    """Whether a page at `origin` may open a socket to us.

    With BASE_URL, only that origin. Without (a laptop on its own network), the origin must be the very address that the
    browser connects to, and that address one of ALLOWED_HOSTS, so that no name pointed at this machine gets in.
    """
    if settings.BASE_URL:
        return origin == "/".join(settings.BASE_URL.split("/")[:3])
    allowed = settings.ALLOWED_HOSTS or (["localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else [])
    return origin == f"{scheme}://{host}" and validate_host(split_domain_port(host)[0], allowed)


class ExactOrigin:
    """Refuses (403) every handshake whose Origin is missing, `null` or not ours."""

    def __init__(self, inner):
        self.inner = inner

    async def __call__(self, scope, receive, send):
        headers = [(name, value.decode("latin-1")) for name, value in scope["headers"]]
        origins = [value for name, value in headers if name == b"origin"]
        hosts = [value for name, value in headers if name == b"host"]
        scheme = "https" if scope.get("scheme") == "wss" else "http"
        if len(origins) == len(hosts) == 1 and is_ours(origins[0], hosts[0], scheme):
            return await self.inner(scope, receive, send)
        return await WebsocketDenier()(scope, receive, send)


class UnknownPath:
    """A socket at an address that does not exist is refused like any other, without a traceback."""

    def __init__(self, router):
        self.router = router

    async def __call__(self, scope, receive, send):
        try:
            return await self.router(scope, receive, send)
        except ValueError as error:
            if "No route found" not in str(error):
                raise
            return await WebsocketDenier()(scope, receive, send)


sockets = URLRouter([path("<slug:space>/sessions/<uuid:session>/live/", SessionSocket.as_asgi())])
application = ProtocolTypeRouter({"http": Sparing(Pages()), "websocket": ExactOrigin(UnknownPath(sockets))})

sys.setswitchinterval(0.001)  # seconds: the loop that a room listens to waits less for a thread that draws a page
gc.freeze()  # what is loaded by now stays; looking through it again and again would stop every screen for a moment
