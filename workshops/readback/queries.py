"""A restitution, read from its session in a constant number of queries: what was read, supposed, decided, and not known.

Shows no private note, no vote of anyone, no masked figure; outside the space (`public`) figures are masked under eleven
at least, and nobody is named who did not agree.
"""
from collections import Counter
from copy import copy
from dataclasses import dataclass, field, replace

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journeys.silences import pictures, wording
from journeys.silences import queries as readings
from journeys.silences.drawing.inaction_map import inaction_map
from journeys.silences.drawing.vertical_map import vertical_map
from journeys.silences.figures import Cell
from workshops.backlog import queries as backlog
from workshops.backlog.models import Action, Verdict
from workshops.decisions.models import Answer, Decision
from workshops.decisions.queries import voices
from workshops.room.figures import Shown
from workshops.room.models import Session
from workshops.room.weighing import revealed_matrices

from .models import Readback
from .names import Names, names_for

PUBLIC_MASK = 11  # customers; anything that leaves the space, see silences.md


@dataclass(frozen=True)
class SilenceRead:
    """One silence on the session's table: its figures as they were then, and how many notes it received."""

    silence: object
    shown: Shown
    notes: int
    unknown: int  # notes that answered "we do not know" or declined

    @property
    def figures(self):
        """The sentence of its figures without its label, which stands above it."""
        return self.shown.sentence.removeprefix(self.shown.figure.label).lstrip(" :\u00a0\u202f")


@dataclass(frozen=True)
class HypothesisRead:
    """One hypothesis with its evidence and, at the same size, the voices that differ."""

    hypothesis: object
    silence: object
    pro: list
    con: list
    searched: list
    dissents: list  # (name, html, text)


@dataclass(frozen=True)
class DecisionRead:
    decision: object
    voices: object
    dissents: list  # (name, html, text)
    objections: list  # (name, stance label, html, text)


@dataclass(frozen=True)
class Restitution:
    """Everything one page, one Markdown file or one e-mail says of a session."""

    session: Session
    words: Readback
    names: Names
    figures: object
    silences: list
    hypotheses: list
    decisions: list
    actions: list  # backlog.queries.Row
    unknowns: list = field(default_factory=list)  # sentences
    trades: list = field(default_factory=list)  # (trade, people)
    people: int = 0
    present: list = field(default_factory=list)  # names that may be shown
    matrices: list = field(default_factory=list)  # room.weighing.Weighing of those that the table revealed

    @property
    def headline(self):
        """What the facilitator wrote, else what the figures and the session say by themselves."""
        if self.words.headline:
            return self.words.headline
        read = wording.headline(self.figures) if self.figures else ""
        return " ".join(part for part in (read, self.came_out) if part)

    @property
    def came_out(self):
        """“Two hypotheses, one decision and three actions came out of it.”"""
        counts = [
            ngettext("%(n)s hypothesis", "%(n)s hypotheses", len(self.hypotheses)) % {"n": len(self.hypotheses)},
            ngettext("%(n)s decision", "%(n)s decisions", len(self.decisions)) % {"n": len(self.decisions)},
            ngettext("%(n)s action", "%(n)s actions", len(self.actions)) % {"n": len(self.actions)},
        ]
        return _("The session left %(hypotheses)s, %(decisions)s and %(actions)s.") % dict(
            zip(("hypotheses", "decisions", "actions"), counts, strict=True)
        )

    @property
    def map(self):
        """(lanes, body) of the inaction map without links, or None."""
        if self.figures is None:
            return None
        return inaction_map(pictures.marks(self.figures), pictures.map_words(self.figures), pictures.ribbons(self.figures))

    @property
    def narrow_map(self):
        if self.figures is None:
            return None
        return vertical_map(pictures.marks(self.figures), pictures.map_words(self.figures), pictures.ribbons(self.figures))

    @property
    def window(self):
        return wording.window(*self.figures.window) if self.figures and self.figures.window[0] else ""


def sessions_of(who):
    """Sessions of the space with what their row says, newest first."""
    found = Session.objects.filter(space=who.space).select_related("journey", "readback").exclude(state="draft")
    return found.annotate(
        hypothesis_count=Count("hypotheses", distinct=True), decision_count=Count("decisions", distinct=True),
        action_count=Count("actions", distinct=True),
    ).order_by("-opened_at")  # fmt: skip


def session_for(who):
    """Sessions whose restitution `who` may open, with what it always needs."""
    return Session.objects.filter(space=who.space).exclude(state="draft").select_related(
        "space", "journey", "reading__version__journey", "reading__space", "reading__log", "grid_version__grid", "readback"
    )


def restitution(session, public=False):
    """The Restitution of a session. public: for a reader without an account."""
    mask = max(session.space.mask_below, PUBLIC_MASK) if public else session.space.mask_below
    figures = readings.figures(session.reading, mask) if session.reading.status == "ready" else None
    names = names_for(session, public)
    words = getattr(session, "readback", None) or Readback(session=session)
    silences = _silences(session, figures if public else None)
    hypotheses = _hypotheses(session, names)
    decisions = _decisions(session, names)
    actions = _actions(session, held_back=public and session.space.mask_below < PUBLIC_MASK)
    people, trades, present = _people(session, names)
    unknowns = _unknowns(figures, silences, decisions, actions)
    return Restitution(
        session, words, names, figures, silences, hypotheses, decisions, actions, unknowns, trades, people, present,
        revealed_matrices(session),
    )


def _silences(session, figures):
    on_table = session.silences.select_related("silence").annotate(
        shared=Count("notes", filter=Q(notes__shown_number__isnull=False), distinct=True),
        open_answers=Count(
            "notes", filter=Q(notes__shown_number__isnull=False, notes__answer__in=["unknown", "declines"]), distinct=True
        ),
    )
    rows = []
    for one in on_table.order_by("position"):
        shown = Shown.from_json({"label": one.label, **one.figures})
        if figures is not None:
            shown = _masked_again(shown, one.silence, figures)
        rows.append(SilenceRead(one.silence, shown, one.shared, one.open_answers))
    return rows


def _masked_again(shown, silence, figures):
    """The same silence as a reader from outside may see it: the figures of the stricter mask."""
    figure = figures.get(silence.touchpoint_key)
    if figure is None:
        return Shown.from_json({"label": shown.figure.label})
    if not silence.segment_by:
        return Shown(figure, shown.anchor_label, shown.segment)
    cell = figure.of(silence.segment_by, silence.segment_value) or Cell(silence.segment_by, silence.segment_value)
    return Shown(replace(figure, cell=cell), shown.anchor_label, shown.segment)


def _hypotheses(session, names):
    found = session.hypotheses.select_related("hypothesis", "silence").prefetch_related(
        "hypothesis__versions", "hypothesis__evidence", "hypothesis__dissents", "hypothesis__silences"
    )
    rows = []
    for one in found:
        evidence = list(one.hypothesis.evidence.all())
        by_stance = {stance: [item for item in evidence if item.stance == stance] for stance in ("for", "against", "sought")}
        dissents = [
            (names.of(dissent.author_alias, dissent.trade, dissent.member_id), dissent.html, dissent.text)
            for dissent in one.hypothesis.dissents.all()
        ]
        rows.append(
            HypothesisRead(one.hypothesis, one.silence, by_stance["for"], by_stance["against"], by_stance["sought"], dissents)
        )
    return rows


def _decisions(session, names):
    found = Decision.objects.filter(sessions__session=session).order_by("sessions__pk")
    rows = []
    for decision in found.prefetch_related("positions", "dissents", "hypotheses__versions"):
        positions = list(decision.positions.all())
        against = [  # no position keeps its member's key: outside the space, none is named
            (names.of(one.who, one.trade), one.get_stance_display(), one.reason_html, one.reason)
            for one in positions if one.stance in ("concern", "objection")
        ]  # fmt: skip
        dissents = [(names.of(one.who, one.trade), one.html, one.text) for one in decision.dissents.all()]
        rows.append(DecisionRead(decision, voices(positions), dissents, against))
    return rows


def _actions(session, held_back=False):
    """Rows of the backlog. held_back: keep the verdict on one segment and not its figures, which a stricter mask might hide."""
    found = backlog.actions_with_effects(Action.objects.filter(sessions__session=session))
    rows = backlog.rows_of(found, timezone.localdate())
    if not held_back:
        return rows
    return [_without_figures(row) if row.effect and row.action.silence.segment_by else row for row in rows]


def _without_figures(row):
    effect = copy(row.effect)
    effect.difference = effect.low = effect.high = effect.due_before = effect.due_after = None
    return replace(row, effect=effect, strip=None)


def _people(session, names):
    found = list(session.participants.filter(removed_at=None, waiting=False).exclude(role="observer"))
    trades = Counter(person.trade.strip() or _("trade not said") for person in found)
    present = [] if names.hidden else [person.name for person in found if names.may_name(person.member_id)]
    return len(found), sorted(trades.items(), key=lambda pair: (-pair[1], pair[0].casefold())), present


def _unknowns(figures, silences, decisions, actions):
    """What the session leaves without an answer, as sentences; an answer like any other."""
    lines = []
    if figures is not None:
        lines += [
            _("“%(label)s”: check the instrument, the log may be silent rather than the customers.") % {"label": figure.label}
            for figure in figures.checks
        ]
        waiting = [figure.label for figure in figures if figure.expected and figure.state == "waiting"]
        if waiting:
            lines.append(_("Nobody’s time was up yet at: %(labels)s.") % {"labels": ", ".join(waiting)})
    answers = sum(row.unknown for row in silences)
    if answers:
        lines.append(
            ngettext(
                "One note answered “we do not know” or declined to decide.",
                "%(n)s notes answered “we do not know” or declined to decide.", answers,
            ) % {"n": answers}
        )  # fmt: skip
    lines += [
        _("We declined to decide on “%(title)s”.") % {"title": row.decision.title}
        for row in decisions if row.decision.answer == Answer.DECLINED
    ]  # fmt: skip
    lines += [
        _("What “%(title)s” changed cannot be told yet.") % {"title": row.action.title}
        for row in actions if row.effect and row.effect.verdict == Verdict.UNDECIDABLE
    ]  # fmt: skip
    return lines
