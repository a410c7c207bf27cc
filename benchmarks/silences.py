"""How long importing and reading a log takes, against a bare scan of the same file and, with --peers, against pandas,
Polars and pm4py.

    .venv/bin/python benchmarks/silences.py 1 10 50 [--peers /path/to/scratch/bin/python …] [--rounds 3]

Makes logs of that many million events (40 touchpoints, skewed, two segments, one line in a thousand broken), imports
and reads them through the two commands as a scheduled job would, and prints seconds, peak memory and ratios of one run:
figures of different machines or days do not compare, ratios of one run do. The peers answer the same questions from the
same CSV (first times, statuses by segment, silences kept together, going back and forth; not curves, detours, variants and
absences, which a reading tells besides) and must find the same silent customers. pm4py is asked up to a million events who never
did each step, and how many different sequences there are; it must find what we find. Peers are asked of the first interpreter
that has them, and of none above 10 million events. Seconds are the clock's, and with CPU those of the processor, which say more
on a machine that others use too.
"""
import argparse
import csv
import json
import multiprocessing
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
TOUCHPOINTS, DELAY_DAYS, SEGMENTS = 40, 14, ("access", "age")
FLOORS = {"pandas": 0.25, "polars": 0.8}  # of theirs, import and reading together, at 10 million
PEERS = {"pandas": 10, "polars": 10, "pm4py": 1}  # asked up to so many million events
MEMORY = 4096  # MiB, at 50 million
LOOK_FOR = "import importlib.util, sys; print(*(name for name in sys.argv[1:] if importlib.util.find_spec(name)))"


def make_log(path, millions):
    """A CSV of about `millions` million lines: twenty events per customer, few touchpoints frequent, most rare."""
    import duckdb

    events = round(millions * 1_000_000)
    db = duckdb.connect()
    db.execute("SELECT setseed(0.4)")
    db.execute(f"""
        COPY (
            SELECT 'customer ' || c AS customer,
                   CASE WHEN r < 0.001 THEN 'quit' WHEN r < 0.7 THEN 'step ' || floor(pow(random(), 2) * {TOUCHPOINTS})::INT
                        ELSE 'page ' || floor(pow(random(), 3) * 300)::INT END AS event,
                   CASE WHEN random() < 0.001 THEN 'yesterday'
                        ELSE strftime(TIMESTAMP '2025-01-01' + to_seconds(
                            ((hash(c) % 300) * 86400 + floor(random() * 60 * 86400))::BIGINT), '%Y-%m-%dT%H:%M:%SZ') END AS at,
                   ['fibre', 'adsl', 'mobile', ''][1 + (hash(c * 7) % 4)::INT] AS access,
                   ['18-34', '35-64', '65+'][1 + (hash(c * 3) % 3)::INT] AS age
            FROM (SELECT floor(pow(random(), 1.5) * {events // 20})::BIGINT AS c, random() AS r FROM range({events}))
        ) TO '{path}' (HEADER)""")


def make_map(path):
    columns = ["stage", "order", "touchpoint", "label", "channel", "expectation", "anchor", "due_after", "due_unit", "events",
               "terminal"]
    with path.open("w", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(columns)
        for n in range(TOUCHPOINTS):
            rows.writerow(["All", n + 1, f"t{n}", f"Step {n}", "web", "required", "start", DELAY_DAYS, "days", f"step {n}", ""])
        rows.writerow(["All", TOUCHPOINTS + 1, "quit", "Quit", "web", "optional", "", "", "", "quit", "exit"])


class Ran(float):
    """The seconds of a command, with those of its processor, its peak MiB (of its largest process) and what it said."""

    def __new__(cls, seconds, cpu, memory, said):
        ran = super().__new__(cls, seconds)
        ran.cpu, ran.memory, ran.said = cpu, memory, said
        return ran


def run(arguments, **environment):
    """A command `Ran`; one that fails ends everything. Compiled modules are kept, as in any installation."""
    begun = time.perf_counter()
    child = subprocess.Popen([str(one) for one in arguments], cwd=HOUSE, stdout=subprocess.PIPE, text=True,
                             env=os.environ | {"PYTHONDONTWRITEBYTECODE": ""} | environment)
    said = child.stdout.read()
    _pid, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{arguments[1]} failed")
    return Ran(time.perf_counter() - begun, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, said)


def bare(query):
    """A query of DuckDB, `Ran` in a process of its own so that its memory is not taken for ours."""
    told = "import duckdb, os, time; begun, used = time.perf_counter(), sum(os.times()[:2])"
    told += f"; duckdb.sql({query!r}).fetchall(); print(time.perf_counter() - begun, sum(os.times()[:2]) - used)"
    ran = run([sys.executable, "-c", told])
    return Ran(*map(float, ran.said.splitlines()[-1].split()), ran.memory, "")  # DuckDB shows its progress before


def scans(log, columns):
    """A bare scan and group-by of the CSV, and of the columnar file."""
    groups = f"SELECT customer, activity, min(\"at\") AS first, max(\"at\") AS last FROM '{columns}' GROUP BY ALL"
    return {
        "bare CSV scan": bare(
            f"SELECT event, access, count(*), max(\"at\") FROM read_csv('{log}', all_varchar = true) GROUP BY ALL"),
        "bare columnar scan": bare(f"SELECT count(*), max(first), max(last) FROM ({groups})")}


def able(interpreters):
    """{peer: the first interpreter that has it}."""
    found = {}
    for interpreter in interpreters:
        for name in run([interpreter, "-c", LOOK_FOR, *PEERS]).said.split():
            found.setdefault(name, interpreter)
    return {name: found[name] for name in PEERS if name in found}


def measure(millions, peers, rounds):
    """Print what `millions` million events cost."""
    with tempfile.TemporaryDirectory(prefix="silences-bench-") as folder:
        folder = Path(folder)
        log, journey = folder / "log.csv", folder / "bench.csv"
        maker = multiprocessing.get_context("spawn").Process(target=make_log, args=(log, millions))
        maker.start()  # apart: a process counts the memory of the one it was begun by as its own
        maker.join()
        make_map(journey)
        print(f"\n{millions:g} million events, {log.stat().st_size / 2**20:.0f} MiB of CSV")
        found = []
        for turn in range(rounds):
            data = folder / f"data{turn}"
            data.mkdir()
            manage = [sys.executable, "manage.py"]
            run([*manage, "migrate", "-v0"], DATA_DIR=str(data))
            run([*manage, "import_journey", journey, "--space", "bench", "--publish"], DATA_DIR=str(data))
            bring = run([*manage, "import_log", log, "--space", "bench", "--case", "customer", "--activity", "event",
                         "--time", "at", "--segments", ",".join(SEGMENTS)], DATA_DIR=str(data))
            imported = json.loads(bring.said)
            read = [*manage, "read_silences", "--space", "bench", "--journey", "bench", "--log", imported["log"], "--json"]
            ran = {
                "import": bring, "reading": run(read, DATA_DIR=str(data)),
                "another segment": run([*read, "--segments", "age"], DATA_DIR=str(data)),
                "another window": run([*read, "--from", "2025-02-01", "--to", "2025-09-30"], DATA_DIR=str(data)),
                "asked again": run(read, DATA_DIR=str(data)),
                **scans(log, next((data / "logs").glob("*/events.parquet")))}
            for name, interpreter in peers.items():
                if millions <= PEERS[name]:
                    ran[name] = run([interpreter, Path(__file__).parent / "peers.py", name, log])
                    agree(name, json.loads(ran[name].said.splitlines()[-1]), json.loads(ran["reading"].said))
            found.append(ran)
            shutil.rmtree(data)
        report({name: sorted(ran[name] for ran in found)[len(found) // 2] for name in found[0]}, imported, millions)


def report(ran, imported, millions):
    kept = f"{imported['kept']:,} kept, {imported['rejected']:,} rejected of {imported['lines']:,} lines"
    print(f"  {kept}, {imported['customers']:,} customers")
    for name, one in ran.items():
        print(f"  {name:20}{one:8.2f} s {one.cpu:8.2f} s of CPU {one.memory:7.0f} MiB")
    ratio("import / bare CSV scan", [ran["import"]], ran["bare CSV scan"])
    ratio("reading / bare columnar scan", [ran["reading"]], ran["bare columnar scan"])
    for name in ("another segment", "another window"):
        ratio(name + " / columnar scan", [ran[name]], ran["bare columnar scan"], "floor: 2")
    for name in PEERS:
        if name in ran:
            told = f"floor at 10 million: {FLOORS[name]}" if name in FLOORS else "it answers two of the questions"
            ratio("(import + reading) / " + name, [ran["import"], ran["reading"]], ran[name], told)
    peak = max(ran["import"].memory, ran["reading"].memory)
    print(f"  {'peak memory':33}{peak:6.0f} MiB (floor at 50 million: {MEMORY})")


def ratio(name, ours, theirs, told=""):
    """One line: seconds of some commands over those of another, of the clock and of the processor."""
    told = told and f"   ({told})"
    print(f"  {name:33}{sum(ours) / theirs:6.2f}   of CPU {sum(one.cpu for one in ours) / theirs.cpu:6.2f}{told}")


def agree(name, theirs, answer):
    """Stop unless a peer counted the same customers: a fast wrong answer is no comparison."""
    entries = {entry["touchpoint"]: entry for entry in answer["touchpoints"] if entry["touchpoint"] != "quit"}
    ours = {"counted": {key: [entry["silent"], entry["due"]] for key, entry in entries.items()},
            "absent": {key: answer["customers"] - entry["activated"] - entry["late"] for key, entry in entries.items()},
            "variants": answer["trajectories"]["variants"], "loops": answer["trajectories"]["loops"]["customers"]}
    for question in ours.keys() & theirs.keys():
        if theirs[question] != ours[question]:
            sys.exit(f"{name} does not agree on {question}: {theirs[question]}, we say {ours[question]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("millions", type=float, nargs="+")
    parser.add_argument("--peers", nargs="+", default=(), help="interpreters that have pandas, polars, pm4py")
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    there = able(asked.peers)
    for size in asked.millions:
        measure(size, there, asked.rounds)
