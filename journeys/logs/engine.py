"""DuckDB as the importer uses it: a memory budget, no network, and no file outside the folders it is given.

What does not fit in the budget spills beside the import, and is removed with it.
"""
from pathlib import Path

import duckdb

from .readers.staging import sql_text

COUNTED_MB = 1024  # up to here, what DuckDB does not count fits in what the reader may use besides (confining.py)


def connect(folder, zone="UTC", memory_mb=1024, threads=2, allowed=()):
    """A connection whose naive times are in `zone` and that may only touch `folder` and the `allowed` paths.

    Of a larger budget a third is left for what DuckDB does not count: the names of customers, and blocks being sorted.
    """
    spill = Path(folder) / "spill"
    counted = max(min(memory_mb, COUNTED_MB), memory_mb * 2 // 3)
    connection = duckdb.connect(":memory:", config={"threads": threads, "memory_limit": f"{counted}MB"})
    connection.execute(f"SET temp_directory={sql_text(spill)}")
    connection.execute(f"SET TimeZone={sql_text(zone)}")
    connection.execute("SET autoinstall_known_extensions=false")
    connection.execute("SET autoload_known_extensions=false")
    directories = ", ".join(sql_text(f"{path}/") for path in {str(folder), *map(str, allowed)})
    connection.execute(f"SET allowed_directories=[{directories}]")
    connection.execute("SET enable_external_access=false")
    connection.execute("SET lock_configuration=true")
    return connection
