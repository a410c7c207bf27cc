"""Everything between a checkout and a running site, safe to run again: tables, translations, static files."""
from django.conf import settings
from django.core.management import BaseCommand, call_command

from project.translations import compile_catalogues


class Command(BaseCommand):
    help = "Prepare the database, the translations and the static files."

    def add_arguments(self, parser):
        parser.add_argument("--no-database", action="store_true", help="leave the database as it is")

    def handle(self, **options):
        compile_catalogues(settings.LOCALE_PATHS)
        if not options["no_database"]:
            call_command("migrate", verbosity=0)
        call_command("collectstatic", verbosity=0, interactive=False)
