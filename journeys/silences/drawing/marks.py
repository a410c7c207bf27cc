"""What a picture needs to know about one touchpoint: shares to draw, words to show, and nothing that a mask hides.

A `Mark` whose group is too small carries no figure at all, so that no drawing can leak one.
"""

from dataclasses import dataclass

STATES = (
    "counted",  # a rate among customers whose time was up
    "check",  # nobody at all: perhaps the log is silent, not the customers
    "masked",  # too few customers to show
    "waiting",  # nobody's time was up yet
    "end",  # the journey ends well here
    "exit",  # the customer leaves here
)


@dataclass(frozen=True)
class Mark:
    """One touchpoint (or group of alternatives) ready to be drawn. Shares are of the customers due, between 0 and 1."""

    key: str
    label: str
    state: str = "counted"
    stage: str = ""
    channel: str = ""
    done: float = 0.0  # activated in time
    late: float = 0.0
    attempted: float = 0.0
    silent: float = 0.0  # the missing arc; done + late + attempted + silent = 1
    pending: float = 0.0  # not yet observable, as a share of due + not yet observable
    low: float | None = None  # 95 % interval of the silent share
    high: float | None = None
    before: float | None = None  # the silent share of an earlier reading, marked on the ring
    weight: float = 1.0  # customers due / customers of the reading: the size of the ring
    inside: str = ""  # the number in the ring, "?", "…"
    under: str = ""  # numerator and denominator, in words
    bar: float | None = None  # silent customers / the largest such count; None: no bar
    bar_text: str = ""
    href: str = ""
    aria: str = ""  # numerator, denominator and interval, in words
    expectation: str = "required"
    note: str = ""  # "optional", "if access = fibre"…
    group: str = ""  # name of the alternatives it belongs to, or stands for when `is_group`
    is_group: bool = False
    in_headline: bool = True  # optional touchpoints and members of a group are not, and never shout
    show: str = "silence"  # or "activation": then the inked arc speaks, and the missing one steps back

    @property
    def loud(self):
        """Counted in the headline: expected, and silent for more than one customer in two."""
        return self.state == "counted" and self.show == "silence" and self.in_headline and self.silent > 0.5


@dataclass(frozen=True)
class Ribbon:
    """A detour: customers who were silent at `start` and went on to `end`."""

    start: str
    end: str
    weight: float  # how wide, between 0 and 1, in proportion to customers
    text: str = ""
    aria: str = ""


@dataclass(frozen=True)
class MapWords:
    """The few words of the picture itself, in the reader's language."""

    title: str = ""
    bars: str = ""
    channels: str = ""
    no_channel: str = ""
