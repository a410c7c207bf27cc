"""The import itself, as a child process with limits: `python -m journeys.logs.importing REQUEST.json`.

Pure: knows no Django and no database. Reads one request, prints one JSON object per line: {"progress": 0…1, "phase"} while it
works, then the result, or {"problem", "details"} with exit status 1. Everything is written under the request's `out` folder;
the caller makes it visible, or removes it. Dies with its parent.
"""
import csv
import json
import sys
import time
from pathlib import Path

from . import readers, surveying, tabling
from .engine import connect
from .layout import Layout, checked
from .problems import Problem
from .readers import delimited
from .readers.opening import inflation_cap

PREVIEW = 50_000  # records looked at before an import is accepted


class Progress:
    """Prints where the work stands, at most ten times a second. A stage is a share of the whole."""

    def __init__(self, out=sys.stdout):
        self.out, self.last, self.start, self.end, self.phase = out, 0.0, 0.0, 1.0, ""

    def stage(self, phase, start, end):
        self.phase, self.start, self.end = phase, start, end
        self.tell(0, True)
        return self.tell

    def tell(self, share, now=False):
        if now or time.monotonic() - self.last > 0.1:
            self.last = time.monotonic()
            value = round(self.start + (self.end - self.start) * min(share, 1), 4)
            print(json.dumps({"progress": value, "phase": self.phase}), file=self.out, flush=True)


def run_import(request, progress):
    """Import request["path"] into request["out"]; returns the result (see `surveying.summary`). Raises Problem."""
    layout = checked(Layout.from_options(request["options"]))
    out, limits = Path(request["out"]), request["limits"]
    key = bytes.fromhex(Path(request["key"]).read_text().strip())
    path, cap = Path(request["path"]), _cap(request)
    staged = readers.stage(path, out, layout, cap, progress.stage("reading", 0, 0.35))
    connection = connect(out, layout.zone, limits["memory_mb"], limits["threads"], _places(staged, path, request))
    telling = progress.stage("understanding", 0.35, 0.7)
    selection, rejects, unit, day_first = loaded(connection, staged, layout)
    telling(1, True)
    tabling.judge(
        connection, key, layout.lifecycle, request.get("aliases", ()), request.get("exclusions", ()),
        request.get("previous", {}).get("path"),
    )
    survey = surveying.Survey(connection, layout, staged, rejects, unit, request.get("now"))
    survey.check_sum()
    telling = progress.stage("writing", 0.7, 1)
    kept_segments = survey.segments_to_keep()
    if survey.kept:
        names = [layout.segments[i] for i in kept_segments]
        tabling.write_events(
            connection, out / "events.parquet", kept_segments, bool(staged.row_column), _previous(request, names)
        )
    structural = out / "structural.csv"
    with structural.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([reject.row, reject.reason, reject.column, reject.value] for reject in rejects)
    tabling.write_rejects(
        connection, out / "rejects.csv", structural, bool(staged.row_column), staged.row_of_first, layout.time
    )
    result = survey.summary(out / "events.parquet", out / "rejects.csv")
    telling(1, True)
    return result | {"day_first": day_first}


def loaded(connection, staged, layout):
    """Load the records into table `raw`; (selection, structural rejects, unit, day_first). Quoting is dropped when broken."""
    selection = tabling.source(staged, layout)
    unit, day_first = tabling.settle(connection, selection, layout.time_unit, layout.day_first)
    if not isinstance(staged, delimited.Delimited):
        tabling.load(connection, selection, unit, day_first)
        return selection, staged.rejects, unit, day_first
    selection, kept, rejects, sound, torn = _read(connection, staged, layout, unit, day_first)
    if not sound or torn:  # a quote left open may have swallowed good lines: read again without quoting, keep the better
        plain = delimited.unquoted(staged)
        again = _read(connection, plain, layout, unit, day_first)
        if again[3] and (not sound or again[1] > kept):
            staged.relation, staged.quoted = plain.relation, False
            selection, kept, rejects, sound, torn = again
        elif sound:
            selection, kept, rejects, sound, torn = _read(connection, staged, layout, unit, day_first)
    if not sound:
        raise Problem("does_not_add_up", lines=staged.looked.filled - 1, read=kept + len(rejects))
    staged.records = kept + len(rejects)
    return selection, rejects, unit, day_first


def _read(connection, staged, layout, unit, day_first):
    """Load a delimited file: (selection, records read, rejects, whether they account for every line, lines torn by quotes)."""
    connection.execute("DROP TABLE IF EXISTS raw")
    delimited.forget_refused(connection)
    selection = tabling.source(staged, layout)
    kept = tabling.load(connection, selection, unit, day_first)
    rejects, inside, worst = delimited.refused(connection)
    return selection, kept, rejects, delimited.accounted(connection, staged, kept, len(rejects), inside, worst), inside


def describe(request):
    """A look at the beginning of the file: its format, columns and rows, and what the given options would make of it."""
    path, cap = Path(request["path"]), _cap(request)
    layout = Layout.from_options(request.get("options", {}))
    found = readers.describe(path, cap, layout)
    if request.get("options", {}).get("time"):
        try:
            found["check"] = preview(request, path, checked(layout), cap)
        except Problem as problem:
            found["check"] = problem.as_dict()
    return found


def preview(request, path, layout, cap):
    """What the options make of the first records: dates, customers, refusals. Nothing is kept."""
    out, limits = Path(request["out"]), request["limits"]
    staged = readers.stage(path, out, layout, cap, limit=PREVIEW)
    connection = connect(out, layout.zone, limits["memory_mb"], limits["threads"], _places(staged, path, request))
    selection, rejects, unit, _day_first = loaded(connection, staged, layout)
    tabling.judge(connection, b"preview", layout.lifecycle)
    survey = surveying.Survey(connection, layout, staged, rejects, unit, request.get("now"))
    return survey.preview(PREVIEW)


def _cap(request):
    limits = request["limits"]
    return inflation_cap(Path(request["path"]).stat().st_size, limits["inflated_mb"] * 2**20, limits["inflated_factor"])


def _places(staged, path, request):
    previous = request.get("previous")
    return [path.parent] + ([Path(previous["path"]).parent] if previous else [])


def _previous(request, names):
    previous = request.get("previous")
    if not previous:
        return None
    return previous["path"], {n: previous["attributes"].index(name) for n, name in enumerate(names)
                              if name in previous["attributes"]}


def main(request_path):
    """Entry point of the child: limits first, then the work."""
    from .confining import confine

    request = json.loads(Path(request_path).read_text())
    confine(request["limits"])
    try:
        result = run_import(request, Progress()) if request["task"] == "import" else describe(request)
    except Problem as problem:
        print(json.dumps(problem.as_dict()), flush=True)
        return 1
    except MemoryError:
        print(json.dumps(Problem("out_of_memory").as_dict()), flush=True)
        return 1
    print(json.dumps(result, default=str), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))


