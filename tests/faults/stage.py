"""A real server in its own process over its own database, with an open session and seats for a crowd."""
import atexit
import json
import os
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

from tests.database import Databases, Files, fingerprint, one_at_a_time

filled = {}  # (seats, cluster) -> (folder, database, facts) of the stage that was set up first
ROOT = Path(__file__).resolve().parents[2]
MIGRATE = "from django.core.management import call_command; call_command('migrate', verbosity=0)"
PREPARE = """
import json, sys
from datetime import timedelta
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
def sign_in(member):
    store = SessionStore()
    store[SESSION_KEY], store[HASH_SESSION_KEY] = str(member.user.pk), member.user.get_session_auth_hash()
    store[BACKEND_SESSION_KEY] = "allauth.account.auth_backends.AuthenticationBackend"
    store.save()
    return store.session_key
from tests import make
from tests.workshops.room import table
space = make.space()
claire = make.member("Claire", "facilitator", "Produit", of=space)
paul = make.member("Paul", "facilitator", "Produit", of=space)
session, _seats = table.opened(claire, paul, kind="share")
seats = [table.guest(session, name=f"Personne {n}")[1] for n in range(int(sys.argv[-1]))]
session = table.fresh(session)
print("STAGE" + json.dumps({"space": space.slug, "session": str(session.uuid), "number": session.number,
                            "epoch": session.epoch, "silence": str(session.silences.first().uuid), "tokens": seats,
                            "steps": {step.kind: str(step.uuid) for step in session.steps.all()},
                            "claire": sign_in(claire), "paul": sign_in(paul)}))
"""
STATE = """
import json, sys
from workshops.room.models import Session
session = Session.objects.get()
print("STAGE" + json.dumps({"number": session.number, "ends": str(session.ends_at),
                            "events": list(session.events.values_list("number", flat=True)),
                            "notes": {str(u): t for u, t in session.notes.values_list("uuid", "text")}}))
"""


class Stage:
    """A folder, a database, a server that can be killed and started again on the same port."""

    def __init__(self, folder, seats, redis_url="", servers=1, pace=0.15, database_url=None, debug=True):
        self.folder, self.port, self.root = Path(folder), free_port(), ROOT
        self.cluster = os.environ.get("DATABASE_URL", "") if database_url is None else database_url
        self.environment = os.environ | {
            "DATA_DIR": str(folder), "DEBUG": str(int(debug)), "LIVE_PACE": str(pace), "SQLITE_SYNCHRONOUS": "FULL",
            "PYTHONPATH": str(ROOT), "DJANGO_SETTINGS_MODULE": "project.settings", "LOG_LEVEL": "ERROR", "REDIS_URL": redis_url,
        }  # fmt: skip
        self.ports = [self.port] + [free_port() for _ in range(servers - 1)]
        self.processes = {}
        self.facts = self.set_up(seats)

    def set_up(self, seats):
        """Fill the database: the first stage of a run does the work, the next ones copy what it left."""
        url = self.cluster
        if (seats, url) not in filled:
            kept = Path(tempfile.mkdtemp(prefix="silences-stage-"))
            atexit.register(shutil.rmtree, kept, ignore_errors=True)
            own, self.environment["DATA_DIR"] = self.environment["DATA_DIR"], str(kept)
            redis, self.environment["REDIS_URL"] = self.environment["REDIS_URL"], ""
            database, first = self.empty_database(url, kept)
            self.environment["DATABASE_URL"] = database
            facts = self.ask(f"{first}\n{PREPARE}", seats)
            self.environment |= {"DATA_DIR": own, "REDIS_URL": redis}
            filled[seats, url] = kept, database, facts
        kept, database, facts = filled[seats, url]
        shutil.copytree(kept, self.folder, dirs_exist_ok=True)
        self.environment["DATABASE_URL"] = new_database(url, database) if url else ""
        return facts

    def empty_database(self, url, folder):
        """(URL of a database without rows, "" for a file in `folder`; the script that makes its tables, none in a copy)."""
        if url not in ("", os.environ.get("DATABASE_URL", "")):  # a cluster of its own, with nothing to copy from
            return new_database(url), MIGRATE
        copies = (Databases if url else Files)(fingerprint())
        with one_at_a_time():
            copies.make()
            if url:
                return new_database(url, template=copies.name), ""
            shutil.copy(copies.path, folder / "db.sqlite3")
            return "", ""

    def ask(self, script, *arguments):
        """Run a script in a Django process of this stage; what it prints after STAGE, as JSON."""
        code = f"import django; django.setup()\n{script}"
        command = [sys.executable, "-c", code, *map(str, arguments)]
        done = subprocess.run(command, cwd=ROOT, env=self.environment, capture_output=True, text=True, timeout=300)
        lines = [line for line in done.stdout.splitlines() if line.startswith("STAGE")]
        assert lines, done.stderr[-3000:]
        return json.loads(lines[-1][5:])

    def run(self, *arguments):
        """A management command of the code that the next server will run."""
        subprocess.run([sys.executable, "manage.py", *arguments], cwd=self.root, env=self.environment, check=True, timeout=300)

    def state(self):
        """What the database holds now: the number, the event numbers, the notes by uuid."""
        return self.ask(STATE)

    def start(self, port=None):
        """Start the server of this port (every server when None) and wait until it answers."""
        for one in [port] if port else self.ports:
            serve = ["manage.py", "serve", "--host", "127.0.0.1", "--port", str(one), "--no-tasks"]
            self.processes[one] = subprocess.Popen(
                [sys.executable, *serve], cwd=self.root, env=self.environment, stdout=subprocess.DEVNULL,
                stderr=(self.folder / f"server-{one}.log").open("ab"),
            )  # fmt: skip
        for one in [port] if port else self.ports:
            until_it_answers(one)
        return self

    @contextmanager
    def locked(self):
        """Another process holds what writers need: SQLite's one writer, or on PostgreSQL the row of the session."""
        with closing(self.connection()) as other:
            other.execute("BEGIN" if self.environment["DATABASE_URL"] else "BEGIN IMMEDIATE")
            if self.environment["DATABASE_URL"]:
                other.execute("SELECT id FROM room_session FOR UPDATE")
            yield
            other.execute("ROLLBACK")

    def connection(self):
        """A connection to the stage's database that is none of the server's; it commits by itself."""
        if url := self.environment["DATABASE_URL"]:
            import psycopg

            return psycopg.connect(url, autocommit=True)
        return sqlite3.connect(self.folder / "db.sqlite3", isolation_level=None, timeout=10)

    def kill(self, port=None):
        """kill -9, as a crash or a power cut would."""
        process = self.processes[port or self.port]
        process.send_signal(signal.SIGKILL)
        process.wait()

    def terminate(self, port=None):
        """SIGTERM, as a deployment does; waits for the end."""
        process = self.processes[port or self.port]
        process.terminate()
        return process.wait(15)

    def memory(self, port=None):
        """Resident bytes of a server."""
        status = Path(f"/proc/{self.processes[port or self.port].pid}/status").read_text()
        return int(status.split("VmRSS:")[1].split()[0]) * 1024

    def connections(self):
        """How many connections to the database the servers hold now."""
        if self.environment["DATABASE_URL"]:
            with closing(self.connection()) as other:
                asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                return other.execute(asked).fetchone()[0]
        links = [link for one in self.processes.values() for link in Path(f"/proc/{one.pid}/fd").iterdir()]
        return sum(os.path.realpath(link) == str(self.folder / "db.sqlite3") for link in links)

    def stop(self):
        for process in self.processes.values():
            if process.poll() is None:
                process.terminate()
                try:
                    process.wait(8)
                except subprocess.TimeoutExpired:
                    process.kill()
                    process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def until_it_answers(port, seconds=60):
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError(f"nothing answers on port {port}")


def new_database(url, copied="", template=""):
    """A new PostgreSQL database beside the one named by `url`, empty or a copy of another (by its URL, or by its name)."""
    import psycopg

    parts = urlsplit(url)
    name = f"faults_{os.urandom(4).hex()}"
    template = template or (urlsplit(copied).path[1:] if copied else "")
    template = f' TEMPLATE "{template}"' if template else ""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"{template}')
        connection.execute("CHECKPOINT")  # else a crash soon after takes the copied sequences back to where they were copied
    return urlunsplit(parts._replace(path=f"/{name}"))
