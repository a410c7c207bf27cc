"""What an evidence matrix shows to one reader, or to everybody once revealed, in a fixed number of queries.

The answers a reader may not see are dropped here: no page, fragment or API answer ever holds them. Hypotheses stand in the
order of their birth; nothing here ranks them.
"""
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Max, Q
from django.utils import timezone

from journeys.silences.models import Silence
from project.sealing import voice_of

from ..models import Evidence, Hypothesis, HypothesisVersion
from . import rules, weighing
from .models import EvidenceItem, Matrix, MatrixCell


@dataclass(frozen=True)
class Crossing:
    """One cell as one reader may see it. tally and said are None while the others' answers are kept from her."""

    version: HypothesisVersion
    answers: int
    mine: MatrixCell | None
    tally: weighing.Tally | None
    said: list | None

    @property
    def visible(self):
        return self.tally is not None


@dataclass(frozen=True)
class Row:
    """One item with its crossings. telling: a word of weighing.telling, or None while a cell is kept from the reader."""

    item: EvidenceItem
    crossings: list
    telling: str | None
    left_out: bool = False

    @property
    def answered(self):
        return all(crossing.mine for crossing in self.crossings)


@dataclass(frozen=True)
class Column:
    """One hypothesis in its current wording. earlier: answers given on older wordings, kept but not counted here.

    against: over the rows kept; whole: over all rows, when one is left out. Both None while anything is kept from the reader.
    """

    hypothesis: Hypothesis
    version: HypothesisVersion
    earlier: int
    against: weighing.Against | None
    whole: weighing.Against | None


@dataclass(frozen=True)
class Table:
    """A whole matrix. complete: every cell may be seen; rated: somebody rated something among the cells that may be seen."""

    silence: Silence
    columns: list
    rows: list
    readers: int
    revealed_at: object
    left_out: EvidenceItem | None = None

    @property
    def crossings(self):
        return [crossing for row in self.rows for crossing in row.crossings]

    @property
    def complete(self):
        return all(crossing.visible for crossing in self.crossings)

    @property
    def visible(self):
        return [crossing for crossing in self.crossings if crossing.visible]

    @property
    def only_unrated(self):
        """Whether people answered, and nobody rated: the matrix then tells nothing apart, which is a finding."""
        seen = [crossing.tally for crossing in self.visible if crossing.tally.readers]
        return bool(seen) and self.complete and not any(tally.scores for tally in seen)

    @property
    def unread(self):
        """Rows that this reader has not answered whole."""
        return [row for row in self.rows if not row.answered]

    @property
    def telling(self):
        """Rows that tell hypotheses apart, clearly or a little."""
        return [row for row in self.rows if row.telling in ("clearly", "little") and not row.left_out]


def table(silence, who=None, without=None):
    """The Table of a silence as `who` may see it; nobody: what was revealed alone. without: uuid of an item to leave out."""
    matrix = Matrix.objects.filter(silence=silence).first()
    revealed_at = matrix.revealed_at if matrix else None
    items = list(items_of(silence).select_related("fragment", "passage__fragment"))
    hypotheses = list(silence.hypotheses.in_order().prefetch_related("versions"))
    cells = list(MatrixCell.objects.filter(item__in=items).select_related("version"))
    voice = voice_of(who) if who is not None else ""
    left_out = next((item for item in items if str(item.uuid) == str(without)), None)
    return laid(silence, items, hypotheses, cells, revealed_at, voice, left_out)


def tables(opened, among):
    """{silence pk: Table} of several silences for everyone, in as many queries as for one: what a group sees of them.

    opened: {Silence: when this group revealed its matrix, or None}, which alone counts here; among: the hypotheses that the
    group works on, as a queryset.
    """
    items, hypotheses, cells = {}, {}, {}
    for item in EvidenceItem.objects.filter(silence__in=opened, withdrawn_at=None).order_by("created_at", "pk"):
        items.setdefault(item.silence_id, []).append(item)
    for hypothesis in among.filter(silences__in=opened).distinct().in_order().prefetch_related("versions", "silences"):
        for silence in hypothesis.silences.all():
            hypotheses.setdefault(silence.pk, []).append(hypothesis)
    for cell in MatrixCell.objects.filter(item__silence__in=opened).select_related("version", "item"):
        cells.setdefault(cell.item.silence_id, []).append(cell)
    return {
        silence.pk: laid(silence, items.get(silence.pk, []), hypotheses.get(silence.pk, []), cells.get(silence.pk, []), at)
        for silence, at in opened.items()
    }


def laid(silence, items, hypotheses, cells, revealed_at, voice="", left_out=None):
    """The Table of these rows and columns for whoever speaks under `voice`; what a group holds back is its writer's alone."""
    given = [cell for cell in cells if not cell.held or cell.voice == voice]
    current = [hypothesis.current for hypothesis in hypotheses]
    rows = [row_of(item, current, given, voice, revealed_at, item is left_out) for item in items]
    return Table(
        silence=silence,
        columns=[column_of(n, hypothesis, rows, given) for n, hypothesis in enumerate(hypotheses)],
        rows=rows,
        readers=len({cell.voice for cell in given}),
        revealed_at=revealed_at,
        left_out=left_out,
    )


def row_of(item, versions, given, voice, revealed_at, left_out):
    crossings = [crossing_of(item, version, given, voice, revealed_at) for version in versions]
    seen = all(crossing.visible for crossing in crossings)
    telling = weighing.telling([crossing.tally.median for crossing in crossings]) if seen else None
    return Row(item, crossings, telling, left_out)


def crossing_of(item, version, given, voice, revealed_at):
    here = [cell for cell in given if cell.item_id == item.pk and cell.version_id == version.pk]
    mine = next((cell for cell in here if cell.voice == voice), None)
    may_see = rules.shows_others(
        revealed_at=revealed_at, item_at=item.created_at, version_at=version.created_at, answered=mine is not None
    )
    tally = weighing.tally([cell.value for cell in here]) if may_see else None
    return Crossing(version, len(here), mine, tally, [cell for cell in here if cell.why] if may_see else None)


def column_of(place, hypothesis, rows, given):
    """The Column at that place of the rows."""
    version = hypothesis.current
    earlier = sum(cell.version.hypothesis_id == hypothesis.pk and cell.version_id != version.pk for cell in given)
    crossings = [(row.crossings[place], row.left_out) for row in rows]
    if not all(crossing.visible for crossing, _left_out in crossings):
        return Column(hypothesis, version, earlier, None, None)
    whole = weighing.against([crossing.tally.median for crossing, _left_out in crossings])
    kept = weighing.against([crossing.tally.median for crossing, left_out in crossings if not left_out])
    return Column(hypothesis, version, earlier, kept, whole)


def by_now(silence):
    """The present moment, never before what stands in the matrix: a clock that was set back hides nothing from a reveal."""
    last = EvidenceItem.objects.filter(silence=silence).aggregate(at=Max("created_at"))["at"]
    worded = HypothesisVersion.objects.filter(hypothesis__silences=silence).aggregate(at=Max("created_at"))["at"]
    return max(filter(None, [timezone.now(), last, worded]))


def count_to_bring(silences, among):
    """{silence pk: how much of the evidence given for the hypotheses `among` its matrix does not hold yet}."""
    there = set(EvidenceItem.objects.filter(silence__in=silences).exclude(evidence=None).values_list("silence", "evidence"))
    given = Evidence.objects.filter(hypothesis__in=among).values_list("hypothesis__silences", "pk")
    return Counter(silence for silence, pk in given if (silence, pk) not in there)


def answers_of(voices, silences, **more):
    """What these voices answered about these silences, each with its item and wording. more: among fields of the cells."""
    found = MatrixCell.objects.filter(voice__in=voices, item__silence__in=silences, item__withdrawn_at=None, **more)
    return found.select_related("item", "version").order_by("item__created_at", "item", "version__hypothesis__created_at")


def items_of(silence):
    """The items that stand in the matrix, in the order they were brought."""
    return EvidenceItem.objects.filter(silence=silence, withdrawn_at__isnull=True).order_by("created_at", "pk")


def item_row(silence, item, who):
    """(the Row of one item, the item after it that `who` has not answered or None)."""
    rows = table(silence, who).rows
    place = next(n for n, row in enumerate(rows) if row.item.pk == item.pk)
    following = [row.item for row in rows[place + 1 :] + rows[:place] if not row.answered]
    return rows[place], following[0] if following else None


def silences_to_compare(who):
    """Silences that several hypotheses compete to explain, or whose matrix is begun; fewest words first come by label."""
    kept = Q(evidence_items__withdrawn_at__isnull=True)
    found = Silence.objects.visible_to(who).select_related("journey").annotate(
        posed=Count("hypotheses", distinct=True), brought=Count("evidence_items", filter=kept, distinct=True)
    )  # fmt: skip
    return found.filter(Q(posed__gte=2) | Q(brought__gte=1)).order_by("journey__name", "label", "pk")


def to_bring(silence, among=None):
    """Evidence given for one of the hypotheses of a silence (of those `among`) that its matrix does not hold yet."""
    there = EvidenceItem.objects.filter(silence=silence, evidence__isnull=False).values("evidence")
    given = Evidence.objects.filter(hypothesis__silences=silence)
    if among is not None:
        given = given.filter(hypothesis__in=among)
    return given.exclude(pk__in=there).order_by("created_at", "pk")
