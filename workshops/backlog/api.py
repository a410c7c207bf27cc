"""The backlog over the API: actions with their expected and measured effects, changed through the same actions as the pages."""
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response

from journeys.silences.models import Silence
from project.spaces.api_door import SpaceAPI
from project.spaces.models import Member
from workshops.decisions.models import Decision

from . import actions
from .models import Action, MeasuredEffect, Status

OF_THE_SPACE = {
    "decision": Decision.objects.none(), "silence": Silence.objects.none(), "owner": Member.objects.none(),
}  # fmt: skip


class EffectSerializer(serializers.ModelSerializer):
    """Points of the silent rate, after minus before; null when the two readings cannot be compared."""

    before = serializers.SlugRelatedField(slug_field="uuid", read_only=True)
    after = serializers.SlugRelatedField(slug_field="uuid", read_only=True)

    class Meta:
        model = MeasuredEffect
        fields = ["uuid", "before", "after", "difference", "low", "high", "verdict", "obstacle", "judged_at"]


class ActionSerializer(serializers.ModelSerializer):
    decision = serializers.SlugRelatedField(slug_field="uuid", read_only=True)
    silence = serializers.SlugRelatedField(slug_field="uuid", read_only=True)
    owner = serializers.CharField(source="owner_label", read_only=True)
    effects = EffectSerializer(many=True, read_only=True)

    class Meta:
        model = Action
        fields = [
            "uuid", "title", "text", "kind", "status", "owner", "due", "decision", "silence", "expected_direction",
            "expected_size", "observe_from", "observe_until", "would_disprove", "created_at", "accepted_at", "done_at", "effects",
        ]  # fmt: skip


class ActionInput(serializers.ModelSerializer):
    decision = serializers.SlugRelatedField(
        slug_field="uuid", required=False, allow_null=True, queryset=OF_THE_SPACE["decision"]
    )
    silence = serializers.SlugRelatedField(slug_field="uuid", required=False, allow_null=True, queryset=OF_THE_SPACE["silence"])
    owner = serializers.SlugRelatedField(slug_field="uuid", required=False, allow_null=True, queryset=OF_THE_SPACE["owner"])

    class Meta:
        model = Action
        fields = [
            "title", "text", "kind", "owner", "owner_name", "due", "decision", "silence", "expected_direction", "expected_size",
            "observe_from", "observe_until", "would_disprove",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        member = self.context.get("member")
        if member is not None:
            self.fields["decision"].queryset = Decision.objects.visible_to(member)
            self.fields["silence"].queryset = Silence.objects.visible_to(member)
            self.fields["owner"].queryset = Member.objects.filter(space=member.space)


class MoveInput(serializers.Serializer):
    status = serializers.ChoiceField(Status.choices)
    reason = serializers.CharField(required=False, allow_blank=True, max_length=500)


class Through(SpaceAPI):
    """Actions as the member who asks may see them."""

    serializer_class = ActionSerializer
    queryset = Action.objects.none()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Action.objects.none()
        found = Action.objects.visible_to(self.member).select_related("decision", "silence", "owner__user")
        return found.prefetch_related("effects__before", "effects__after").order_by("created_at", "pk")

    def load(self):
        return get_object_or_404(self.get_queryset(), uuid=self.kwargs["uuid"])

    def values(self, request, serializer, **options):
        given = serializer(data=request.data, context=self.get_serializer_context(), **options)
        given.is_valid(raise_exception=True)
        return given.validated_data

    def answer(self, action, status=status.HTTP_200_OK):
        return Response(ActionSerializer(get_object_or_404(self.get_queryset(), pk=action.pk)).data, status=status)


class ActionsAPI(Through, generics.ListAPIView):
    """Effects of readings that came since are measured before they are listed."""

    filterset_fields = ["status", "kind"]

    def get(self, request, *args, **kwargs):
        actions.measure_pending(space=self.member.space)
        return super().get(request, *args, **kwargs)

    @extend_schema(request=ActionInput, responses={201: ActionSerializer})
    def post(self, request, space):
        made = actions.propose_action(by=self.member, **self.values(request, ActionInput))
        return self.answer(made, status.HTTP_201_CREATED)


class ActionAPI(Through, generics.RetrieveAPIView):
    lookup_field = "uuid"

    @extend_schema(request=ActionInput, responses=ActionSerializer)
    def patch(self, request, space, uuid):
        values = self.values(request, ActionInput, partial=True)
        return self.answer(actions.edit_action(by=self.member, action=self.load(), **values))


class AcceptanceAPI(Through, generics.GenericAPIView):
    @extend_schema(request=None, responses=ActionSerializer)
    def post(self, request, space, uuid):
        return self.answer(actions.accept_action(by=self.member, action=self.load()))


class StatusAPI(Through, generics.GenericAPIView):
    @extend_schema(request=MoveInput, responses=ActionSerializer)
    def post(self, request, space, uuid):
        return self.answer(actions.move_action(by=self.member, action=self.load(), **self.values(request, MoveInput)))
