"""The run sheets that come with the house. Pure words: a space that uses one keeps its own sealed copy of it."""
from django.utils.translation import gettext_lazy as _

from .plans import StepPlan

RECALL = _("What had we decided, and what did it change?")
READ = _("Look for yourself: where do customers stay silent, and what did they do instead?")
WRITE = _("What can this silence mean, and what would make us change our mind?")
SHARE = _("What do we recognise, what surprises us? We listen before we answer.")
TENSION = _("What speaks for each reading, what speaks against it? What are we missing?")
MATRIX = _("If each reading held, how would each thing we have fit? Answer alone first.")
DECIDE = _("What do we decide, what do we leave open, and which effect do we expect by when?")
CLOSE = _("What do we take away? What do we still not know? What helped or hindered in this hour?")

LISTEN = _("Who has not spoken yet? Ask them before you sum up.")
APART = _("Two rooms, or two calls: the groups do not hear each other before the notes are compared.")
REVEAL = _("Reveal once all have answered; look first at what tells the readings apart, then at where you stand apart.")
DISSENT = _("Ask for a reading that differs; register it as a dissent, without arguing.")

SHIPPED = {
    "full": (
        _("Full reading, 75 minutes"),
        (
            StepPlan("recall", RECALL, 5),
            StepPlan("read", READ, 10, "private"),
            StepPlan("write", WRITE, 10, "private"),
            StepPlan("share", SHARE, 15, "table", reveals=True, note=LISTEN),
            StepPlan("tension", TENSION, 10, "table", note=DISSENT),
            StepPlan("matrix", MATRIX, 10, note=REVEAL),
            StepPlan("decide", DECIDE, 10, "table"),
            StepPlan("close", CLOSE, 5, "table"),
        ),
    ),
    "express": (
        _("Express reading, 30 minutes"),
        (
            StepPlan("recall", RECALL, 2),
            StepPlan("read", READ, 4, "private"),
            StepPlan("write", WRITE, 5, "private"),
            StepPlan("share", SHARE, 6, "table", reveals=True, note=LISTEN),
            StepPlan("tension", TENSION, 5, "table", note=DISSENT),
            StepPlan("decide", DECIDE, 5, "table"),
            StepPlan("close", CLOSE, 3, "table"),
        ),
    ),
    "review": (
        _("Journey review, 60 minutes"),
        (
            StepPlan("recall", RECALL, 10),
            StepPlan("read", _("Where is there no contact at all on this journey, and since when?"), 15, "private"),
            StepPlan("write", _("Which silences must we keep watching, and what would make us act?"), 10, "private"),
            StepPlan("share", SHARE, 15, "table", reveals=True, note=LISTEN),
            StepPlan("decide", _("What do we watch, until when, and who keeps it?"), 7, "table"),
            StepPlan("close", CLOSE, 3, "table"),
        ),
    ),
    "cross": (
        _("Cross-analysis in two groups, 80 minutes"),
        (
            StepPlan("recall", RECALL, 5),
            StepPlan("read", _("Each group on its side: where do customers stay silent, and what did they do instead?"), 10,
                     "private", note=APART, apart=True),
            StepPlan("write", WRITE, 15, "private", apart=True),
            StepPlan("share", _("What did both groups see? What did only one of them see, and what made the other miss it?"), 20,
                     "table", reveals=True, title=_("Compare the two groups"), note=LISTEN),
            StepPlan("tension", TENSION, 15, "table", note=DISSENT),
            StepPlan("decide", DECIDE, 10, "table"),
            StepPlan("close", CLOSE, 5, "table"),
        ),
    ),
    "days": (
        _("Reading over several days"),
        (
            StepPlan("read", READ, 24 * 60, "private"),
            StepPlan("write", WRITE, 3 * 24 * 60, "private"),
            StepPlan("share", SHARE, 2 * 24 * 60, "table", reveals=True),
            StepPlan("tension", TENSION, 24 * 60, "table", note=DISSENT),
            StepPlan("matrix", MATRIX, 24 * 60, note=REVEAL),
            StepPlan("decide", DECIDE, 45, "table"),
            StepPlan("close", CLOSE, 15, "table"),
        ),
    ),
}
DEFAULT = "full"


def every_step():
    """Every shipped step: what a step that is added starts from."""
    return [step for _title, steps in SHIPPED.values() for step in steps]
