"""The events of imported logs as the engine reads them: Parquet files under DuckDB, in memory, with nothing else in
reach.
"""
from dataclasses import dataclass

from .sql import literal


@dataclass(frozen=True)
class Budget:
    """What the engine may use; None leaves DuckDB's own choice."""

    memory: str = "1GB"
    threads: int | None = None
    spill: str | None = None  # a folder for what does not fit


def connect(files, attributes, budget):
    """A DuckDB with the relation `events` over these files, read as one in the order given; it can reach no other file.
    """
    import duckdb

    settings = {"memory_limit": budget.memory, "preserve_insertion_order": False}
    if budget.threads:
        settings["threads"] = budget.threads
    db = duckdb.connect(":memory:", config=settings)
    if budget.spill:
        db.execute(f"SET temp_directory = {literal(budget.spill)}")
        db.execute(f"SET allowed_directories = [{literal(budget.spill)}]")
    listed = f"[{', '.join(literal(str(path)) for path in files)}]"
    db.execute(f"SET allowed_paths = {listed}")
    db.execute("SET enable_external_access = false")
    db.execute("SET lock_configuration = true")
    named, place = ("", "1") if len(files) == 1 else (", filename = 'source'", f"list_position({listed}, source)")
    values = "".join(f", attr_{number}" for number in range(len(attributes)))
    db.execute(f"CREATE VIEW events AS SELECT customer, activity, epoch_us(\"at\") AS t, {place} AS file, seq{values} "
               f"FROM read_parquet({listed}, union_by_name = true{named})")
    return db
