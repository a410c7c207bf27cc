"""`manage.py erase_person SPACE EMAIL`: forget who said what, keep what was said, leave every seal as it is."""
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from project.sealing.chains import verify
from project.sealing.erasing import erase_person
from project.spaces.models import Member


class Command(BaseCommand):
    help = "Erase a person from a space: their names go, what they said stays, seals do not move. It cannot be undone."

    def add_arguments(self, parser):
        parser.add_argument("space", help="the address of the space")
        parser.add_argument("email", help="the address of the person's account")

    def handle(self, *args, space, email, **options):
        member = Member.objects.filter(space__slug=space, user__email__iexact=email).select_related("space", "user").first()
        if member is None:
            raise CommandError(_("Nobody with this address is in this space."))
        if member.role == "owner" and not Member.objects.filter(space=member.space, role="owner").exclude(pk=member.pk).exists():
            raise CommandError(_("This is the last owner of the space. Name another owner first."))
        count = erase_person(member=member)
        words = ngettext("Erased. Their name left %(count)s row.", "Erased. Their name left %(count)s rows.", count)
        self.stdout.write(words % {"count": count})
        if broken := verify():
            raise CommandError(_("Broken seal: chain %(chain)s, revision %(number)s: %(what)s.") % broken._asdict())
