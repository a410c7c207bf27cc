"""Makes the two example spaces, French and English, with their accounts; does nothing when they are there."""
from django.core.management import BaseCommand
from django.db import transaction

from journeys.silences.models import Silence
from project.spaces.models import Member, Space, User

from ...loading import load_example
from ...matter import load_matter
from ...story import PEOPLE, STORY

PASSWORD = "silences-demo"
SPACES = {"fr": "exemple", "en": "example"}


class Command(BaseCommand):
    help = "Load the example in French and in English, with its accounts."

    def handle(self, **options):
        for language, slug in SPACES.items():
            if not Space.objects.filter(slug=slug).exists():
                self.stdout.write(f"Loading the example into /{slug}/ …")
                with transaction.atomic():
                    make_space(slug, language)
        people = ", ".join(f"{address(name)} ({role})" for name, _trades, role in PEOPLE)
        self.stdout.write(f"Accounts of the example, password {PASSWORD}: {people}")


def address(name):
    first = name.split()[0].lower().replace("è", "e")
    return f"{first}@example.org"


def make_space(slug, language):
    space = Space.objects.create(slug=slug, name=STORY[language]["space"], language=language, is_demo=True)
    members = []
    for name, trades, role in PEOPLE:
        user = User.objects.filter(email=address(name)).first()
        user = user or User.objects.create_user(address(name), PASSWORD, name=name, is_demo=True)
        members.append(Member.objects.create(space=space, user=user, role=role, trade=trades[language == "en"]))
    load_example(owner=members[0], members=members[1:], language=language)
    noted = {silence.touchpoint_key: silence for silence in Silence.objects.filter(space=space)}
    load_matter(members={str(member).split()[0]: member for member in members}, silences=noted, language=language)
