"""Reads silences without a browser: the published map of a journey on an imported log, as one JSON object, unmasked.

Creates nothing but the reading, and finds it again when it was asked before.
"""
import json
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.utils.translation import gettext as _

from journeys.logs.models import EventLog
from journeys.maps.models import Journey
from journeys.silences.actions import ask_reading
from project.headless import HeadlessCommand
from project.spaces.models import Space
from project.spaces.operator import Operator

SHOWN = ("window", "customers", "touchpoints", "detours", "curves", "trajectories", "cautions")


def listed(text):
    """Names separated by commas."""
    return [name.strip() for name in text.split(",") if name.strip()]


class Command(HeadlessCommand):
    help = "Count, for every touchpoint of a published map, the customers of a log in each status. Prints one JSON object."

    def add_arguments(self, parser):
        parser.add_argument("--space", required=True, help="short name of the space")
        parser.add_argument("--journey", required=True, help="short name of the journey; its last version is read")
        parser.add_argument("--log", default="", help="the log, as import_log printed it; none: the figures of the map")
        parser.add_argument("--segments", default=None, help="attributes to split by, separated by commas (default: all)")
        parser.add_argument("--at-anchor", default="", help="those of the segments read at the anchor of each touchpoint")
        parser.add_argument("--from", dest="window_from", default="", help="first day of the window (2026-10-01, or day 0)")
        parser.add_argument("--to", dest="window_to", default="", help="last day of the window, included")
        parser.add_argument("--json", action="store_true", help="print JSON (the only form, so far)")

    def handle(self, *, space, journey, log, segments, at_anchor, window_from, window_to, **options):
        by = Operator(self.found(Space.objects.filter(slug=space), _("There is no space “%(name)s”."), space))
        about = self.found(
            Journey.objects.visible_to(by).filter(slug=journey), _("This space has no journey “%(name)s”."), journey)
        version = about.latest
        if version is None:
            raise CommandError(_("The journey “%(name)s” is not published yet.") % {"name": journey})
        events = self.found(self.logs(by, log), _("This space has no log “%(name)s”."), log) if log else None
        names = None if segments is None else listed(segments)
        try:
            reading = ask_reading(
                by=by, version=version, log=events, wait=True,
                parameters={"segments": names, "at_anchor": listed(at_anchor), "from": window_from, "to": window_to})
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        if reading.failure:
            raise CommandError(reading.failure)
        head = {"journey": about.slug, "version": version.number, "log": str(events.uuid) if events else None}
        self.stdout.write(json.dumps(head | {name: reading.result[name] for name in SHOWN if name in reading.result}))

    def logs(self, by, name):
        try:
            return EventLog.objects.visible_to(by).filter(uuid=UUID(name))
        except ValueError:
            return EventLog.objects.none()

    def found(self, rows, message, name):
        row = rows.first()
        if row is None:
            raise CommandError(message % {"name": name})
        return row
