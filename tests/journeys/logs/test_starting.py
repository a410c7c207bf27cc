"""A first map proposed from a log's own events."""
from journeys.maps.models import Journey

LINES = "".join(f"c{n},signup,2026-10-01\nc{n},guide,2026-10-0{2 + n % 2}\nc{n},done,2026-10-09\n" for n in range(12))


def test_a_log_proposes_a_map_that_a_facilitator_begins_with(simple, telecom, claire, client_of):
    log = simple(LINES)
    client = client_of(claire)
    page = client.get(f"/telecom/logs/{log.uuid}/map/")
    assert page.status_code == 200 and "Guide" in page.text and "signup" in page.text
    sent = {"name": "Begun", "op_id": "6b2f9b0e-6a35-4a54-8a0f-6a8d2f1c9f12"}
    answers = {client.post(f"/telecom/logs/{log.uuid}/map/", sent).url for _click in range(2)}
    journey = Journey.objects.get()
    assert answers == {f"/telecom/journeys/{journey.uuid}/draft/"}
    assert [(row.key, row.due_after, row.terminal) for row in journey.draft.all()] == [
        ("signup", None, ""), ("guide", 2, ""), ("done", None, "yes")]


def test_only_those_who_may_write_maps_begin_with_a_log(simple, telecom, mehdi, victor, client_of):
    log = simple(LINES)
    assert client_of(mehdi).get(f"/telecom/logs/{log.uuid}/map/").status_code == 403
    assert client_of(victor).get(f"/telecom/logs/{log.uuid}/map/").status_code == 404
    assert not Journey.objects.exists()
