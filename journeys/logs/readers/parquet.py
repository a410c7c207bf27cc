"""Reads Parquet through DuckDB: columns become text, nested ones JSON-like text, and times keep their offset.

Refuses: damaged files, encrypted ones, types that DuckDB does not know.
"""
import duckdb

from ..problems import Problem
from .staging import Staged, sql_text

MAGIC = b"PAR1"


def columns_of(path):
    """[(name, DuckDB type)] of the file."""
    try:
        with duckdb.connect(config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}) as connection:
            return connection.execute(f"DESCRIBE SELECT * FROM read_parquet({sql_text(path)})").fetchall()
    except duckdb.Error as error:
        raise Problem("parquet_broken", reason=str(error).split("\n")[0][:160].replace(str(path), "…")) from None


def _quoted(name):
    return '"' + name.replace('"', '""') + '"'


def describe(path, cap, layout, shown=200):
    """Columns and first rows."""
    names = [row[0] for row in columns_of(path)]
    texts = ", ".join(f"CAST({_quoted(name)} AS VARCHAR)" for name in names)
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone='UTC'")
        rows = connection.execute(f"SELECT {texts} FROM read_parquet({sql_text(path)}) LIMIT {shown}").fetchall()
    return {"columns": names, "rows": [["" if value is None else value for value in row] for row in rows]}


def stage(path, folder, layout, cap, report=None, limit=None):
    """Point DuckDB at the file; records are counted as they are read."""
    found = {name: kind for name, kind, *_rest in columns_of(path)}
    wanted = layout.wanted
    missing = [name for name in wanted if name not in found]
    if missing:
        raise Problem("no_column", column=missing[0], columns=list(found))
    nested = [name for name in wanted if "[]" in found[name] or found[name].startswith(("STRUCT", "MAP", "UNION"))]
    texts = ", ".join(f"CAST({_quoted(name)} AS VARCHAR) AS c{i}" for i, name in enumerate(wanted))
    bound = f" LIMIT {limit}" if limit else ""
    relation = f"(SELECT {texts} FROM read_parquet({sql_text(path)}){bound})"
    cautions = [{"code": "nested_left", "count": len(nested), "columns": nested}] if nested else []
    return Staged([f"c{i}" for i in range(len(wanted))], relation, cautions=cautions, row_of_first=1)
