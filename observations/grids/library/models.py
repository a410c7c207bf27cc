"""Grid templates: a draft of nodes, its sealed versions, the local variants made from them, the changes people ask for."""
import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from project.sealing.models import Sealed, SealedQuerySet
from project.sealing.protection import protect

from ..columns import said_in
from . import nodes


class TemplateQuerySet(models.QuerySet):
    def visible_to(self, who):
        return self.filter(space=who.space)


class GridTemplate(models.Model):
    """A form that grids are filled on. `draft` is a list of nodes; `revision` grows at each edit; a variant has a parent."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="grid_templates")
    slug = models.SlugField(max_length=60)
    title = models.JSONField(default=dict)  # {language: words}
    team = models.CharField(_("team"), max_length=80, blank=True)
    parent = models.ForeignKey("TemplateVersion", models.PROTECT, null=True, blank=True, related_name="variants")
    draft = models.JSONField(default=list)
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = TemplateQuerySet.as_manager()

    class Meta:
        ordering = ["slug", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "slug"], name="grid_template_slug_once"),
            models.CheckConstraint(condition=Q(parent__isnull=True) | ~Q(team=""), name="grid_variant_names_its_team"),
        ]

    def __str__(self):
        return said_in(self.title, (get_language() or "fr")[:2])

    @property
    def chain(self):
        return f"template:{self.uuid}"

    @property
    def latest(self):
        """The last sealed version, or None."""
        return self.versions.select_related("revision").order_by("-number").first()


class VersionQuerySet(SealedQuerySet):
    def visible_to(self, who):
        return self.filter(template__space=who.space)


def witness(version):
    content = {**version.revision.content, "version": version.version}
    return version.template.chain, version.number, content


@protect(witness=witness)
class TemplateVersion(Sealed):
    """A published form: its words never change again. `critical`: it changes what earlier answers meant."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.ForeignKey(GridTemplate, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    version = models.CharField(max_length=20)
    critical = models.BooleanField(default=False)
    revision = models.OneToOneField("sealing.SealedRevision", models.PROTECT, related_name="+")
    objects = VersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["template", "number"], name="template_version_number_once"),
            models.UniqueConstraint(fields=["template", "version"], name="template_version_once"),
            models.CheckConstraint(
                condition=Q(version__regex=r"^[0-9]+\.[0-9]+\.[0-9]+$"), name="template_version_is_semantic"
            ),
        ]

    def __str__(self):
        return f"{self.template} {self.version}"

    @property
    def nodes(self):
        return self.revision.content["nodes"]

    @property
    def digest(self):
        return self.revision.digest

    @property
    def columns(self):
        return nodes.columns(self.nodes)


class Telling(models.TextChoices):
    """What somebody says of a template: a change to make, or what it did to those who filled it."""

    CHANGE = "change", _("something should change")
    HELPED = "helped", _("it helped")
    HINDERED = "hindered", _("it hindered")
    FORCED = "forced", _("it forced us to answer")
    MISSING = "missing", _("something was missing")


class ChangeRequest(models.Model):
    """What the field asks of a template or tells of using it, and the answer it got, with the version that carries it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.ForeignKey(GridTemplate, models.CASCADE, related_name="requests")
    node = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=Telling, default=Telling.CHANGE)
    told_of = models.ForeignKey(  # the version that was in use, when it was told from a grid
        TemplateVersion, models.PROTECT, null=True, blank=True, related_name="feedback"
    )
    text = models.TextField(_("what should change, and why"))
    author_alias = models.CharField(max_length=80, blank=True)
    member = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, blank=True, related_name="+")
    answer = models.TextField(_("answer"), blank=True)
    answered_in = models.ForeignKey(TemplateVersion, models.PROTECT, null=True, blank=True, related_name="requests")
    answered_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["created_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="change_request_says_something"),
            models.CheckConstraint(condition=Q(kind__in=Telling.values), name="change_request_kind_known"),
            models.CheckConstraint(
                condition=Q(answer="", answered_at__isnull=True) | ~Q(answer="") & Q(answered_at__isnull=False),
                name="change_request_answer_has_a_date",
            ),
        ]

    @property
    def days_waiting(self):
        """How many days it has waited for an answer; None once it has one."""
        return None if self.answered_at else (timezone.now() - self.created_at).days


class Trial(models.Model):
    """A test reading: somebody answers a draft on one silence, to see what it asks. It is never sealed, nor counted."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    template = models.ForeignKey(GridTemplate, models.CASCADE, related_name="trials")
    revision = models.PositiveIntegerField()  # of the draft that was read
    silence = models.ForeignKey("silences.Silence", models.CASCADE, related_name="+")
    answers = models.JSONField(default=list)  # [[the question's words, the answer in words]], as they were read
    note = models.TextField(_("what could not be answered, what was unclear"), blank=True)
    author_alias = models.CharField(max_length=80, blank=True)
    member = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["-created_at", "-pk"]
