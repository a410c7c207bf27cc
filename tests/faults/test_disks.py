"""A disk that is full (F15), as a small one in memory: collected for root, who alone may mount it."""
import asyncio
import subprocess
import tempfile
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest

from .crowd import Crowd
from .scene import SEEDS, promised, staged
from .services import postgres

pytestmark = [pytest.mark.timeout(900), pytest.mark.parametrize("seed", SEEDS), pytest.mark.asyncio]
INTEGRITY = """
import json
from django.db import connection
with connection.cursor() as cursor:
    print("STAGE" + json.dumps(cursor.execute("PRAGMA integrity_check").fetchone()))
"""
LONG = "Un mot après l’autre, sans fin. " * 150


@contextmanager
def small_disk(megabytes):
    folder = Path(tempfile.mkdtemp(prefix="silences-disk-"))
    subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)], check=True)
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)
        folder.rmdir()


@contextmanager
def full(folder):
    """Not one byte more goes onto this disk."""
    filler = folder / "filler"
    with filler.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(bytes(2**16))
        except OSError:
            pass
    yield
    filler.unlink()


async def through(crowd, disk, seed):
    """Write before, during and after; who is refused is told within two seconds and keeps what they wrote."""
    await crowd.write_for(1, seed=seed)
    with full(disk):
        writing = [asyncio.create_task(client.write(f"{uuid.uuid4()} {LONG}".strip())) for client in crowd.clients * 5]
        await crowd.until(lambda: any(client.refused for client in crowd.clients), 30, "a full disk is said")
        await asyncio.sleep(3)
        async with crowd.clients[0].http() as http:
            assert (await http.get("/healthz")).status_code == 200
    return writing


async def test_f15_sqlite_on_a_full_disk_recovers_by_itself(seed):
    with small_disk(64) as disk, staged(folder=disk / "stage", database_url="") as stage:
        async with Crowd(stage, [stage.port]) as crowd:
            await asyncio.gather(*await through(crowd, disk, seed))
            assert max(seconds for client in crowd.clients for seconds in client.refused) < 6
            await crowd.agree(promised(15))
            assert (await asyncio.to_thread(stage.ask, INTEGRITY)) == ["ok"]


async def test_f15_postgresql_on_a_full_disk_starts_again(seed):
    with small_disk(160) as disk, postgres(disk) as cluster, staged(database_url=cluster.url) as stage:
        async with Crowd(stage, [stage.port]) as crowd:
            writing = await through(crowd, disk, seed)
            await asyncio.to_thread(cluster.start)  # nothing when it never stopped
            await asyncio.gather(*writing)
            await crowd.agree(promised(15))
