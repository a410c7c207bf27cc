"""`manage.py verify_seals [--chain NAME]`: walk every sealed chain, name the first link that does not hold, tell redactions."""
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from project.dates import date_format
from project.sealing import triggers
from project.sealing.chains import redactions, verify
from project.sealing.models import SealedRevision


class Command(BaseCommand):
    help = "Check every sealed chain; exit status 1 and the first broken link when one does not hold."

    def add_arguments(self, parser):
        parser.add_argument("--chain", help="one chain only, for example grid:<uuid>")

    def handle(self, *args, chain=None, **options):
        broken = verify(chain)
        if broken:
            raise CommandError(_("Broken seal: chain %(chain)s, revision %(number)s: %(what)s.") % broken._asdict())
        absent = triggers.missing(connection)
        if absent:
            raise CommandError(
                _("The seals hold, but the database no longer refuses changes: %(names)s. Run manage.py migrate.")
                % {"names": ", ".join(absent)}
            )
        revisions = SealedRevision.objects.filter(chain=chain) if chain else SealedRevision.objects.all()
        count = revisions.count()
        words = ngettext(
            "%(count)s sealed revision, every link holds.", "%(count)s sealed revisions, every link holds.", count
        )
        self.stdout.write(words % {"count": count})
        for tombstone in redactions(chain):
            said = {**tombstone.as_dict(), "day": date_format(tombstone.decided_at, "DATE_FORMAT")}
            words = _("Redacted on %(day)s by two people: chain %(chain)s, revision %(number)s, at %(pointer)s.")
            self.stdout.write(words % said)
