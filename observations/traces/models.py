"""Traces: what people saw, heard and told, welcomed in quarantine, redacted by a person, then released to be read.

Before its release a fragment has no text in the database: its original is encrypted (`Original`), with its key in a file
apart. What is released is plain text that never changes, so that marks on it stay where they are.
"""
import uuid

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from project.sealing.beside import derives

from . import searching
from .anonymity import AnonymityCheck  # noqa: F401
from .marking import (  # noqa: F401
    Confrontation,
    Feeling,
    Label,
    LabelMove,
    Mark,
    Motif,
    MotifItem,
    SecondReading,
    SpaceQuerySet,
    Verdict,
)
from .protocols import Protocol, ProtocolVersion  # noqa: F401
from .vocabulary import Vocabulary  # noqa: F401


class Basis(models.TextChoices):
    CONSENT = "consent", _("consent")
    CONTRACT = "contract", _("contract")
    LEGITIMATE = "legitimate_interest", _("legitimate interest")
    OBLIGATION = "legal_obligation", _("legal obligation")
    PUBLIC = "public_task", _("public task")


class Kind(models.TextChoices):
    VERBATIM = "verbatim", _("verbatim")
    UNSENT = "unsent_message", _("unsent message")
    INTERRUPTED = "interrupted_attempt", _("interrupted attempt")
    ERRATIC = "erratic_navigation", _("erratic navigation")
    NARRATIVE = "narrative", _("narrative")
    ACCOUNT = "free_account", _("free account")
    ENTRY = "logbook_entry", _("logbook entry")
    OBSERVATION = "observation", _("observation")
    AGGREGATE = "aggregate", _("aggregate")


class State(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("fragment", "waiting for redaction")
    CONFIRMED = "confirmed", pgettext_lazy("fragment", "redacted, waiting for release")
    RELEASED = "released", pgettext_lazy("fragment", "released")


class Precision(models.TextChoices):
    EXACT = "exact", _("to the hour")
    DAY = "day", _("to the day")
    MONTH = "month", _("to the month")
    UNKNOWN = "unknown", _("unknown")


class Stability(models.TextChoices):
    UNSETTLED = "unsettled", pgettext_lazy("fragment", "not settled")
    READ = "read", pgettext_lazy("fragment", "read")
    GATHERED = "gathered", pgettext_lazy("fragment", "brought together")


class Residual(models.TextChoices):
    NO = "no", _("no, nobody could")
    CLOSE = "close", _("someone close to them perhaps")
    YES = "yes", _("yes")
    UNKNOWN = "unknown", _("we do not know")


class Decision(models.TextChoices):
    PROPOSED = "proposed", pgettext_lazy("redaction", "proposed")
    ACCEPTED = "accepted", _("hidden")
    EDITED = "edited", _("made less precise")
    REJECTED = "rejected", _("left as it is")
    ADDED = "added", _("added by a person")


class Source(models.Model):
    """Where fragments come from, on which ground they are kept, for how long, and whom this road leaves out."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="trace_sources")
    name = models.CharField(_("name"), max_length=120)
    channel = models.CharField(_("channel"), max_length=60, blank=True)
    basis = models.CharField(_("legal basis"), max_length=20, choices=Basis)
    permission = models.CharField(_("what people allowed"), max_length=300, blank=True)
    bias = models.TextField(_("who is missing, at which moment, in which mood"))
    retention_days = models.PositiveSmallIntegerField(_("kept for (days)"), default=365)
    purge_days = models.PositiveSmallIntegerField(_("originals kept for (days)"), default=30)
    patterns = models.JSONField(default=list, blank=True)  # references of the organisation, such as CMD-######
    approved_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=80, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["space", "name"], name="trace_source_named_once"),
            models.CheckConstraint(condition=Q(basis__in=Basis.values), name="trace_source_basis_known"),
            models.CheckConstraint(condition=~Q(bias=""), name="trace_source_says_its_bias"),
            models.CheckConstraint(
                condition=Q(retention_days__range=(1, 3650), purge_days__range=(0, 365)), name="trace_source_keeps_for_a_time"
            ),
        ]

    def __str__(self):
        return self.name


class Logbook(models.Model):
    """A diary kept under aliases; each logbook has its own, so that nobody can be followed from one to another."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="logbooks")
    title = models.CharField(_("title"), max_length=120)
    prompt = models.CharField(_("question, which may be ignored"), max_length=300, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    objects = SpaceQuerySet.as_manager()

    class Meta:
        ordering = ["title", "pk"]
        constraints = [models.UniqueConstraint(fields=["space", "title"], name="logbook_titled_once")]

    def __str__(self):
        return self.title


class Narrator(models.Model):
    """An alias and, locked apart, who it is. `voice` recognises its owner by a keyed digest; destroyed, nothing does."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    logbook = models.ForeignKey(Logbook, models.CASCADE, related_name="narrators")
    alias = models.CharField(max_length=60)
    voice = models.CharField(max_length=64, blank=True)
    identity = models.BinaryField(null=True)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["logbook", "alias"], name="narrator_alias_once"),
            models.UniqueConstraint(fields=["logbook", "voice"], condition=~Q(voice=""), name="narrator_voice_once"),
            models.CheckConstraint(
                condition=Q(destroyed_at__isnull=True) | Q(voice="", identity__isnull=True), name="narrator_destroyed_is_nobody"
            ),
        ]

    def __str__(self):
        return self.alias


class FragmentQuerySet(SpaceQuerySet):
    def released(self):
        """Those that may be read."""
        return self.filter(state=State.RELEASED)


class Fragment(models.Model):
    """The smallest piece of matter. Until it is released it holds no words at all; afterwards its text never changes."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.PROTECT, related_name="fragments")
    source = models.ForeignKey(Source, models.PROTECT, related_name="fragments")
    kind = models.CharField(_("what it is"), max_length=24, choices=Kind, default=Kind.VERBATIM)
    state = models.CharField(max_length=10, choices=State, default=State.PROPOSED)
    text = models.TextField(blank=True)
    where = models.CharField(max_length=200, blank=True)
    words = models.TextField(blank=True, editable=False)  # for searching; see searching.py
    language = models.CharField(max_length=5, default="fr", choices=[("fr", "Français"), ("en", "English")])
    captured_at = models.DateTimeField(default=timezone.now, editable=False)
    happened_on = models.DateField(_("when"), null=True, blank=True)
    precision = models.CharField(_("how precisely"), max_length=8, choices=Precision, default=Precision.UNKNOWN)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    stability = models.CharField(max_length=10, choices=Stability, default=Stability.UNSETTLED)
    marginal = models.BooleanField(_("rare, kept on purpose"), default=False)
    narrator = models.ForeignKey(Narrator, models.SET_NULL, null=True, blank=True, related_name="fragments")
    captured_by = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, blank=True, related_name="+")
    silences = models.ManyToManyField("silences.Silence", related_name="fragments", blank=True)
    shown = models.ForeignKey(ProtocolVersion, models.PROTECT, null=True, blank=True, related_name="fragments")  # to its teller
    residual = models.CharField(max_length=8, choices=Residual, blank=True)
    confirmed_by = models.CharField(max_length=120, blank=True)
    released_by = models.CharField(max_length=120, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    purge_on = models.DateField()
    objects = FragmentQuerySet.as_manager()

    class Meta:
        ordering = ["-captured_at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="fragment_kind_known"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "confirmed"], text="", where="", words="", released_at__isnull=True)
                | Q(state="released", released_at__isnull=False) & ~Q(text=""),
                name="fragment_words_only_once_released",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed") | ~Q(residual="") & ~Q(confirmed_by=""), name="fragment_confirmed_by_a_person"
            ),
            models.CheckConstraint(
                condition=Q(precision="unknown", happened_on__isnull=True)
                | ~Q(precision="unknown") & Q(happened_on__isnull=False),
                name="fragment_date_or_unknown",
            ),
        ]

    def is_stale(self, today):
        """Whether its validity is over: shown dimmed, never dropped."""
        return self.valid_until is not None and self.valid_until < today


class Original(models.Model):
    """What was typed, encrypted; deleted at its purge date, or when its narrator is erased."""

    fragment = models.OneToOneField(Fragment, models.CASCADE, related_name="original")
    token = models.BinaryField()
    purge_on = models.DateField()


class RedactionSpan(models.Model):
    """A place of the original to hide: offsets and a kind, never the words. `instead` is what a person put in their place."""

    fragment = models.ForeignKey(Fragment, models.CASCADE, related_name="spans")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    kind = models.CharField(max_length=12)
    detector = models.CharField(max_length=24)
    ruleset = models.CharField(max_length=12)
    confidence = models.CharField(max_length=8)
    decision = models.CharField(max_length=8, choices=Decision, default=Decision.PROPOSED)
    instead = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(condition=Q(end__gt=F("start")), name="redaction_span_has_length"),
            models.CheckConstraint(condition=Q(decision__in=Decision.values), name="redaction_decision_known"),
        ]


class Placeholder(models.Model):
    """The number that stands for the same words everywhere in a space; the words are known by a keyed digest only."""

    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="+")
    kind = models.CharField(max_length=12)
    fingerprint = models.CharField(max_length=64)
    number = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["space", "kind", "fingerprint"], name="placeholder_once_per_words"),
            models.UniqueConstraint(fields=["space", "kind", "number"], name="placeholder_number_once"),
        ]


derives(Fragment, words=lambda fragment: searching.indexed(f"{fragment.text} {fragment.where}"))
