"""`manage.py purge_traces [--on 2026-11-22]`: delete originals and fragments whose time is over.

A running server does so every day by itself (project/daily.py).
"""
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from django.utils.translation import gettext as _

from observations.traces.actions import purge


class Command(BaseCommand):
    help = "Delete the originals and fragments whose retention is over, and leave the proof in the audit trail."

    def add_arguments(self, parser):
        parser.add_argument("--on", help="the day that counts as today (2026-11-22)")

    def handle(self, *args, on=None, **options):
        try:
            today = date.fromisoformat(on) if on else timezone.localdate()
        except ValueError:
            raise CommandError(_("“%(day)s” is not a day (2026-11-22).") % {"day": on}) from None
        originals, fragments = purge(today=today)
        self.stdout.write(
            _("Purged: %(originals)s originals, %(fragments)s fragments.") % {"originals": originals, "fragments": fragments}
        )
