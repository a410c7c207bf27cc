"""Files made to harm, or broken beyond repair: each gets its named problem or caution, in both languages, and leaves nothing."""
import gzip
import json
import sqlite3

import pytest
from django.utils.translation import override

from journeys.logs import wording
from journeys.logs.models import EventLog
from journeys.logs.problems import Problem

ROLES = {"case": "customer", "activity": "event", "time": "at"}
XES = '<log xmlns="http://www.xes-standard.org/"><trace><string key="concept:name" value="c1"/>{}</trace></log>'
STEP = '<event><string key="concept:name" value="a"/><date key="time:timestamp" value="2026-10-01T10:00:00Z"/></event>'
LINE = json.dumps({"customer": "c1", "event": "a", "at": "2026-10-01 10:00"}) + "\n"


def packed_log():
    return gzip.compress(XES.format(STEP * 40_000).encode())


def packed_lines():
    return gzip.compress((LINE * 60_000).encode())


def deep_log():
    deep = '<list key="x"><values>' * 20_000 + "</values></list>" * 20_000
    return XES.format(STEP.replace("</event>", f"{deep}</event>")).encode()


def deep_line():
    return LINE.encode() + b'{"customer": ' + b"[" * 200_000 + b"\n"


def one_endless_line():
    return b"customer,event,at\nc1," + b"a" * (40 << 20) + b",2026-10-01\n"


def wide_without_a_mark():
    return "customer,event,at\nc1,a,2026-10-01\n".encode("utf-16-le")


def database_that_runs_code():
    with sqlite3.connect(":memory:") as db:
        db.execute("CREATE TABLE object (ocel_id, ocel_type)")
        db.execute("CREATE VIEW event AS SELECT load_extension('/tmp/harm') AS ocel_id, 'a' AS ocel_type")
        return db.serialize()


REFUSED = {
    packed_log: ("log.xes.gz", {}, {"too_big_inflated"}), packed_lines: ("log.jsonl.gz", ROLES, {"too_big_inflated"}),
    deep_log: ("log.xes", {}, {"xml_broken"}), one_endless_line: ("log.csv", ROLES, {"no_times"}),
    wide_without_a_mark: ("log.csv", ROLES, {"binary_file"}),
    database_that_runs_code: ("log.sqlite", {"object_type": "customer"}, {"sqlite_broken", "ocel_shape", "object_type_needed"}),
}


@pytest.mark.parametrize("made", REFUSED, ids=lambda made: made.__name__)
def test_a_hostile_file_is_refused_by_name_and_leaves_nothing(made, imported, tmp_path, settings):
    settings.LOG_INFLATED_MB, settings.LOG_INFLATED_FACTOR = 1, 10
    name, choices, codes = REFUSED[made]
    path = tmp_path / name
    path.write_bytes(made())
    with pytest.raises(Problem) as told:
        imported(path, **choices)
    assert told.value.code in codes
    sentences = set()
    for language in ("en", "fr"):
        with override(language):
            sentences.add(wording.problem(told.value.as_dict()))
    assert len(sentences) == 2 and told.value.code not in sentences
    assert not EventLog.objects.exists()


def test_a_line_too_deep_is_rejected_alone(imported, tmp_path):
    path = tmp_path / "log.jsonl"
    path.write_bytes(deep_line())
    found = imported(path, **ROLES)
    assert (found.lines, found.kept, found.rejected) == (2, 1, 1)


def test_a_line_in_no_encoding_is_rejected_alone_and_the_others_keep_their_letters(imported, tmp_path):
    path = tmp_path / "log.csv"
    path.write_bytes(b"customer,event,at\n" + "c1,équipé,2026-10-01\n".encode() * 50 + b"c2,\xff\xfe\x81,2026-10-02\n")
    found = imported(path, **ROLES)
    assert found.reasons == {"bad_encoding": 1} and dict(found.activities) == {"équipé": 50}
    assert found.rejects_path.read_text().splitlines()[1] == "52,bad_encoding,,"
