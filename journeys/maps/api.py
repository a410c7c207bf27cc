"""Journeys and their versions for programs: the same actions as the pages, maps in the shape of the JSON file."""
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.response import Response

from project.spaces.api_door import SpaceAPI

from . import actions, queries
from .drafts import draft_of
from .expectations import EXPECTATIONS, TERMINALS, UNITS
from .formats.json import read_value, touchpoint_value
from .models import Journey, JourneyVersion


class TouchpointCountSerializer(serializers.Serializer):
    expected = serializers.IntegerField(min_value=0)
    activated = serializers.IntegerField(min_value=0)
    segment = serializers.CharField(required=False, allow_blank=True)


class TouchpointSerializer(serializers.Serializer):
    """One touchpoint, its fields named as the columns of a map file."""

    stage = serializers.CharField(required=False, allow_blank=True)
    order = serializers.IntegerField(required=False, min_value=0)
    touchpoint = serializers.CharField(required=False, allow_blank=True, help_text="Its identifier.")
    label = serializers.CharField()
    channel = serializers.CharField(required=False, allow_blank=True)
    expectation = serializers.ChoiceField(EXPECTATIONS, required=False)
    group = serializers.CharField(required=False, allow_blank=True)
    condition = serializers.CharField(required=False, allow_blank=True, help_text="attribute=value")
    anchor = serializers.CharField(required=False, allow_blank=True)
    due_after = serializers.FloatField(required=False, allow_null=True, min_value=0)
    due_unit = serializers.ChoiceField(["", *UNITS], required=False)
    start_events = serializers.ListField(child=serializers.CharField(), required=False)
    events = serializers.ListField(child=serializers.CharField(), required=False)
    terminal = serializers.ChoiceField(TERMINALS, required=False)
    intent = serializers.CharField(required=False, allow_blank=True)
    owner = serializers.CharField(required=False, allow_blank=True)
    note = serializers.CharField(required=False, allow_blank=True)
    goal = serializers.CharField(required=False, allow_blank=True, help_text="What customers come for, in words.")
    minimum = serializers.IntegerField(required=False, allow_null=True, min_value=1)
    every = serializers.CharField(required=False, allow_blank=True, help_text="Repeated: 7 days, 2 weeks, 1 month.")
    times = serializers.IntegerField(required=False, allow_null=True, min_value=2, help_text="Repeated: how many times.")
    counts = TouchpointCountSerializer(many=True, required=False)


class JourneySerializer(serializers.ModelSerializer):
    """A journey; `version` is the number of its last published version, null before the first."""

    slug = serializers.SlugField(max_length=64, required=False)
    version = serializers.IntegerField(source="latest_number", read_only=True, allow_null=True)

    class Meta:
        model = Journey
        fields = ["uuid", "slug", "name", "description", "language", "version", "created_at"]
        read_only_fields = ["uuid", "created_at"]


class JourneyDetailSerializer(JourneySerializer):
    """A journey with the draft of its map; giving `touchpoints` replaces the draft."""

    stages = serializers.ListField(child=serializers.CharField(), required=False, write_only=True)
    touchpoints = TouchpointSerializer(many=True, required=False, write_only=True)
    draft = serializers.SerializerMethodField()

    class Meta(JourneySerializer.Meta):
        fields = [*JourneySerializer.Meta.fields, "stages", "touchpoints", "draft"]

    @extend_schema_field({"type": "object", "properties": {
        "stages": {"type": "array", "items": {"type": "string"}},
        "touchpoints": {"type": "array", "items": {"$ref": "#/components/schemas/Touchpoint"}}}})
    def get_draft(self, journey):
        touchpoints, stages = draft_of(journey)
        return {"stages": stages, "touchpoints": [touchpoint_value(touchpoint) for touchpoint in touchpoints]}


class JourneyVersionSerializer(serializers.ModelSerializer):
    """A published version, without its map."""

    class Meta:
        model = JourneyVersion
        fields = ["uuid", "number", "digest", "published_at"]


class JourneyVersionDetailSerializer(JourneyVersionSerializer):
    """A published version with its map."""

    stages = serializers.ListField(child=serializers.CharField(), read_only=True)
    touchpoints = serializers.SerializerMethodField()

    class Meta(JourneyVersionSerializer.Meta):
        fields = [*JourneyVersionSerializer.Meta.fields, "stages", "touchpoints"]

    @extend_schema_field(TouchpointSerializer(many=True))
    def get_touchpoints(self, version):
        return [touchpoint_value(touchpoint) for touchpoint in version.touchpoints]


class PublishedJourneySerializer(JourneyVersionDetailSerializer):
    """What publishing answers: the version, and what to know about the map."""

    warnings = serializers.ListField(child=serializers.DictField(), read_only=True)

    class Meta(JourneyVersionDetailSerializer.Meta):
        fields = [*JourneyVersionDetailSerializer.Meta.fields, "warnings"]


class JourneysAPI(SpaceAPI):
    def get_queryset(self):
        return queries.listed(self.member) if hasattr(self, "member") else Journey.objects.none()

    def journey(self):
        return get_object_or_404(self.get_queryset(), uuid=self.kwargs["uuid"])

    def answer(self, journey, code=status.HTTP_200_OK):
        found = get_object_or_404(self.get_queryset(), pk=journey.pk)
        return Response(JourneyDetailSerializer(found, context=self.get_serializer_context()).data, status=code)


def take_map(by, journey, given):
    """Replace the draft by the map in the request, when there is one."""
    if "touchpoints" in given:
        value = {"touchpoints": [dict(item) for item in given["touchpoints"]], "stages": given.get("stages") or []}
        actions.accept_file(by=by, journey=journey, map_file=read_value(value))


class JourneyList(JourneysAPI, generics.ListCreateAPIView):
    """The journeys of a space; a new one, with its map when `touchpoints` are given."""

    def get_serializer_class(self):
        return JourneyDetailSerializer if self.request.method == "POST" else JourneySerializer

    def create(self, request, *args, **kwargs):
        given = self.get_serializer(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        fields = {name: values[name] for name in ("name", "description", "language", "slug") if name in values}
        journey = actions.create_with_map(by=self.member, fields=fields, take=lambda made: take_map(self.member, made, values))
        return self.answer(journey, status.HTTP_201_CREATED)


class JourneyDetail(JourneysAPI, generics.RetrieveUpdateAPIView):
    """One journey with its draft."""

    serializer_class = JourneyDetailSerializer
    http_method_names = ["get", "patch", "head", "options"]
    lookup_field = "uuid"

    def patch(self, request, *args, **kwargs):
        journey = self.journey()
        given = self.get_serializer(journey, data=request.data, partial=True)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        fields = {name: values[name] for name in ("name", "description", "language") if name in values}
        actions.change_with_map(by=self.member, journey=journey, fields=fields,
                                take=lambda found: take_map(self.member, found, values))
        return self.answer(journey)


class VersionList(JourneysAPI, generics.ListAPIView):
    """Published versions, last first; POST publishes the draft (the same map again answers the same version)."""

    serializer_class = JourneyVersionSerializer

    def get_queryset(self):
        if not hasattr(self, "member"):
            return JourneyVersion.objects.none()
        journey = get_object_or_404(Journey.objects.visible_to(self.member), uuid=self.kwargs["uuid"])
        return journey.versions.order_by("-number")

    @extend_schema(request=None, responses={200: PublishedJourneySerializer, 201: PublishedJourneySerializer})
    def post(self, request, space, uuid):
        journey = get_object_or_404(Journey.objects.visible_to(self.member), uuid=uuid)
        before = journey.latest
        version, found = actions.publish_version(by=self.member, journey=journey)
        version.warnings = [problem.as_dict() for problem in found]
        same = before is not None and before.pk == version.pk
        return Response(PublishedJourneySerializer(version).data, status=200 if same else 201)


class VersionDetail(SpaceAPI, generics.RetrieveAPIView):
    """One published version with its map."""

    serializer_class = JourneyVersionDetailSerializer

    def get_object(self):
        return get_object_or_404(JourneyVersion.objects.visible_to(self.member), journey__uuid=self.kwargs["uuid"],
                                 number=self.kwargs["number"])
