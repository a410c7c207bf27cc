"""Imports an event log without a browser: same reading, same counts, same log as the upload page.

Without --segments no other column is kept. For XES the standard keys are the defaults, and attributes of cases and of events
are segments by their name (`case:NAME` for the case's own when both have it). --activity A+B joins two columns.
With --append-to, the questions last asked of that log are asked again of the new one, and the answer names these readings.
"""
import json
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.management import CommandError
from django.utils.translation import gettext

from journeys.logs import actions, looking, sequel, wording
from journeys.logs.layout import Layout
from journeys.logs.models import EventLog, Source
from journeys.logs.problems import Problem
from journeys.logs.times import UNITS
from project.headless import HeadlessCommand
from project.spaces.operator import Operator


class Command(HeadlessCommand):
    help = "Import an event log (CSV, TSV, XES and others, gzip accepted) into a space, which is created when it does not exist."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--space", required=True, help="short name of the space")
        parser.add_argument("--case", default="", help="column of the customer or case")
        parser.add_argument("--activity", default="", help="column of the event name")
        parser.add_argument("--time", default="", help="column of the time")
        parser.add_argument("--lifecycle", default="", help="keep only events with this lifecycle status, such as complete")
        parser.add_argument("--segments", default="", help="columns kept as segments, separated by commas")
        parser.add_argument("--timezone", default="", help="zone of times without an offset (default: the space's)")
        parser.add_argument("--time-unit", default="", choices=["", *UNITS],
                            help="unit of times that are numbers: since 1970, since 1899-12-30 (excel), or from a day 0")
        order = parser.add_mutually_exclusive_group()
        order.add_argument("--day-first", action="store_true", default=None, help="03/04 is the 3rd of April")
        order.add_argument("--month-first", dest="day_first", action="store_false", help="03/04 is the 4th of March")
        parser.add_argument("--object-type", default="", help="OCEL: the object type that is the customer")
        parser.add_argument("--sheet", default="", help="workbooks: name of the sheet")
        parser.add_argument("--leave-out", default="", help="COLUMN=A|B: lines with one of these values are filtered")
        parser.add_argument("--event-id", default="", help="column that names each event: one that was sent twice counts once")
        parser.add_argument("--append-to", default="", help="the log that this file continues, as import_log printed it")
        parser.add_argument("--source", default="", help="name of the source whose exclusions and aliases apply")

    def handle(self, *, file, **options):
        try:
            log = self.load(file, options)
        except Problem as problem:
            self.stderr.write(f"{file.name}: {wording.problem(problem.as_dict())}")
            raise SystemExit(1) from None
        except ValidationError as error:
            raise CommandError("\n".join(error.messages)) from None
        for caution in log.cautions:
            self.stderr.write(f"{file.name}: {wording.caution(caution)}")
        followed = {name: [str(one) for one in found] for name, found in sequel.follow(log, wait=True).items()}
        self.stdout.write(json.dumps(answer(log) | (followed if options["append_to"] else {})))

    def load(self, file, options):
        if not file.is_file():
            raise Problem("unreadable", reason=gettext("there is no such file"))
        by = Operator.of(options["space"])
        source = None
        if options["source"]:
            source, _made = Source.objects.get_or_create(space=by.space, name=options["source"])
        column, _equals, values = options["leave_out"].partition("=")
        segments = tuple(name.strip() for name in options["segments"].split(",") if name.strip())
        given = Layout(
            case=options["case"], activity=tuple(filter(None, [options["activity"]])), time=options["time"],
            lifecycle=options["lifecycle"], segments=segments,
            timezone=options["timezone"], time_unit=options["time_unit"], day_first=options["day_first"],
            object_type=options["object_type"], sheet=options["sheet"],
            left_out_column=column.strip(), left_out=values.strip(), event_id=options["event_id"],
            continues=self.continued(by, options["append_to"]),
        )
        layout = looking.completed(given, looking.look(file.resolve(), replace(given, continues="")), by.space.timezone)
        return actions.import_file(by=by, path=file.resolve(), layout=layout, source=source)

    def continued(self, by, name):
        """The uuid of a ready log of the space."""
        try:
            known = name and EventLog.objects.visible_to(by).ready().filter(uuid=UUID(name)).exists()
        except ValueError:
            known = False
        if name and not known:
            raise Problem("no_previous")
        return str(UUID(name)) if name else ""


def answer(log):
    """The one JSON object that the command prints."""
    return {
        "log": str(log.uuid), "lines": log.lines, "kept": log.kept, "filtered": log.filtered, "rejected": log.rejected,
        "customers": log.customers, "from": _moment(log.first_at), "to": _moment(log.last_at),
    }


def _moment(at):
    return at.isoformat().replace("+00:00", "Z")
