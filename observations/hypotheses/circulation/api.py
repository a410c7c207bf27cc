"""The API of circulation: a wording sent to another team, who received it there, and what waits for one's own receipt."""
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, inline_serializer
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from project.spaces.api_door import SpaceAPI

from ..models import Hypothesis
from . import actions, queries
from .models import Circulation


class ReceiptSerializer(serializers.Serializer):
    who = serializers.CharField(source="member", read_only=True)
    said = serializers.CharField(max_length=500, allow_blank=True, required=False, default="")
    received_at = serializers.DateTimeField(read_only=True)


class CirculationSerializer(serializers.ModelSerializer):
    hypothesis = serializers.SlugRelatedField(slug_field="uuid", read_only=True)
    version = serializers.IntegerField(source="version.number", read_only=True, help_text="number of the wording that was sent")
    statement = serializers.CharField(source="version.statement", read_only=True)
    trade = serializers.CharField(max_length=60)
    question = serializers.CharField(max_length=300)

    class Meta:
        model = Circulation
        fields = ["uuid", "hypothesis", "version", "statement", "trade", "question", "sent_at"]
        read_only_fields = ["uuid", "sent_at"]


PassedSerializer = inline_serializer(
    "Passed",
    {
        "circulation": CirculationSerializer(), "receipts": ReceiptSerializer(many=True),
        "team": serializers.IntegerField(help_text="members of the space with that trade"),
        "waiting": serializers.BooleanField(help_text="whether my own receipt is waited for"),
    },
    many=True,
)  # fmt: skip


class Circulations(SpaceAPI, APIView):
    """The teams that one hypothesis was passed on to."""

    def hypothesis(self):
        return get_object_or_404(Hypothesis.objects.visible_to(self.member), uuid=self.kwargs["uuid"])

    @extend_schema(responses=PassedSerializer)
    def get(self, request, *args, **kwargs):
        return Response(
            [
                {
                    "circulation": CirculationSerializer(passing.circulation).data, "team": passing.team,
                    "receipts": ReceiptSerializer(passing.receipts, many=True).data, "waiting": passing.waiting,
                }
                for passing in queries.passings_of(self.hypothesis(), self.member)
            ]
        )  # fmt: skip

    @extend_schema(request=CirculationSerializer, responses={201: CirculationSerializer})
    def post(self, request, *args, **kwargs):
        """Send the current wording to a team; the same wording goes to it once."""
        hypothesis, asked = self.hypothesis(), CirculationSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        sent = actions.circulate(by=self.member, hypothesis=hypothesis, **asked.validated_data)
        return Response(CirculationSerializer(sent).data, status=201)


class Receipts(SpaceAPI, APIView):
    """My receipt of what was sent to my team; again replaces what I answered."""

    @extend_schema(request=ReceiptSerializer, responses={201: ReceiptSerializer})
    def post(self, request, *args, **kwargs):
        found = Circulation.objects.filter(hypothesis__space=self.member.space, hypothesis__uuid=kwargs["uuid"])
        circulation, asked = get_object_or_404(found, uuid=kwargs["passing"]), ReceiptSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        receipt = actions.receive(by=self.member, circulation=circulation, said=asked.validated_data["said"])
        return Response(ReceiptSerializer(receipt).data, status=201)


class Waiting(SpaceAPI, APIView):
    """What was sent to my team and waits for my receipt, oldest first."""

    @extend_schema(responses=CirculationSerializer(many=True))
    def get(self, request, *args, **kwargs):
        return Response(CirculationSerializer(queries.waiting_for(self.member), many=True).data)
