"""What every fault test begins with: how often, with how many people, on which stage, behind which proxy."""
import os
import tempfile
from contextlib import asynccontextmanager, contextmanager

from .proxy import FaultProxy
from .stage import Stage

SEEDS = range(int(os.environ.get("FAULT_SEEDS", "3" if os.environ.get("CI") == "true" else "1")))
SLACK = float(os.environ.get("FAULT_SLACK", "2"))  # 1 shows the promised times, on a machine that does nothing else
SEATS = int(os.environ.get("FAULT_SEATS", "6"))


def promised(seconds):
    """A promised time, as this machine may be held to it."""
    return seconds * SLACK


@contextmanager
def staged(seats=SEATS, folder=None, **more):
    """A stage whose servers run; all is gone at the end."""
    stage = Stage(folder or tempfile.mkdtemp(prefix="silences-fault-"), seats, **more)
    try:
        yield stage.start()
    finally:
        stage.stop()


@asynccontextmanager
async def proxied(stage, **more):
    proxy = await FaultProxy("127.0.0.1", stage.port, **more).start()
    try:
        yield proxy
    finally:
        await proxy.stop()
