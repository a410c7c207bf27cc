"""A guest's socket: opened for this very origin only, by the cookie and nothing in the address."""
import pytest
from asgiref.sync import sync_to_async

from tests.test_live_sockets import ORIGIN, Listener, knock
from tests.workshops.room import table

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.asyncio]


@pytest.mark.parametrize(("origin", "opens"), [(ORIGIN, True), ("http://evil.example", False), ("null", False), (None, False)])
async def test_a_guest_s_socket_opens_for_this_origin_only(claire, settings, origin, opens):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["localhost"], ""
    session, _people = await sync_to_async(table.opened)(claire)
    _seat, token = await sync_to_async(table.guest)(session)
    listener = Listener(knock(session, f"seat={token}", origin))
    assert await listener.open() is opens
    if opens:
        assert (await listener.until(lambda frame: frame["type"] == "beat"))["type"] == "beat"
        await listener.close()


async def test_a_socket_reads_no_token_from_its_address(claire, settings):
    settings.ALLOWED_HOSTS, settings.BASE_URL = ["localhost"], ""
    session, _people = await sync_to_async(table.opened)(claire)
    _seat, token = await sync_to_async(table.guest)(session)
    listener = Listener(knock(session, "", query=f"seen=0&seat={token}&token={token}"))
    assert await listener.open()
    assert await listener.until(lambda frame: False) == 4403
