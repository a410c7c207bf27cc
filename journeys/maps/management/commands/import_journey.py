"""Loads a map file without a browser: the same reading, checks and actions as the upload page."""
import json
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.db import transaction

from journeys.maps import actions, formats
from journeys.maps.models import Journey
from journeys.maps.rows import slug_of
from project.headless import HeadlessCommand
from project.spaces.operator import Operator


class Command(HeadlessCommand):
    help = "Load a journey map (CSV, XLSX, JSON, CJML or BPMN) into a space, which is created when it does not exist."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--space", required=True, help="short name of the space")
        parser.add_argument("--publish", action="store_true", help="seal the map as a new version")

    def handle(self, *, file, space, publish, **options):
        try:
            data = file.read_bytes()
        except OSError as error:
            raise CommandError(f"{file}: {error.strerror}") from None
        map_file = formats.read(file.name, data, limit=settings.MAP_UPLOAD_LIMIT)
        for problem in map_file.problems:
            self.stderr.write(f"{file.name}: {problem}")
        if map_file.errors:
            raise SystemExit(1)
        try:
            journey, version = self.load(map_file, file.stem, space, publish)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        self.stdout.write(json.dumps({"journey": journey.slug, "version": version and version.number}))

    @transaction.atomic
    def load(self, map_file, stem, space, publish):
        """All or nothing: the space, the journey, its draft and, when asked, its version."""
        by = Operator.of(space)
        slug = map_file.slug or slug_of(map_file.name or stem) or "journey"
        journey = Journey.objects.visible_to(by).filter(slug=slug).first()
        journey = actions.accept_file(by=by, map_file=map_file, journey=journey, slug=slug, name=map_file.name or stem)
        return journey, actions.publish_version(by=by, journey=journey)[0] if publish else journey.latest
