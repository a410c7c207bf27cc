"""The engine in a process of its own, with limits: `python -m journeys.silences.crunch` reads one JSON request on its
standard input and writes one JSON answer, {"result": …} or {"problem": {"message", "values"}}. Knows no database and
needs no settings.

What does not fit in the memory granted spills to a folder of its own, removed afterwards. Stops when its parent is
gone.
"""
import json
import sys
from dataclasses import dataclass

from journeys.logs.confining import confine

from .instants import Unreadable, _


@dataclass(frozen=True)
class Limits:
    """What one reading may use."""

    memory_mb: int = 1024
    threads: int = 2
    cpu_seconds: int = 1800
    disk_mb: int = 20_000


def answer(request):
    """The answer to a request: {"files", "touchpoints", "attributes", "segments", "from", "to", "zone",
    "relative_days", "limits", "spill"}, or with {"warehouse"} instead of files and what describes them.
    """
    from journeys.maps.expectations import Touchpoint

    from .columnar import Budget
    from .engine import read

    limits = Limits(**request["limits"])
    touchpoints = tuple(map(Touchpoint.from_dict, request["touchpoints"]))
    try:
        import duckdb

        if away := request.get("warehouse"):
            from .warehouse import Table, read_table

            table = Table(away["name"], away["customer"], away["activity"], away["at"], tuple(away["attributes"]))
            return {"result": read_table(away["url"], table, touchpoints, request["segments"], request["from"], request["to"],
                                         away["timezone"], away["minutes"], f"{limits.memory_mb}MB",
                                         request.get("at_anchor") or ())}
        budget = Budget(f"{limits.memory_mb}MB", limits.threads, request["spill"])
        return {"result": read(
            request["files"], touchpoints, request["attributes"],
            request["segments"], request["from"], request["to"], request["zone"], request["relative_days"], budget,
            request.get("known"), request.get("at_anchor") or (),
        )}
    except Unreadable as problem:
        return {"problem": {"message": problem.message, "values": problem.values}}
    except (duckdb.OutOfMemoryException, MemoryError):
        return {"problem": {"message": TOO_MUCH, "values": {"megabytes": limits.memory_mb}}}
    except (duckdb.IOException, duckdb.InvalidInputException, duckdb.PermissionException):
        return {"problem": {"message": UNREADABLE_FILES, "values": {}}}


TOO_MUCH = _("This log is too large for the %(megabytes)s MB that readings may use.")
TOO_LONG = _("This reading took longer than it may. Read fewer segments or a shorter window.")
UNREADABLE_FILES = _("The files of this log cannot be read: they were deleted or damaged. Import the log again.")
DIED = _("The measuring process stopped without an answer. Ask again; if it happens again, tell your administrator.")


def main():
    request = json.load(sys.stdin)
    limits = Limits(**request["limits"])
    confine({"memory_mb": limits.memory_mb, "cpu_seconds": limits.cpu_seconds, "disk_mb": limits.disk_mb})
    json.dump(answer(request), sys.stdout, default=str)


if __name__ == "__main__":
    main()
