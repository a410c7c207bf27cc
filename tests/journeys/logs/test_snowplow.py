"""Files without a header, lines left out by a value, and months appended from the command line."""
import json
from uuid import uuid4

import pytest
from django.core.management import call_command

from journeys.logs.problems import Problem
from journeys.logs.readers import snowplow


def enriched(**values):
    """One line of Snowplow's enriched events."""
    known = {"app_id": "shop", "collector_tstamp": "2026-10-01 09:00:01.000", "event": "unstruct", "domain_userid": "u1",
             "event_id": str(uuid4()), "derived_tstamp": "2026-10-01 09:00:00.000",
             "event_name": "open", "contexts": '{"schema":"iglu:com.acme/x/jsonschema/1-0-0","data":[]}', **values}
    return "\t".join(known.get(name, "") for name in snowplow.FIELDS) + "\n"


def test_snowplow_lines_need_no_header_and_every_one_of_them_counts(imported, file_of):
    sent_twice = enriched(page_title='"quoted" 8" tablet')
    lines = [enriched(), enriched(domain_userid="u2", event_name="close"), "cut\tline\n", sent_twice, sent_twice]
    found = imported(file_of("enriched.tsv", "".join(lines)), timezone="", segments=["app_id"])
    assert (found.lines, found.kept, found.rejected, found.customers) == (5, 3, 1, 2)
    assert found.reasons["repeated"] == 1
    assert dict(found.activities) == {"open": 2, "close": 1} and found.attributes == ["app_id"]
    assert found.first_at.isoformat() == "2026-10-01T09:00:00+00:00"
    assert found.rejects_path.read_text().splitlines()[1].startswith("3,missing_columns")
    headed = file_of("headed.tsv", "\t".join(snowplow.FIELDS) + "\n" + "".join(lines))
    assert imported(headed, timezone="").lines == 5, "with a header, as many"


def test_lines_are_left_out_by_one_of_their_values(imported, file_of):
    text = "customer,event,at,agent\nc1,a,2026-10-01,human\nc2,a,2026-10-01,Bot\nc3,a,x,staff\nc4,a,2026-10-02,\n"
    choices = {"case": "customer", "activity": "event", "time": "at", "left_out_column": "agent"}
    found = imported(file_of("log.csv", text), left_out="bot | STAFF", **choices)
    assert (found.kept, found.filtered, found.rejected, found.reasons) == (2, 2, 0, {"left_out": 2})
    assert found.rejects_path.read_text().count("\n") == 1 and found.attributes == []
    with pytest.raises(Problem, match="no_column"):
        imported(file_of("log.csv", text), left_out="bot", **choices | {"left_out_column": "robot"})


def test_the_command_line_appends_and_leaves_out_as_the_page_does(file_of, telecom, capsys, django_capture_on_commit_callbacks):
    october = "customer,event,at,agent\nc1,a,2026-10-01,human\nc2,a,2026-10-02,bot\n"
    roles = {"space": "telecom", "case": "customer", "activity": "event", "time": "at", "leave_out": "agent=bot"}
    call_command("import_log", str(file_of("october.csv", october)), **roles)
    first = json.loads(capsys.readouterr().out)
    november = october + "c1,b,2026-11-01,human\nc3,a,2026-11-02,bot\n"
    call_command("import_log", str(file_of("november.csv", november)), **roles, append_to=first["log"])
    second = json.loads(capsys.readouterr().out)
    assert (first["kept"], first["filtered"]) == (1, 1)
    assert (second["kept"], second["filtered"], second["from"]) == (1, 3, first["from"])
    for wrong in ("nowhere", str(telecom.uuid)):
        with pytest.raises(SystemExit):
            call_command("import_log", str(file_of("november.csv", november)), **roles, append_to=wrong)
