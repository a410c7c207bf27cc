"""`make test`: every test on SQLite alone, then those that the stack can change (stacks.py) on throw-away PostgreSQL and Redis.

Says what could not be tested, and why.

Chromium, PostgreSQL and Redis come from Debian when we are root; otherwise the tests that need them are skipped and named,
and with CI=true a skipped test is a failure.
"""
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from tests.browser import CHROMIUM
from tests.services import postgresql_folder, running_services

PACKAGES = {
    "chromium-headless-shell": lambda: Path(CHROMIUM).exists(),
    "fonts-dejavu-core": lambda: Path("/usr/share/fonts/truetype/dejavu").exists(),
    "postgresql": lambda: postgresql_folder() is not None,
    "redis-server": lambda: shutil.which("redis-server") is not None,
}

NOTHING_TO_RUN = 5  # pytest's word for it


def main(arguments):
    with tempfile.TemporaryDirectory(prefix="silences-test-") as folder, ThreadPoolExecutor() as at_once:
        installing = at_once.submit(install_missing)
        environment = os.environ | {"DATA_DIR": f"{folder}/sqlite", "SQLITE_SYNCHRONOUS": "OFF"}
        for name in ("DATABASE_URL", "REDIS_URL", "BASE_URL", "PYTHONDONTWRITEBYTECODE"):  # each of many processes would compile
            environment.pop(name, None)
        subprocess.run([sys.executable, "manage.py", "prepare", "--no-database"], env=environment, check=True)
        missing = installing.result()
        if {"postgresql", "redis-server"} & set(missing):
            print("== SQLite, one process ==", flush=True)
            failed = run_tests(arguments, environment)
            print("== PostgreSQL and Redis: not tested, because they are not installed ==", flush=True)
            return failed or int(os.environ.get("CI") == "true")
        with running_services(Path(folder)) as addresses:
            stack = environment | addresses | {"DATA_DIR": f"{folder}/services", "ONLY_CHANGED_BY_THE_STACK": "1"}
            migrate_both(environment, stack)
            print("== SQLite, one process ==", flush=True)
            failed = run_tests(arguments, environment)
            print("== PostgreSQL and Redis ==", flush=True)
            failed = run_tests(arguments, stack) not in (0, NOTHING_TO_RUN) or failed
    return failed


def migrate_both(*environments):
    """Make the databases that tests copy, at the same time: each takes one core for as long as its migrations do."""
    making = [subprocess.Popen([sys.executable, "-m", "tests.database"], env=environment) for environment in environments]
    if any([made.wait() for made in making]):
        sys.exit("A database could not be migrated; what it said is above.")


def install_missing():
    """Install the Debian packages that tests need, when we may; returns the names still missing."""
    missing = [name for name, present in PACKAGES.items() if not present()]
    if missing and os.getuid() == 0 and shutil.which("apt-get"):
        print("Installing:", *missing, flush=True)
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "env": environment}
        subprocess.run(["apt-get", "update", "-qq"], **quiet)
        subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing], **quiet)
        missing = [name for name, present in PACKAGES.items() if not present()]
    for name in missing:
        print(f"Missing: {name}. The tests that need it are skipped; as root, apt-get install {name}.", flush=True)
    return missing


def run_tests(arguments, environment):
    processes = str(min((os.cpu_count() or 1) + 2, 6))  # more than cores: browsers and faults wait more than they compute
    command = [sys.executable, "-m", "pytest", "-q", "-n", processes, "--dist", "loadfile", "--no-loadscope-reorder", *arguments]
    return subprocess.run(command, env=environment).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
