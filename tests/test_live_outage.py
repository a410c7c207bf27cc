"""Services that are away: a cache that answers nothing, a database that takes nothing, are said and survived."""
import os
import time
from uuid import uuid4

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.cache import cache
from django.db import OperationalError, connection
from django.http import HttpResponse
from psycopg_pool import PoolTimeout

from project import outage
from project.cache import HintCache
from project.outage import OutageMiddleware


@pytest.fixture
def away(monkeypatch):
    """A cache whose Redis does not exist (port 1 of this machine)."""
    monkeypatch.setattr(HintCache, "away_until", 0.0)
    return HintCache("redis://127.0.0.1:1/0", {})


def test_a_cache_without_redis_forgets_and_fails_nobody(away):
    assert away.get("key", "otherwise") == "otherwise" and away.get_many(["key"]) == {}
    assert away.add("key", 1) is True and away.set("key", 1) is None and away.set_many({"key": 1}) == ["key"]
    assert (away.touch("key"), away.delete("key"), away.has_key("key"), away.clear()) == (False, False, False, False)
    with pytest.raises(ValueError):
        away.incr("key")


def test_a_cache_that_failed_is_left_alone_for_a_moment(away, monkeypatch):
    away.get("key")
    monkeypatch.setattr(HintCache, "_cache", property(lambda self: pytest.fail("asked again")))
    away.get("key")


def test_no_other_process_of_the_tests_empties_our_cache(stack, settings):
    """Without Redis a cache is memory of this process; with it, each worker's address names a database of its own."""
    if "REDIS_URL" in os.environ:
        assert settings.CACHES["default"]["LOCATION"] == os.environ["REDIS_URL"]
        worker = os.environ.get("PYTEST_XDIST_WORKER", "")
        assert cache._cache.get_client().connection_pool.connection_kwargs.get("db", 0) == int(worker.removeprefix("gw") or 0)
    else:
        assert settings.CACHES["default"]["BACKEND"].endswith("LocMemCache")


@pytest.mark.parametrize("accept, page", [("text/html", True), ("application/json", False)])
def test_a_database_that_is_away_is_said_with_when_to_come_back(rf, accept, page):
    def broken(request):
        raise OperationalError("no route to host")

    request = rf.get("/", headers={"Accept": accept})
    request.user = type("Nobody", (), {"is_authenticated": property(broken)})()
    answer = OutageMiddleware(None)(request)
    assert answer.status_code == 503 and answer["Retry-After"]
    assert ("<h1>" in answer.content.decode()) is page


def test_what_is_sent_while_the_database_is_away_is_refused_the_same_way(client, telecom):
    def away(_execute, *_what):
        raise OperationalError("no route to host")

    for address in (f"/{telecom.slug}/sessions/{uuid4()}/notes/", f"/api/{telecom.slug}/journeys/"):
        with connection.execute_wrapper(away):
            answer = client.post(address, headers={"Authorization": "Bearer none", "Accept": "text/html"})
        assert answer.status_code == 503 and answer["Retry-After"], address


def test_after_a_connection_could_not_be_had_nobody_waits_in_line_for_a_second(rf, monkeypatch):
    monkeypatch.setitem(outage._away, "until", 0.0)
    asked = []
    middleware = OutageMiddleware(lambda request: asked.append(request.path) or HttpResponse())

    def get(path="/"):
        request = rf.get(path)
        request.user = AnonymousUser()
        return middleware(request).status_code

    refused = OperationalError("no connection")
    middleware.process_exception(rf.get("/"), refused)
    assert get() == 200, "a lock or a full disk is asked again"
    refused.__cause__ = PoolTimeout()
    assert middleware.process_exception(rf.get("/"), refused).status_code == 503
    assert get() == 503 and get("/healthz") == 200 and asked == ["/", "/healthz"]
    monkeypatch.setitem(outage._away, "until", time.monotonic() - 0.01)
    assert get() == 200


def test_other_faults_are_still_faults(rf):
    assert OutageMiddleware(None).process_exception(rf.get("/"), ValueError()) is None
    assert OutageMiddleware(None).process_exception(rf.get("/"), OperationalError()).status_code == 503
