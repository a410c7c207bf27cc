"""The database that tests use: migrated once, copied for every process and every run, and emptied quickly by tests that commit.

The kept one is made again, by `manage.py migrate`, when a migration, the sealing triggers or a locked dependency changes;
`python -m tests.database` makes it before any test asks.
"""
import fcntl
import hashlib
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
from django.conf import settings
from django.db import connection, transaction
from django.test import TransactionTestCase

from project.sealing import triggers

ROOT = Path(__file__).resolve().parent.parent
KEPT = ROOT / ".pytest_cache" / "databases"
FILLED_BY_MIGRATE = {"django_migrations", "django_content_type", "auth_permission"}


def migrated_once(session):
    """Migrate before any test runs, where no test's time limit counts it."""
    if not hasattr(session.config, "workerinput") and session.config.getoption("numprocesses", None):
        return  # its workers do
    if session.config.option.collectonly or not any(uses_a_database(item) for item in session.items):
        return
    with one_at_a_time():
        copies().make()


def uses_a_database(item):
    return item.get_closest_marker("django_db") is not None or "django_db_setup" in item.fixturenames


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """In place of pytest-django's own, which would run every migration in every process."""
    with django_db_blocker.unblock():
        name = connection.creation._get_test_db_name()
        connection.close()
        with one_at_a_time():  # PostgreSQL copies a database for one process at a time
            copies().bring(name)
        settings.DATABASES["default"]["NAME"] = connection.settings_dict["NAME"] = name
        triggers.create(connection)
    yield
    with django_db_blocker.unblock():
        connection.close()
        copies().remove(name)


def copies():
    return {"sqlite": Files, "postgresql": Databases}[connection.vendor](fingerprint())


def fingerprint():
    """Everything a migrated database is made from, in sixteen letters."""
    made_from = [*ROOT.glob("*/*/migrations/*.py"), *ROOT.glob("project/sealing/*.py"), ROOT / "requirements" / "test.txt"]
    contents = (str(path.relative_to(ROOT)).encode() + path.read_bytes() for path in sorted(made_from))
    return hashlib.sha256(b"\0".join(contents)).hexdigest()[:16]


@contextmanager
def one_at_a_time():
    KEPT.mkdir(parents=True, exist_ok=True)
    with open(KEPT / f"{connection.vendor}.lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def migrate(**environment):
    command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
    subprocess.run(command, cwd=ROOT, env=os.environ | {"SQLITE_SYNCHRONOUS": "OFF"} | environment, check=True)


class Files:
    """Copies of an SQLite file, kept from run to run."""

    def __init__(self, name):
        self.path = KEPT / f"{name}.sqlite3"

    def make(self):
        if self.path.exists():
            return
        for older in KEPT.glob("*.sqlite3"):
            older.unlink()
        with tempfile.TemporaryDirectory(dir=KEPT) as folder:
            migrate(DATA_DIR=folder, DATABASE_URL="")
            with closing(sqlite3.connect(f"{folder}/db.sqlite3")) as made, closing(sqlite3.connect(f"{folder}/whole")) as whole:
                made.backup(whole)
            Path(folder, "whole").replace(self.path)

    def bring(self, name):
        self.remove(name)
        shutil.copy(self.path, name)

    def remove(self, name):
        for file in (name, f"{name}-wal", f"{name}-shm"):
            Path(file).unlink(missing_ok=True)


class Databases:
    """Copies inside one PostgreSQL; they go when it goes."""

    def __init__(self, name):
        self.name = f"kept_{name}"

    def make(self):
        with self.server() as server:
            if server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [self.name]).fetchone():
                return
            server.execute(f"DROP DATABASE IF EXISTS {self.name}_part")
            server.execute(f"CREATE DATABASE {self.name}_part")
            url = urlsplit(os.environ["DATABASE_URL"])
            migrate(DATABASE_URL=urlunsplit(url._replace(path=f"/{self.name}_part")))
            server.execute(f"ALTER DATABASE {self.name}_part RENAME TO {self.name}")

    def bring(self, name):
        self.remove(name)
        with self.server() as server:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE {self.name}')

    def remove(self, name):
        with self.server() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    def server(self):
        return psycopg.connect(os.environ["DATABASE_URL"], autocommit=True)


@pytest.fixture(autouse=True, scope="session")
def tests_empty_what_they_filled():
    """After a test that commits, rows go from the tables that have some; what `migrate` filled stays as it left it."""
    flush = TransactionTestCase._fixture_teardown
    TransactionTestCase._fixture_teardown = lambda case: empty()
    yield
    TransactionTestCase._fixture_teardown = flush


def empty():
    """Empty every table but those of FILLED_BY_MIGRATE. Seals refuse that, so their triggers go meanwhile, and come back."""
    quote = connection.ops.quote_name
    tables = sorted(set(connection.introspection.django_table_names(only_existing=True)) - FILLED_BY_MIGRATE)
    asked = " UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {quote(table)})" for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(asked)
        filled = [name for (name,) in cursor.fetchall()]
    if not filled:
        return
    triggers.drop(connection)
    try:
        with transaction.atomic(), connection.cursor() as cursor:  # foreign keys are looked at when it commits
            for table in filled:
                cursor.execute(f"DELETE FROM {quote(table)}")
    finally:
        triggers.create(connection)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "project.settings")
    with one_at_a_time():
        copies().make()
