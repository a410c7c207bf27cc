"""Small logs written on the spot, and the import as the command line runs it."""
import gzip

import pytest

from journeys.logs import actions, looking
from journeys.logs.layout import Layout
from project.spaces.operator import Operator

CSV = "customer,event,at,plan\nc1,signup,2026-10-01 09:00,a\nc1,guide,2026-10-02 09:00,a\nc2,signup,2026-10-01 10:00,b\n"


@pytest.fixture
def file_of(tmp_path):
    """Write a file and return its path: file_of("x.csv", "a,b\\n1,2\\n"); text, bytes, or text to gzip (name in .gz)."""

    def write(name, content):
        data = content.encode() if isinstance(content, str) else content
        path = tmp_path / "given" / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(gzip.compress(data) if name.endswith(".gz") and not data.startswith(b"\x1f\x8b") else data)
        return path

    return write


@pytest.fixture
def imported(db, django_capture_on_commit_callbacks):
    """Import a file into the space "telecom" as the command line does: imported(path, case="customer", …) -> EventLog."""

    def run(path, space="telecom", source=None, **choices):
        by = Operator.of(space)
        choices = {"timezone": "Europe/Paris", **choices}
        given = Layout(**{k: (v,) if k == "activity" and isinstance(v, str) else tuple(v) if isinstance(v, list) else v
                          for k, v in choices.items()})
        layout = looking.completed(given, looking.look(path, given))
        with django_capture_on_commit_callbacks(execute=True):
            return actions.import_file(by=by, path=path, layout=layout, source=source)

    return run


@pytest.fixture
def simple(imported, file_of):
    """Import a CSV whose columns are customer, event, at (and others): simple("c1,signup,2026-10-01\\n…") -> EventLog."""

    def run(lines, header="customer,event,at", name="log.csv", **choices):
        choices = {"case": "customer", "activity": "event", "time": "at", **choices}
        return imported(file_of(name, f"{header}\n{lines}"), **choices)

    return run


def events_of(log):
    """The stored events as tuples (customer, activity, at, seq, attributes…), in the order of the file on disk."""
    import duckdb

    return duckdb.connect().execute(f"SELECT * FROM read_parquet('{log.events_path}')").fetchall()


