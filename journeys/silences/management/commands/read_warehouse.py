"""Reads silences in a table of the warehouse without bringing the events here; prints the same JSON object as
`read_silences`, and the reading that now stands in the space.

Stores counts alone. The address comes from the environment (WAREHOUSE_URL), because a command line can be seen by everybody
on a machine.
"""
import json

from django.core.exceptions import ValidationError
from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from journeys.maps.models import Journey
from journeys.silences.actions import name_table, read_warehouse
from project.spaces.models import Space
from project.spaces.operator import Operator

SHOWN = ("window", "customers", "touchpoints", "detours", "curves", "cautions")


class Command(BaseCommand):
    help = "Count silences where the events live: a table that WAREHOUSE_URL leads to. Prints one JSON object."

    def add_arguments(self, parser):
        parser.add_argument("--space", required=True)
        parser.add_argument("--journey", required=True, help="short name of the journey; its last version is read")
        parser.add_argument("--table", required=True, help="table of events, with its schema if it has one")
        parser.add_argument("--case", required=True, help="column of the customer")
        parser.add_argument("--activity", required=True, help="column of the event name")
        parser.add_argument("--time", required=True, help="column of the time")
        parser.add_argument("--segments", default="", help="columns to split by, separated by commas")
        parser.add_argument("--at-anchor", default="", help="those of the segments read at the anchor of each touchpoint")
        parser.add_argument("--timezone", default="", help="zone of times without one (default: the space's)")
        parser.add_argument("--from", dest="window_from", default="")
        parser.add_argument("--to", dest="window_to", default="")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, space, journey, table, case, activity, time, segments, timezone, window_from, window_to, **options):
        by = Operator(Space.objects.filter(slug=space).first())
        about = by.space and Journey.objects.filter(space=by.space, slug=journey).first()
        version = about and about.latest
        if version is None:
            raise CommandError(_("The journey “%(name)s” is not published yet.") % {"name": journey})
        names, changing = (tuple(name.strip() for name in text.split(",") if name.strip())
                           for text in (segments, options["at_anchor"]))
        try:
            named = name_table(by=by, name=table, customer=case, activity=activity, at=time, attributes=names, zone=timezone)
            reading = read_warehouse(by=by, version=version, table=named, at_anchor=changing, first=window_from,
                                     last=window_to, wait=True)
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        if reading.failure:
            raise CommandError(reading.failure)
        head = {"journey": about.slug, "version": version.number, "log": None, "reading": str(reading.uuid)}
        self.stdout.write(json.dumps(head | {name: reading.result[name] for name in SHOWN}))
