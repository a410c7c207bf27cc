"""The short fault table: what breaks, and the four promises that hold through it (F1, F3, F6, F7, F8, F10, F17).

Nothing acknowledged is lost; all screens end equal to the database in time; a dead line is noticed; nothing is there twice.
FAULT_SEEDS and FAULT_SEATS widen the run, FAULTS=all adds the rest of the table (test_servers, test_lines, test_people,
test_disks, test_long_session); heartbeats and watchdogs are scaled down together by LIVE_PACE.
"""
import asyncio
import random
import time
import uuid

import pytest

from .crowd import Crowd
from .scene import SEATS, SEEDS, promised, proxied, staged
from .services import redis

pytestmark = [pytest.mark.timeout(900), pytest.mark.parametrize("seed", SEEDS), pytest.mark.asyncio]


async def test_f1_the_only_process_is_killed_and_comes_back(seed):
    with staged() as stage:
        async with Crowd(stage, [stage.port]) as crowd:
            writing = asyncio.create_task(crowd.write_for(4, seed=seed))
            await asyncio.sleep(random.Random(seed).uniform(0.5, 2))
            stage.kill()
            await asyncio.sleep(1)
            await asyncio.to_thread(stage.start, stage.port)
            await writing
            assert await crowd.agree(promised(8)) <= promised(5)


async def test_f3_redis_dies_between_two_processes_and_comes_back(seed):
    with redis() as broker, staged(redis_url=broker.url, servers=2) as stage:
        async with Crowd(stage, stage.ports) as crowd:
            await crowd.write_for(1, seed=seed)
            await crowd.agree(promised(5))
            broker.kill()
            writing = asyncio.create_task(crowd.write_for(3, seed=seed))
            await writing
            assert all(count == 1 for count in writing.result()), "a request failed because of Redis"
            assert await crowd.agree(promised(8)) <= promised(4)
            broker.start()
            await crowd.write_for(1, seed=seed)
            assert await crowd.agree(promised(8)) <= promised(5)


async def test_f6_the_answer_is_lost_after_the_commit(seed):
    with staged() as stage:
        async with proxied(stage) as proxy, Crowd(stage, [stage.port]) as crowd:
            for client in crowd.clients:
                client.port = proxy.port
            writing = asyncio.create_task(crowd.write_for(3, seed=seed))
            await asyncio.sleep(0.6)
            proxy.eat_answers = True
            await crowd.until(lambda: proxy.eaten >= 3, 20, "three answers are lost on their way back")
            proxy.eat_answers = False
            sent = await writing
            assert max(sent) > 1, "nobody had to send again: the fault did not bite"
            await crowd.agree(promised(8))


async def test_f7_one_line_of_many_is_reset(seed):
    with staged() as stage:
        async with proxied(stage) as proxy, Crowd(stage, [stage.port] * (SEATS - 1) + [proxy.port]) as crowd:
            writing = asyncio.create_task(crowd.write_for(3, seed=seed))
            for _ in range(4):
                await asyncio.sleep(random.Random(seed).uniform(0.3, 0.7))
                proxy.cut()
            await writing
            assert await crowd.agree(promised(8)) <= promised(5)


async def test_f8_a_half_open_line_is_noticed(seed):
    with staged() as stage:
        async with proxied(stage) as proxy, Crowd(stage, [stage.port] * (SEATS - 1) + [proxy.port]) as crowd:
            deaf = crowd.clients[-1]
            deaf.port = proxy.port
            proxy.stall = True
            began = time.monotonic()
            for n in range(5):
                await crowd.clients[0].write(f"pendant le silence {n} {uuid.uuid4()}")
            await crowd.until(lambda: deaf.line == "down", deaf.watchdog * 1.5, "a dead line is said to be dead")
            assert time.monotonic() - began >= deaf.watchdog * 0.5
            proxy.stall = False
            proxy.cut()
            assert await crowd.agree(promised(8)) <= promised(5)


async def test_f10_the_same_operation_many_times_at_once(seed):
    with staged() as stage:
        async with Crowd(stage, [stage.port]) as crowd:
            client, op, text = crowd.clients[0], str(uuid.uuid4()), f"une fois {uuid.uuid4()}"
            client.invoked.add(text)
            fields = {"text": text, "silence": stage.facts["silence"], "op_id": op}
            async with client.http() as http:
                answers = await asyncio.gather(*(http.post(f"{client.path}notes/", data=fields) for _ in range(20)))
            assert {answer.status_code for answer in answers} == {200}
            assert len({answer.headers["Room-Number"] for answer in answers}) == 1
            assert len({answer.headers["Room-About"] for answer in answers}) == 1
            client.acked.add(text)
            await crowd.agree(promised(8))


async def test_f17_the_database_is_locked_by_someone_else(seed):
    with staged() as stage:
        async with Crowd(stage, [stage.port]) as crowd:
            for seconds, refused in ((random.Random(seed).uniform(1, 3), False), (7, True)):
                began = time.monotonic()
                with stage.locked():
                    writing = asyncio.create_task(crowd.clients[0].write(f"pendant le verrou {seconds} {uuid.uuid4()}"))
                    await asyncio.sleep(seconds)
                assert (await writing > 1) is refused
                assert time.monotonic() - began < seconds + 6
                waited = crowd.clients[0].refused
                assert all(4 < one < 6.5 for one in waited) and bool(waited) is refused, waited
            await crowd.agree(promised(8))
