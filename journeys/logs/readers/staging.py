"""What every reader hands to the importer: a table of text columns that DuckDB can scan, and what it already had to refuse.

Python readers stream their records into a scratch file of a dialect that has no traps; the delimited and Parquet readers point
DuckDB at the file itself. Values are text; '' and NULL mean missing. Records keep their order in the file.
"""
import csv
from dataclasses import dataclass, field
from pathlib import Path

MAX_VALUE = 10_000  # characters of one value; longer ones are cut, an event name that long is not one


@dataclass
class Reject:
    """A data record that could not be read: its row (header counted), why, where; never the customer's own value."""

    row: int
    reason: str
    column: str = ""
    value: str = ""


@dataclass
class Staged:
    """`relation` is SQL after FROM; `places` are its columns (SQL) for the wanted names, the customer's first.

    `records` counts data records, rejects included (None: known only once DuckDB has read them). `row_of_first` is the row a
    person would name for the first record: 2 below a header, 1 in XES.
    """

    places: list
    relation: str
    records: int | None = None
    rejects: list = field(default_factory=list)
    cautions: list = field(default_factory=list)
    quoted: bool = True  # False: quoting was switched off, values may still wear their quotes
    odd_blanks: bool = True  # values may be surrounded by other blanks than plain spaces
    row_of_first: int = 2
    row_column: str = ""  # column holding the row number, where the reader knows better than the order


def sql_text(value):
    """`value` as an SQL string literal."""
    return "'" + str(value).replace("'", "''") + "'"


class Scratch:
    """Writes records to a file that DuckDB reads back without guessing: first column the row number, then the named columns."""

    def __init__(self, folder, columns):
        self.path = Path(folder) / "records.csv"
        self.columns = list(columns)
        self.file = self.path.open("w", encoding="utf-8", newline="", errors="replace")
        self.writer = csv.writer(self.file, lineterminator="\n", quoting=csv.QUOTE_ALL)
        self.count = 0
        self.rejects = []

    def add(self, row, values):
        """One record: its row number and one text (or None) per column."""
        self.count += 1
        self.writer.writerow([row, *(_plain(value) for value in values)])

    def refuse(self, row, reason, column="", value=""):
        """One record that cannot be read."""
        self.count += 1
        self.rejects.append(Reject(row, reason, column, value))

    def staged(self, **more):
        """Close the scratch file and describe it."""
        self.file.close()
        names = ", ".join(f"'{name}': 'VARCHAR'" for name in ("row", *(f"c{i}" for i in range(len(self.columns)))))
        relation = (
            f"read_csv({sql_text(self.path)}, delim=',', quote='\"', escape='\"', header=false, auto_detect=false, "
            f"all_varchar=true, max_line_size={64 * 2**20}, columns={{{names}}})"
        )
        places = [f"c{i}" for i in range(len(self.columns))]
        return Staged(places, relation, self.count, self.rejects, row_column="row", **more)


def _plain(value):
    """Text without NUL, of bounded length; None becomes ''."""
    if value is None:
        return ""
    text = str(value)
    if len(text) > MAX_VALUE:
        text = text[:MAX_VALUE]
    return text.replace("\0", "") if "\0" in text else text
