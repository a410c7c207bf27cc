"""A backup taken while people write holds one whole moment, and opens on its own: the commands of the README."""
import os
import re
import sqlite3
import subprocess
import threading
from contextlib import closing

import psycopg
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from project.management.commands.backup import FOR_LIBPQ
from project.spaces.models import Space
from tests import make


def restored_slugs(folder):
    """The spaces found in a backup, opened beside the database that it was taken from."""
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(folder / "db.sqlite3")) as copy:
            copy.create_function("regexp", 2, lambda pattern, text: bool(re.search(pattern, str(text))))  # constraints call it
            assert copy.execute("PRAGMA quick_check").fetchall() == [("ok",)]
            return {slug for (slug,) in copy.execute("SELECT slug FROM spaces_space")}
    given = {name: str(connection.settings_dict[key]) for name, key in FOR_LIBPQ.items() if connection.settings_dict[key]}
    with psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as server:
        server.execute("DROP DATABASE IF EXISTS restored")
        server.execute("CREATE DATABASE restored")
    environment = os.environ | given | {"PGDATABASE": "restored"}
    subprocess.run(["pg_restore", "--no-owner", "--dbname=restored", folder / "database.dump"], env=environment, check=True)
    with psycopg.connect(os.environ["DATABASE_URL"], dbname="restored", autocommit=True) as copy:
        return {slug for (slug,) in copy.execute("SELECT slug FROM spaces_space")}


@pytest.mark.django_db(transaction=True)
def test_a_backup_taken_while_people_write_is_one_whole_moment(telecom, settings, tmp_path):
    (tmp_path / "data" / "keys").mkdir(parents=True)
    (tmp_path / "data" / "static").mkdir()
    (tmp_path / "data" / "keys" / "static").write_text("kept")
    settings.DATA_DIR = tmp_path / "data"
    stop, begun = threading.Event(), threading.Event()

    def write():
        while not stop.is_set():
            make.space(f"space-{Space.objects.count()}")
            begun.set()
        connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(60)
        call_command("backup", str(tmp_path / "data" / "monday"), verbosity=0)
    finally:
        stop.set()
        writer.join()

    slugs = restored_slugs(tmp_path / "data" / "monday")
    assert slugs == {"telecom", *(f"space-{n}" for n in range(1, len(slugs)))} and "space-1" in slugs
    assert (tmp_path / "data" / "monday" / "keys" / "static").read_text() == "kept"
    assert not (tmp_path / "data" / "monday" / "static").exists()
    assert not (tmp_path / "data" / "monday" / "monday").exists()


@pytest.mark.django_db
def test_a_backup_overwrites_nothing(settings, tmp_path):
    (tmp_path / "sunday").mkdir()
    (tmp_path / "sunday" / "here").touch()
    with pytest.raises(CommandError, match="not empty"):
        call_command("backup", str(tmp_path / "sunday"))
