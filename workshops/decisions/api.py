"""Decisions over the API: read by every member of the space, changed through the same actions as the pages."""
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response

from observations.hypotheses.models import Hypothesis
from project.spaces.api_door import SpaceAPI

from . import actions
from .models import Answer, Decision, Dissent, Position, Stance, Status


class PositionSerializer(serializers.ModelSerializer):
    class Meta:
        model = Position
        fields = ["uuid", "who", "trade", "stance", "reason", "taken_at"]


class DecisionDissentSerializer(serializers.ModelSerializer):
    class Meta:
        model = Dissent
        fields = ["uuid", "who", "trade", "text", "created_at"]


class DecisionSerializer(serializers.ModelSerializer):
    hypotheses = serializers.SlugRelatedField(slug_field="uuid", many=True, read_only=True)
    superseded_by = serializers.SlugRelatedField(slug_field="uuid", read_only=True)
    positions = PositionSerializer(many=True, read_only=True)
    dissents = DecisionDissentSerializer(many=True, read_only=True)

    class Meta:
        model = Decision
        fields = [
            "uuid", "title", "answer", "what", "why", "considered", "hypotheses", "impact_customer", "impact_business",
            "reversibility", "evasion", "review_on", "status", "superseded_by", "created_at", "taken_at", "positions", "dissents",
        ]  # fmt: skip


class DecisionInput(serializers.ModelSerializer):
    hypotheses = serializers.SlugRelatedField(
        slug_field="uuid", many=True, required=False, queryset=Hypothesis.objects.none()
    )

    class Meta:
        model = Decision
        fields = [
            "title", "answer", "what", "why", "considered", "hypotheses", "impact_customer", "impact_business", "reversibility",
            "evasion", "review_on",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        member = self.context.get("member")
        if member is not None:
            self.fields["hypotheses"].child_relation.queryset = Hypothesis.objects.visible_to(member)


class PositionInput(serializers.Serializer):
    stance = serializers.ChoiceField(Stance.choices)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=5000)


class DissentInput(serializers.Serializer):
    text = serializers.CharField(max_length=5000)
    anonymous = serializers.BooleanField(required=False)


class TakingInput(serializers.Serializer):
    answer = serializers.ChoiceField(Answer.choices, required=False)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500)
    review_on = serializers.DateField(required=False)


class ReviewInput(serializers.Serializer):
    status = serializers.ChoiceField([Status.TAKEN, Status.TO_REVIEW, Status.ABANDONED])
    reason = serializers.CharField(max_length=500)
    review_on = serializers.DateField()


class Through(SpaceAPI):
    """Decisions as the member who asks may see them."""

    serializer_class = DecisionSerializer
    queryset = Decision.objects.none()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Decision.objects.none()
        found = Decision.objects.visible_to(self.member).by_review().select_related("superseded_by")
        return found.prefetch_related("hypotheses", "positions", "dissents")

    def load(self):
        return get_object_or_404(self.get_queryset(), uuid=self.kwargs["uuid"])

    def values(self, request, **options):
        """The validated values of the request's body."""
        given = self.input_class(data=request.data, context=self.get_serializer_context(), **options)
        given.is_valid(raise_exception=True)
        return given.validated_data

    def answer(self, decision, status=status.HTTP_200_OK):
        fresh = get_object_or_404(self.get_queryset(), pk=decision.pk)
        return Response(DecisionSerializer(fresh).data, status=status)


class DecisionsAPI(Through, generics.ListAPIView):
    filterset_fields = ["status"]
    input_class = DecisionInput

    @extend_schema(request=DecisionInput, responses={201: DecisionSerializer})
    def post(self, request, space):
        made = actions.propose_decision(by=self.member, **self.values(request))
        return self.answer(made, status.HTTP_201_CREATED)


class DecisionAPI(Through, generics.RetrieveAPIView):
    lookup_field = "uuid"
    input_class = DecisionInput

    @extend_schema(request=DecisionInput, responses=DecisionSerializer)
    def patch(self, request, space, uuid):
        return self.answer(actions.edit_decision(by=self.member, decision=self.load(), **self.values(request, partial=True)))


class Act(Through, generics.GenericAPIView):
    """One address per act: POST its values, get the decision as it now stands."""

    def act(self, request, action):
        found = self.load()
        action(by=self.member, decision=found, **self.values(request))
        return self.answer(found)


class PositionsAPI(Act):
    input_class = PositionInput

    @extend_schema(request=PositionInput, responses=DecisionSerializer)
    def post(self, request, space, uuid):
        return self.act(request, actions.take_position)


class DissentsAPI(Act):
    input_class = DissentInput

    @extend_schema(request=DissentInput, responses=DecisionSerializer)
    def post(self, request, space, uuid):
        return self.act(request, actions.register_dissent)


class TakingAPI(Act):
    input_class = TakingInput

    @extend_schema(request=TakingInput, responses=DecisionSerializer)
    def post(self, request, space, uuid):
        return self.act(request, actions.take_decision)


class ReviewAPI(Act):
    input_class = ReviewInput

    @extend_schema(request=ReviewInput, responses=DecisionSerializer)
    def post(self, request, space, uuid):
        return self.act(request, actions.review_decision)
