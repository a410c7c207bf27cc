"""A canary of numbers: what masking covers leaves by no road, whoever looks: page, API, export, report, room.

Every count is multiplied as the engine answers, and then told apart by a few more customers, the same ones throughout a cell;
the space masks groups under as much. A covered count is then a number that nothing else has a reason to show.
"""
import io
import itertools
import re
import zipfile
from unittest import mock

import pytest
from django.urls import reverse

from journeys.silences import actions as readings
from journeys.silences import computing
from journeys.silences.density import density
from journeys.silences.figures import build
from journeys.silences.masking import STATUSES, masked
from journeys.silences.models import Reading
from observations.grids import actions as grids
from observations.grids.models import Grid
from project.spaces.models import MASK_DEFAULT, Space
from tests import permissions, worlds
from tests.routes import address, every_route
from tests.workshops.room import table
from tests.worlds import ask, client_for
from workshops.room import actions as room

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(900)]
TIMES, BELOW, MORE = 2887, 700, 2800  # customers for one, a wide mask, how many more tell cells apart
UNLIKELY = 3000  # from which a number is no year and no size of a picture
COUNTS = {*STATUSES, "due", "out_of_place", "bypassed", "elsewhere", "gone", "customers", "exact", "followed", "came_back",
          "not_back_yet", "attempts", "completed", "open", "interrupted", "finished_later", "measured", "lost"}
NUMBER = re.compile(r"(?<![\w.,/-])\d+(?![\w/-]|[.,]\d)")
IDENTIFIER = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
THOUSANDS = re.compile(r"(?<=\d)(?:[\u00a0\u202f\u2009,]|&nbsp;|&#8239;)(?=\d{3})")
NO_TEXT = ("application/pdf", "image/png", "font/")
cells = itertools.count(1)


def larger(found, name=""):
    """A part of the engine's answer with every count of customers made large. Curves are only multiplied: theirs add up."""
    if isinstance(found, dict):
        more = next(cells) % MORE
        return {key: value * TIMES + more if key in COUNTS and type(value) is int and value else larger(value, key)
                for key, value in found.items()}
    if name == "curves":
        return [many_times(one) for one in found]
    return [larger(one, name) for one in found] if isinstance(found, list) else found


def many_times(curve):
    return curve | {
        "customers": curve["customers"] * TIMES, "steps": [[*step[:4], step[4] * TIMES] for step in curve["steps"]],
        "segments": [part | {"customers": part["customers"] * TIMES, "table": [
            [row[0], *(number * TIMES for number in row[1:])] for row in part["table"]]} for part in curve["segments"]]}


def told(found):
    """The large numbers in a reading, or in what is shown of it; a cell also tells how many customers it is of."""
    if isinstance(found, dict) and "activated" in found:
        return set().union(*map(told, found.values()), told(sum(found[status] for status in STATUSES)))
    if isinstance(found, dict | list):
        return set().union(*map(told, found.values() if isinstance(found, dict) else found))
    return {found} if type(found) is int and found >= UNLIKELY and found % TIMES else set()


def sums(readings, results):
    """What the interactions of each stage add up to in these results: of everybody, of each group, of both readings compared."""
    before, after = (build(result, one.version.unfolded, BELOW * TIMES) for one, result in zip(readings, results, strict=True))
    segments = [(by, value) for by, values in after.variables.items() for value in values]
    stages = [stage for found in (before, after) for segment in (None, *segments) for stage in density(found, segment)]
    both = [one for stage in density(after, before=before) for one in (stage.before, stage.now)]
    found = [stage.now for stage in stages] + both
    return {number for one in found for number in (one.missed, one.expected) if number >= UNLIKELY}


@pytest.fixture(scope="module", autouse=True)
def many_times_as_many():
    """Before the worlds are built, which keep what was counted."""
    count = computing._ask_child

    def counted(request, *given):
        answer = larger(count(request, *given))
        return answer if not request.get("known") else answer | {"result": answer["result"] | request["known"]}

    with mock.patch.dict(worlds.counted, clear=True), mock.patch.object(computing, "_ask_child", counted), \
            mock.patch.object(Space, "mask_below", property(lambda space: BELOW * TIMES, lambda space, kept: None)), \
            mock.patch.object(Space._meta.get_field("mask_below"), "pre_save", return_value=MASK_DEFAULT):
        yield


def numbers(response):
    """All whole numbers that an answer shows, however their thousands are written."""
    body = b"".join(response.streaming_content) if response.streaming else response.content
    if body[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(body)) as found:
            body = b" ".join(found.read(name) for name in found.namelist())
    text = THOUSANDS.sub("", IDENTIFIER.sub("", body.decode(errors="replace")))
    return {int(one) for one in NUMBER.findall(text)}


def asked_of(route, world, actor):
    """(address, query) of every way to look at what stands there: a member looks at each touchpoint of a reading, and at its
    pages by each segment."""
    address_of = address(route, world.space, world.arguments)
    yield address_of, {}
    if actor != "Claire" or not route.name.startswith("reading"):
        return
    before, after = Reading.objects.filter(space=world.space).order_by("created_at")
    for reading in (before, after):
        entries = reading.result["touchpoints"]
        if route.name == "reading-touchpoint":
            yield from ((reverse(route.name, args=[world.space.slug, reading.uuid, one["touchpoint"]]), {}) for one in entries)
        elif "<uuid:uuid>" in route.pattern and reading == after:
            path = reverse(route.name, args=[world.space.slug, reading.uuid])
            yield path, {"with": str(before.uuid)}
            for by, value in sorted({(part["by"], part["value"]) for part in entries[0]["segments"]}):
                yield path, {"segment": f"{by}={value}", "by": by, "show": "activation"}


@pytest.fixture
def about_few(world):
    """The world, where people read the silences of groups that are covered: in the register, a grid and an open session."""
    claire, reading = world.cast["Claire"], Reading.objects.filter(space=world.space).order_by("created_at").last()
    counts = {(entry["touchpoint"], part["by"], part["value"]): told(part) for entry in reading.result["touchpoints"]
              if entry["instrument"] == "ok" for part in entry["segments"]}
    few = [at for entry in masked(reading.result, BELOW * TIMES)["touchpoints"] for part in entry["segments"]
           if part.get("masked") and counts.get(at := (entry["touchpoint"], part["by"], part["value"]))]
    noted = [readings.note_silence(by=claire, journey=reading.version.journey, touchpoint_key=key, segment_by=by,
                                   segment_value=value) for key, by, value in few[:6]]
    assert len(noted) > 3
    for silence in noted:
        grids.add_row(by=claire, grid=Grid.objects.get(journey=silence.journey), silence=silence)
    session = room.prepare_session(by=claire, reading=reading, silences=noted, title="De petits groupes")
    host = session.participants.get(member=claire)
    room.open_session(by=host, session=session)
    _seat, token = room.join_as_guest(session=session, name="Zoé", trade="Boutique", language="en")
    table.go_to(table.fresh(session), host, "read")
    changed = {name: session.uuid for name, value in world.arguments.items() if value == world.session.uuid}
    with mock.patch.dict(world.arguments, changed | {"session": session.uuid}), mock.patch.dict(world.tokens, guest=token):
        yield world


def test_no_road_shows_a_count_that_is_covered(about_few):
    world = about_few
    readings_made = Reading.objects.filter(space=world.space).order_by("created_at")
    results = [one.result for one in readings_made]
    shown_of = [masked(result, BELOW * TIMES) for result in results]
    open_to_all, added_up = set().union(*map(told, shown_of)), sums(readings_made, shown_of)
    covered = set().union(*map(told, results)) - open_to_all
    with_covered = sums(readings_made, results) - added_up
    assert len(covered) > 100 and len(open_to_all) > 100 and len(with_covered) > 10
    covered |= with_covered - open_to_all
    wrong, seen = [], {"Claire": set(), "guest": set(), "anonymous": set()}
    for actor, language in (("Claire", "fr"), ("guest", "en"), ("anonymous", "fr")):  # Claire may see everything
        client = client_for(actor, world)
        client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
        for route in every_route():
            if "GET" not in permissions.rows()[route.name]:
                continue
            for path, query in asked_of(route, world, actor):
                answer = ask(client, "GET", path, query, route)[0]
                assert answer.status_code < 500, path
                if answer.status_code != 200 or answer.headers.get("Content-Type", "").startswith(NO_TEXT):
                    continue
                shown = numbers(answer)
                seen[actor] |= shown & (open_to_all | added_up)
                wrong += [f"{route.name} to {actor}, {query}: {number}" for number in shown & covered]
    assert not wrong, "\n".join(wrong)
    assert len(seen["Claire"]) > 300 and seen["guest"], seen  # and what may be told is
    assert len(seen["Claire"] & added_up) > 20, added_up
