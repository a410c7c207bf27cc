"""How long importing and reading a log takes, against a bare scan of the same file and, with --peers, against pandas
and Polars.

    .venv/bin/python benchmarks/silences.py 1 10 [--peers /path/to/scratch/bin/python] [--rounds 3]

Makes logs of that many million events (40 touchpoints, skewed, two segments, one line in a thousand broken), imports
and reads them through the two commands as a scheduled job would, and prints seconds, peak memory and ratios of one run:
figures of different machines or days do not compare, ratios of one run do. The peers answer the same questions from the
same CSV (first times, statuses by segment, silences kept together, going back and forth; not curves, detours, variants and
absences, which a reading tells besides) and must find the same silent customers.
"""
import argparse
import csv
import json
import multiprocessing
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HOUSE = Path(__file__).resolve().parent.parent
TOUCHPOINTS, DELAY_DAYS, SEGMENTS = 40, 14, ("access", "age")
FLOORS = {"pandas": 0.25, "polars": 0.8}  # of theirs, import and reading together, at 10 million


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


def run(arguments, **environment):
    """(seconds, peak MiB, standard output) of a command; peak of the largest process in it."""
    begun = time.perf_counter()
    child = subprocess.Popen([str(one) for one in arguments], cwd=HOUSE, stdout=subprocess.PIPE, text=True,
                             env=os.environ | environment)
    said = child.stdout.read()
    _pid, status, usage = os.wait4(child.pid, 0)
    if status:
        sys.exit(f"{arguments[1]} failed")
    return time.perf_counter() - begun, usage.ru_maxrss / 1024, said


def bare(query):
    """Seconds of a query of DuckDB, in a process of its own so that its memory is not taken for ours."""
    told = "import duckdb, time; begun = time.perf_counter()"
    told += f"; duckdb.sql({query!r}).fetchall(); print(time.perf_counter() - begun)"
    return float(run([sys.executable, "-c", told])[2].splitlines()[-1])  # DuckDB shows its progress before


def scans(log, columns):
    """Seconds of a bare scan and group-by of the CSV, and of the columnar file."""
    groups = f"SELECT customer, activity, min(\"at\") AS first, max(\"at\") AS last FROM '{columns}' GROUP BY ALL"
    return {
        "bare CSV scan": bare(
            f"SELECT event, access, count(*), max(\"at\") FROM read_csv('{log}', all_varchar = true) GROUP BY ALL"),
        "bare columnar scan": bare(f"SELECT count(*), max(first), max(last) FROM ({groups})")}


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
        ours, best = [], {}
        for turn in range(rounds):
            data = folder / f"data{turn}"
            data.mkdir()
            manage = [sys.executable, "manage.py"]
            run([*manage, "migrate", "-v0"], DATA_DIR=str(data))
            run([*manage, "import_journey", journey, "--space", "bench", "--publish"], DATA_DIR=str(data))
            bring = run([*manage, "import_log", log, "--space", "bench", "--case", "customer", "--activity", "event",
                         "--time", "at", "--segments", ",".join(SEGMENTS)], DATA_DIR=str(data))
            imported = json.loads(bring[2])
            read = [*manage, "read_silences", "--space", "bench", "--journey", "bench", "--log", imported["log"], "--json"]
            whole, again = run(read, DATA_DIR=str(data)), run([*read, "--segments", "age"], DATA_DIR=str(data))
            window = run([*read, "--from", "2025-02-01", "--to", "2025-09-30"], DATA_DIR=str(data))
            stored = run(read, DATA_DIR=str(data))
            answer = json.loads(whole[2])
            columns = next((data / "logs").glob("*/events.parquet"))
            times = {"import": bring[0], "reading": whole[0], "another segment": again[0], "another window": window[0],
                     "asked again": stored[0], **scans(log, columns)}
            for name in peers and ("pandas", "polars") or ():
                seconds, memory, said = run([peers, Path(__file__).parent / "peers.py", name, log])
                times[name] = seconds
                agree(name, json.loads(said), answer)
                best.setdefault(f"{name} MiB", memory)
            ours.append(times)
            best.setdefault("import MiB", bring[1])
            best.setdefault("reading MiB", whole[1])
        middle = {name: sorted(times[name] for times in ours)[len(ours) // 2] for name in ours[0]}
        report(middle, best, imported)


def report(times, memory, imported):
    kept = f"{imported['kept']:,} kept, {imported['rejected']:,} rejected of {imported['lines']:,} lines"
    print(f"  {kept}, {imported['customers']:,} customers")
    for name, seconds in times.items():
        peak = next((f"{value:7.0f} MiB" for key, value in memory.items() if key.startswith(name)), "")
        print(f"  {name:20}{seconds:8.2f} s {peak}")
    total = times["import"] + times["reading"]
    print(f"  import / bare CSV scan          {times['import'] / times['bare CSV scan']:6.2f}")
    print(f"  reading / bare columnar scan    {times['reading'] / times['bare columnar scan']:6.2f}")
    for name in ("another segment", "another window"):
        print(f"  {name + ' / columnar scan':31} {times[name] / times['bare columnar scan']:6.2f}   (floor: 2)")
    for name, floor in FLOORS.items():
        if name in times:
            print(f"  (import + reading) / {name:9}  {total / times[name]:6.2f}   (floor at 10 million: {floor})")


def agree(name, theirs, answer):
    """Stop unless a peer counted the same customers: a fast wrong answer is no comparison."""
    counted = {entry["touchpoint"]: [entry["silent"], entry["due"]] for entry in answer["touchpoints"]}
    counted.pop("quit")
    if theirs["counted"] != counted:
        wrong = next(key for key in counted if theirs["counted"].get(key) != counted[key])
        sys.exit(f"{name} counts {theirs['counted'].get(wrong)} at {wrong}, we count {counted[wrong]}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("millions", type=float, nargs="+")
    parser.add_argument("--peers", help="an interpreter that has pandas and polars")
    parser.add_argument("--rounds", type=int, default=1)
    asked = parser.parse_args()
    for size in asked.millions:
        measure(size, asked.peers, asked.rounds)
