"""Sessions for programs: the same audience rules as the pages; a private note is in nobody's answer but its author's."""
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.exceptions import PermissionDenied
from rest_framework.generics import get_object_or_404
from rest_framework.response import Response

from project.spaces.api_door import SpaceAPI

from . import actions
from .models import Note, Session, participant_of

SPACE = OpenApiParameter("space", OpenApiTypes.STR, OpenApiParameter.PATH, description="Address of the space")


class SilenceOnTable(serializers.Serializer):
    uuid = serializers.UUIDField()
    silence = serializers.UUIDField(source="silence.uuid")
    label = serializers.CharField()


class StepOut(serializers.Serializer):
    uuid = serializers.UUIDField()
    kind = serializers.CharField()
    title = serializers.CharField()
    prompt = serializers.CharField()
    minutes = serializers.IntegerField()
    writes = serializers.CharField()
    skipped = serializers.BooleanField()


class SessionOut(serializers.ModelSerializer):
    journey = serializers.CharField(source="journey.slug")
    reading = serializers.UUIDField(source="reading.uuid")

    class Meta:
        model = Session
        fields = ["uuid", "title", "state", "journey", "reading", "anonymous", "created_at", "opened_at", "closed_at"]


class SheetOut(serializers.Serializer):
    """The run sheet a session was opened with, as it was sealed."""

    version = serializers.UUIDField(source="uuid")
    number = serializers.IntegerField()
    title = serializers.CharField()
    digest = serializers.CharField()


class SessionDetailOut(SessionOut):
    sheet = SheetOut(source="sheet_version")
    silences = SilenceOnTable(many=True)
    steps = StepOut(many=True)
    step = serializers.UUIDField(source="step.uuid", default=None, allow_null=True)
    participants = serializers.SerializerMethodField()
    hypotheses = serializers.SerializerMethodField()
    decisions = serializers.SerializerMethodField()
    actions = serializers.SerializerMethodField()

    class Meta(SessionOut.Meta):
        fields = [
            *SessionOut.Meta.fields, "sheet", "silences", "steps", "step", "participants", "hypotheses", "decisions", "actions",
        ]  # fmt: skip

    def get_participants(self, session) -> int:
        return session.participants.filter(removed_at=None, waiting=False).count()

    def get_hypotheses(self, session) -> list[str]:
        return [str(uuid) for uuid in session.hypotheses.values_list("hypothesis__uuid", flat=True)]

    def get_decisions(self, session) -> list[str]:
        return [str(uuid) for uuid in session.decisions.values_list("decision__uuid", flat=True)]

    def get_actions(self, session) -> list[str]:
        return [str(uuid) for uuid in session.actions.values_list("action__uuid", flat=True)]


class NoteOut(serializers.ModelSerializer):
    silence = serializers.UUIDField(source="silence.uuid", default=None, allow_null=True)
    private = serializers.BooleanField(source="is_private")
    author = serializers.SerializerMethodField()
    trade = serializers.SerializerMethodField()

    class Meta:
        model = Note
        fields = ["uuid", "silence", "answer", "text", "html", "private", "author", "trade", "version"]

    @extend_schema_field(OpenApiTypes.STR)
    def get_author(self, note):
        return "" if self.context["hides"] or note.author is None else note.author.name

    @extend_schema_field(OpenApiTypes.STR)
    def get_trade(self, note):
        return "" if self.context["hides"] or note.author is None else note.author.trade


class NoteIn(serializers.Serializer):
    text = serializers.CharField(max_length=5000, required=False, default="")
    answer = serializers.ChoiceField(choices=Note.Answer.choices, required=False, default="")
    silence = serializers.UUIDField(required=False, allow_null=True, default=None)
    op_id = serializers.UUIDField(required=False, default=None, allow_null=True)


class NoteWritten(serializers.Serializer):
    number = serializers.IntegerField(help_text="Number of the event in this session")
    note = serializers.UUIDField()


@extend_schema(parameters=[SPACE])
class SessionList(SpaceAPI, generics.ListAPIView):
    """The sessions of the space, latest first."""

    serializer_class = SessionOut
    queryset = Session.objects.none()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Session.objects.none()
        return Session.objects.visible_to(self.member).select_related("journey", "reading").order_by("-created_at")


@extend_schema(parameters=[SPACE])
class SessionDetail(SpaceAPI, generics.RetrieveAPIView):
    """One session: its silences, run sheet, and what came out of it."""

    serializer_class = SessionDetailOut
    lookup_field = "uuid"
    queryset = Session.objects.none()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Session.objects.none()
        found = Session.objects.visible_to(self.member).select_related("journey", "reading", "step", "sheet_version__revision")
        return found.prefetch_related("silences__silence", "steps")


@extend_schema(parameters=[SPACE, OpenApiParameter("uuid", OpenApiTypes.UUID, OpenApiParameter.PATH)])
class NoteList(SpaceAPI, generics.GenericAPIView):
    """The notes on the table, and one's own private ones; POST writes one, for whoever has a seat in the session."""

    serializer_class = NoteOut
    queryset = Note.objects.none()
    pagination_class = None

    def session(self):
        """The session, for whoever was not sent away from its table; once it is closed, for the whole space."""
        found = get_object_or_404(Session.objects.visible_to(self.member).select_related("step"), uuid=self.kwargs["uuid"])
        seat = participant_of(found, self.member)
        if seat is not None and seat.removed_at is not None and not found.is_closed:
            raise PermissionDenied
        return found

    @extend_schema(responses=NoteOut(many=True), operation_id="session_notes")
    def get(self, request, **kwargs):
        session = self.session()
        notes = session.notes.exclude(shown_number=None) | session.notes.filter(author__member=self.member)
        found = notes.select_related("silence", "author").order_by("shown_number", "uuid")
        return Response(NoteOut(found, many=True, context={"hides": session.hides_authors}).data)

    @extend_schema(request=NoteIn, responses={201: NoteWritten}, operation_id="session_note_write")
    def post(self, request, **kwargs):
        session = self.session()
        seat = participant_of(session, self.member)
        if seat is None:
            raise PermissionDenied
        given = NoteIn(data=request.data)
        given.is_valid(raise_exception=True)
        data = dict(given.validated_data)
        silence = data.pop("silence")
        about = get_object_or_404(session.silences, uuid=silence) if silence else None
        event = actions.write_note(by=seat, session=session, silence=about, **data)
        return Response({"number": event.number, "note": event.payload["note"]}, status=status.HTTP_201_CREATED)
