"""Lines that misbehave: a reader at 2 kB/s (F9), three hundred sockets cut at once (F18)."""
import asyncio
import statistics
import time
import uuid

import pytest

from .crowd import Client, Crowd
from .scene import SEATS, SEEDS, promised, proxied, staged

pytestmark = [pytest.mark.timeout(900), pytest.mark.parametrize("seed", SEEDS), pytest.mark.asyncio]
MEBIBYTE = 2**20


async def test_f9_a_slow_reader_costs_the_others_nothing(seed):
    with staged() as stage:
        async with proxied(stage, window=4096) as proxy, Crowd(stage, [stage.port] * (SEATS - 1) + [proxy.port]) as crowd:
            slow, others = crowd.clients[-1], crowd.clients[:-1]
            slow.watchdog = 60
            began = stage.memory()
            rounds = await long_notes(others, 40, lambda: False)
            quiet, before = p95(crowd.lags(others)), stage.memory()
            usual = (before - began) / rounds  # what the same notes cost without a slow reader
            await crowd.until(lambda: slow.line == "up", promised(5), "the slow reader listens")
            for client in others:
                client.heard_at.clear(), client.acked_at.clear()
            proxy.rate = 2000
            ends = time.monotonic() + promised(60)
            rounds = await long_notes(others, 10_000, lambda: slow.line == "down" or time.monotonic() > ends)
            assert slow.line == "down", "who lets everything wait is closed"
            assert stage.memory() - before < 1.2 * usual * rounds + 16 * MEBIBYTE
            assert p95(crowd.lags(others)) < 1.2 * quiet + 0.25
            proxy.rate = None
            proxy.cut()
            await crowd.agree(promised(20))


async def test_f18_three_hundred_sockets_cut_at_once_come_back(seed):
    with staged(seats=30) as stage:
        async with proxied(stage) as proxy:
            crowd = Crowd(stage, [proxy.port])
            crowd.clients = [Client(stage.facts, one.cookie, proxy.port) for one in crowd.clients for _ in range(10)]
            for client in crowd.clients:
                client.watchdog = 15  # patient with a handshake in a crowd
            async with crowd:
                await crowd.clients[0].write(f"avant {uuid.uuid4()}")
                await crowd.agree(promised(15))
                for client in crowd.clients:
                    client.line = "down"
                proxy.cut()
                await crowd.clients[0].write(f"pendant {uuid.uuid4()}")
                took, held = [], 0
                while not all(client.line == "up" for client in crowd.clients):
                    async with crowd.clients[1].http() as http:
                        began = time.monotonic()
                        assert (await http.get(crowd.clients[1].path)).status_code == 200
                        took.append(time.monotonic() - began)
                    held = max(held, stage.connections())
                    assert sum(took) < promised(15)
                assert await crowd.agree(promised(15)) <= promised(15)
                assert held <= 12, "a storm of sockets takes no more connections than a quiet room"
                assert p95(took) < promised(1)


async def long_notes(writers, rounds, enough):
    """Four people write 4,800 characters each, again and again. Returns the rounds it took until `enough()`."""
    text = "Un mot après l’autre, sans fin. " * 150
    for count in range(rounds):
        await asyncio.gather(*(client.write(f"{count} {uuid.uuid4()} {text}".strip()) for client in writers[:4]))
        if enough():
            return count
    return rounds


def p95(values):
    return statistics.quantiles(values, n=20)[-1] if len(values) > 1 else max(values, default=0.0)
