"""Readings and the register of silences for programs: the same actions as the pages, and only masked figures."""
from django.shortcuts import get_object_or_404
from django.utils import timezone
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.response import Response

from journeys.logs.models import EventLog
from journeys.maps.models import Journey, JourneyVersion
from project.spaces.api_door import SpaceAPI
from project.spaces.models import Member

from . import actions, queries
from .density import density
from .masking import masked
from .models import Reading, Silence


class CellSerializer(serializers.Serializer):
    """Customers in each status. A masked cell has `masked` and no figure."""

    masked = serializers.BooleanField(required=False)
    activated = serializers.IntegerField(required=False)
    late = serializers.IntegerField(required=False)
    silent = serializers.IntegerField(required=False)
    attempted = serializers.IntegerField(required=False)
    not_yet_due = serializers.IntegerField(required=False)
    left_before_due = serializers.IntegerField(required=False)
    not_reached = serializers.IntegerField(required=False)
    not_applicable = serializers.IntegerField(required=False)
    not_observable = serializers.IntegerField(required=False)
    out_of_place = serializers.IntegerField(required=False)
    due = serializers.IntegerField(required=False, help_text="customers whose time was up")
    rate = serializers.FloatField(required=False, allow_null=True, help_text="silent / due")
    low = serializers.FloatField(required=False, allow_null=True, help_text="Wilson interval at 95 %")
    high = serializers.FloatField(required=False, allow_null=True)


class SegmentSerializer(CellSerializer):
    by = serializers.CharField()
    value = serializers.CharField(allow_blank=True)


class InsteadSerializer(serializers.Serializer):
    bypassed = serializers.IntegerField()
    elsewhere = serializers.IntegerField()
    gone = serializers.IntegerField()


class EntrySerializer(CellSerializer):
    """One touchpoint, or one group of alternatives."""

    touchpoint = serializers.CharField()
    label = serializers.CharField()
    instrument = serializers.ChoiceField(["ok", "check"])
    instead = InsteadSerializer(required=False, allow_null=True)
    repeats = serializers.CharField(required=False, help_text="the repeated touchpoint that this is one time of")
    number = serializers.IntegerField(required=False, help_text="which time, from 1")
    segments = SegmentSerializer(many=True)


class DetourSerializer(serializers.Serializer):
    to = serializers.CharField()
    customers = serializers.IntegerField()

    def get_fields(self):
        return {"from": serializers.CharField(), **super().get_fields()}


class CandidateSerializer(serializers.Serializer):
    """A silence worth a question, which nobody has noted or set aside yet; its place is sent to the register as it stands."""

    touchpoint_key = serializers.CharField(source="key")
    label = serializers.CharField()
    segment_by = serializers.CharField(source="by", allow_blank=True)
    segment_value = serializers.CharField(source="value", allow_blank=True)
    kind = serializers.CharField(allow_blank=True)
    why = serializers.CharField()


class StageSerializer(serializers.Serializer):
    """Missed of expected interactions, over the touchpoints of one stage that are shown."""

    stage = serializers.CharField(source="name", allow_blank=True)
    missed = serializers.IntegerField(source="now.missed")
    expected = serializers.IntegerField(source="now.expected")
    touchpoints = serializers.IntegerField()
    masked = serializers.IntegerField(help_text="touchpoints left out because their figures are masked")
    checks = serializers.IntegerField(help_text="touchpoints left out because their instrument is to be checked")


class WindowSerializer(serializers.Serializer):
    to = serializers.CharField()

    def get_fields(self):
        return {"from": serializers.CharField(), **super().get_fields()}


class ReadingSerializer(serializers.ModelSerializer):
    """A reading without its figures."""

    journey = serializers.SlugField(source="version.journey.slug", read_only=True)
    version = serializers.IntegerField(source="version.number", read_only=True)
    log = serializers.UUIDField(source="log.uuid", read_only=True, allow_null=True, default=None)
    failure = serializers.CharField(read_only=True)
    customers = serializers.SerializerMethodField()

    class Meta:
        model = Reading
        fields = ["uuid", "journey", "version", "log", "parameters", "status", "failure", "window_from", "window_to", "customers",
                  "created_at"]

    @extend_schema_field(serializers.IntegerField(allow_null=True))
    def get_customers(self, reading):
        return None if 0 < reading.customers < reading.space.mask_below else reading.customers


class FiguresSerializer(ReadingSerializer):
    """A reading with its figures, small groups masked; empty until it is ready."""

    window = serializers.SerializerMethodField()
    touchpoints = serializers.SerializerMethodField()
    detours = serializers.SerializerMethodField()
    density = serializers.SerializerMethodField()
    candidates = serializers.SerializerMethodField()

    class Meta(ReadingSerializer.Meta):
        fields = [*ReadingSerializer.Meta.fields, "window", "touchpoints", "detours", "density", "candidates"]

    def shown(self, reading):
        if not hasattr(reading, "shown"):
            reading.shown = masked(reading.result, reading.space.mask_below) if reading.result else {}
        return reading.shown

    @extend_schema_field(WindowSerializer(allow_null=True))
    def get_window(self, reading):
        return self.shown(reading).get("window")

    @extend_schema_field(EntrySerializer(many=True))
    def get_touchpoints(self, reading):
        return self.shown(reading).get("touchpoints", [])

    @extend_schema_field(DetourSerializer(many=True))
    def get_detours(self, reading):
        return self.shown(reading).get("detours", [])

    @extend_schema_field(StageSerializer(many=True))
    def get_density(self, reading):
        return StageSerializer(density(self.figures(reading)), many=True).data if reading.result else []

    @extend_schema_field(CandidateSerializer(many=True))
    def get_candidates(self, reading):
        found = queries.candidates_of(reading, self.figures(reading), self.shown(reading)) if reading.result else []
        return CandidateSerializer(found, many=True).data

    def figures(self, reading):
        if not hasattr(reading, "as_shown"):
            reading.as_shown = queries.figures(reading, reading.space.mask_below)
        return reading.as_shown


class ReadingInput(serializers.Serializer):
    """Which map is read on which log."""

    journey = serializers.SlugField()
    version = serializers.IntegerField(required=False, min_value=1, help_text="the last one when left out")
    log = serializers.UUIDField(required=False, allow_null=True, help_text="none: the figures that came with the map")
    segments = serializers.ListField(child=serializers.CharField(), required=False, allow_null=True)
    at_anchor = serializers.ListField(child=serializers.CharField(), required=False, help_text=(
        "those of the segments read at the anchor of each touchpoint, instead of the customer's first value"))
    window_to = serializers.CharField(required=False, allow_blank=True, max_length=20)
    window_from = serializers.CharField(required=False, allow_blank=True, max_length=20)


class VisibleReadings(SpaceAPI):
    serializer_class = ReadingSerializer
    queryset = Reading.objects.none()

    def get_queryset(self):
        return Reading.objects.visible_to(self.member).select_related("space", "version__journey", "log")


class ReadingsAPI(VisibleReadings, generics.ListCreateAPIView):
    """Readings of the space, newest first. Asking for the same one again answers the same; `status` tells when it is ready."""

    def get_queryset(self):
        return super().get_queryset().defer("result")

    @extend_schema(request=ReadingInput, responses={200: ReadingSerializer, 201: ReadingSerializer})
    def post(self, request, space):
        given = ReadingInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        journey = get_object_or_404(Journey.objects.visible_to(self.member), slug=values["journey"])
        versions = JourneyVersion.objects.filter(journey=journey).order_by("-number")
        if "version" in values:
            versions = versions.filter(number=values["version"])
        version = get_object_or_404(versions[:1])
        logs = EventLog.objects.visible_to(self.member)
        log = get_object_or_404(logs, uuid=values["log"]) if values.get("log") else None
        begun = timezone.now()
        reading = actions.ask_reading(by=self.member, version=version, log=log, parameters={
            "segments": values.get("segments"), "at_anchor": values.get("at_anchor"),
            "from": values.get("window_from"), "to": values.get("window_to")})
        code = status.HTTP_201_CREATED if reading.created_at >= begun else status.HTTP_200_OK
        return Response(ReadingSerializer(self.get_queryset().get(pk=reading.pk)).data, status=code)


class ReadingAPI(VisibleReadings, generics.RetrieveAPIView):
    """One reading with its figures, small groups masked."""

    serializer_class = FiguresSerializer
    lookup_field = "uuid"


class SilenceSerializer(serializers.ModelSerializer):
    """A silence of the register. `keeper` and `merged_into` are uuids."""

    journey = serializers.SlugField(source="journey.slug", read_only=True)
    keeper = serializers.SlugRelatedField(slug_field="uuid", queryset=Member.objects.none(), required=False, allow_null=True)
    merged_into = serializers.SlugRelatedField(slug_field="uuid", read_only=True)

    class Meta:
        model = Silence
        fields = ["uuid", "journey", "touchpoint_key", "label", "segment_by", "segment_value", "kind", "status", "merged_into",
                  "keeper", "review_on", "would_act", "reason", "created_at"]
        read_only_fields = ["uuid", "journey", "touchpoint_key", "label", "segment_by", "segment_value", "kind", "created_at"]

    def get_fields(self):
        fields = super().get_fields()
        member = self.context.get("member")
        if member is not None and not fields["keeper"].read_only:
            fields["keeper"].queryset = Member.objects.filter(space=member.space)
        return fields


class SilenceInput(serializers.Serializer):
    """The place of a silence to note."""

    journey = serializers.SlugField()
    touchpoint_key = serializers.CharField(max_length=120)
    segment_by = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")
    segment_value = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    kind = serializers.CharField(max_length=40, required=False, allow_blank=True, default="")


class VisibleSilences(SpaceAPI):
    serializer_class = SilenceSerializer
    queryset = Silence.objects.none()

    def get_queryset(self):
        return Silence.objects.visible_to(self.member).select_related("journey", "keeper", "merged_into")


class SilencesAPI(VisibleSilences, generics.ListCreateAPIView):
    """The register of silences; POST notes one, or answers the one that is there already."""

    filterset_fields = ["status", "touchpoint_key", "journey__slug"]

    @extend_schema(request=SilenceInput, responses={200: SilenceSerializer})
    def post(self, request, space):
        given = SilenceInput(data=request.data)
        given.is_valid(raise_exception=True)
        place = dict(given.validated_data)
        journey = get_object_or_404(Journey.objects.visible_to(self.member), slug=place.pop("journey"))
        noted = actions.note_silence(by=self.member, journey=journey, **place)
        return Response(self.get_serializer(noted).data)


class SilenceAPI(VisibleSilences, generics.RetrieveUpdateAPIView):
    """One silence: who keeps it, until when, and what would make us act."""

    lookup_field = "uuid"
    http_method_names = ["get", "patch", "head", "options"]

    def patch(self, request, *args, **kwargs):
        silence = self.get_object()
        given = self.get_serializer(silence, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        names = ("status", "keeper", "review_on", "would_act", "reason")
        values = {name: given.validated_data.get(name, getattr(silence, name)) for name in names}
        if "status" not in given.validated_data and silence.status == Silence.Status.MERGED:
            values["status"] = None
        kept = actions.keep_silence(by=self.member, silence=silence, **values)
        return Response(self.get_serializer(kept).data)


