"""The questions of `silences.py` answered with pandas or Polars, as somebody fluent in them would: vectorised, no loop
over customers. And those that pm4py has words for, with its own functions.

    python peers.py pandas|polars|pm4py log.csv

Prints {"counted": {touchpoint: [silent, due]}, "segments": cells, "together": patterns, "loops": customers}; pm4py, which
knows no delay, {"absent": {touchpoint: customers without it}, "variants": different sequences of at most LONGEST events}.
Runs in a scratch environment; nothing of the house is imported.
"""
import json
import sys

TOUCHPOINTS, DELAY = 40, 14 * 86_400
LONGEST = 100  # events of a customer, as in our reading
NAMES = {f"step {n}": f"t{n}" for n in range(TOUCHPOINTS)}


def with_pandas(path):
    import numpy
    import pandas

    log = pandas.read_csv(path, dtype={"customer": "category", "access": "category", "age": "category"},
                          keep_default_na=False)
    log["at"] = pandas.to_datetime(log["at"], format="%Y-%m-%dT%H:%M:%SZ", errors="coerce")
    log = log.dropna(subset=["at"])
    log["at"] = (log["at"] - pandas.Timestamp("1970-01-01")) // pandas.Timedelta(seconds=1)
    end = log["at"].max()
    log = log.sort_values(["customer", "at"], kind="stable")
    by = log.groupby("customer", observed=True)
    people = by.agg(first=("at", "min"), access=("access", "first"), age=("age", "first"))
    firsts = log.groupby(["customer", "event"], observed=True)["at"].min().unstack()
    due = people["first"] + DELAY
    left = firsts["quit"].fillna(numpy.inf) <= due
    counted, cells, silences = {}, 0, {}
    for event, key in NAMES.items():
        done = firsts[event].reindex(people.index)
        up = (due <= end) & ~left
        silent = up & done.isna()
        late, never = done > due, done.isna()
        status = numpy.select([~never & ~late, late, left, due > end], ["activated", "late", "left", "not yet"], "silent")
        counted[key] = [int(silent.sum()), int(up.sum())]
        silences[key] = silent
        for attribute in ("access", "age"):
            cells += len(pandas.Series(status, index=people.index).groupby(people[attribute], observed=True).value_counts())
    together = pandas.DataFrame(silences).value_counts().head(20).tolist()
    before, after = by["event"].shift(1), by["event"].shift(-1)
    loops = log.loc[(before == after) & before.notna() & (before != log["event"].astype(object)), "customer"].nunique()
    print(json.dumps({"counted": counted, "segments": cells, "together": together, "loops": int(loops)}))


def with_polars(path):
    import polars as pl

    log = (pl.scan_csv(path, infer_schema=False)
           .with_columns(pl.col("at").str.to_datetime("%Y-%m-%dT%H:%M:%SZ", strict=False).dt.epoch("s"))
           .drop_nulls("at").with_columns(pl.col("access").fill_null(""), pl.col("event").cast(pl.Categorical)).collect())
    end = log["at"].max()
    people = log.group_by("customer").agg(
        pl.col("at").min().alias("first"), pl.col("access").first(), pl.col("age").first(),
        pl.col("at").filter(pl.col("event") == "quit").min().alias("quit"),
        *[pl.col("at").filter(pl.col("event") == event).min().alias(key) for event, key in NAMES.items()],
    ).with_columns((pl.col("first") + DELAY).alias("due"))
    left = (pl.col("quit") <= pl.col("due")).fill_null(False)
    up = (pl.col("due") <= end) & ~left
    counted, cells = {}, 0
    statuses = people.with_columns(
        pl.when(pl.col(key) <= pl.col("due")).then(0).when(pl.col(key).is_not_null()).then(1).when(left).then(2)
        .when(pl.col("due") > end).then(3).otherwise(4).alias(f"s {key}") for key in NAMES.values())
    for key in NAMES.values():
        counted[key] = list(people.select((up & pl.col(key).is_null()).sum().alias("silent"), up.sum().alias("up")).row(0))
        for attribute in ("access", "age"):
            cells += statuses.group_by(attribute, f"s {key}").len().height
    patterns = statuses.group_by([f"s {key}" for key in NAMES.values()]).len()
    together = patterns.sort("len", descending=True).head(20)["len"].to_list()
    walk = log.sort("customer", "at", maintain_order=True).with_columns(
        pl.col("event").shift(1).over("customer").alias("before"), pl.col("event").shift(-1).over("customer").alias("after"))
    loops = walk.filter((pl.col("before") == pl.col("after")) & (pl.col("before") != pl.col("event")))["customer"].n_unique()
    print(json.dumps({"counted": counted, "segments": cells, "together": together, "loops": loops}))


def with_pm4py(path):
    import pandas
    import pm4py

    log = pandas.read_csv(path, keep_default_na=False)
    log["at"] = pandas.to_datetime(log["at"], format="%Y-%m-%dT%H:%M:%SZ", errors="coerce", utc=True)
    log = pm4py.format_dataframe(log.dropna(subset=["at"]), case_id="customer", activity_key="event", timestamp_key="at")
    absent = {}
    for event, key in NAMES.items():
        without = pm4py.filter_event_attribute_values(log, "concept:name", [event], level="case", retain=False)
        absent[key] = int(without["case:concept:name"].nunique())
    variants = len(pm4py.get_variants(pm4py.filter_case_size(log, 1, LONGEST)))
    print(json.dumps({"absent": absent, "variants": variants}))


if __name__ == "__main__":
    {"pandas": with_pandas, "polars": with_polars, "pm4py": with_pm4py}[sys.argv[1]](sys.argv[2])
