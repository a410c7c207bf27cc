"""Reads silences in a PostgreSQL table without bringing the events here; prints the same JSON object as
`read_silences`.

Stores nothing. The address comes from the environment (WAREHOUSE_URL), because a command line can be seen by everybody
on a machine.
"""
import json
import os

from django.core.management import BaseCommand, CommandError
from django.utils.translation import gettext as _

from journeys.maps.models import Journey
from journeys.silences.instants import Unreadable
from journeys.silences.warehouse import Table, read_table
from project.spaces.models import Space

SHOWN = ("window", "customers", "touchpoints", "detours", "curves", "cautions")


class Command(BaseCommand):
    help = "Count silences where the events live: a table of the PostgreSQL that WAREHOUSE_URL names. Prints one JSON object."

    def add_arguments(self, parser):
        parser.add_argument("--space", required=True)
        parser.add_argument("--journey", required=True, help="short name of the journey; its last version is read")
        parser.add_argument("--table", required=True, help="table of events, with its schema if it has one")
        parser.add_argument("--case", required=True, help="column of the customer")
        parser.add_argument("--activity", required=True, help="column of the event name")
        parser.add_argument("--time", required=True, help="column of the time")
        parser.add_argument("--segments", default="", help="columns to split by, separated by commas")
        parser.add_argument("--timezone", default="", help="zone of times without one (default: the space's)")
        parser.add_argument("--from", dest="window_from", default="")
        parser.add_argument("--to", dest="window_to", default="")
        parser.add_argument("--json", action="store_true")

    def handle(self, *, space, journey, table, case, activity, time, segments, timezone, window_from, window_to, **options):
        here = Space.objects.filter(slug=space).first()
        about = here and Journey.objects.filter(space=here, slug=journey).first()
        version = about and about.latest
        if version is None:
            raise CommandError(_("The journey “%(name)s” is not published yet.") % {"name": journey})
        if not os.environ.get("WAREHOUSE_URL"):
            raise CommandError(_("Set WAREHOUSE_URL to the address of the warehouse."))
        names = tuple(name.strip() for name in segments.split(",") if name.strip())
        try:
            found = read_table(
                os.environ["WAREHOUSE_URL"], Table(table, case, activity, time, names), version.touchpoints,
                window_from=window_from, window_to=window_to, zone=timezone or here.timezone)
        except Unreadable as problem:
            raise CommandError(_(problem.message) % problem.values) from None
        head = {"journey": about.slug, "version": version.number, "log": None}
        self.stdout.write(json.dumps(head | {name: found[name] for name in SHOWN}))
