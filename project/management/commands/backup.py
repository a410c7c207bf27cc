"""A copy of everything while people work: the database as it is at one moment, then the files that its rows name.

It refuses a folder that holds anything. Static files and half-received uploads are left out: they come back by themselves.
"""
import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.core.management import BaseCommand, CommandError
from django.db import connection

LEFT_OUT = ("static", "uploads", "*.sqlite3*")
FOR_LIBPQ = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}


class Command(BaseCommand):
    help = "Copy the database and the files of DATA_DIR into a new folder, without stopping the site."

    def add_arguments(self, parser):
        parser.add_argument("folder", type=Path)

    def handle(self, folder, **options):
        if folder.exists() and any(folder.iterdir()):
            raise CommandError(f"{folder} is not empty. Name a new folder for each backup.")
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # it holds keys
        {"sqlite": copy_sqlite, "postgresql": dump_postgresql}[connection.vendor](folder)
        shutil.copytree(settings.DATA_DIR, folder, dirs_exist_ok=True, ignore=left_out(folder), copy_function=copy_if_there)
        self.stdout.write(str(folder))


def left_out(folder):
    """What is not copied: at the top, what comes back by itself; anywhere, the backup itself."""
    at_the_top = shutil.ignore_patterns(*LEFT_OUT)

    def choose(at, names):
        return [name for name in names if Path(at, name).resolve() == folder.resolve()] + (
            list(at_the_top(at, names)) if Path(at) == Path(settings.DATA_DIR) else []
        )

    return choose


def copy_if_there(source, target):
    """A working file of an import may go between being listed and being copied."""
    try:
        return shutil.copy2(source, target)
    except FileNotFoundError:
        return target


def copy_sqlite(folder):
    name = connection.settings_dict["NAME"]
    with closing(sqlite3.connect(name)) as database, closing(sqlite3.connect(folder / "db.sqlite3")) as copy:
        database.backup(copy)


def dump_postgresql(folder):
    """A dump of one moment, which pg_restore reads."""
    given = {name: str(connection.settings_dict[key]) for name, key in FOR_LIBPQ.items() if connection.settings_dict[key]}
    try:
        subprocess.run(["pg_dump", "--format=custom", f"--file={folder / 'database.dump'}"], check=True, env=os.environ | given)
    except FileNotFoundError:
        raise CommandError("pg_dump is missing: apt-get install postgresql-client") from None
