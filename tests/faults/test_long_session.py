"""Sixty people through a session of half an hour, with restarts in between, then replayed and exported.

Time is compressed by SESSION_SECONDS (90 by default: twenty times faster; 1800 is the real length). Everyone writes, reacts,
says they are done; whoever leads walks the steps; the server is killed or deployed several times.
"""
import asyncio
import os
import random
import time
import uuid

import httpx
import pytest

from .crowd import Client, Crowd
from .scene import promised, staged

pytestmark = [pytest.mark.timeout(2400), pytest.mark.asyncio]
PEOPLE = int(os.environ.get("SESSION_PEOPLE", "60"))
SECONDS = float(os.environ.get("SESSION_SECONDS", "90"))
NOTES = 4  # of each person
EXPORT = """
import json
from django.test import Client
from project.spaces.models import Member
from workshops.room.models import Session
session = Session.objects.get()
client = Client(HTTP_HOST="127.0.0.1")
client.force_login(session.participants.exclude(member=None).first().member.user)
page = client.get(session.get_absolute_url(), follow=True)
found = client.get(f"/api/{session.space.slug}/sessions/{session.uuid}/notes/").json()
print("STAGE" + json.dumps({"page": page.status_code, "notes": [one["text"] for one in found], "state": session.state}))
"""


async def test_sixty_people_for_half_an_hour_with_restarts(capsys):
    chance = random.Random(60)
    with staged(seats=PEOPLE, pace=0.3) as stage:
        leader = Client(stage.facts, f"sessionid={stage.facts['claire']}", stage.port, watchdog=8)
        async with Crowd(stage, [stage.port], watchdog=8, settled=60) as crowd:
            leading = asyncio.create_task(leader.listen())
            began, ends = time.monotonic(), time.monotonic() + SECONDS
            restarts = asyncio.create_task(restarting(stage, ends, chance))
            writing = [asyncio.create_task(take_part(client, ends, chance)) for client in crowd.clients]
            sent = sum(await asyncio.gather(*writing), [])
            await restarts
            took = await crowd.agree(promised(15))
            status = await command(leader, "closure/")
            assert status == 200, "the session closes"
            await crowd.until(lambda: len({client.number for client in crowd.clients}) == 1, promised(10), "all hear the end")
            leading.cancel()
        replayed = Client(stage.facts, f"seat={stage.facts['tokens'][0]}", stage.port)
        async with replayed.http() as http:
            news = (await http.get(f"{replayed.path}news/?seen={stage.facts['number']}")).json()
            replayed.apply(news["html"]) if news["type"] == "news" else await replayed.refresh()
        state = await asyncio.to_thread(stage.state)
        export = await asyncio.to_thread(stage.ask, EXPORT)
    assert replayed.notes == set(state["notes"]), "a replay from the beginning shows the room"
    assert sorted(export["notes"]) == sorted(state["notes"].values()) and export["page"] == 200
    requests = sorted(one for client in crowd.clients for one in client.took)
    lags = crowd.lags(crowd.clients)
    with capsys.disabled():
        print(
            f"\n{PEOPLE} people, {time.monotonic() - began:.0f} s, {restarts.result()} restarts: {len(state['notes'])} notes, "
            f"{state['number']} events, {len(sent)} notes acknowledged after {sum(sent)} tries, 0 lost, 0 twice; all screens "
            f"equal {took:.1f} s after the last note; answer p50 {requests[len(requests) // 2]:.2f} s, "
            f"p95 {requests[len(requests) * 95 // 100]:.2f} s; heard by the others p50 {lags[len(lags) // 2]:.2f} s, "
            f"p95 {lags[len(lags) * 95 // 100]:.2f} s; exported {len(export['notes'])} notes"
        )  # fmt: skip


async def restarting(stage, ends, chance):
    """Kill or stop the server, and start it again, a few times. Returns how often."""
    count = 0
    while ends - time.monotonic() > SECONDS / 5:
        await asyncio.sleep(SECONDS / 5 * chance.uniform(0.8, 1.2))
        stage.kill() if count % 2 else await asyncio.to_thread(stage.terminate)
        await asyncio.sleep(0.5)
        await asyncio.to_thread(stage.start)
        count += 1
    return count


async def take_part(client, ends, chance):
    """One person's session: a few notes, a sign on someone else's, "I have finished". Returns the tries of each note."""
    sent = []
    for count in range(NOTES):
        await asyncio.sleep(max(0, (ends - time.monotonic()) / (NOTES - count) * chance.uniform(0.2, 1.4)))
        sent.append(await client.write(f"note {count} {uuid.uuid4()}", patience=120))
        if client.notes:
            await command(client, f"notes/{chance.choice(sorted(client.notes))}/reactions/", kind="doubtful")
    await command(client, "done/", done="yes")
    return sent


async def command(client, noun, **fields):
    """Send until the server answers, under one op_id. Returns the status."""
    fields["op_id"], ends = str(uuid.uuid4()), time.monotonic() + 60
    while time.monotonic() < ends:
        try:
            async with client.http() as http:
                answer = await http.post(client.path + noun, data=fields)
            if answer.status_code not in (429, 503):
                return answer.status_code
        except (OSError, httpx.HTTPError):
            pass
        await asyncio.sleep(0.5 + random.random())
    return 0
