"""Analysis grids: one per journey, a draft that people fill cell by cell, and the sealed versions it leaves.

Each cell has its own revision, so that a second writer never overwrites a first. Dissent and versions are only ever added.
"""
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from project.sealing.models import Sealed, SealedQuerySet
from project.sealing.protection import protect

from .columns import DEFAULT
from .library.models import ChangeRequest, GridTemplate, TemplateVersion, Trial  # noqa: F401

LONGEST_OWN = 120  # characters of an answer in people's own words


class Answer(models.TextChoices):
    """The three ways not to answer are answers: counted, shown, never taken for a middle value."""

    GIVEN = "given", _("answered")
    UNKNOWN = "unknown", _("we do not know")
    NOT_APPLICABLE = "not_applicable", _("not applicable")
    DECLINED = "declined", _("declines to decide")


class GridQuerySet(models.QuerySet):
    def visible_to(self, who):
        return self.filter(space=who.space)


class Grid(models.Model):
    """The grid of one journey. `edits` counts the changes of its draft, so that a screen knows what it has not seen."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="grids")
    journey = models.OneToOneField("maps.Journey", models.PROTECT, related_name="grid")
    template_version = models.ForeignKey("TemplateVersion", models.PROTECT, null=True, blank=True, related_name="grids")
    edits = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = GridQuerySet.as_manager()

    def __str__(self):
        return self.journey.name

    @property
    def chain(self):
        """Name of its sealed revisions."""
        return f"grid:{self.uuid}"

    @property
    def columns(self):
        """What is asked of each new row: by its template, or by the house when it has none."""
        return self.template_version.columns if self.template_version else DEFAULT

    @property
    def latest(self):
        """The last sealed version, or None."""
        return self.versions.order_by("-number").first()


class RowQuerySet(models.QuerySet):
    def kept(self):
        return self.filter(withdrawn_at__isnull=True).order_by("order", "pk")


class GridRow(models.Model):
    """What the group says about one silence; a row taken out of the draft keeps what was written, and can come back.

    `template_version` is the one it is answered on, for ever, unless somebody transposes it to a later one.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    grid = models.ForeignKey(Grid, models.CASCADE, related_name="rows")
    silence = models.ForeignKey("silences.Silence", models.PROTECT, related_name="grid_rows")
    order = models.PositiveIntegerField(default=0)
    template_version = models.ForeignKey("TemplateVersion", models.PROTECT, null=True, blank=True, related_name="rows")
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    brought = models.JSONField(null=True, blank=True)  # the rates a file came with, shown while this space has read none
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = RowQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [models.UniqueConstraint(fields=["grid", "silence"], name="grid_row_once_per_silence")]

    @property
    def columns(self):
        return self.template_version.columns if self.template_version else DEFAULT

    @property
    def values(self):
        """What is written, by column key: texts, choices, or the name of a way not to answer."""
        return {cell.column: cell.text if cell.answer == Answer.GIVEN else cell.answer for cell in self.cells.all()}


class Cell(models.Model):
    """One answer of one row. `revision` grows by one at each writing; `edit` is the grid's count at that moment."""

    row = models.ForeignKey(GridRow, models.CASCADE, related_name="cells")
    column = models.CharField(max_length=60)
    answer = models.CharField(max_length=16, choices=Answer, default=Answer.GIVEN)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True, editable=False)
    under = models.CharField(max_length=60, blank=True)  # the choice that somebody's own words were brought under
    revision = models.PositiveIntegerField(default=1)
    edit = models.PositiveIntegerField(default=0)
    author_alias = models.CharField(max_length=80, blank=True)
    member = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, blank=True, related_name="+")
    written_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "column"], name="grid_cell_once"),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="grid_cell_answer_known"),
            models.CheckConstraint(condition=Q(answer=Answer.GIVEN) | Q(text=""), name="grid_cell_non_answer_is_empty"),
            models.CheckConstraint(condition=Q(revision__gte=1), name="grid_cell_revision_from_one"),
        ]


class WordsMove(models.Model):
    """What became of an answer in people's own words: brought under a choice, or taken back to the margin."""

    grid = models.ForeignKey(Grid, models.CASCADE, related_name="words_moves")
    column = models.CharField(max_length=60)
    text = models.CharField(max_length=LONGEST_OWN)
    before = models.CharField(max_length=60, blank=True)
    after = models.CharField(max_length=60, blank=True)
    author_alias = models.CharField(max_length=80, blank=True)
    member = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, blank=True, related_name="+")
    moved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["moved_at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(before=F("after")), name="grid_words_move_somewhere")]


class Opinion(models.Model):
    """How sure one voice is of one row, from 1 to 5, or one of the ways not to answer. One per voice; nothing is averaged."""

    row = models.ForeignKey(GridRow, models.CASCADE, related_name="opinions")
    voice = models.CharField(max_length=60)  # "member:<uuid>" or "participant:<uuid>"
    level = models.PositiveSmallIntegerField(null=True, blank=True)
    answer = models.CharField(max_length=16, choices=Answer, default=Answer.GIVEN)
    given_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["row", "voice"], name="grid_opinion_once_per_voice"),
            models.CheckConstraint(condition=Q(answer__in=Answer.values), name="grid_opinion_answer_known"),
            models.CheckConstraint(
                condition=Q(answer=Answer.GIVEN, level__isnull=False, level__range=(1, 5))
                | ~Q(answer=Answer.GIVEN) & Q(level__isnull=True),
                name="grid_opinion_level_1_to_5",
            ),
        ]


@protect(may_change=("author_alias", "member"))
class RowDissent(Sealed):
    """A voice that reads a row otherwise; kept for good. Anonymous: nothing about its author is stored."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    row = models.ForeignKey(GridRow, models.PROTECT, related_name="dissents")
    text = models.TextField(_("how you read it otherwise"))
    html = models.TextField(editable=False)
    anonymous = models.BooleanField(default=False)
    author_alias = models.CharField(max_length=80, blank=True)
    trade = models.CharField(max_length=60, blank=True)
    member = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = SealedQuerySet.as_manager()

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="grid_dissent_says_something"),
            models.CheckConstraint(
                condition=Q(anonymous=False) | Q(author_alias="", trade="", member__isnull=True),
                name="grid_dissent_anonymous_has_no_author",
            ),
        ]


class VersionQuerySet(SealedQuerySet):
    def visible_to(self, who):
        return self.filter(grid__space=who.space)


def witness(version):
    """What `verify_seals` compares with the chain: the number and title that the row repeats, with the sealed content."""
    content = {**version.revision.content, "number": version.number, "title": version.title}
    return version.grid.chain, version.number, content


@protect(witness=witness)
class GridVersion(Sealed):
    """A sealed state of the grid, named after the session that closed on it. Its content is the sealed revision's."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    grid = models.ForeignKey(Grid, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200)
    revision = models.OneToOneField("sealing.SealedRevision", models.PROTECT, related_name="+")
    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["grid", "number"], name="grid_version_number_once"),
            models.CheckConstraint(condition=Q(number__gte=1) & ~Q(title=""), name="grid_version_is_named"),
        ]

    def __str__(self):
        return self.title

    @property
    def content(self):
        return self.revision.content

    @property
    def digest(self):
        return self.revision.digest

    @property
    def sealed_at(self):
        return self.revision.sealed_at

    @property
    def sealed_by(self):
        return self.revision.sealed_by
