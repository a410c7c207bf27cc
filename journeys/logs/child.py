"""Starts the importing child, listens to it, and stops it when it takes too much memory or nobody wants its work any more."""
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from django.conf import settings

from .confining import READER_MB
from .problems import Problem

HOUSE = Path(__file__).resolve().parent.parent.parent


def limits():
    """What the child may use, from the settings LOG_*."""
    return {
        "memory_mb": settings.LOG_ENGINE_MEMORY_MB,
        "threads": settings.LOG_ENGINE_THREADS,
        "cpu_seconds": settings.LOG_CPU_SECONDS,
        "disk_mb": settings.LOG_DISK_MB,
        "inflated_mb": settings.LOG_INFLATED_MB,
        "inflated_factor": settings.LOG_INFLATED_FACTOR,
    }


def run(request, on_progress=lambda share, phase: True):
    """Run one request (see importing.py) in a child; returns its result. Raises Problem.

    `on_progress(share, phase)` is called as it goes, at least every second; answering False stops the child and raises
    Problem("abandoned").
    """
    request = request | {"limits": limits()}
    with tempfile.TemporaryDirectory(prefix="silences-") as folder:
        path = Path(folder) / "request.json"
        path.write_text(json.dumps(request, default=str))
        environment = {name: value for name, value in os.environ.items() if name in ("PATH", "LANG", "LC_ALL", "HOME", "TMPDIR")}
        with (Path(folder) / "complaints").open("w+") as complaints:
            child = subprocess.Popen(
                [sys.executable, "-m", "journeys.logs.importing", str(path)], cwd=HOUSE, env=environment,
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=complaints,
            )
            try:
                return _listen(child, request["limits"], on_progress)
            finally:
                if child.poll() is None:
                    child.kill()
                child.wait()
                child.stdout.close()


def _listen(child, bounds, on_progress):
    received, last, share, phase = b"", time.monotonic(), 0.0, ""
    while True:
        ready, _, _ = select.select([child.stdout], [], [], 0.2)
        chunk = os.read(child.stdout.fileno(), 1 << 20) if ready else None
        *lines, received = (received + (chunk or b"")).split(b"\n")
        for line in lines:
            said = json.loads(line)
            if "progress" not in said:
                return _answer(child, said)
            share, phase = said["progress"], said["phase"]
        if chunk == b"":
            raise _death(child)
        if _resident_mb(child.pid) > bounds["memory_mb"] + READER_MB:
            raise Problem("out_of_memory")
        if time.monotonic() - last > 0.5:
            last = time.monotonic()
            if on_progress(share, phase) is False:
                raise Problem("abandoned")


def _answer(child, said):
    child.wait(30)
    if "problem" in said:
        raise Problem(said["problem"], **said["details"])
    return said


def _death(child):
    """Why a child ended without an answer."""
    child.wait(30)
    if child.returncode == -24:  # SIGXCPU
        return Problem("too_long")
    if child.returncode == -25:  # SIGXFSZ
        return Problem("disk_full")
    return Problem("reader_died", status=child.returncode)


def _resident_mb(pid):
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE") // 2**20
