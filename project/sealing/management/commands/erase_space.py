"""`manage.py erase_space SPACE --yes SPACE`: erase a whole space with its seals, files and keys. It cannot be undone."""
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _

from project.sealing.erasing_spaces import StillSealed, erase_space
from project.spaces.models import Space


class Command(BaseCommand):
    help = "Erase a space with everything in it, seals included. Type its address twice. It cannot be undone."

    def add_arguments(self, parser):
        parser.add_argument("space", help="the address of the space")
        parser.add_argument("--yes", default="", help="the address again")

    def handle(self, *args, space, yes, **options):
        found = Space.objects.filter(slug=space).first()
        if found is None:
            raise CommandError(_("There is no space at this address."))
        if yes != space:
            raise CommandError(_("Nothing was erased: add --yes %(space)s to say that you mean it.") % {"space": space})
        try:
            counts = erase_space(space=found)
        except StillSealed as refused:
            what = refused.broken._asdict()
            raise CommandError(_("Broken seal: chain %(chain)s, revision %(number)s: %(what)s.") % what) from None
        said = {"rows": sum(counts.values()), "tables": len(counts)}
        self.stdout.write(_("Erased: %(rows)s rows of %(tables)s tables.") % said)
