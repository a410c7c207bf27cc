"""HTTP: a request is read in the event loop, then one thread of a small pool does all the rest, over a connection it keeps.

Django's own handler crosses between loop and threads at every middleware and opens a database connection for each
request; in a live room that cost more than the work itself. Files of `static/` never leave the loop.
"""
import asyncio
import contextvars
from concurrent.futures import ThreadPoolExecutor

from django.core.exceptions import RequestAborted
from django.core.handlers.asgi import ASGIHandler, get_script_prefix
from django.core.signals import request_started
from django.http import HttpResponse
from django.urls import set_script_prefix
from servestatic.middleware import ServeStaticMiddleware

THREADS = 8  # with the four that read for sockets, as many connections as a process may hold

threads = ThreadPoolExecutor(max_workers=THREADS, thread_name_prefix="pages")


class Pages(ASGIHandler):
    """The ASGI application for HTTP. Middlewares and views are ordinary, synchronous Django."""

    def __init__(self):
        super().__init__()
        self.static_or_page = ServeStaticMiddleware(self.page)

    def load_middleware(self, is_async=False):
        super().load_middleware(is_async=False)

    async def __call__(self, scope, receive, send):
        try:
            body = await self.read_body(receive)
        except RequestAborted:
            return
        with body:
            request, response = self.create_request(scope, body)
            if request is not None:
                response = await self.static_or_page(request)
            await self.send_response(response, send)

    async def page(self, request):
        context = contextvars.copy_context()  # what one request activates (a language, a zone) stays in that request
        return await asyncio.get_running_loop().run_in_executor(threads, context.run, self.answer, request)

    def answer(self, request):
        """The whole response; closing it here gives the connection back before anything is sent to a slow reader."""
        set_script_prefix(get_script_prefix(request.scope))
        request_started.send(sender=self.__class__, scope=request.scope)
        response = self.get_response(request)
        response._handler_class = self.__class__
        if response.streaming:  # drawn from the database, so by this thread
            response = whole(response)
        response.close()
        return response


def whole(streamed):
    """A streamed response with all its bytes."""
    response = HttpResponse(b"".join(streamed), status=streamed.status_code, headers=streamed.headers)
    response.cookies = streamed.cookies
    streamed.close()
    return response
