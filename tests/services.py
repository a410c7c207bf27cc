"""Throw-away PostgreSQL and Redis on Unix sockets: no port, no user, gone at the end."""
import os
import shutil
import subprocess
from contextlib import contextmanager
from pathlib import Path


def postgresql_folder():
    """The folder of the newest installed PostgreSQL's programs, or None."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[4]))
    return found[-1].parent if found else None


@contextmanager
def running_services(folder):
    """Start both under `folder` (a Path) and yield {"DATABASE_URL", "REDIS_URL"} for a child's environment."""
    folder.chmod(0o755)
    redis = start_redis(folder)
    try:
        with running_postgresql(folder) as database:
            yield {"DATABASE_URL": database, "REDIS_URL": f"unix://{folder}/redis.sock"}
    finally:
        redis.terminate()
        redis.wait()


def start_redis(folder):
    """A Redis that writes nothing to disk, as a child process."""
    command = ["redis-server", "--port", "0", "--unixsocket", f"{folder}/redis.sock", "--save", "", "--appendonly", "no"]
    return subprocess.Popen([*command, "--dir", str(folder)], stdout=subprocess.DEVNULL)


@contextmanager
def running_postgresql(folder, *, durable=False):
    """Yield the URL of an empty database; unless `durable`, it trades safety for speed, as only tests may."""
    programs, home = postgresql_folder(), folder / "postgresql"
    home.mkdir()
    prefix = []
    if os.getuid() == 0:  # PostgreSQL refuses to run as root
        shutil.chown(home, "postgres")
        prefix = ["runuser", "-u", "postgres", "--"]
    options = f"-k {home} -c listen_addresses= -c max_connections=200"
    if not durable:
        options += " -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
    control = [*prefix, str(programs / "pg_ctl"), "-D", f"{home}/data"]
    quiet = {"stdout": subprocess.DEVNULL, "cwd": "/"}
    initdb = [*prefix, str(programs / "initdb"), "-D", f"{home}/data", "-A", "trust", "-U", "silences", "-E", "UTF8", "--no-sync"]
    subprocess.run(initdb, check=True, **quiet)
    subprocess.run([*control, "-o", options, "-l", f"{home}/log", "-w", "start"], check=True, **quiet)
    try:
        subprocess.run([str(programs / "createdb"), "-h", str(home), "-U", "silences", "silences"], check=True, **quiet)
        yield f"postgres://silences@{str(home).replace('/', '%2F')}/silences"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], **quiet)
