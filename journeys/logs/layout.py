"""Which columns of a file play which role, and how its times are read: the options of an import, in one canonical form.

Pure. The same file with the same canonical options is the same log, so defaults are resolved here and empty options left out.
"""
import hashlib
import json
from dataclasses import asdict, dataclass, fields
from zoneinfo import ZoneInfo

from .problems import Problem
from .times import UNITS

IMPORTER = 1  # raise when the same bytes with the same options would give other events
XES_DEFAULTS = {"case": "concept:name", "activity": ("concept:name",), "time": "time:timestamp"}
LIFECYCLE_NAMES = ("lifecycle:transition", "lifecycle", "transition")


@dataclass(frozen=True)
class Layout:
    """Roles of columns and reading choices; `segments` keep their order and name the attributes that are stored."""

    case: str = ""
    fallback: str = ""  # column of the customer where the first is empty (anonymous visitors)
    activity: tuple = ()  # several columns are joined by +
    time: str = ""
    segments: tuple = ()
    lifecycle: str = ""  # statuses kept, separated by |
    lifecycle_column: str = ""
    left_out: str = ""  # values of left_out_column whose lines are filtered, separated by |
    left_out_column: str = ""
    event_id: str = ""  # column that names each event: one that was sent twice counts once
    timezone: str = ""  # of naive times, and of the log's days
    time_unit: str = ""  # s, ms, us, excel, days: times are numbers
    day_first: bool | None = None
    delimiter: str = ""
    sheet: str = ""
    object_type: str = ""
    continues: str = ""  # uuid of the log that this one prolongs

    @property
    def relative_days(self):
        return self.time_unit == "days"

    @property
    def zone(self):
        """The zone times are read in; relative days have none."""
        return "UTC" if self.relative_days else self.timezone

    @property
    def wanted_keys(self):
        """(role, column) pairs, the customer's first, in the order readers deliver."""
        pairs = [("case", self.case), *(("activity", name) for name in self.activity), ("time", self.time)]
        if self.fallback:
            pairs.append(("fallback", self.fallback))
        if self.lifecycle_column:
            pairs.append(("lifecycle", self.lifecycle_column))
        if self.left_out:
            pairs.append(("left_out", self.left_out_column))
        if self.event_id:
            pairs.append(("event_id", self.event_id))
        return pairs + [("segment", name) for name in self.segments]

    @property
    def wanted(self):
        return [name for _role, name in self.wanted_keys]

    def as_options(self):
        """JSON-ready, without what is empty."""
        return {name: value for name, value in asdict(self).items() if value not in ("", (), [], None)}

    @classmethod
    def from_options(cls, options):
        """The inverse of `as_options`; unknown names are refused."""
        values = {name: tuple(value) if isinstance(value, list) else value for name, value in options.items()}
        unknown = set(values) - {field.name for field in fields(cls)}
        if unknown:
            raise ValueError(f"unknown options: {', '.join(sorted(unknown))}")
        return cls(**values)

    def digest(self, file_digest, lists=""):
        """sha256 of the file's digest and the options (and of the exclusion and alias lists): same file, same log."""
        text = json.dumps([IMPORTER, file_digest, self.as_options(), lists], sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def checked(layout):
    """The layout, or Problem("column_missing" | "same_column" | "id_is_role" | "segment_is_customer" | "bad_zone" | "bad_unit").
    """
    for role in ("case", "activity", "time"):
        if not getattr(layout, role):
            raise Problem("column_missing", role=role)
    if layout.time in (layout.case, *layout.activity):
        raise Problem("same_column", column=layout.time)
    if layout.event_id and layout.event_id in (layout.case, layout.fallback, *layout.activity, layout.time):
        raise Problem("id_is_role", column=layout.event_id)
    for name in (layout.case, layout.fallback):
        if name and name in layout.segments:
            raise Problem("segment_is_customer", column=name)
    if layout.left_out and not layout.left_out_column:
        raise Problem("column_missing", role="left_out")
    if layout.time_unit and layout.time_unit not in UNITS:
        raise Problem("bad_unit", unit=layout.time_unit)
    try:
        ZoneInfo(layout.timezone)
    except (KeyError, ValueError, OSError):
        raise Problem("bad_zone", zone=layout.timezone) from None
    return layout
