"""What a vote gave: of a proposal in words, in a table and as a drawing; and the part of a Board that reads votes, `Ballots`.

Medians say where the middle person stands; the range is always beside them, because a spread is a finding too.
"""
from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from statistics import median

from django.db.models import Count
from django.utils.formats import number_format
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import often
from .models import Note, Opinion

CELL, MARGIN = 44, 34  # units of the drawing


@dataclass(frozen=True)
class Result:
    """opinions: (stance, reason, impact, effort, answer) of everyone who voted, in no telling order."""

    kind: str
    opinions: tuple

    @property
    def rows(self):
        """(label, number) of each position and of each answer that is none, those nobody gave apart."""
        stances, answers = Counter(one[0] for one in self.opinions), Counter(one[4] for one in self.opinions)
        listed = [(label, stances[value]) for value, label in Opinion.Stance.choices] if self.kind == "positions" else []
        return listed + [(label, answers[value]) for value, label in Note.Answer.choices if answers[value]]

    @property
    def reasons(self):
        """(label, reason) of the objections, then of the concerns, then the others."""
        labels, order = dict(Opinion.Stance.choices), ["objection", "concern", "consent"]
        said = sorted((order.index(stance), reason) for stance, reason, *_rest in self.opinions if stance and reason)
        return [(labels[order[rank]], reason) for rank, reason in said]

    @property
    def placed(self):
        """{(impact, effort): people}."""
        return Counter((impact, effort) for _s, _r, impact, effort, _a in self.opinions if impact)

    @property
    def words(self):
        """The result in one sentence."""
        if not self.opinions:
            return _("Nobody voted.")
        return self.placing_words() if self.kind == "placing" else self.position_words()

    def position_words(self):
        counts = Counter(one[0] for one in self.opinions)
        if objections := counts["objection"]:
            said = ngettext(
                "%(n)s objection to integrate, or to keep as a dissent.",
                "%(n)s objections to integrate, or to keep as dissents.", objections,
            )  # fmt: skip
            return said % {"n": objections}
        if concerns := counts["concern"]:
            said = ngettext("No objection; %(n)s concern to hear.", "No objection; %(n)s concerns to hear.", concerns)
            return said % {"n": concerns}
        return _("No objection and no concern.") if counts["consent"] else _("Nobody took a position.")

    def placing_words(self):
        impacts = [impact for impact, _effort in self.placed.elements()]
        efforts = [effort for _impact, effort in self.placed.elements()]
        if not impacts:
            return _("Nobody placed it.")
        said = ngettext(
            "Impact %(impact)s, effort %(effort)s, placed by %(n)s person.",
            "Impact %(impact)s, effort %(effort)s, placed by %(n)s people.", len(impacts),
        )  # fmt: skip
        return said % {"impact": spread(impacts), "effort": spread(efforts), "n": len(impacts)}

    @property
    def grid(self):
        """Table of the placing: [(impact, [people at each effort 1 to 5])], highest impact first."""
        return [(impact, [self.placed[impact, effort] for effort in range(1, 6)]) for impact in range(5, 0, -1)]

    @property
    def drawing(self):
        """The five by five square as SVG: impact upwards, effort to the right, a disc whose surface is the number of people."""
        most = max(self.placed.values(), default=1)
        side = MARGIN + 5 * CELL + 1
        cells = format_html_join(
            "", '<rect x="{}" y="{}" width="{}" height="{}" class="placing-cell"></rect>',
            ((MARGIN + column * CELL, row * CELL, CELL, CELL) for row in range(5) for column in range(5)),
        )
        discs = format_html_join(
            "", '<circle cx="{}" cy="{}" r="{}" class="placing-disc"></circle><text x="{}" y="{}" text-anchor="middle" '
            'dominant-baseline="central" class="placing-number">{}</text>',
            (disc(impact, effort, number, most) for (impact, effort), number in sorted(self.placed.items())),
        )
        ticks = format_html_join(
            "", '<text x="{}" y="{}" text-anchor="middle" dominant-baseline="central" class="placing-tick">{}</text>',
            [(MARGIN + (n - 0.5) * CELL, side - MARGIN + 12, n) for n in range(1, 6)]
            + [(MARGIN - 12, (5.5 - n) * CELL, n) for n in range(1, 6)],
        )
        return format_html(
            '<svg viewBox="0 0 {0} {0}" width="{0}" height="{0}" class="placing" role="img" aria-label="{1}">{2}{3}{4}'
            '<text x="{5}" y="{6}" text-anchor="end" class="placing-tick">{7}</text>'
            '<text x="4" y="{8}" text-anchor="start" class="placing-tick" transform="rotate(-90 8 {8})">{9}</text></svg>',
            side, self.words, cells, discs, ticks, side, side - 2, _("effort") + " →", side - MARGIN, _("impact") + " →",
        )


def disc(impact, effort, number, most):
    """Where and how large: surface, not radius, grows with the number."""
    x, y = MARGIN + (effort - 0.5) * CELL, (5.5 - impact) * CELL
    return x, y, round(CELL * 0.46 * (number / most) ** 0.5, 1), x, y, number


def spread(values):
    """“4”, or “4 (from 2 to 5)”: the median, and the range when people differ."""
    middle = median(values)
    middle = number_format(middle, decimal_pos=0 if middle == int(middle) else 1, use_l10n=True)
    if min(values) == max(values):
        return middle
    return _("%(middle)s (from %(low)s to %(high)s)") % {"middle": middle, "low": min(values), "high": max(values)}


def result_of(ballot):
    """The Result of a closed vote on a proposal; None while it is open, and for dots."""
    if ballot is None or ballot.closed_at is None or ballot.kind == ballot.Kind.DOTS:
        return None
    return Result(ballot.kind, tuple(ballot.opinions.values_list("stance", "reason", "impact", "effort", "answer")))


def beside_dots(ballot):
    """[(answer in words, people)] of a closed vote with dots; [] while it is open, and for a proposal."""
    if ballot is None or ballot.closed_at is None or ballot.kind != ballot.Kind.DOTS:
        return []
    return Result(ballot.kind, tuple(ballot.opinions.values_list("stance", "reason", "impact", "effort", "answer"))).rows


class Ballots:
    """The votes of the Board that inherits it."""

    @cached_property
    def ballot(self):
        """The latest ballot, or None."""
        return often.last_ballots.first(session=self.session.pk)

    @property
    def voting(self):
        """The ballot going on, or None."""
        return self.ballot if self.ballot and self.ballot.closed_at is None else None

    @property
    def dotting(self):
        return self.voting if self.voting and self.voting.kind == "dots" else None

    @cached_property
    def result(self):
        """What the last vote gave, when it was on a proposal and is closed."""
        return result_of(self.ballot)

    @cached_property
    def beside_dots(self):
        """What was answered in place of dots in the last vote, once it is closed: [(answer, people)]."""
        return beside_dots(self.ballot)

    @cached_property
    def dots(self):
        """Dots on each target of the last ballot of dots: {("note"|"hypothesis", pk): count}; empty while it is open."""
        last = self.ballot
        if last and last.kind != "dots":
            last = self.session.ballots.filter(kind="dots").last()
        if last is None or last.closed_at is None:
            return {}
        votes = last.votes.values_list("note", "hypothesis").annotate(Count("pk"))
        return {("note", note) if note else ("hypothesis", hypothesis): count for note, hypothesis, count in votes}

    @cached_property
    def cast(self):
        """Dots placed, or opinions given, so far in the ballot going on."""
        return (self.voting.votes if self.dotting else self.voting.opinions).count() if self.voting else 0
