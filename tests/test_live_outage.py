"""Services that are away: a cache that answers nothing, a database that takes nothing, are said and survived."""
import pytest
from django.db import OperationalError

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


@pytest.mark.parametrize("accept, page", [("text/html", True), ("application/json", False)])
def test_a_database_that_is_away_is_said_with_when_to_come_back(rf, accept, page):
    def broken(request):
        raise OperationalError("no route to host")

    request = rf.get("/", headers={"Accept": accept})
    request.user = type("Nobody", (), {"is_authenticated": property(broken)})()
    answer = OutageMiddleware(None)(request)
    assert answer.status_code == 503 and answer["Retry-After"]
    assert ("<h1>" in answer.content.decode()) is page


def test_other_faults_are_still_faults(rf):
    assert OutageMiddleware(None).process_exception(rf.get("/"), ValueError()) is None
    assert OutageMiddleware(None).process_exception(rf.get("/"), OperationalError()).status_code == 503
