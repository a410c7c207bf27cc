"""Commands for scheduled use, without a browser: they load no page, and make the tables of a new `DATA_DIR` by themselves."""
from django.core.management import BaseCommand, call_command
from django.db import connection


class HeadlessCommand(BaseCommand):
    """Prints one JSON object on standard output, or a problem on standard error with exit status 1."""

    requires_system_checks = ()  # they load every page of the site; `prepare` runs them

    def execute(self, *args, **options):
        if "django_migrations" not in connection.introspection.table_names():
            call_command("migrate", verbosity=0)
        return super().execute(*args, **options)
