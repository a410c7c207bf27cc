"""The socket itself: who gets in, what it refuses, what it replays, and when it closes."""
import asyncio
import json
import time

import pytest
from asgiref.sync import sync_to_async
from channels.testing import WebsocketCommunicator
from django.conf import settings
from django.test import Client

from project.asgi import application
from project.live import hub as hubs
from project.live import sockets
from tests.workshops.room import table
from workshops.room import actions

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]
ORIGIN = "http://localhost:8000"
PATIENCE = 60  # seconds a busy machine may take; only a failure waits that long


@pytest.fixture(autouse=True)
def _quick(monkeypatch):
    monkeypatch.setattr(hubs, "LOOK_EVERY", 0.2)
    monkeypatch.setattr(hubs, "SWEEP_EVERY", 0.3)


def signed_in(member):
    client = Client()
    client.force_login(member.user)
    return f"{settings.SESSION_COOKIE_NAME}={client.cookies[settings.SESSION_COOKIE_NAME].value}"


def knock(session, cookie="", origin=ORIGIN, host="localhost:8000", query="seen=0", path=None):
    headers = [(b"host", host.encode()), (b"cookie", cookie.encode())]
    if origin is not None:
        headers.append((b"origin", origin.encode()))
    return WebsocketCommunicator(application, f"{path or table.here(session, 'live/')}?{query}", headers=headers)


class Listener:
    """A socket, and what it has heard so far."""

    def __init__(self, communicator):
        self.socket, self.heard = communicator, []

    async def open(self):
        connected, code = await self.socket.connect(timeout=PATIENCE)
        return connected

    async def until(self, wanted, seconds=PATIENCE):
        """The first frame that `wanted` accepts; fails after so many seconds."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            output = await self.socket.receive_output(timeout=max(0.05, ends - time.monotonic()))
            if output["type"] == "websocket.close":
                return output["code"]
            frame = json.loads(output["text"])
            self.heard.append(frame)
            if wanted(frame):
                return frame
        raise AssertionError(f"not heard within {seconds} s; heard {[frame['type'] for frame in self.heard]}")

    async def close(self):
        await self.socket.disconnect()


def news_after(number):
    return lambda frame: frame["type"] == "news" and (frame["number"] or 0) > number


@pytest.fixture
def room(claire, mehdi, sophie):
    session, (host, seat, other) = table.opened(claire, mehdi, sophie, kind="share")
    return session, host, seat, other, signed_in(mehdi)


act = sync_to_async(lambda function, **given: function(**given))


async def listening(session, cookie, **more):
    listener = Listener(knock(session, cookie, **more))
    assert await listener.open()
    return listener


@pytest.mark.parametrize(
    ("origin", "host", "opens"),
    [
        (ORIGIN, "localhost:8000", True),
        ("http://localhost:8001", "localhost:8000", False),
        ("https://localhost:8000", "localhost:8000", False),
        ("http://evil.example", "localhost:8000", False),
        ("http://localhost.evil.example:8000", "localhost:8000", False),
        ("http://evil.localhost:8000", "localhost:8000", False),
        ("http://localhost:8000@evil.example", "localhost:8000", False),
        ("http://rebound.example", "rebound.example", False),
        ("null", "localhost:8000", False),
        ("", "localhost:8000", False),
        (None, "localhost:8000", False),
    ],
)
async def test_a_socket_opens_for_this_very_origin_only(room, settings, origin, host, opens):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["localhost"], ""
    session, *_people, cookie = room
    listener = Listener(knock(session, cookie, origin, host))
    assert await listener.open() is opens
    if opens:
        await listener.close()


async def test_with_a_base_url_no_other_origin_will_do(room, settings):
    settings.BASE_URL = "https://silences.example.org"
    session, *_people, cookie = room
    ours = Listener(knock(session, cookie, "https://silences.example.org", "internal:8000"))
    assert await ours.open()
    await ours.close()
    assert not await Listener(knock(session, cookie)).open()


@pytest.mark.parametrize("cookie", ["", "sessionid=nothing", "seat=nothing"])
async def test_who_has_no_seat_is_told_so(room, cookie):
    session = room[0]
    listener = await listening(session, cookie)
    assert await listener.until(lambda frame: False) == 4403


async def test_a_stranger_gets_no_seat(room, victor):
    listener = await listening(room[0], await sync_to_async(signed_in)(victor))
    assert await listener.until(lambda frame: False) == 4403


async def test_an_address_that_is_no_room_is_refused(room):
    session, *_people, cookie = room
    assert not await Listener(knock(session, cookie, path="/telecom/elsewhere/live/")).open()


async def test_what_was_missed_between_the_page_and_its_socket_is_replayed_then_news_follow(room):
    session, host, seat, other, cookie = room
    seen = (await sync_to_async(table.fresh)(session)).number
    await act(actions.write_note, by=host, session=session, text="entre la page et la prise")
    listener = await listening(session, cookie, query=f"seen={seen}")
    frame = await listener.until(news_after(seen))
    assert frame["since"] == seen and "entre la page et la prise" in frame["html"]
    await act(actions.write_note, by=host, session=session, text="puis en direct")
    following = await listener.until(news_after(frame["number"]))
    assert following["since"] == frame["number"] and "puis en direct" in following["html"]
    assert following["number"] == frame["number"] + 1
    assert all(abs(told["now"] - 1000 * time.time()) < 1000 * PATIENCE for told in (frame, following))  # what an end is shown by
    await listener.close()


async def test_every_listener_hears_every_number_once_and_in_order(room, sophie):
    session, host, seat, other, cookie = room
    start = (await sync_to_async(table.fresh)(session)).number
    listeners = [await listening(session, cookie, query=f"seen={start}") for _ in range(4)]
    listeners.append(await listening(session, await sync_to_async(signed_in)(sophie), query=f"seen={start}"))
    await asyncio.gather(*(act(actions.write_note, by=host, session=session, text=f"note {n}") for n in range(20)))
    for listener in listeners:
        await listener.until(lambda frame: frame["type"] == "news" and frame["number"] == start + 20)
        spans = [(frame["since"], frame["number"]) for frame in listener.heard if frame["type"] == "news" and frame["number"]]
        assert spans[0][0] == start and all(one[1] == two[0] for one, two in zip(spans, spans[1:], strict=False))
        html = "".join(frame.get("html", "") for frame in listener.heard)
        assert all(f"note {n}<" in html for n in range(20))
        await listener.close()


async def test_someone_too_far_behind_is_asked_to_refresh(room, monkeypatch):
    from project.live import feeds

    monkeypatch.setattr(feeds, "REPLAY_AT_MOST", 3)
    session, host, seat, other, cookie = room
    listener = await listening(session, cookie, query="seen=0")
    assert await listener.until(lambda frame: frame["type"] == "refresh")
    await listener.close()


@pytest.mark.parametrize("query", ["seen=99999", "seen=0&epoch=restored", "", "seen=nonsense"])
async def test_numbers_that_do_not_continue_lead_to_a_refresh(room, query):
    session, *_people, cookie = room
    listener = await listening(session, cookie, query=query)
    assert await listener.until(lambda frame: frame["type"] == "refresh")
    await listener.close()


async def test_the_heartbeat_says_where_the_room_stands(room):
    session, *_people, cookie = room
    number = (await sync_to_async(table.fresh)(session)).number
    listener = await listening(session, cookie, query=f"seen={number}")
    beat = await listener.until(lambda frame: frame["type"] == "beat")
    assert beat["number"] == number and beat["epoch"] == session.epoch and beat["build"]
    assert abs(beat["now"] / 1000 - time.time()) < 5
    await listener.close()


async def test_asking_again_replays_what_a_client_has_lost(room):
    session, host, seat, other, cookie = room
    start = (await sync_to_async(table.fresh)(session)).number
    listener = await listening(session, cookie, query=f"seen={start}")
    await act(actions.write_note, by=host, session=session, text="perdue en route")
    await listener.until(news_after(start))
    await listener.socket.send_to(json.dumps({"type": "missed", "seen": start}))
    again = await listener.until(lambda frame: frame["type"] == "news" and frame["since"] == start)
    assert "perdue en route" in again["html"]
    await listener.close()


async def test_whoever_is_removed_hears_nothing_more_and_is_out_within_two_seconds(room):
    session, host, seat, other, cookie = room
    start = (await sync_to_async(table.fresh)(session)).number
    listener = await listening(session, cookie, query=f"seen={start}")
    await listener.until(lambda frame: frame["type"] == "beat")
    await act(actions.remove_participant, by=host, session=session, participant=seat)
    removed = time.monotonic()
    await act(actions.write_note, by=host, session=session, text="après son départ")
    assert await listener.until(lambda frame: False) == 4403
    assert time.monotonic() - removed < 2
    assert not any("après son départ" in frame.get("html", "") for frame in listener.heard)


async def test_signing_out_closes_the_socket(room):
    from django.contrib.sessions.models import Session as SignIn

    session, *_people, cookie = room
    listener = await listening(session, cookie)
    await listener.until(lambda frame: frame["type"] in ("beat", "news"))
    await sync_to_async(SignIn.objects.all().delete)()
    left = time.monotonic()
    assert await listener.until(lambda frame: False) == 4403
    assert time.monotonic() - left < 2


async def test_who_leaves_the_space_leaves_the_room(room, mehdi):
    session, *_people, cookie = room
    listener = await listening(session, cookie)
    await listener.until(lambda frame: frame["type"] in ("beat", "news"))
    await sync_to_async(mehdi.delete)()
    assert await listener.until(lambda frame: False) == 4403


async def test_a_participant_cannot_listen_as_the_facilitator(room):
    session, host, seat, other, cookie = room
    listener = await listening(session, cookie, query="seen=0&as=host")
    frame = await listener.until(news_after(0))
    assert 'id="bar"' not in frame["html"] and 'id="desk"' not in frame["html"]
    await listener.close()


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"bytes_data": b"x"}, 1003), ({"text_data": "x" * (64 * 1024 + 1)}, 1009), ({"text_data": "not json"}, 1007),
        ({"text_data": "3"}, 1007),
    ],
)
async def test_frames_that_are_not_ours_close_the_socket(room, sent, code):
    session, *_people, cookie = room
    listener = await listening(session, cookie)
    await listener.socket.send_to(**sent)
    assert await listener.until(lambda frame: False) == code
    await listener.close()


async def test_more_than_twenty_messages_a_second_close_the_socket(room):
    session, *_people, cookie = room
    listener = await listening(session, cookie)
    for _ in range(25):
        await listener.socket.send_to(json.dumps({"type": "beat"}))
    assert await listener.until(lambda frame: False) == 1008
    await listener.close()


async def test_is_writing_reaches_the_others_by_name_and_nobody_once_names_are_hidden(room, sophie):
    session, host, seat, other, cookie = room
    listener = await listening(session, await sync_to_async(signed_in)(sophie))
    writer = await listening(session, cookie)
    await listener.until(lambda frame: frame["type"] == "beat")
    await writer.socket.send_to(json.dumps({"type": "writing"}))
    assert (await listener.until(lambda frame: frame["type"] == "writing"))["who"] == str(seat.uuid)
    assert not any(frame["type"] == "writing" for frame in writer.heard)
    for one in (listener, writer):
        await one.close()


async def test_who_is_here_is_told_by_heartbeat(room):
    session, host, seat, other, cookie = room
    listener = await listening(session, cookie)
    here = await listener.until(lambda frame: frame["type"] == "here" and frame["people"])
    assert here["people"] == [str(seat.uuid)]
    await listener.close()


async def test_a_reader_who_does_not_read_is_closed_and_the_others_are_not_held_up(room, sophie, monkeypatch):
    monkeypatch.setattr(sockets, "WAITING_AT_MOST", 20_000)
    session, host, seat, other, cookie = room
    start = (await sync_to_async(table.fresh)(session)).number
    quick = await listening(session, await sync_to_async(signed_in)(sophie), query=f"seen={start}")
    slow = await listening(session, cookie, query=f"seen={start}")
    await slow.until(lambda frame: frame["type"] == "beat")
    stalled = asyncio.Event()

    async def never(*_given, **_more):
        await stalled.wait()

    [hub] = hubs.pokes.listening[session.room]
    for socket in hub.sockets:
        if socket.seat.person == str(seat.uuid):
            socket.send = never
            ended = []
            socket.end = ended.append
    for n in range(12):
        await act(actions.write_note, by=host, session=session, text=f"note {n} " + "x" * 3000)
    await quick.until(lambda frame: frame["type"] == "news" and frame["number"] == start + 12)
    await act(actions.write_note, by=host, session=session, text="une de trop")
    await quick.until(lambda frame: frame["type"] == "news" and frame["number"] == start + 13)
    assert ended == [1013]
    stalled.set()
    await quick.close()


async def test_a_frame_longer_than_what_may_wait_is_not_held_against_its_reader(room, monkeypatch):
    """A step that shows two hundred notes at once makes one long frame: it goes out to whoever reads."""
    monkeypatch.setattr(sockets, "WAITING_AT_MOST", 1000)
    session, host, seat, other, cookie = room
    start = (await sync_to_async(table.fresh)(session)).number
    listener = await listening(session, cookie, query=f"seen={start}")
    await listener.until(lambda frame: frame["type"] == "beat")
    await act(actions.write_note, by=host, session=session, text="x" * 4000)
    await listener.until(lambda frame: frame["type"] == "news" and frame["number"] == start + 1)
    await listener.close()
