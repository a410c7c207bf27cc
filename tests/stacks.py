"""Which tests the stack can change, and which run once because it cannot: those that ask for no database and no live room.

Nobody lists them: a test that asks for neither is cut from the database, the layer, the cache and the addresses of both, on every
stack. One that needs them all the same fails there, and asks for `stack`.
"""
import os

import pytest
from django.core.cache.backends.base import BaseCache

ONCE = "ran once, on SQLite: they ask for neither database nor live room"
SLOW = {"browser", "worlds", "stack"}
NOWHERE = "ask-for-the-fixture-named-stack://"


@pytest.fixture
def stack():
    """Asked for by a test that uses the database or the layer without a fixture of Django: through a process of its own."""


def redis_of_this_worker(settings):
    """Each worker, and the servers it starts, has a database of Redis: one that empties its cache empties no other's.

    The settings are read before any conftest, so the address changes in them as well as in the environment.
    """
    if "REDIS_URL" in os.environ and "PYTEST_XDIST_WORKER" in os.environ:
        os.environ["REDIS_URL"] += f"?db={os.environ['PYTEST_XDIST_WORKER'].removeprefix('gw')}"
        settings.CACHES["default"]["LOCATION"] = os.environ["REDIS_URL"]


def changed_by_the_stack(item):
    return item.get_closest_marker("django_db") is not None or bool({"django_db_setup", "stack"} & set(item.fixturenames))


def cut_off(settings, monkeypatch):
    """Nothing of a stack is within reach; pytest-django refuses the database itself."""
    monkeypatch.setenv("DATABASE_URL", NOWHERE)
    monkeypatch.setenv("REDIS_URL", NOWHERE)
    settings.CHANNEL_LAYERS = {}
    settings.CACHES = {"default": {"BACKEND": "tests.stacks.NoCache"}}


class NoCache(BaseCache):
    """Refuses whatever is asked."""

    def __init__(self, *_given):
        super().__init__({})

    def refuse(self, *_given, **_named):
        raise AssertionError("this test uses the cache: it must ask for the fixture named stack")

    add = get = set = touch = delete = clear = incr = has_key = get_many = set_many = refuse


def choose(items, config):
    """Longest files first, so that no process is left alone with one; what ran on the other stack is left out when asked."""
    if os.environ.get("ONLY_CHANGED_BY_THE_STACK"):
        once = [item for item in items if not changed_by_the_stack(item)]
        config.hook.pytest_deselected(items=once)
        items[:] = [item for item in items if changed_by_the_stack(item)]
        if hasattr(config, "workeroutput"):
            config.workeroutput["once"] = len(once)
    files = {}
    for item in items:
        files.setdefault(item.path, []).append(item)
    items[:] = [item for file in sorted(files.values(), key=weight, reverse=True) for item in file]


def weight(tests):
    """How long a file takes, roughly: its browsers, worlds and processes first, then the number of its tests."""
    slow = [test for test in tests if SLOW & set(test.fixturenames) or test.get_closest_marker("timeout")]
    return len(slow), len(tests)
