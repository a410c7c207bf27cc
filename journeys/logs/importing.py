"""The import itself, as a child process with limits: `python -m journeys.logs.importing REQUEST.json`.

Pure: knows no Django and no database. Reads one request, prints one JSON object per line: {"progress": 0…1, "phase"} while it
works, then the result, or {"problem", "details"} with exit status 1. Everything is written under the request's `out` folder;
the caller makes it visible, or removes it. Dies with its parent.
"""
import contextlib
import csv
import json
import sys
import threading
import time
from pathlib import Path

import duckdb

from . import readers, surveying, tabling
from .engine import connect
from .layout import Layout, checked
from .problems import Problem
from .readers import delimited
from .readers.opening import inflation_cap

PREVIEW = 50_000  # records looked at before an import is accepted


class Progress:
    """Prints where the work stands, at most ten times a second, never going back. A stage is a share of the whole."""

    def __init__(self, out=sys.stdout):
        self.out, self.last, self.start, self.end, self.phase, self.reached = out, 0.0, 0.0, 1.0, "", 0.0
        self.lock, self.over, self.watcher = threading.Lock(), threading.Event(), None

    def stage(self, phase, start, end):
        """Begin a stage; returns the function that tells how far it is (0 to 1)."""
        self.phase, self.start, self.end = phase, start, end
        self.tell(0, True)
        return self.tell

    def tell(self, share, now=False):
        with self.lock:
            if now or time.monotonic() - self.last > 0.1:
                self.last = time.monotonic()
                self.reached = max(self.reached, round(self.start + (self.end - self.start) * min(share, 1), 4))
                self.out.write(json.dumps({"progress": self.reached, "phase": self.phase}) + "\n")
                self.out.flush()

    def watch(self, connection):
        """Tell the engine's own progress within the stage, from a thread, until `stop`."""

        def look():
            while not self.over.wait(0.5):
                with contextlib.suppress(duckdb.Error):
                    share = connection.query_progress() / 100
                    if share > 0:
                        self.tell(0.9 * share)

        self.watcher = threading.Thread(target=look, daemon=True)
        self.watcher.start()

    def stop(self):
        """End the watching thread."""
        self.over.set()
        if self.watcher:
            self.watcher.join()


def run_import(request, progress):
    """Import request["path"] into request["out"]; returns the result (see `surveying.summary`). Raises Problem."""
    layout = checked(Layout.from_options(request["options"]))
    out = Path(request["out"])
    key = bytes.fromhex(Path(request["key"]).read_text().strip())
    path, cap = Path(request["path"]), _cap(request)
    staged = readers.stage(path, out, layout, cap, progress.stage("reading", 0, 0.35))
    connection = _connected(request, layout, path)
    progress.watch(connection)
    progress.stage("understanding", 0.35, 0.7)
    selection, rejects, unit, day_first = loaded(connection, staged, layout)
    tabling.judge(
        connection, key, layout.lifecycle, request.get("aliases", ()), request.get("exclusions", ()),
        request.get("previous", {}).get("path"), layout.left_out, bool(layout.event_id),
    )
    survey = surveying.Survey(connection, layout, staged, rejects, unit, request.get("now"))
    survey.check_sum()
    progress.stage("writing", 0.7, 1)
    kept_segments = survey.segments_to_keep()
    names = [layout.segments[i] for i in kept_segments]
    tabling.write_events(connection, out / "events.parquet", kept_segments, bool(staged.row_column), _previous(request, names))
    structural = out / "structural.csv"
    with structural.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([reject.row, reject.reason, reject.column, reject.value] for reject in rejects)
    tabling.write_rejects(
        connection, out / "rejects.csv", structural, bool(staged.row_column), staged.row_of_first, layout.time
    )
    result = survey.summary(out / "events.parquet")
    progress.tell(1, True)
    return result | {"day_first": day_first}


def loaded(connection, staged, layout):
    """Load the records into table `raw`; (selection, structural rejects, unit, day_first). Quoting is dropped when broken."""
    selection = tabling.source(staged, layout)
    how = unit, day_first, _zoned = tabling.settle(connection, selection, layout.time_unit, layout.day_first)
    if not isinstance(staged, delimited.Delimited):
        tabling.load(connection, selection, *how)
        return selection, staged.rejects, unit, day_first
    selection, kept, rejects, sound, torn = _read(connection, staged, layout, how)
    if not sound or torn:  # a quote left open may have swallowed good lines: read again without quoting, keep the better
        plain = delimited.unquoted(staged)
        again = _read(connection, plain, layout, how)
        if again[3] and (not sound or again[1] > kept):
            staged.relation, staged.quoted = plain.relation, False
            selection, kept, rejects, sound, torn = again
        elif sound:
            selection, kept, rejects, sound, torn = _read(connection, staged, layout, how)
    if not sound:
        raise Problem("does_not_add_up", lines=staged.looked.filled - staged.headed, read=kept + len(rejects))
    staged.records = kept + len(rejects)
    return selection, rejects, unit, day_first


def _read(connection, staged, layout, how):
    """Load a delimited file: (selection, records read, rejects, whether they account for every line, lines torn by quotes)."""
    connection.execute("DROP TABLE IF EXISTS raw")
    delimited.forget_refused(connection)
    selection = tabling.source(staged, layout)
    kept = tabling.load(connection, selection, *how)
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
    out = Path(request["out"])
    staged = readers.stage(path, out, layout, cap, limit=PREVIEW)
    connection = _connected(request, layout, path)
    selection, rejects, unit, _day_first = loaded(connection, staged, layout)
    tabling.judge(connection, b"preview", layout.lifecycle, left_out=layout.left_out, named=bool(layout.event_id))
    survey = surveying.Survey(connection, layout, staged, rejects, unit, request.get("now"))
    return survey.preview(PREVIEW)


def _cap(request):
    limits = request["limits"]
    return inflation_cap(Path(request["path"]).stat().st_size, limits["inflated_mb"] * 2**20, limits["inflated_factor"])


def _connected(request, layout, path):
    limits, previous = request["limits"], request.get("previous")
    places = [path.parent] + ([Path(previous["path"]).parent] if previous else [])
    return connect(request["out"], layout.zone, limits["memory_mb"], limits["threads"], places)


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
    progress = Progress()
    try:
        result = run_import(request, progress) if request["task"] == "import" else describe(request)
    except Problem as problem:
        result = problem.as_dict()
    except (MemoryError, duckdb.OutOfMemoryException):
        result = Problem("out_of_memory").as_dict()
    except (duckdb.Error, RecursionError) as error:  # its message may quote the file: only its kind leaves the child
        full = isinstance(error, duckdb.IOException) and "space" in str(error).lower()
        result = Problem("disk_full" if full else "reader_died", status=type(error).__name__).as_dict()
    finally:
        progress.stop()
    print(json.dumps(result, default=str), flush=True)
    return int("problem" in result)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))


