"""Who may do what with event logs (see tests/permissions.py)."""
from django.core.files.uploadedfile import SimpleUploadedFile

from journeys.logs import actions
from journeys.logs.layout import Layout
from journeys.logs.models import EventLog, Source

LINES = b"client,evenement,quand\nc1,offer_chosen,2026-10-01 10:00\nc1,contract_signed,2026-10-02 10:00\n"
COLUMNS = {"case": "client", "activity": "evenement", "time": "quand", "timezone": "Europe/Paris"}


def a_file(world=None):
    return {"file": SimpleUploadedFile("events.csv", LINES)}


def a_file_and_its_columns(world):
    return a_file() | COLUMNS


def arguments(world):
    """Beside the example's logs: one whose columns are still to be chosen, one whose import failed, and a source."""
    claire = world.cast["Claire"]
    waiting, failed = (actions.receive_upload(by=claire, file=a_file()["file"], title=title) for title in ("Nouveau", "Raté"))
    layout = Layout(case="client", activity=("evenement",), time="quand", timezone="Europe/Paris")
    EventLog.objects.filter(pk=failed.pk).update(status="failed", options=layout.as_options())
    source = Source.objects.create(space=world.space, name="Export")
    found = {(name, "uuid"): waiting.uuid for name in ("log-mapping", "log-check")}
    found |= {(name, "uuid"): source.uuid for name in ("log-source", "log-source-lists", "log-source-deletion")}
    return found | {("log-restart", "uuid"): failed.uuid}


SURE = {"sure": "yes"}

ROWS = {
    "logs": {"GET": "contributor"},
    "log-new": {"GET": "facilitator", "POST": ("facilitator", a_file)},
    "log-source": {"GET": "contributor", "POST": ("facilitator", {"customers": "c1\nc2;c3"})},
    "log-source-lists": {"POST": ("facilitator", SURE)},
    "log-source-deletion": {"POST": ("facilitator", SURE)},
    "log": {"GET": "contributor"},
    "log-mapping": {"GET": "facilitator", "POST": ("facilitator", COLUMNS | {"accept": "yes", "source_name": "Export"})},
    "log-check": {"GET": "facilitator"},
    "log-progress": {"GET": "contributor"},
    "log-restart": {"POST": ("facilitator", SURE)},
    "log-title": {"POST": ("facilitator", {"title": "Octobre"})},
    "log-deletion": {"GET": "facilitator", "POST": ("facilitator", SURE)},
    "log-map": {"GET": "facilitator", "POST": ("facilitator", {"name": "Proposée"})},
    "log-rejects": {"GET": "contributor"},
    "api-logs": {"GET": "contributor", "POST": ("facilitator", a_file_and_its_columns)},
    "api-log": {"GET": "contributor", "DELETE": "facilitator"},
}
