"""A whole session as its people play it: whoever leads walks the steps, and in each everyone does what one does there.

Every act is sent until it is acknowledged, under one op_id, whatever happens to the server; `acked` counts them, to be compared
with what the database holds in the end.
"""
import asyncio
import random
import re
import time
import uuid
from collections import Counter
from datetime import date, timedelta

import httpx

NOTES = 3  # of each person, in private
SOME = 6  # people who give evidence: each piece becomes a row of the matrix
PARTS = {"write": 0.3, "share": 0.2, "oppose": 0.15, "weigh": 0.15, "vote": 0.12, "decide": 0.08}  # of the time


class Walk:
    """leader: the Client of whoever leads; clients: those of the table; seconds: how long the session lasts at least."""

    def __init__(self, leader, clients, seconds, chance):
        self.leader, self.clients, self.seconds, self.chance = leader, clients, seconds, chance
        self.facts, self.acked, self.tries = leader.facts, Counter(), []
        self.heard_early = set()  # notes on someone's screen before the reveal

    async def play(self):
        for name, share in PARTS.items():
            await getattr(self, name)(share * self.seconds)

    async def write(self, during):
        """Everyone writes alone; nobody sees a word before the reveal."""
        await self.go("write")
        for _note in range(NOTES):
            await self.everyone(self.note, during / NOTES)
        await self.everyone(lambda one: self.act(one, "done/", done="yes"), 0)
        self.heard_early = set().union(*(one.notes for one in self.clients))

    async def share(self, during):
        """The first notes are revealed one by one, the others at once; people put a sign on what they read, and write on."""
        await self.act(self.leader, f"steps/{self.facts['steps']['share']}/", "step changed", reveals="one")
        await self.go("share")
        for _note in range(3):
            await self.act(self.leader, "revelation/", one="yes")
        await self.act(self.leader, "revelation/")
        shown = await self.seen(r'id="note-([0-9a-f-]{36})"')
        await self.everyone(self.note, during / 2)
        await self.everyone(
            lambda one: self.act(one, f"notes/{self.chance.choice(shown)}/reactions/", "signs", kind="doubtful"), during / 2
        )

    async def oppose(self, during):
        """Two notes become hypotheses; some give evidence, one reads it otherwise."""
        await self.go("tension")
        for note in (await self.seen(r'id="note-([0-9a-f-]{36})"'))[:2]:
            await self.act(self.leader, "hypotheses/", note=note)
        self.posed = await self.seen(r'id="hypothesis-([0-9a-f-]{36})"')
        some = self.chance.sample(self.clients, min(SOME, len(self.clients)))
        await self.everyone(self.evidence, during, some)
        await self.act(some[0], f"hypotheses/{self.posed[0]}/dissents/", "dissents", text="Je le lis autrement.")

    async def weigh(self, during):
        """The evidence matrix: answered alone, then revealed."""
        await self.go("matrix")
        self.cells = await self.seen(r'data-judge="([0-9a-f-]{36}:[0-9a-f-]{36})"')
        await self.everyone(self.answer, during)
        await self.act(self.leader, f"matrices/{self.facts['silence']}/revelation/")

    async def vote(self, during):
        """Two dots each on the hypotheses, then a position on a proposal."""
        ballot = await self.ask(kind="dots", dots="2")
        votes = f"ballots/{ballot}/votes/"
        for _dot in range(2):
            await self.everyone(lambda one: self.act(one, votes, "dots", hypothesis=self.chance.choice(self.posed)), during / 3)
        await self.act(self.leader, f"ballots/{ballot}/closure/")
        self.ballot = await self.ask(kind="positions", proposal="Préremplir le numéro.")
        await self.everyone(self.position, during / 3)
        await self.act(self.leader, f"ballots/{self.ballot}/closure/")

    async def decide(self, during):
        """A decision with the positions of the vote, an action, a last word from each."""
        await self.go("decide")
        later, silence = (date.today() + timedelta(days=90)).isoformat(), self.facts["silence"]
        said = {"title": "Préremplir", "what": "On préremplit le numéro.", "why": "Trois appels sur dix en parlent."}
        await self.act(self.leader, "decisions/", review_on=later, hypothesis=self.posed[0], ballot=self.ballot, **said)
        await self.act(self.leader, "actions/", title="Appeler dix clients", silence=silence)
        await self.go("close")
        await self.everyone(self.note, during)

    async def note(self, one):
        self.tries.append(await one.write(f"note {uuid.uuid4()}", patience=120))

    async def evidence(self, one):
        stance = self.chance.choice(("for", "against"))
        about = f"hypotheses/{self.chance.choice(self.posed)}/evidence/"
        await self.act(one, about, "evidence", stance=stance, text=f"Vu {uuid.uuid4()}")

    async def answer(self, one):
        row, version = self.chance.choice(self.cells).split(":")
        value = self.chance.choice(("inconsistent", "neutral", "consistent", "unknown"))
        about = f"matrices/{self.facts['silence']}/answers/"
        await self.act(one, about, "answers", row=row, version=version, value=value)

    async def position(self, one):
        stance = self.chance.choice(("consent", "concern", "objection"))
        reason = "" if stance == "consent" else "Trop tôt."
        await self.act(one, f"ballots/{self.ballot}/opinions/", "positions", stance=stance, reason=reason)

    async def ask(self, **ballot):
        await self.act(self.leader, "ballots/", **ballot)
        return (await self.seen(r"ballots/([0-9a-f-]{36})/closure/"))[0]

    async def go(self, kind):
        await self.act(self.leader, "step/", to=self.facts["steps"][kind])

    async def everyone(self, do, during, among=None):
        """Each of them at a moment of their own."""

        async def in_time(one):
            await asyncio.sleep(during * self.chance.uniform(0, 0.9))
            await do(one)

        await asyncio.gather(*(in_time(one) for one in among or self.clients))

    async def act(self, who, noun, counted="", **fields):
        status = await command(who, noun, **fields)
        assert status == 200, (noun, status, fields)
        self.acked[counted or noun.strip("/").split("/")[-1]] += 1

    async def seen(self, pattern):
        """What the page of whoever leads shows of this pattern, each once, in its order."""
        answer = await until_answered(self.leader, lambda http: http.get(self.leader.path))
        return list(dict.fromkeys(re.findall(pattern, answer.text)))


async def command(client, noun, **fields):
    """Send until the server answers, under one op_id. Returns the status, 0 when it never did."""
    fields["op_id"] = str(uuid.uuid4())
    answer = await until_answered(client, lambda http: http.post(client.path + noun, data=fields))
    return answer.status_code if answer else 0


async def until_answered(client, ask, patience=120):
    ends = time.monotonic() + patience
    while time.monotonic() < ends:
        try:
            async with client.http() as http:
                answer = await ask(http)
            if answer.status_code not in (429, 503):
                return answer
        except (OSError, httpx.HTTPError):
            pass
        await asyncio.sleep(0.5 + random.random())
    return None
