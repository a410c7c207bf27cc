"""Servers that go away: a deployment (F2), a Redis that hangs (F4), a PostgreSQL that stops (F5), a database read-only (F16)."""
import asyncio
import random
import resource
import shutil
import time
import uuid
from contextlib import contextmanager

import pytest

from .crowd import Crowd
from .scene import SEEDS, promised, staged
from .services import postgres, redis
from .stage import ROOT
from .windows import UP, window

pytestmark = [pytest.mark.timeout(900), pytest.mark.parametrize("seed", SEEDS), pytest.mark.asyncio]


async def test_f2_a_deployment_is_survived_and_said(seed, tmp_path):
    newer = shutil.copytree(ROOT, tmp_path / "newer", ignore=shutil.ignore_patterns(".*", "var", "tests", "*.log"))
    with (newer / "static/js/room.js").open("a") as script:
        script.write("\n// a new build\n")
    with staged() as stage:
        async with Crowd(stage, [stage.port], watchdog=15) as crowd, window(stage) as page:  # it is the server that hangs up
            await page.fill("#noteform-text", "à moitié écr")
            await page.focus("#noteform-text")
            writing = asyncio.create_task(crowd.write_for(4, seed=seed))
            await asyncio.sleep(random.Random(seed).uniform(0.5, 2))
            await crowd.until(
                lambda: all(one.line == "up" and one.builds for one in crowd.clients), promised(5), "all know the old build"
            )
            await asyncio.to_thread(stage.terminate)
            stage.root, stage.environment["PYTHONPATH"] = newer, str(newer)
            stage.run("migrate", "--verbosity", "0")
            await asyncio.to_thread(stage.start)
            began = time.monotonic()
            await writing
            await crowd.agree(promised(10))
            assert time.monotonic() - began < promised(10) + 4
            assert all(client.closed and client.closed[0] == 1012 for client in crowd.clients), "a stop that was not said"
            await crowd.until(
                lambda: all(len(client.builds) == 2 for client in crowd.clients), promised(5), "all hear the new build"
            )
            await page.wait_for_selector("#newer:not([hidden])", timeout=20000)
            assert await page.input_value("#noteform-text") == "à moitié écr"
            await page.click("[data-reload]")
            await page.wait_for_selector(UP)
            assert await page.input_value("#noteform-text") == "à moitié écr"


async def test_f4_a_redis_that_hangs_slows_nobody(seed):
    with redis() as broker, staged(redis_url=broker.url, servers=2) as stage:
        async with Crowd(stage, stage.ports) as crowd:
            await crowd.write_for(1, seed=seed)
            broker.hang()
            try:
                sent = await crowd.write_for(5, seed=seed)
                assert max(sent) == 1 and max(took for client in crowd.clients for took in client.took) < promised(2)
                assert await crowd.agree(promised(8)) <= promised(4)
            finally:
                broker.wake()
            await crowd.write_for(1, seed=seed)
            assert await crowd.agree(promised(8)) <= promised(5)


async def test_f5_postgresql_stops_and_starts(seed):
    with postgres() as cluster, staged(database_url=cluster.url) as stage:
        async with Crowd(stage, [stage.port]) as crowd:
            writing = asyncio.create_task(crowd.write_for(5, seed=seed))
            await asyncio.sleep(random.Random(seed).uniform(0.5, 2))
            await asyncio.to_thread(cluster.stop)
            async with crowd.clients[0].http() as http:
                page = await http.get(crowd.clients[0].path, headers={"Accept": "text/html", "HX-Request": "false"})
            assert page.status_code == 503 and page.headers["Retry-After"] and "<h1>" in page.text
            away = asyncio.create_task(crowd.clients[1].write(f"pendant l’absence {uuid.uuid4()}"))
            asked = len(crowd.clients[1].refused)
            await crowd.until(lambda: len(crowd.clients[1].refused) > asked, promised(6), "a write is refused meanwhile")
            await asyncio.to_thread(cluster.start)
            assert await away > 1, "a note that was refused is sent again"
            await writing
            assert await crowd.agree(promised(12)) <= promised(10)
            refused = [seconds for client in crowd.clients for seconds in client.refused]
            assert max(refused) < promised(6), "a database that is away is said so"


@contextmanager
def read_only(stage):
    """The database takes no writes: by a setting of PostgreSQL; on SQLite because the kernel refuses every byte of the server's.

    A disk that turned read-only does the same to files that are open; their rights would stop neither those nor root.
    """
    if stage.environment["DATABASE_URL"]:
        from psycopg import connect

        name = stage.environment["DATABASE_URL"].rpartition("/")[2]
        with connect(stage.cluster, autocommit=True) as other:
            other.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = on')
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
            yield
            other.execute(f'ALTER DATABASE "{name}" RESET default_transaction_read_only')
            other.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name])
    else:
        server = stage.processes[stage.port].pid
        usual = resource.prlimit(server, resource.RLIMIT_FSIZE)
        resource.prlimit(server, resource.RLIMIT_FSIZE, (0, usual[1]))
        yield
        resource.prlimit(server, resource.RLIMIT_FSIZE, usual)


async def test_f16_a_read_only_database_shows_everything_and_says_it_saves_nothing(seed):
    with staged() as stage:
        async with Crowd(stage, [stage.port]) as crowd, window(stage) as page:
            await crowd.write_for(1, seed=seed)
            await crowd.agree(promised(8))
            with read_only(stage):
                client, began = crowd.clients[1], time.monotonic()
                writing = asyncio.create_task(client.write(f"pendant ce temps {uuid.uuid4()}"))
                await page.fill("#noteform-text", f"gardé {seed}")
                await page.click("#composer .btn.primary")
                client.invoked.add(f"gardé {seed}")
                await page.wait_for_selector("#outbox li.held", timeout=10000)
                await page.wait_for_selector("#outbox li.waiting", timeout=10000)
                async with client.http() as http:
                    assert (await http.get(client.path, headers={"Accept": "text/html"})).status_code == 200
                await asyncio.sleep(max(0, began + 5 - time.monotonic()))
                assert client.refused and max(client.refused) < promised(1)
                assert all(one.line == "up" for one in crowd.clients), "who only reads is not cut off"
            assert await writing > 1
            await page.wait_for_selector("#outbox:not(:has(li))", state="attached", timeout=20000)
            client.acked.add(f"gardé {seed}")
            assert await crowd.agree(promised(12)) <= promised(10)
