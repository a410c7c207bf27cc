"""What a page may know of a reading: masked counts as dataclasses, and the marks that the pictures draw from them.

Pure: takes the masked result of a reading (a masked cell has no counts at all) and the map's touchpoints. Refuses to
rank: everything stays in map order. The words are in `wording.py`.
"""
from dataclasses import dataclass, field

STATUSES = (
    "activated", "late", "attempted", "silent", "not_yet_due", "left_before_due", "not_reached", "not_applicable",
    "not_observable",
)
STATES = {  # of the behaviour matrix: what customers did, avoided, dropped, never met, or cannot be known
    "done": ("activated", "late"), "dropped": ("attempted",), "avoided": ("silent",),
    "never_met": ("not_reached", "left_before_due", "not_applicable"), "unknown": ("not_yet_due", "not_observable"),
}
INSTEAD = ("bypassed", "elsewhere", "gone")


@dataclass(frozen=True)
class Cell:
    """Customers counted at one touchpoint, all of them (by "") or one segment. A masked cell holds None everywhere."""

    by: str = ""
    value: str = ""
    counts: dict | None = None  # status -> customers
    due: int | None = None
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    out_of_place: int | None = None
    instead: dict | None = None
    answer: str = ""  # of the comparison with everybody else: differs, no_difference, too_few, or "" when not made
    points: float | None = None  # difference with everybody else, with its interval
    points_low: float | None = None
    points_high: float | None = None

    @property
    def masked(self):
        """Whether there are too few customers, here or in what could be subtracted, to show anything."""
        return self.counts is None

    def count(self, status):
        """Customers in one status, None when masked."""
        return None if self.counts is None else self.counts.get(status)

    @property
    def silent(self):
        """Customers silent, None when masked."""
        return self.count("silent")

    @property
    def done(self):
        """Customers who did it, in time or late."""
        return None if self.masked else self.counts["activated"] + self.counts["late"]

    @property
    def early(self):
        """Customers who did it before their time was up: activated, and not yet in the denominator."""
        if self.masked or not self.due:
            return 0 if self.masked else self.counts["activated"]
        inside = self.due - self.counts["silent"] - self.counts["attempted"] - self.counts["late"]
        return max(0, self.counts["activated"] - inside)

    @property
    def unseen(self):
        """Customers that cannot be judged yet: time not up (whether they have acted or not) or not observable."""
        return 0 if self.masked else self.counts["not_yet_due"] + self.counts["not_observable"] + self.early

    @property
    def undue(self):
        """Where nobody is due: the status that keeps most of its customers out of the count, "" for nobody at all."""
        out = {name: self.counts[name] for name in STATUSES if name not in ("late", "attempted", "silent")}
        out["not_yet_due"] += out.pop("activated")  # before their time was up
        most = max(out, key=out.get)
        return most if out[most] else ""

    @property
    def total(self):
        """All its customers, 0 when masked."""
        return 0 if self.masked else sum(self.counts.values())

    def in_state(self, state):
        """Customers in one of the five states of the behaviour matrix."""
        return sum(self.counts[status] for status in STATES[state])

    @property
    def states(self):
        """Shares of all customers in the five states; they add up to 1, empty when masked."""
        return {state: self.in_state(state) / self.total for state in STATES} if self.total else {}

    def share(self, status):
        """Share of the customers due, 0 when nobody is."""
        return self.counts[status] / self.due if not self.masked and self.due else 0.0


@dataclass(frozen=True)
class Figure:
    """One touchpoint of the map, or one group of alternatives, with all that may be shown of it."""

    key: str
    label: str
    cell: Cell
    instrument: str = "ok"
    touchpoint: object = None  # the map's Touchpoint; None for a group
    stage: str = ""
    channel: str = ""
    expectation: str = "required"
    group: str = ""
    is_group: bool = False
    segments: tuple = ()

    @property
    def state(self):
        """Which drawing says it: one of `drawing.marks.STATES`."""
        terminal = getattr(self.touchpoint, "terminal", "")
        if terminal:
            return "exit" if terminal == "exit" else "end"
        if self.instrument == "check":
            return "check"
        return state_of(self.cell)

    @property
    def expected(self):
        """Whether it may count in the headline: optional touchpoints never do, a group counts once for its members."""
        return self.expectation != "optional" and (self.is_group or not self.group)

    @property
    def loud(self):
        """Expected, and silent for more than one customer in two."""
        return self.expected and self.state == "counted" and (self.cell.rate or 0) > 0.5

    @property
    def to_read(self):
        """Whether it belongs to the silences that a group may read."""
        return self.expected and self.state == "counted" and bool(self.cell.silent)

    def of(self, by, value):
        """The cell of one segment, or None."""
        return next((cell for cell in self.segments if cell.by == by and cell.value == value), None)


def state_of(cell):
    """counted, masked or waiting, from the counts alone."""
    if cell.masked:
        return "masked"
    return "counted" if cell.due and cell.rate is not None else "waiting"


@dataclass(frozen=True)
class Figures:
    """A reading as one person may see it."""

    figures: tuple = ()
    customers: int | None = None
    mask_below: int = 11
    window: tuple = ("", "")
    detours: tuple = ()  # (from key, to key, customers)
    variables: dict = field(default_factory=dict)  # segment variable -> its values, in the order of the reading

    def __iter__(self):
        return iter(self.figures)

    def get(self, key):
        """The figure of a touchpoint, or None."""
        return next((figure for figure in self.figures if figure.key == key), None)

    @property
    def to_read(self):
        """Silences to read, in map order."""
        return tuple(figure for figure in self.figures if figure.to_read)

    @property
    def loud(self):
        """Expected touchpoints silent for more than one customer in two, in map order."""
        return tuple(figure for figure in self.figures if figure.loud)

    @property
    def checks(self):
        """Touchpoints whose instrument must be checked before anybody speaks of silence."""
        return tuple(figure for figure in self.figures if figure.state == "check")

    @property
    def repeated(self):
        """Figures of each repeated touchpoint, one per time, in map order: [(figure, figure…)…]."""
        found = {}
        for figure in self.figures:
            if getattr(figure.touchpoint, "is_occurrence", False):
                found.setdefault(figure.touchpoint.of, []).append(figure)
        return list(found.values())

    @property
    def measured(self):
        """Expected touchpoints that have a rate."""
        return tuple(figure for figure in self.figures if figure.expected and figure.state == "counted")


def build(masked, touchpoints, mask_below, contrasts=None):
    """`Figures` from a masked result and the version's touchpoints (map order).

    contrasts: {(touchpoint, by, value): statistics.Contrast}, left out of masked cells.
    """
    known = {touchpoint.key: touchpoint for touchpoint in touchpoints}
    members = {}
    for touchpoint in touchpoints:
        if touchpoint.expectation == "alternative" and touchpoint.group:
            members.setdefault(touchpoint.group, []).append(touchpoint)
    found, variables = [], {}
    for entry in masked["touchpoints"]:
        key = entry["touchpoint"]
        segments = tuple(_cell(one, (contrasts or {}).get((key, one["by"], one["value"])))
                         for one in entry.get("segments", ()))
        for cell in segments:
            values = variables.setdefault(cell.by, [])
            if cell.value not in values:
                values.append(cell.value)
        found.append(_figure(entry, known.get(key), members.get(key), segments))
    window = masked.get("window") or {}
    shown = {figure.key for figure in found if figure.state == "counted"}
    detours = tuple((one["from"], one["to"], one["customers"]) for one in masked.get("detours") or ()
                    if one["from"] in shown and one["customers"] is not None and one["customers"] >= mask_below)
    return Figures(tuple(found), masked.get("customers"), mask_below, (window.get("from", ""), window.get("to", "")),
                   detours, variables)


def _figure(entry, touchpoint, group, segments):
    last = group[-1] if group and touchpoint is None else None
    model = touchpoint or last
    return Figure(
        key=entry["touchpoint"], label=entry.get("label") or entry["touchpoint"], cell=_cell(entry, None),
        instrument=entry.get("instrument", "ok"), touchpoint=touchpoint, stage=getattr(model, "stage", ""),
        channel=getattr(model, "channel", ""), expectation="required" if last else getattr(model, "expectation", "required"),
        group=entry["touchpoint"] if last else getattr(touchpoint, "group", "") or "", is_group=last is not None,
        segments=segments)


def _cell(entry, contrast):
    masked = bool(entry.get("masked")) or entry.get("due") is None
    if masked:
        return Cell(entry.get("by", ""), entry.get("value", ""))
    difference = contrast.difference if contrast else None
    return Cell(
        entry.get("by", ""), entry.get("value", ""), {status: entry.get(status) or 0 for status in STATUSES}, entry["due"],
        entry.get("rate"), entry.get("low"), entry.get("high"), entry.get("out_of_place"), entry.get("instead"),
        contrast.answer if contrast else "", difference.points if difference else None,
        difference.low if difference else None, difference.high if difference else None)
