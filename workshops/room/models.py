"""A reading session: its run sheet and clock, who sits in it, what they write, and the numbered events of all that happened.

The database refuses what must not be: two events of one number, an operation done twice, more votes than dots, a note
without a writer or a key, an open session without a step. What a person may see is decided in `screens` and `queries`.
"""
import secrets
import uuid

from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from . import agenda

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # 31 letters and digits that nobody confuses aloud or on a screen
CODE_LENGTH = 8
DOTS_AT_MOST = 10


def new_code():
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


def new_epoch():
    return secrets.token_hex(4)


class SessionQuerySet(models.QuerySet):
    def visible_to(self, who):
        """Every session of a member's space; of a guest or another participant, theirs alone."""
        if isinstance(who, Participant):
            return self.filter(pk=who.session_id)
        return self.filter(space=who.space)


class Session(models.Model):
    """A group reads some silences of one reading together."""

    class State(models.TextChoices):
        DRAFT = "draft", pgettext_lazy("session", "being prepared")
        OPEN = "open", pgettext_lazy("session", "open")
        CLOSED = "closed", pgettext_lazy("session", "closed")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    space = models.ForeignKey("spaces.Space", models.CASCADE, related_name="sessions")
    journey = models.ForeignKey("maps.Journey", models.CASCADE, related_name="sessions")
    reading = models.ForeignKey("silences.Reading", models.RESTRICT, related_name="sessions")
    title = models.CharField(_("title"), max_length=160)
    question = models.CharField(_("question of the session"), max_length=300, blank=True)
    sheet = models.CharField(_("run sheet"), max_length=30, default=agenda.DEFAULT_SHEET)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)

    code = models.CharField(max_length=CODE_LENGTH, unique=True, null=True, default=new_code)  # noqa: DJ001 - none once closed
    locked = models.BooleanField(default=False)
    approves = models.BooleanField(_("guests wait for approval"), default=False)
    guests_at_most = models.PositiveSmallIntegerField(default=500)

    step = models.ForeignKey("Step", models.SET_NULL, null=True, related_name="+")
    started_at = models.DateTimeField(null=True)  # of the current step
    ends_at = models.DateTimeField(null=True)
    left = models.PositiveIntegerField(null=True)  # seconds, while the clock is paused
    focus = models.ForeignKey("SessionSilence", models.SET_NULL, null=True, related_name="+")
    names_hidden = models.BooleanField(_("hide names"), default=False)
    anonymous = models.BooleanField(_("anonymous"), default=False)  # fixed once the session opens

    number = models.PositiveIntegerField(default=0)  # of the latest event
    rights = models.PositiveIntegerField(default=0)  # grows when someone's rights change
    epoch = models.CharField(max_length=8, default=new_epoch)

    grid_version = models.ForeignKey("grids.GridVersion", models.RESTRICT, null=True, related_name="sessions")
    created_by = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, related_name="+")
    created_at = models.DateTimeField(default=timezone.now)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    objects = SessionQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.CheckConstraint(condition=Q(state__in=["draft", "open", "closed"]), name="session_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft", opened_at=None) | Q(state__in=["open", "closed"], opened_at__isnull=False),
                name="session_opened_once_open",
            ),
            models.CheckConstraint(
                condition=Q(state="closed", closed_at__isnull=False, code=None) | (~Q(state="closed") & Q(closed_at=None)),
                name="session_closed_has_no_code",
            ),
            models.CheckConstraint(condition=Q(left=None) | Q(ends_at=None), name="session_paused_or_running"),
        ]

    def __str__(self):
        return self.title

    def get_absolute_url(self):
        return reverse("session", args=[self.space.slug, self.uuid])

    @property
    def room(self):
        """Its name on the live road."""
        return f"session.{self.uuid}"

    @property
    def is_open(self):
        return self.state == self.State.OPEN

    @property
    def is_closed(self):
        return self.state == self.State.CLOSED

    @property
    def clock(self):
        return agenda.Clock(self.started_at, self.ends_at, self.left)

    @clock.setter
    def clock(self, clock):
        self.started_at, self.ends_at, self.left = clock.started_at, clock.ends_at, clock.left

    @property
    def shown_code(self):
        """The code as people read it aloud: two groups of four."""
        return f"{self.code[:4]}-{self.code[4:]}" if self.code else ""

    @property
    def hides_authors(self):
        return self.anonymous or self.names_hidden


class Step(models.Model):
    """One line of this session's run sheet."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="steps")
    position = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=10, choices=list(agenda.KINDS.items()))
    title = models.CharField(_("title"), max_length=60)
    prompt = models.CharField(_("prompt"), max_length=300, blank=True)
    minutes = models.PositiveIntegerField(_("minutes"))
    writes = models.CharField(_("who sees"), max_length=10, choices=list(agenda.WRITES.items()), default="none")
    reveals = models.BooleanField(_("reveals the private notes"), default=False)
    desk_note = models.CharField(_("note for the facilitator"), max_length=500, blank=True)
    skipped = models.BooleanField(_("skipped"), default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "position"], name="step_position_once"),
            models.CheckConstraint(condition=Q(kind__in=list(agenda.KINDS)), name="step_kind_known"),
            models.CheckConstraint(condition=Q(writes__in=list(agenda.WRITES)), name="step_writes_known"),
            models.CheckConstraint(
                condition=Q(minutes__gte=1, minutes__lte=agenda.LONGEST_STEP), name="step_lasts_a_minute_or_more"
            ),
        ]

    def __str__(self):
        return self.title


class SessionSilence(models.Model):
    """A silence on this session's table, with its masked figures as they were when it was put there."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="silences")
    silence = models.ForeignKey("silences.Silence", models.RESTRICT, related_name="sessions")
    position = models.PositiveSmallIntegerField()
    label = models.CharField(max_length=200)
    figures = models.JSONField(default=dict)  # see queries.Figures

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "silence"], name="silence_once_per_session"),
            models.UniqueConstraint(fields=["session", "position"], name="session_silence_position_once"),
        ]

    def __str__(self):
        return self.label


class Participant(models.Model):
    """Someone in one session: a member of the space, or a guest who holds a token. The person who acts in the room (`by=`)."""

    class Role(models.TextChoices):
        FACILITATOR = "facilitator", _("facilitates")
        PARTICIPANT = "participant", _("takes part")
        OBSERVER = "observer", _("observes")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="participants")
    member = models.ForeignKey("spaces.Member", models.SET_NULL, null=True, related_name="+")
    name = models.CharField(_("name"), max_length=40)
    trade = models.CharField(_("trade"), max_length=60, blank=True)
    language = models.CharField(max_length=5, default="fr")
    role = models.CharField(max_length=12, choices=Role, default=Role.PARTICIPANT)
    token_digest = models.CharField(max_length=64, unique=True, null=True)  # noqa: DJ001 - of a guest's 256-bit token
    joined_at = models.DateTimeField(default=timezone.now)
    joined_number = models.PositiveIntegerField(default=0)  # of the event by which they came: the order at the table
    waiting = models.BooleanField(default=False)  # for approval
    removed_at = models.DateTimeField(null=True)
    muted = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True)  # last heartbeat, kept coarse
    done = models.ForeignKey(Step, models.SET_NULL, null=True, related_name="+")  # the step they are done with

    class Meta:
        ordering = ["joined_number", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["session", "member"], name="member_once_per_session"),
            models.CheckConstraint(condition=~Q(name=""), name="participant_has_a_name"),
            models.CheckConstraint(
                condition=Q(role__in=["facilitator", "participant", "observer"]), name="participant_role_known"
            ),
        ]

    def __str__(self):
        return self.name

    @property
    def space(self):
        return self.session.space

    @property
    def facilitates(self):
        return self.role == self.Role.FACILITATOR

    @property
    def initials(self):
        words = self.name.split()
        return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()

    @property
    def may_lead(self):
        """Whether the lead may be handed to them."""
        return self.at_least("facilitator")

    @property
    def colour(self):
        """Which of the eight colours is theirs at this table."""
        return self.joined_number % 8

    def at_least(self, role):
        """A guest holds no role in the space."""
        return self.member is not None and self.member.at_least(role)


class NoteGroup(models.Model):
    """Notes laid together by hand, under a title."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="groups")
    silence = models.ForeignKey(SessionSilence, models.CASCADE, null=True, related_name="groups")
    title = models.CharField(_("title"), max_length=80)
    made_number = models.PositiveIntegerField()

    class Meta:
        ordering = ["made_number"]


class Note(models.Model):
    """What someone wrote, private until it is shown. In an anonymous session only a key's digest is stored, and no author."""

    class Answer(models.TextChoices):
        UNKNOWN = "unknown", _("We do not know")
        NOT_APPLICABLE = "not_applicable", _("Not applicable")
        DECLINES = "declines", _("We decline to decide")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="notes")
    silence = models.ForeignKey(SessionSilence, models.CASCADE, null=True, related_name="notes")
    step = models.ForeignKey(Step, models.SET_NULL, null=True, related_name="+")
    author = models.ForeignKey(Participant, models.RESTRICT, null=True, related_name="notes")
    key_digest = models.CharField(max_length=64, blank=True)  # anonymous: sha256 of the secret the author's browser holds
    answer = models.CharField(max_length=20, choices=Answer, blank=True)
    text = models.TextField(blank=True)
    html = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=1)
    written_at = models.DateTimeField(default=timezone.now)
    shown_number = models.PositiveIntegerField(null=True)  # of the event that showed it to the table; none while private
    group = models.ForeignKey(NoteGroup, models.SET_NULL, null=True, related_name="notes")

    class Meta:
        ordering = ["shown_number", "uuid"]  # never the order of writing, which would tell who writes fast
        indexes = [models.Index(fields=["session", "silence", "shown_number"], name="note_shown_by_silence")]
        constraints = [
            models.CheckConstraint(condition=~Q(text="") | ~Q(answer=""), name="note_says_something"),
            models.CheckConstraint(
                condition=Q(author__isnull=False, key_digest="") | (Q(author=None) & ~Q(key_digest="")),
                name="note_has_an_author_or_a_key",
            ),
        ]

    @property
    def is_private(self):
        return self.shown_number is None


class Reaction(models.Model):
    """One small sign of one person on a note that is shown."""

    class Kind(models.TextChoices):
        HOLDS = "holds", _("holds")
        SURPRISES = "surprises", _("surprises me")
        DOUBTFUL = "doubtful", _("in doubt")

    note = models.ForeignKey(Note, models.CASCADE, related_name="reactions")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["note", "participant", "kind"], name="reaction_once"),
            models.CheckConstraint(condition=Q(kind__in=["holds", "surprises", "doubtful"]), name="reaction_kind_known"),
        ]


class SessionHypothesis(models.Model):
    """A hypothesis worked on in this session, and the note it came from."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="hypotheses")
    hypothesis = models.ForeignKey("hypotheses.Hypothesis", models.CASCADE, related_name="sessions")
    silence = models.ForeignKey(SessionSilence, models.CASCADE, null=True, related_name="hypotheses")
    note = models.ForeignKey(Note, models.SET_NULL, null=True, related_name="hypotheses")
    position = models.PositiveIntegerField()  # number of the event that brought it: the order of arrival, no ranking

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["session", "hypothesis"], name="hypothesis_once_per_session"),
            models.UniqueConstraint(fields=["note"], name="note_becomes_one_hypothesis"),
        ]


class Evidence(models.Model):
    """What speaks for or against a note. Hypotheses keep their own evidence, in the observations."""

    class Stance(models.TextChoices):
        FOR = "for", _("for")
        AGAINST = "against", _("against")

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    note = models.ForeignKey(Note, models.CASCADE, related_name="evidence")
    stance = models.CharField(max_length=7, choices=Stance)
    text = models.TextField()
    html = models.TextField()
    author = models.ForeignKey(Participant, models.RESTRICT, null=True, related_name="+")
    given_number = models.PositiveIntegerField()

    class Meta:
        ordering = ["given_number"]
        constraints = [
            models.CheckConstraint(condition=Q(stance__in=["for", "against"]), name="room_evidence_stance_known"),
            models.CheckConstraint(condition=~Q(text=""), name="room_evidence_says_something"),
        ]


class Ballot(models.Model):
    """A vote with a few dots on the hypotheses (on the notes, while there are none); counts stay hidden until it is closed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="ballots")
    dots = models.PositiveSmallIntegerField(default=3)
    opened_at = models.DateTimeField(default=timezone.now)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["session"], condition=Q(closed_at=None), name="one_open_ballot_per_session"),
            models.CheckConstraint(condition=Q(dots__gte=1, dots__lte=DOTS_AT_MOST), name="ballot_dots_in_range"),
        ]


class Vote(models.Model):
    """One dot of one person. The dots of a person are numbered 1 to `cap`, so the database itself refuses one too many."""

    ballot = models.ForeignKey(Ballot, models.CASCADE, related_name="votes")
    participant = models.ForeignKey(Participant, models.CASCADE, related_name="votes")
    dot = models.PositiveSmallIntegerField()
    cap = models.PositiveSmallIntegerField()  # the ballot's dots
    note = models.ForeignKey(Note, models.CASCADE, null=True, related_name="votes")
    hypothesis = models.ForeignKey(SessionHypothesis, models.CASCADE, null=True, related_name="votes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ballot", "participant", "dot"], name="dot_once"),
            models.CheckConstraint(condition=Q(dot__gte=1, dot__lte=F("cap")), name="dots_within_cap"),
            models.CheckConstraint(condition=Q(cap__lte=DOTS_AT_MOST), name="cap_within_range"),
            models.CheckConstraint(
                condition=Q(note=None, hypothesis__isnull=False) | Q(note__isnull=False, hypothesis=None),
                name="dot_on_one_thing",
            ),
        ]


class SessionDecision(models.Model):
    """A decision taken in this session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="decisions")
    decision = models.ForeignKey("decisions.Decision", models.CASCADE, related_name="sessions")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["decision"], name="decision_in_one_session")]


class SessionAction(models.Model):
    """An action planned in this session."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="actions")
    action = models.ForeignKey("backlog.Action", models.CASCADE, related_name="sessions")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["action"], name="action_in_one_session")]


class Verb(models.TextChoices):
    """Everything that can happen in a room; `screens` has a case for each, and a test says so."""

    OPENED = "session.opened"
    CLOSED = "session.closed"
    STEP_MOVED = "step.moved"
    STEP_CHANGED = "step.changed"
    CLOCK_CHANGED = "clock.changed"
    FOCUSED = "silence.focused"
    NAMES_CHANGED = "names.changed"
    DOOR_CHANGED = "door.changed"
    JOINED = "participant.joined"
    ADMITTED = "participant.admitted"
    REMOVED = "participant.removed"
    ROLE_CHANGED = "participant.role_changed"
    DONE = "participant.done"
    NOTE_WRITTEN = "note.written"
    NOTE_EDITED = "note.edited"
    NOTE_DELETED = "note.deleted"
    NOTE_SHARED = "note.shared"
    REVEALED = "notes.revealed"
    GROUPED = "notes.grouped"
    REACTED = "note.reacted"
    EVIDENCE_GIVEN = "evidence.given"
    HYPOTHESIS_WRITTEN = "hypothesis.written"
    HYPOTHESIS_CHANGED = "hypothesis.changed"
    BALLOT_OPENED = "ballot.opened"
    BALLOT_CLOSED = "ballot.closed"
    VOTED = "vote.cast"
    DECIDED = "decision.made"
    PLANNED = "action.planned"


class Event(models.Model):
    """Something that happened in the room, numbered without gaps. The payload names things, never what people wrote."""

    session = models.ForeignKey(Session, models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    verb = models.CharField(max_length=40, choices=Verb)
    op_id = models.UUIDField(null=True)  # made by the client: a repeat finds the first answer
    actor = models.ForeignKey(Participant, models.SET_NULL, null=True, related_name="+")  # nobody when anonymous
    private = models.BooleanField(default=False)  # concerns its actor alone; the others only see a count move
    payload = models.JSONField(default=dict)
    happened_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["session", "number"], name="room_event_number_once"),
            models.UniqueConstraint(fields=["session", "op_id"], name="room_operation_once"),
        ]


def participant_of(session, who):
    """The Participant a member is in this session, or None."""
    try:
        return session.participants.select_related("member__user", "member__space").get(member=who)
    except ObjectDoesNotExist:
        return None
