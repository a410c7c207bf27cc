"""Who may do what with readings and silences (see tests/permissions.py)."""
from journeys.maps.models import JourneyVersion
from journeys.silences.models import Reading, Silence, WarehouseTable
from journeys.silences.pages import page_of


def arguments(world):
    table = WarehouseTable.objects.create(
        space=world.space, name="ventes.événements", customer="client", activity="quoi", at="quand", timezone="Europe/Paris")
    pages = ("warehouse-table", "warehouse-forgetting", "api-warehouse-table", "api-warehouse-readings")
    return {"key": "guide"} | {(name, "uuid"): table.uuid for name in pages}


def a_reading(world):
    known = Reading.objects.filter(space=world.space).order_by("pk").first()
    return {"version": str(known.version.uuid), "log": str(known.log.uuid), "segments": ["age"]}


def a_reading_by_name(world):
    given = a_reading(world)
    return {"journey": "example", "log": given["log"], "segments": ["age"]}


def a_keeper(world):
    return {"status": "accepted", "keeper": str(world.cast["Jean"].uuid), "would_act": "Cent appels de plus."}


def a_keeper_by_uuid(world):
    return {"keeper": str(world.cast["Jean"].uuid), "would_act": "Cent appels de plus."}


def another_silence(world):
    return {"merge-into": str(Silence.objects.filter(space=world.space).order_by("pk").last().uuid), "merge-reason": "De même."}


def a_candidate(world):
    reading = Reading.objects.filter(space=world.space, status="ready").order_by("pk").first()
    one = page_of(reading, world.cast["Claire"], "").candidates[0]
    return {"key": one.key, "by": one.by, "value": one.value, "kind": one.kind, "answer": "accept"}


def a_question(world):
    return {"version": str(JourneyVersion.objects.filter(journey__space=world.space).order_by("pk").first().uuid)}


TABLE = {"name": "ventes.autres", "customer": "client", "activity": "quoi", "at": "quand", "timezone": "Europe/Paris"}
EVENT_NAME = {"name": "guide vu ailleurs", "touchpoint": "guide"}
OTHER_DAYS = {"window-first": "2026-10-02", "window-last": "2026-10-20"}
PLACE = {"touchpoint_key": "speed", "segment_by": "age", "segment_value": "65+"}

ROWS = {
    "readings": {"GET": "contributor"},
    "reading-new": {"GET": "facilitator", "POST": ("facilitator", a_reading)},
    "reading": {"GET": "contributor"},
    "reading-behaviours": {"GET": "contributor"},
    "reading-times": {"GET": "contributor"},
    "reading-paths": {"GET": "contributor"},
    "reading-comparison": {"GET": "contributor"},
    "reading-table": {"GET": "contributor"},
    "reading-names": {"POST": ("facilitator", EVENT_NAME)},
    "reading-silences": {"POST": ("contributor", PLACE)},
    "reading-windows": {"POST": ("facilitator", OTHER_DAYS)},
    "reading-candidates": {"POST": ("contributor", a_candidate)},
    "reading-touchpoint": {"GET": "contributor"},
    "warehouse": {"GET": "contributor", "POST": ("owner", TABLE)},
    "warehouse-table": {"GET": "contributor", "POST": ("facilitator", a_question)},
    "warehouse-forgetting": {"POST": ("owner", {"sure": "yes"})},
    "silences": {"GET": "contributor"},
    "silence": {"GET": "contributor"},
    "silence-keeping": {"POST": ("contributor", a_keeper)},
    "silence-merging": {"POST": ("contributor", another_silence)},
    "api-readings": {"GET": "contributor", "POST": ("facilitator", a_reading_by_name)},
    "api-reading": {"GET": "contributor"},
    "api-warehouse": {"GET": "contributor", "POST": ("owner", TABLE)},
    "api-warehouse-table": {"GET": "contributor", "DELETE": ("owner", {})},
    "api-warehouse-readings": {"POST": ("facilitator", {"journey": "example"})},
    "api-silences": {"GET": "contributor", "POST": ("contributor", PLACE | {"journey": "example"})},
    "api-silence": {"GET": "contributor", "PATCH": ("contributor", a_keeper_by_uuid)},
}
