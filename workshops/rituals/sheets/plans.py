"""What a run sheet is made of, as plain values: its steps, what they may say, how they are put in order. Pure.

Refuses, by naming the step and what is wrong (`problems`): unknown kinds and rules, times out of range, texts too long, a step
that reveals while people write for themselves, notes one by one where none is revealed, two groups apart who would see each
other's notes, a sheet without a step.
"""
from dataclasses import asdict, dataclass, replace

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from project.dates import DAY

KINDS = {
    "recall": pgettext_lazy("step", "Recall open actions"),
    "read": pgettext_lazy("step", "Read the map"),
    "write": pgettext_lazy("step", "Write in silence"),
    "share": pgettext_lazy("step", "Share"),
    "tension": pgettext_lazy("step", "Put in tension"),
    "matrix": pgettext_lazy("step", "Weigh the evidence"),
    "decide": pgettext_lazy("step", "Decide"),
    "close": pgettext_lazy("step", "Close"),
}
WRITES = {
    "none": _("nobody writes"),
    "private": _("everyone for themselves"),
    "table": _("everyone, seen at once"),
}
LONGEST_STEP = 14 * DAY  # minutes: an asynchronous reading may take two weeks
STEPS_AT_MOST = 20
LENGTHS = {"title": 60, "prompt": 300, "note": 500}  # characters


@dataclass(frozen=True)
class StepPlan:
    """One line of a run sheet.

    minutes: planned; writes: who sees what is written; reveals: entering shows the private notes; title: empty for the usual
    one of its kind; note: for the facilitator alone; apart: in two groups, whose notes are compared once they are revealed;
    one_by_one: entering shows nothing yet, whoever leads then reveals one note after the other.
    """

    kind: str
    prompt: str
    minutes: int
    writes: str = "none"
    reveals: bool = False
    title: str = ""
    note: str = ""
    apart: bool = False
    one_by_one: bool = False

    def as_dict(self):
        """JSON values, in the language that is active: a sheet that is kept says its titles in full."""
        said = {"title": str(self.title or KINDS[self.kind]), "prompt": str(self.prompt), "note": str(self.note)}
        later = {} if self.one_by_one else {"one_by_one"}  # not said unless it is so: sheets sealed before it keep their seal
        return {name: value for name, value in (asdict(self) | said).items() if name not in later}

    @classmethod
    def from_dict(cls, kept):
        """The inverse of `as_dict`; what a later format adds is left out."""
        return cls(**{name: kept[name] for name in cls.__dataclass_fields__ if name in kept})

    @property
    def kind_words(self):
        return KINDS[self.kind]

    @property
    def writes_words(self):
        return WRITES[self.writes]


def problems(steps):
    """[(1-based place or 0 for the sheet, key)] of what keeps `steps` from being run."""
    wrong = [] if 0 < len(steps) <= STEPS_AT_MOST else [(0, "number")]
    for place, step in enumerate(steps, 1):
        if step.kind not in KINDS or step.writes not in WRITES:
            wrong.append((place, "unknown"))
        if not 1 <= step.minutes <= LONGEST_STEP:
            wrong.append((place, "minutes"))
        if any(len(str(getattr(step, name))) > most for name, most in LENGTHS.items()):
            wrong.append((place, "long"))
        if step.reveals and step.writes == "private":
            wrong.append((place, "reveals"))
        if step.one_by_one and not step.reveals:
            wrong.append((place, "one"))
        if step.apart and step.writes != "private":
            wrong.append((place, "apart"))
    return wrong


def minutes(steps):
    """How long the sheet takes, in minutes."""
    return sum(step.minutes for step in steps)


def moved(steps, place, down):
    """The steps with the one at `place` (0-based) and its neighbour changed over; unchanged at the ends."""
    other = place + (1 if down else -1)
    if not (0 <= place < len(steps) and 0 <= other < len(steps)):
        return list(steps)
    changed = list(steps)
    changed[place], changed[other] = changed[other], changed[place]
    return changed


def without(steps, place):
    """The steps but the one at `place` (0-based)."""
    return [step for number, step in enumerate(steps) if number != place]


def with_new(steps, kind, models):
    """The steps and one more of `kind`, worded as the first of that kind in `models`, before a closing step if there is one."""
    model = next((step for step in models if step.kind == kind), StepPlan(kind, "", 5))
    last = len(steps) - 1 if steps and steps[-1].kind == "close" and kind != "close" else len(steps)
    return [*steps[:last], replace(model, note=""), *steps[last:]]
