"""What the pages of hypotheses show, read in a fixed number of queries; never sorted by a score."""
from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Q
from django.utils.translation import gettext as _

from observations.wording import difference
from project.sealing import alias_of

from . import rules
from .models import (
    LENSES,
    Agreement,
    Dissent,
    Evidence,
    EvidenceLevel,
    Hypothesis,
    HypothesisVersion,
    Stance,
    Status,
)  # fmt: skip


@dataclass(frozen=True)
class Card:
    """One hypothesis in a list. counts: evidence items by stance; due: its review date has come."""

    hypothesis: Hypothesis
    current: HypothesisVersion
    silences: list
    counts: dict
    dissents: int
    due: bool


@dataclass(frozen=True)
class Wording:
    """One version, with the pieces that changed since the one before (none for the first)."""

    version: HypothesisVersion
    pieces: list


@dataclass(frozen=True)
class Bar:
    """One answer of a distribution: share is a whole number of hundredths of the highest bar."""

    label: str
    count: int
    share: int


@dataclass(frozen=True)
class Confidences:
    """What people said of evidence and agreement; the bars stay empty for whoever has not said theirs yet."""

    people: int
    mine: object = None
    evidence: list = field(default_factory=list)
    agreement: list = field(default_factory=list)

    @property
    def distributions(self):
        return [(_("Evidence"), self.evidence), (_("Agreement around us"), self.agreement)]


@dataclass(frozen=True)
class Sheet:
    """Everything the page of one hypothesis shows."""

    hypothesis: Hypothesis
    current: HypothesisVersion
    history: list
    supporting: list
    contradicting: list
    context: list
    dissents: list
    signs: list
    changes: list
    links: list
    silences: list
    lenses: list
    confidences: Confidences
    lacks: list
    due: bool

    @property
    def against(self):
        """How many items contradict it; a search that found nothing is not one."""
        return sum(item.stance == Stance.AGAINST for item in self.contradicting)


def hypotheses_of(who, *, status="", silence="", due=False, words="", today):
    """The hypotheses that `who` may see, oldest first, filtered. silence: a uuid; words: looked for in every wording."""
    found = Hypothesis.objects.visible_to(who).in_order()
    if status in Status.values:
        found = found.filter(status=status)
    if silence:
        found = found.filter(silences__uuid=silence)
    if due:
        found = found.to_review(today)
    if words:
        found = found.filter(Q(versions__statement__icontains=words)).distinct()
    return found


def cards(hypotheses, today):
    """Cards of a page of hypotheses: five queries whatever their number."""
    found = hypotheses.prefetch_related("versions", "silences__journey", "evidence", "dissents")
    return [
        Card(
            hypothesis=hypothesis,
            current=hypothesis.current,
            silences=list(hypothesis.silences.all()),
            counts=Counter(item.stance for item in hypothesis.evidence.all()),
            dissents=len(hypothesis.dissents.all()),
            due=hypothesis.waits_for_review(today),
        )
        for hypothesis in found
    ]


def sheet(hypothesis, who, today):
    """The Sheet of one hypothesis as `who` may see it."""
    versions = list(hypothesis.versions.all())
    evidence = list(Evidence.objects.filter(hypothesis=hypothesis))
    dissents = list(Dissent.objects.filter(hypothesis=hypothesis).select_related("version").prefetch_related("replies"))
    by_stance = {stance: [item for item in evidence if item.stance == stance] for stance in Stance.values}
    return Sheet(
        hypothesis=hypothesis,
        current=versions[-1],
        history=list(reversed(wordings(versions))),
        supporting=by_stance["for"],
        contradicting=by_stance["against"] + by_stance["sought"],
        context=by_stance["context"],
        dissents=dissents,
        signs=list(hypothesis.signs.all()),
        changes=list(hypothesis.changes.order_by("-created_at", "-pk")),
        links=links(hypothesis),
        silences=list(hypothesis.silences.select_related("journey")),
        lenses=lens_labels(hypothesis.lenses),
        confidences=confidences(hypothesis, who),
        lacks=rules.missing_for_stability(
            trades=[row.trade for row in [*versions, *evidence, *dissents]],
            stances=[item.stance for item in evidence],
            unanswered=sum(not dissent.replies.all() for dissent in dissents),
        ),
        due=hypothesis.waits_for_review(today),
    )


def wordings(versions):
    """Each version with its difference from the one before, in order."""
    before = [None, *versions]
    return [
        Wording(version, difference(old.statement, version.statement) if old else [])
        for old, version in zip(before, versions, strict=False)
    ]


def links(hypothesis):
    """Links in both directions, as (words, other hypothesis) pairs."""
    pairs = [
        (relation.get_kind_display(), relation.b, True)
        for relation in hypothesis.relations.select_related("b").prefetch_related("b__versions")
    ]
    return pairs + [
        (relation.get_kind_display(), relation.a, False)
        for relation in hypothesis.related_from.select_related("a").prefetch_related("a__versions")
    ]


def confidences(hypothesis, who):
    """How people stand; the distribution only once `who` has answered, so that nobody answers after the others."""
    given = list(hypothesis.confidences.all())
    voice = alias_of(getattr(who, "member", None) or who)
    mine = next((row for row in given if row.voice == voice), None)
    if mine is None:
        return Confidences(people=len(given))
    return Confidences(
        people=len(given),
        mine=mine,
        evidence=bars(EvidenceLevel, [row.evidence for row in given]),
        agreement=bars(Agreement, [row.agreement for row in given]),
    )


def bars(choices, answers):
    counts = Counter(answers)
    highest = max(counts.values(), default=0)
    return [Bar(label, counts[value], round(100 * counts[value] / highest) if highest else 0) for value, label in choices.choices]


def lens_labels(keys):
    return [str(LENSES.get(key, key)) for key in keys]


def dissents_of(hypotheses):
    """Dissents of several hypotheses by their primary key, for pages that print them beside (readback, grids)."""
    found = {}
    for dissent in Dissent.objects.filter(hypothesis__in=hypotheses).order_by("created_at", "pk"):
        found.setdefault(dissent.hypothesis_id, []).append(dissent)
    return found
