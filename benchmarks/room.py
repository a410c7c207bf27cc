"""How fast a note reaches everyone in a room: POST, validation, database, event, drawing and push, over real sockets.

    .venv/bin/python benchmarks/room.py --listeners 50 200 500 1000 --rates 20 100 --seconds 20 --rounds 3 \\
        --stacks sqlite postgres --growth 0 200 1000

Beside it, in the same run and taking turns, a bare broadcaster of the same bytes (benchmarks/broadcaster.py): only ratios to
it are promises, milliseconds change with the machine. The driver has a process of its own, and with two cores or more the
servers and the driver are pinned apart. `sqlite` is one process, `postgres` is two with Redis.
"""
import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(HOUSE))

from tests.faults.stage import Stage, free_port  # noqa: E402
from tests.services import running_services  # noqa: E402

SEATS_AT_MOST = 400  # distinct people; beyond, some listen on several devices
FILL = """
import sys
from workshops.room import actions
from workshops.room.models import Session
session = Session.objects.get()
seats, silence = list(session.participants.filter(member=None)), session.silences.first()
for count in range(int(sys.argv[-1]) - session.notes.count()):
    text = f"déjà là {count} " + "on nous dit que " * 12
    actions.write_note(by=seats[count % len(seats)], session=session, text=text, silence=silence)
print(f"STAGE{session.notes.count()}")
"""
TICKS = os.sysconf("SC_CLK_TCK")


def pinned(process, cores):
    """Keep a process (and what it starts) on these cores, when there are enough of them to keep apart."""
    if os.cpu_count() > 1:
        os.sched_setaffinity(process.pid, cores)
    return process


def cpu(pids):
    """Seconds of processor these processes have used."""
    fields = [Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split() for pid in pids]
    return sum(int(one[11]) + int(one[12]) for one in fields) / TICKS


def memory(pids):
    """Resident bytes of these processes."""
    return sum(int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") for pid in pids)


def drive(pids, **orders):
    """One run of the driver: what it heard, with the servers' CPU seconds and their memory per listener in KiB."""
    before = memory(pids)
    driver = pinned(
        subprocess.Popen(
            [sys.executable, "benchmarks/room_driver.py"], cwd=HOUSE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ),
        {0},
    )
    driver.stdin.write(json.dumps(orders) + "\n")
    driver.stdin.flush()
    if driver.stdout.readline().strip() != "ready":
        raise SystemExit("the driver could not open its sockets")
    held, began = (memory(pids) - before) / orders["listeners"] / 1024, cpu(pids)
    driver.stdin.write("go\n")
    driver.stdin.flush()
    answer = driver.stdout.readline()
    driver.wait()
    if not answer:
        raise SystemExit("the driver stopped: see above")
    return json.loads(answer) | {"cpu": cpu(pids) - began, "held": held}


def centiles(run):
    """p50 and p95, in milliseconds."""
    cuts = statistics.quantiles(run["latencies"], n=100)
    return cuts[49], cuts[94]


@contextmanager
def room(stack, seats):
    """A running server of this stack, with its facts and its process ids."""
    with tempfile.TemporaryDirectory(prefix="silences-room-", ignore_cleanup_errors=True) as folder:
        if stack == "sqlite":
            yield from started(Stage(f"{folder}/stage", seats, database_url="", pace=1, debug=False))
        else:
            with running_services(Path(folder)) as services:
                yield from started(
                    Stage(
                        f"{folder}/stage", seats, database_url=services["DATABASE_URL"], redis_url=services["REDIS_URL"],
                        servers=2, pace=1, debug=False,
                    )
                )  # fmt: skip


def started(stage):
    try:
        stage.run("prepare")  # without DEBUG, as people run it
        stage.start()
        for process in stage.processes.values():
            pinned(process, set(range(1, os.cpu_count())))
        yield stage
    finally:
        stage.stop()


@contextmanager
def floor():
    """The bare broadcaster: (port, process id, its name)."""
    port = free_port()
    process = pinned(
        subprocess.Popen([sys.executable, "benchmarks/broadcaster.py", str(port)], cwd=HOUSE, stdout=subprocess.PIPE, text=True),
        {max(0, os.cpu_count() - 1)},
    )
    try:
        name = process.stdout.readline().strip()
        until(lambda: not socket.socket().connect_ex(("127.0.0.1", port)))
        yield port, process.pid, name
    finally:
        process.kill()
        process.wait()


def until(ready, seconds=10):
    ends = time.monotonic() + seconds
    while not ready():
        if time.monotonic() > ends:
            raise SystemExit("the broadcaster did not start")
        time.sleep(0.05)


def in_room(stage, listeners, rate, seconds):
    facts = stage.facts
    state = stage.state()
    return drive(
        [process.pid for process in stage.processes.values()], listeners=listeners, rate=rate, seconds=seconds, ports=stage.ports,
        tokens=facts["tokens"], path=f"/{facts['space']}/sessions/{facts['session']}/", silence=facts["silence"],
        number=state["number"], epoch=facts["epoch"],
    )  # fmt: skip


def on_floor(listeners, rate, seconds, size):
    with floor() as (port, pid, name):
        orders = {"ports": [port], "tokens": [], "path": "/", "number": 0, "epoch": "", "bytes": size}
        return drive([pid], listeners=listeners, rate=rate, seconds=seconds, **orders) | {"name": name}


def compare(stack, listeners, rate, seconds, rounds):
    """One line: medians of the rounds, room and floor taking turns."""
    rooms, floors = [], []
    for _ in range(rounds):
        with room(stack, min(listeners, SEATS_AT_MOST)) as stage:
            rooms.append(in_room(stage, listeners, rate, seconds))
        floors.append(on_floor(listeners, rate, seconds, rooms[-1]["bytes"]))
    middle = lambda runs, of: statistics.median(map(of, runs))  # noqa: E731
    p50, p95 = (middle(rooms, lambda run, at=at: centiles(run)[at]) for at in (0, 1))
    bare50, bare95 = (middle(floors, lambda run, at=at: centiles(run)[at]) for at in (0, 1))
    each = lambda run: 1e6 * run["cpu"] / max(1, run["frames"])  # noqa: E731
    mine, bare = middle(rooms, each), middle(floors, each)
    broken = [sum(run[what] for run in rooms) for what in ("lost", "twice", "disorder", "closed", "refused")]
    print(
        f"{stack:9}{listeners:6}{rate:5}  {p50:7.1f} {p95:7.1f}   {bare50:6.1f} {bare95:6.1f}   {p95 / bare95:5.2f}   "
        f"{mine:7.1f} {bare:6.1f} {mine / bare:6.2f}   {middle(rooms, lambda run: run['held']):6.1f}   "
        f"{' '.join(map(str, broken)):10} {rooms[-1]['bytes']:5} {floors[-1]['name']}", flush=True,
    )  # fmt: skip


def grow(stack, notes, seconds):
    """What one event costs in a room that holds ever more notes: server CPU in ms, with 50 listeners at 20 notes/s."""
    print(f"\n{stack}: cost of one event, by the notes already there")
    with room(stack, 50) as stage:
        for wanted in notes:
            held = stage.ask(FILL, wanted)
            run = in_room(stage, 50, 20, seconds)
            print(f"{held:6} notes  {1000 * run['cpu'] / (20 * seconds):6.1f} ms CPU  p95 {centiles(run)[1]:6.1f} ms", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--listeners", type=int, nargs="+", default=[50, 200, 500, 1000])
    parser.add_argument("--rates", type=int, nargs="+", default=[20, 100], help="notes per second")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--stacks", nargs="+", choices=["sqlite", "postgres"], default=["sqlite", "postgres"])
    parser.add_argument("--growth", type=int, nargs="*", default=[0, 200, 1000], help="notes already in the room")
    given = parser.parse_args()
    print(f"{os.cpu_count()} cores, {given.seconds:g} s, {given.rounds} round(s); milliseconds from POST to frame\n")
    print("stack    people  n/s   p50     p95 | bare: p50 p95 | ratio | CPU µs/delivery, bare, ratio | KiB/listener | lost twice "
          "disorder closed refused | bytes, floor")  # fmt: skip
    for stack in given.stacks:
        for listeners in given.listeners:
            for rate in given.rates:
                compare(stack, listeners, rate, given.seconds, given.rounds)
        if given.growth:
            grow(stack, given.growth, given.seconds)


if __name__ == "__main__":
    main()
