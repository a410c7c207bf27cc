"""What happens to people: two tabs on one note (F11), clocks that are wrong (F12), a facilitator who drops out (F13), a laptop
that sleeps (F14)."""
import asyncio
import re
import signal
import time
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from .crowd import Client, Crowd
from .scene import SEEDS, promised, proxied, staged
from .windows import UP, sleep_browsers, window, write

pytestmark = [pytest.mark.timeout(900), pytest.mark.parametrize("seed", SEEDS), pytest.mark.asyncio]


async def test_f11_two_tabs_change_one_note_and_no_word_is_lost(seed):
    with staged() as stage:
        async with Crowd(stage, [stage.port]) as crowd, window(stage, pages=2) as (one, two):
            await write(one, "Première écriture")
            crowd.clients[0].invoked.add("Première écriture")
            for page in (one, two):
                await page.click("#mine .own [data-opens=edit]")
                await page.wait_for_selector("#edit[open]")
            for page, text in ((one, "Depuis le premier onglet"), (two, "Depuis le second onglet")):
                crowd.clients[0].invoked.add(text)
                await page.fill("#edit-text", text)
                await page.click("#edit .btn.primary")
                await page.wait_for_selector("#outbox:not(:has(.waiting))", state="attached")
                await page.wait_for_timeout(700)
            refused = two.locator("#outbox .refused")
            assert "Depuis le second onglet" in await refused.inner_text()
            await refused.locator("button").click()
            assert await two.input_value("#edit-text") == "Depuis le second onglet"
            assert "Depuis le premier onglet" in await two.inner_text("#problem-edit")
            assert "Depuis le premier onglet" in await one.inner_text(".note .prose")
            await two.click("#edit .btn.primary")
            await one.wait_for_selector(".note:has-text('Depuis le second onglet')")
            await crowd.agree(promised(8))


async def test_f12_wrong_clocks_change_neither_the_order_nor_the_timer(seed):
    with staged() as stage:
        host = Client(stage.facts, f"sessionid={stage.facts['claire']}", stage.port)
        await command(host, "clock/", act="minute")
        async with Crowd(stage, [stage.port]) as crowd, window(stage, seat=0) as early, window(stage, seat=1) as late:
            right = await seconds_left(early)
            for page, hours in ((early, -24), (late, 24)):
                await page.clock.set_system_time(datetime.now(UTC) + timedelta(hours=hours))
            await crowd.write_for(2, seed=seed)
            await asyncio.sleep(2)
            for page in (early, late):
                assert abs(await seconds_left(page) - right) < 20
            stage.kill()
            stage.environment["PYTHONPATH"] = f"{Path(__file__).parent / 'skewed'}:{stage.environment['PYTHONPATH']}"
            await asyncio.to_thread(stage.start)
            await crowd.write_for(2, seed=seed)
            await crowd.agree(promised(10))
            held = len((await asyncio.to_thread(stage.state))["notes"])
            for page in (early, late):  # a browser comes back at its own jittered moment
                await page.wait_for_selector(UP, timeout=20000)
                await page.locator(".note").nth(held - 1).wait_for(state="attached", timeout=1000 * promised(8))
                assert 0 < right - await seconds_left(page) < 60, "a step keeps the time it had left, whatever the clock says"
            texts = [await page.locator(".note").evaluate_all("all => all.map((one) => one.id)") for page in (early, late)]
            assert texts[0] == texts[1] and len(texts[0]) == held


async def seconds_left(page):
    minutes, seconds = re.search(r"(\d+):(\d+)", await page.inner_text(".timer-text")).groups()
    return int(minutes) * 60 + int(seconds)


async def command(client, noun, **fields):
    async with client.http() as http:
        return await http.post(client.path + noun, data={"op_id": str(uuid.uuid4()), **fields})


async def test_f13_the_facilitator_drops_out_and_the_room_goes_on(seed):
    with staged() as stage:
        claire, paul = (Client(stage.facts, f"sessionid={stage.facts[name]}", stage.port) for name in ("claire", "paul"))
        async with Crowd(stage, [stage.port]) as crowd:
            leading, other = asyncio.create_task(claire.listen()), asyncio.create_task(paul.listen())
            await crowd.until(lambda: claire.line == paul.line == "up", 10, "both hear the room")
            await asyncio.sleep(2)
            assert (await command(claire, "clock/", act="minute")).status_code == 200
            assert (await command(paul, "takeover/")).status_code == 403, "who is here is not replaced"
            ends = (await asyncio.to_thread(stage.state))["ends"]
            leading.cancel()
            await asyncio.sleep(33)
            assert (await command(paul, "clock/", act="minute")).status_code == 403
            assert (await asyncio.to_thread(stage.state))["ends"] == ends, "the clock is the server's"
            assert (await command(paul, "takeover/")).status_code == 200
            assert (await command(paul, "clock/", act="minute")).status_code == 200
            ends = (await asyncio.to_thread(stage.state))["ends"]
            leading = asyncio.create_task(claire.listen())
            await crowd.until(lambda: claire.number == paul.number, 10, "the facilitator comes back to where the room is")
            assert (await asyncio.to_thread(stage.state))["ends"] == ends
            await crowd.clients[0].write(f"après le retour {uuid.uuid4()}")
            await crowd.agree(promised(8))
            leading.cancel(), other.cancel()


async def test_f14_a_laptop_that_sleeps_wakes_up_to_the_room(seed):
    with staged() as stage:
        async with proxied(stage) as proxy, Crowd(stage, [stage.port]) as crowd, window(stage, proxy.port) as page:
            proxy.stall = True
            await write(page, f"avant de fermer le capot {seed}")
            crowd.clients[0].invoked.add(f"avant de fermer le capot {seed}")
            await page.wait_for_selector("#outbox li.waiting")
            sleep_browsers()
            try:
                proxy.stall = False
                proxy.cut()
                await crowd.write_for(3, seed=seed)
                await asyncio.sleep(9)
            finally:
                sleep_browsers(signal.SIGCONT)
            began = time.monotonic()
            await page.wait_for_selector(UP, timeout=20000)
            held = len((await asyncio.to_thread(stage.state))["notes"])
            await page.wait_for_selector("#outbox:not(:has(li))", state="attached", timeout=10000)
            await page.locator(".note").nth(held - 1).wait_for(state="attached", timeout=10000)
            assert time.monotonic() - began < promised(5)
            await crowd.agree(promised(8))
