"""A Redis and a PostgreSQL of one's own, that can be stopped, hung, killed and started again while a room is open."""
import shlex
import shutil
import signal
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.services import postgresql_folder, running_postgresql

from .stage import free_port


class Redis:
    """On a free port; it keeps nothing on disk."""

    def __init__(self):
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"

    def start(self):
        command = ["redis-server", "--port", str(self.port), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        time.sleep(0.5)

    def kill(self):
        self.process.kill()
        self.process.wait()

    def hang(self):
        self.process.send_signal(signal.SIGSTOP)

    def wake(self):
        self.process.send_signal(signal.SIGCONT)


@contextmanager
def redis():
    if shutil.which("redis-server") is None:
        pytest.skip("redis-server is not installed")
    one = Redis()
    one.start()
    try:
        yield one
    finally:
        one.kill()


class Postgres:
    """A cluster that `running_postgresql` started: its programs are asked to stop and start it."""

    def __init__(self, home, url):
        self.home, self.url = home, url
        options = shlex.split((home / "data/postmaster.opts").read_text())[1:]
        self.options = shlex.join(options[:options.index("-D")] + options[options.index("-D") + 2:])

    def control(self, *arguments):
        user = ["runuser", "-u", "postgres", "--"] if self.home.owner() == "postgres" else []
        command = [*user, str(postgresql_folder() / "pg_ctl"), "-D", f"{self.home}/data", *arguments]
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/").returncode == 0

    def stop(self):
        """As a crash: no goodbye, no checkpoint."""
        self.control("-m", "immediate", "stop")

    def start(self):
        return self.control("-o", self.options, "-l", f"{self.home}/log", "-w", "-t", "30", "start")


@contextmanager
def postgres(folder=None):
    """One that keeps what it acknowledged, in `folder` (a Path) or a temporary one."""
    own = None if folder else Path(tempfile.mkdtemp(prefix="silences-pg-"))
    place = folder or own
    place.chmod(0o755)
    try:
        with running_postgresql(place, durable=True) as url:
            yield Postgres(place / "postgresql", url)
    finally:
        if own:
            shutil.rmtree(own, ignore_errors=True)
