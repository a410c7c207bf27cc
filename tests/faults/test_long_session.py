"""Sixty people through a session of half an hour, with restarts in between, then replayed and exported.

Time is compressed by SESSION_SECONDS (90 by default: twenty times faster; 1800 is the real length) and SESSION_PEOPLE. The
session is walked through as in `walk.py`: private writing, a reveal one by one and at once, signs, evidence, the matrix, two
votes, a decision and an action; the server is killed or deployed several times meanwhile.
"""
import asyncio
import os
import random
import time

import pytest

from .crowd import Client, Crowd
from .scene import promised, staged
from .walk import Walk, command

pytestmark = [pytest.mark.timeout(3600), pytest.mark.asyncio]
PEOPLE = int(os.environ.get("SESSION_PEOPLE", "60"))
SECONDS = float(os.environ.get("SESSION_SECONDS", "90"))
EXPORT = """
import json
from django.test import Client
from observations.hypotheses.matrix.models import MatrixCell
from observations.hypotheses.models import Dissent, Evidence
from workshops.room.models import Opinion, Reaction, Session, Vote
session = Session.objects.get()
client = Client(HTTP_HOST="127.0.0.1")
client.force_login(session.participants.exclude(member=None).first().member.user)
pages = [session.get_absolute_url(), session.get_absolute_url() + "replay/", f"/{session.space.slug}/readback/{session.uuid}/",
         f"/{session.space.slug}/readback/{session.uuid}/readback.md"]
found = client.get(f"/api/{session.space.slug}/sessions/{session.uuid}/notes/").json()
held = {"dots": Vote, "positions": Opinion, "evidence": Evidence, "dissents": Dissent}
print("STAGE" + json.dumps({
    "pages": [client.get(page).status_code for page in pages], "notes": [one["text"] for one in found], "state": session.state,
    "answers": MatrixCell.objects.count(), "held back": MatrixCell.objects.exclude(held="").count(),
    "signs": Reaction.objects.count(), "decisions": session.decisions.count(), "actions": session.actions.count(),
    "hypotheses": session.hypotheses.count(), "sealed": session.grid_version is not None,
    **{name: model.objects.count() for name, model in held.items()}}))
"""


async def test_sixty_people_for_half_an_hour_with_restarts(capsys):
    chance = random.Random(60)
    with staged(seats=PEOPLE, pace=0.3) as stage:
        leader = Client(stage.facts, f"sessionid={stage.facts['claire']}", stage.port, watchdog=8)
        async with Crowd(stage, [stage.port], watchdog=8, settled=60) as crowd:
            leading = asyncio.create_task(leader.listen())
            began, walk = time.monotonic(), Walk(leader, crowd.clients, SECONDS, chance)
            restarts = asyncio.create_task(restarting(stage, began + SECONDS, chance))
            await walk.play()
            count = await restarts
            took = await crowd.agree(promised(15))
            assert await command(leader, "closure/") == 200, "the session closes"
            await crowd.until(lambda: len({client.number for client in crowd.clients}) == 1, promised(10), "all hear the end")
            leading.cancel()
        replayed = Client(stage.facts, f"seat={stage.facts['tokens'][0]}", stage.port)
        async with replayed.http() as http:
            news = (await http.get(f"{replayed.path}news/?seen={stage.facts['number']}")).json()
            replayed.apply(news["html"]) if news["type"] == "news" else await replayed.refresh()
        state = await asyncio.to_thread(stage.state)
        left = await asyncio.to_thread(stage.ask, EXPORT)
    assert walk.heard_early == set(), "what is written in private is on nobody's screen"
    assert replayed.notes == set(state["notes"]), "a replay from the beginning shows the room"
    assert sorted(left["notes"]) == sorted(state["notes"].values()) and left["pages"] == [200] * 4 and left["sealed"]
    for name in ("signs", "evidence", "dissents", "dots", "positions", "hypotheses", "decisions", "actions"):
        assert left[name] == walk.acked[name], f"{name}: as many as were acknowledged"
    assert 0 < left["answers"] <= walk.acked["answers"] and left["held back"] == 0, "answered, replaced or not, then revealed"
    requests = sorted(one for client in crowd.clients for one in client.took)
    lags = crowd.lags(crowd.clients)
    with capsys.disabled():
        print(
            f"\n{PEOPLE} people, {time.monotonic() - began:.0f} s, {count} restarts: {len(state['notes'])} notes, "
            f"{state['number']} events, {len(walk.tries)} notes acknowledged after {sum(walk.tries)} tries, 0 lost, 0 twice; "
            f"{dict(walk.acked)} acknowledged, and held; all screens equal {took:.1f} s after the last act; "
            f"answer p50 {requests[len(requests) // 2]:.2f} s, p95 {requests[len(requests) * 95 // 100]:.2f} s; heard "
            f"by the others p50 {lags[len(lags) // 2]:.2f} s, p95 {lags[len(lags) * 95 // 100]:.2f} s; exported"
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
