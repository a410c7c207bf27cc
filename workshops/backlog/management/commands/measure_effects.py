"""Judges the announced effects by every ready reading that has not judged them yet; safe to run at any time."""
import json

from django.core.management.base import BaseCommand, CommandError

from project.spaces.models import Space
from workshops.backlog import actions


class Command(BaseCommand):
    help = "Measures what actions changed, by the readings that came after them, and prints the verdicts as JSON."

    def add_arguments(self, parser):
        parser.add_argument("--space", metavar="SLUG", help="only this space; all of them by default")

    def handle(self, *args, space=None, **options):
        found = None
        if space:
            found = Space.objects.filter(slug=space).first()
            if found is None:
                raise CommandError(f"no space {space!r}")
        made = actions.measure_pending(space=found)
        effects = [
            {
                "action": str(effect.action.uuid), "reading": str(effect.after.uuid), "verdict": effect.verdict,
                "obstacle": effect.obstacle, "difference": effect.difference, "low": effect.low, "high": effect.high,
            }
            for effect in made
        ]  # fmt: skip
        self.stdout.write(json.dumps({"measured": len(effects), "effects": effects}, ensure_ascii=False))
