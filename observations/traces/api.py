"""The API of traces: released fragments are read, new ones are taken in; an original never leaves."""
from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.response import Response

from journeys.silences.models import Silence
from project.spaces.api_door import SpaceAPI

from . import actions, declaring, queries
from .models import Fragment, Kind, Logbook, Precision, Protocol, ProtocolVersion, Source


class FragmentSerializer(serializers.ModelSerializer):
    source = serializers.SlugRelatedField(slug_field="uuid", read_only=True)
    narrator = serializers.CharField(source="narrator.alias", read_only=True, default="")
    silences = serializers.SlugRelatedField(slug_field="uuid", many=True, read_only=True)

    class Meta:
        model = Fragment
        fields = [
            "uuid", "kind", "source", "text", "where", "happened_on", "precision", "language", "valid_until", "marginal",
            "stability", "narrator", "silences", "released_at",
        ]  # fmt: skip
        read_only_fields = fields


class NewFragmentSerializer(serializers.Serializer):
    uuid = serializers.UUIDField(required=False, help_text="the same one twice is one fragment")
    source = serializers.SlugRelatedField(slug_field="uuid", queryset=Source.objects.none())
    text = serializers.CharField(max_length=20000, write_only=True)
    where = serializers.CharField(max_length=200, required=False, allow_blank=True, write_only=True)
    happened_on = serializers.DateField(required=False, allow_null=True)
    precision = serializers.ChoiceField(Precision.choices, required=False)
    kind = serializers.ChoiceField(Kind.choices, required=False)
    language = serializers.ChoiceField([("fr", "fr"), ("en", "en")], required=False)
    valid_until = serializers.DateField(required=False, allow_null=True)
    logbook = serializers.SlugRelatedField(
        slug_field="uuid", queryset=Logbook.objects.none(), required=False, allow_null=True, help_text="under its alias"
    )
    shown = serializers.SlugRelatedField(
        slug_field="uuid", queryset=ProtocolVersion.objects.none(), required=False, allow_null=True,
        help_text="the version of the prompts that its teller had before their eyes",
    )  # fmt: skip
    silences = serializers.SlugRelatedField(slug_field="uuid", queryset=Silence.objects.none(), many=True, required=False)

    def get_fields(self):
        fields = super().get_fields()
        member = self.context.get("member")
        if member is not None:
            fields["source"].queryset = Source.objects.visible_to(member)
            fields["logbook"].queryset = Logbook.objects.visible_to(member)
            fields["shown"].queryset = ProtocolVersion.objects.filter(protocol__space=member.space)
            fields["silences"].child_relation.queryset = Silence.objects.visible_to(member)
        return fields


class PromptsSerializer(serializers.ModelSerializer):
    class Meta:
        model = ProtocolVersion
        fields = ["uuid", "number", "prompts", "created_at"]


class ProtocolSerializer(serializers.ModelSerializer):
    title = serializers.CharField(max_length=120)
    prompts = serializers.ListField(
        child=serializers.CharField(max_length=300), write_only=True, min_length=1, max_length=12,
        help_text="what may help to tell; those of a title that exists make its next version",
    )  # fmt: skip
    versions = PromptsSerializer(many=True, read_only=True)

    class Meta:
        model = Protocol
        fields = ["uuid", "title", "prompts", "versions"]
        read_only_fields = ["uuid"]


class Protocols(SpaceAPI, mixins.ListModelMixin, viewsets.GenericViewSet):
    """Optional prompts for telling, with each of their wordings: a telling keeps the one its teller was shown."""

    serializer_class = ProtocolSerializer
    lookup_field = "uuid"
    queryset = Protocol.objects.none()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return Protocol.objects.visible_to(self.member).prefetch_related("versions")

    def create(self, request, *args, **kwargs):
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        version = declaring.write_protocol(by=self.member, **asked.validated_data)
        return Response(self.get_serializer(version.protocol).data, status=201)


class WelcomedSerializer(serializers.Serializer):
    uuid = serializers.UUIDField()
    state = serializers.CharField()


class Traces(SpaceAPI, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    serializer_class = FragmentSerializer
    lookup_field = "uuid"
    queryset = Fragment.objects.none()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        asked = self.request.query_params
        return queries.fragments_of(self.member, words=asked.get("q", "")[:200], kind=asked.get("kind", ""))

    @extend_schema(parameters=[OpenApiParameter("q", str), OpenApiParameter("kind", str)])
    def list(self, request, *args, **kwargs):
        return super().list(request, *args, **kwargs)

    @extend_schema(request=NewFragmentSerializer, responses={201: WelcomedSerializer})
    def create(self, request, *args, **kwargs):
        asked = NewFragmentSerializer(data=request.data, context=self.get_serializer_context())
        asked.is_valid(raise_exception=True)
        try:
            made = actions.welcome(by=self.member, **asked.validated_data)
        except ValidationError as error:
            raise serializers.ValidationError(getattr(error, "message_dict", error.messages)) from None
        return Response(WelcomedSerializer(made).data, status=201)
