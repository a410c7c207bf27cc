"""A disk that is full (F15), as a small one in memory: collected for root, who alone may mount it."""
import asyncio
import shutil
import subprocess
import tempfile
import time
import uuid
from contextlib import contextmanager
from pathlib import Path

import pytest

from .crowd import Client, Crowd
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


async def test_f15_from_ninety_percent_on_files_are_refused_in_words_and_notes_are_kept(seed):
    with small_disk(64) as disk, staged(folder=disk / "stage") as stage:
        claire = Client(stage.facts, f"sessionid={stage.facts['claire']}", stage.port)
        used = shutil.disk_usage(disk)
        (disk / "filler").write_bytes(bytes(int(0.92 * used.total) - used.used))
        async with Crowd(stage, [stage.port]) as crowd, claire.http() as http:
            began = time.monotonic()
            sent = {"file": ("map.csv", b"label\n" + b"A\n" * 200_000)}
            answer = await http.post(f"/{stage.facts['space']}/journeys/files/", files=sent, headers={"Accept": "text/html"})
            assert answer.status_code == 507 and time.monotonic() - began < promised(2)
            assert "presque plein" in answer.text or "nearly full" in answer.text
            await crowd.write_for(1, seed=seed)
            (disk / "filler").unlink()
            answer = await http.post(f"/{stage.facts['space']}/journeys/files/", files=sent)
            assert answer.status_code != 507, "it recovers by itself"
            await crowd.agree(promised(8))


async def test_f15_postgresql_on_a_full_disk_starts_again(seed):
    with small_disk(160) as disk, postgres(disk) as cluster, staged(database_url=cluster.url) as stage:
        async with Crowd(stage, [stage.port]) as crowd:
            writing = await through(crowd, disk, seed)
            await asyncio.to_thread(cluster.start)  # nothing when it never stopped
            await asyncio.gather(*writing)
            await crowd.agree(promised(15))
