"""The API of evidence matrices: /api/<space>/matrices/<silence>/, as its reader may see it, its items and her answers."""
from django.shortcuts import get_object_or_404
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from journeys.silences.models import Silence
from observations.traces.models import Fragment, Mark
from project.spaces.api_door import SpaceAPI

from . import actions, queries
from .models import EvidenceItem, Value


class ItemSerializer(serializers.ModelSerializer):
    fragment = serializers.SlugRelatedField(slug_field="uuid", queryset=Fragment.objects.none(), required=False, allow_null=True)
    passage = serializers.SlugRelatedField(slug_field="uuid", queryset=Mark.objects.none(), required=False, allow_null=True)

    class Meta:
        model = EvidenceItem
        fields = [
            "uuid", "kind", "text", "html", "source", "credibility", "fragment", "passage", "expected", "window",
            "would_have_seen", "trade", "created_at",
        ]  # fmt: skip
        read_only_fields = ["uuid", "html", "trade", "created_at"]
        extra_kwargs = {"text": {"max_length": 5000}}
        validators = []

    def get_fields(self):
        fields = super().get_fields()
        if member := self.context.get("member"):
            fields["fragment"].queryset = Fragment.objects.visible_to(member).released()
            fields["passage"].queryset = Mark.objects.filter(fragment__in=fields["fragment"].queryset)
        return fields


class AnswerSerializer(serializers.Serializer):
    version = serializers.UUIDField()
    value = serializers.ChoiceField(Value.choices)
    why = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class AnswersSerializer(serializers.Serializer):
    answers = AnswerSerializer(many=True, allow_empty=False)


class SaidSerializer(serializers.Serializer):
    value = serializers.CharField()
    why = serializers.CharField()
    trade = serializers.CharField(required=False)


class TallySerializer(serializers.Serializer):
    """What readers answered: ratings from -2 to 2, the ways not to answer counted beside, the spread as a word."""

    scores = serializers.ListField(child=serializers.IntegerField())
    unrated = serializers.DictField(child=serializers.IntegerField())
    median = serializers.FloatField(allow_null=True)
    spread = serializers.CharField()


class CrossingSerializer(serializers.Serializer):
    """One cell. `tally` and `said` are null while the others' answers are kept from the reader."""

    version = serializers.UUIDField(source="version.uuid")
    answers = serializers.IntegerField()
    mine = SaidSerializer(allow_null=True)
    tally = TallySerializer(allow_null=True)
    said = SaidSerializer(many=True, allow_null=True)


class RowSerializer(serializers.Serializer):
    item = ItemSerializer()
    telling = serializers.CharField(allow_null=True)
    left_out = serializers.BooleanField()
    crossings = CrossingSerializer(many=True)


class AgainstSerializer(serializers.Serializer):
    amount = serializers.FloatField()
    rated = serializers.IntegerField()
    rows = serializers.IntegerField()


class ColumnSerializer(serializers.Serializer):
    hypothesis = serializers.UUIDField(source="hypothesis.uuid")
    version = serializers.UUIDField(source="version.uuid")
    number = serializers.IntegerField(source="version.number")
    statement = serializers.CharField(source="version.statement")
    earlier = serializers.IntegerField()
    against = AgainstSerializer(allow_null=True)
    whole = AgainstSerializer(allow_null=True)


class TableSerializer(serializers.Serializer):
    silence = serializers.UUIDField(source="silence.uuid")
    readers = serializers.IntegerField()
    revealed_at = serializers.DateTimeField(allow_null=True)
    only_unrated = serializers.BooleanField()
    columns = ColumnSerializer(many=True)
    rows = RowSerializer(many=True)


class OfSilence(SpaceAPI, APIView):
    def silence(self):
        return get_object_or_404(Silence.objects.visible_to(self.member).select_related("space"), uuid=self.kwargs["uuid"])

    def shown(self, silence, status=200):
        held = queries.table(silence, self.member, self.request.query_params.get("without"))
        return Response(TableSerializer(held, context={"member": self.member}).data, status=status)


class MatrixOf(OfSilence):
    """One matrix, as whoever asks may see it; hypotheses stand in the order of their birth."""

    @extend_schema(responses=TableSerializer, parameters=[OpenApiParameter("without", OpenApiTypes.UUID)])
    def get(self, request, *args, **kwargs):
        return self.shown(self.silence())


class Items(OfSilence):
    """Bring an item to the matrix."""

    @extend_schema(request=ItemSerializer, responses={201: ItemSerializer})
    def post(self, request, *args, **kwargs):
        asked = ItemSerializer(data=request.data, context={"member": self.member})
        asked.is_valid(raise_exception=True)
        item = actions.bring_item(by=self.member, silence=self.silence(), **asked.validated_data)
        return Response(ItemSerializer(item, context={"member": self.member}).data, status=201)


class Answers(OfSilence):
    """Say what one item is beside one or several wordings; the same wording again replaces the answer."""

    @extend_schema(request=AnswersSerializer, responses={201: TableSerializer})
    def post(self, request, *args, **kwargs):
        silence = self.silence()
        item = get_object_or_404(EvidenceItem, silence=silence, uuid=kwargs["item"])
        asked = AnswersSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        answers = {str(one["version"]): (one["value"], one["why"]) for one in asked.validated_data["answers"]}
        actions.judge_item(by=self.member, item=item, answers=answers)
        return self.shown(silence, 201)


class Revelation(OfSilence):
    """Let everyone see the answers to what stands in the matrix now."""

    @extend_schema(request=None, responses={201: TableSerializer})
    def post(self, request, *args, **kwargs):
        silence = self.silence()
        actions.reveal(by=self.member, silence=silence)
        return self.shown(silence, 201)
