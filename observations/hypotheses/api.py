"""The API of hypotheses: /api/<space>/hypotheses/, their versions, status, evidence and dissent. Nothing can be deleted."""
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.response import Response

from journeys.silences.models import Silence
from project.spaces.api_door import SpaceAPI

from . import actions
from .models import Dissent, Evidence, Hypothesis, HypothesisVersion, Stance, Status


class WordingSerializer(serializers.ModelSerializer):
    class Meta:
        model = HypothesisVersion
        fields = ["number", "statement", "html", "reason", "author_alias", "trade", "created_at"]
        read_only_fields = ["number", "html", "author_alias", "trade", "created_at"]


class HypothesisSerializer(serializers.ModelSerializer):
    statement = serializers.CharField(max_length=2000)
    silences = serializers.SlugRelatedField(slug_field="uuid", many=True, required=False, queryset=Silence.objects.none())
    lenses = serializers.ListField(child=serializers.CharField(max_length=40), required=False, max_length=12)
    review_on = serializers.DateField(required=False)
    versions = WordingSerializer(many=True, read_only=True)

    class Meta:
        model = Hypothesis
        fields = [
            "uuid", "statement", "silences", "lenses", "status", "status_reason", "review_on", "origin", "created_at", "versions",
        ]  # fmt: skip
        read_only_fields = ["uuid", "status", "status_reason", "origin", "created_at"]

    def get_fields(self):
        fields = super().get_fields()
        member = self.context.get("member")
        if member is not None:
            fields["silences"].child_relation.queryset = Silence.objects.visible_to(member)
        return fields


class RewordSerializer(serializers.Serializer):
    statement = serializers.CharField(max_length=2000)
    reason = serializers.CharField(max_length=500)
    base_number = serializers.IntegerField(required=False, min_value=1)


class WordingConflictSerializer(serializers.Serializer):
    theirs = serializers.CharField()
    mine = serializers.CharField()


class StatusSerializer(serializers.Serializer):
    status = serializers.ChoiceField(Status.choices)
    reason = serializers.CharField(max_length=1000)
    review_on = serializers.DateField(required=False)


class EvidenceSerializer(serializers.ModelSerializer):
    class Meta:
        model = Evidence
        fields = [
            "uuid", "stance", "kind", "text", "html", "weight", "source", "would_have_seen", "ref", "author_alias", "trade",
            "created_at",
        ]  # fmt: skip
        read_only_fields = ["uuid", "html", "author_alias", "trade", "created_at"]
        extra_kwargs = {"text": {"max_length": 5000}, "stance": {"choices": Stance.choices}}


class DissentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Dissent
        fields = ["uuid", "text", "html", "anonymous", "author_alias", "trade", "created_at"]
        read_only_fields = ["uuid", "html", "author_alias", "trade", "created_at"]
        extra_kwargs = {"text": {"max_length": 5000}}


class Hypotheses(SpaceAPI, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Hypotheses of a space, oldest first: there is no ranking to ask for."""

    serializer_class = HypothesisSerializer
    lookup_field = "uuid"
    queryset = Hypothesis.objects.none()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        found = Hypothesis.objects.visible_to(self.member).in_order().prefetch_related("versions", "silences")
        status = self.request.query_params.get("status", "")
        return found.filter(status=status) if status in Status.values else found

    def create(self, request, *args, **kwargs):
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        posed = actions.pose_hypothesis(by=self.member, **asked.validated_data)
        return Response(self.get_serializer(posed).data, status=201)

    @extend_schema(request=RewordSerializer, responses={201: WordingSerializer, 409: WordingConflictSerializer})
    def versions(self, request, *args, **kwargs):
        asked = RewordSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            version = actions.reword(by=self.member, hypothesis=self.get_object(), **asked.validated_data)
        except actions.Conflict as conflict:
            return Response({"theirs": conflict.theirs, "mine": conflict.mine}, status=409)
        return Response(WordingSerializer(version).data, status=201)

    @extend_schema(request=StatusSerializer, responses=HypothesisSerializer)
    def status(self, request, *args, **kwargs):
        asked = StatusSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        actions.change_status(by=self.member, hypothesis=self.get_object(), **asked.validated_data)
        return Response(self.get_serializer(self.get_object()).data)


class Said(SpaceAPI, mixins.ListModelMixin, viewsets.GenericViewSet):
    """What was said about one hypothesis: listed and added to, never changed."""

    def hypothesis(self):
        return get_object_or_404(Hypothesis.objects.visible_to(self.member), uuid=self.kwargs["uuid"])

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return self.queryset.model.objects.filter(hypothesis=self.hypothesis())

    def create(self, request, *args, **kwargs):
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        written = self.act(self.hypothesis(), asked.validated_data)
        return Response(self.get_serializer(written).data, status=201)


class EvidenceItems(Said):
    serializer_class = EvidenceSerializer
    queryset = Evidence.objects.none()

    def act(self, hypothesis, data):
        return actions.give_evidence(by=self.member, hypothesis=hypothesis, **data)


class Dissents(Said):
    serializer_class = DissentSerializer
    queryset = Dissent.objects.none()

    def act(self, hypothesis, data):
        return actions.register_dissent(by=self.member, hypothesis=hypothesis, **data)
