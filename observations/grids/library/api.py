"""The API of grid templates: /api/<space>/grid-templates/, drafts and their nodes, sealed versions, the map between two."""
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.response import Response

from project.spaces.api_door import SpaceAPI

from .. import history
from . import actions, nodes
from .models import GridTemplate, TemplateVersion


class WordsField(serializers.DictField):
    """Words by language: {"fr": "…", "en": "…"}."""

    child = serializers.CharField(max_length=2000, allow_blank=True)


class ChoiceListField(serializers.ListField):
    """[[key, {language: words}], …]"""

    child = serializers.ListField(child=serializers.JSONField(), min_length=2, max_length=2)

    def to_internal_value(self, data):
        pairs = super().to_internal_value(data)
        for key, words in pairs:
            if not isinstance(key, str) or not isinstance(words, dict) or not all(isinstance(one, str) for one in words.values()):
                raise serializers.ValidationError(_("Give each choice as [key, {language: words}]."))
        return pairs


class NodeSerializer(serializers.Serializer):
    id = serializers.RegexField(nodes.IDENTIFIER.pattern, max_length=60)
    kind = serializers.ChoiceField([(kind, kind) for kind in nodes.KINDS], default="question")
    parent = serializers.CharField(max_length=60, required=False, allow_blank=True, default="")
    label = WordsField()
    definition = WordsField(required=False, default=dict)
    help = WordsField(required=False, default=dict)
    choices = ChoiceListField(required=False, default=list)
    policy = serializers.ChoiceField([(policy, policy) for policy in nodes.POLICIES], default="adaptable")
    order = serializers.IntegerField(required=False, default=0, min_value=0, max_value=10_000)
    open_category = serializers.BooleanField(required=False, default=False)
    hidden = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    gloss = WordsField(required=False, default=dict)


class TemplateVersionSerializer(serializers.ModelSerializer):
    digest = serializers.CharField(read_only=True)
    notes = serializers.CharField(max_length=500, required=False, allow_blank=True, default="", write_only=True)

    class Meta:
        model = TemplateVersion
        fields = ["uuid", "number", "version", "critical", "digest", "notes"]
        read_only_fields = ["uuid", "number", "version", "critical"]


class SealedTemplateSerializer(TemplateVersionSerializer):
    nodes = NodeSerializer(many=True, read_only=True)

    class Meta(TemplateVersionSerializer.Meta):
        fields = [*TemplateVersionSerializer.Meta.fields, "nodes"]


class TemplateSerializer(serializers.ModelSerializer):
    title = WordsField()
    slug = serializers.SlugField(max_length=60)
    parent = serializers.SlugRelatedField(slug_field="uuid", read_only=True)
    nodes = NodeSerializer(many=True, source="draft", required=False)
    versions = TemplateVersionSerializer(many=True, read_only=True)

    class Meta:
        model = GridTemplate
        fields = ["uuid", "slug", "title", "team", "parent", "revision", "nodes", "versions"]
        read_only_fields = ["uuid", "team", "revision"]


class WrittenNodeSerializer(serializers.Serializer):
    base = serializers.IntegerField(min_value=1, help_text="the revision of the draft that was read")
    node = NodeSerializer()


class LinkSerializer(serializers.Serializer):
    node = serializers.CharField()
    relation = serializers.CharField()
    comparable = serializers.BooleanField()


class Templates(SpaceAPI, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    """Templates of a space with their drafts. What is sealed only reads; what teams ask of it is on its page."""

    serializer_class = TemplateSerializer
    lookup_field = "uuid"
    queryset = GridTemplate.objects.none()

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return GridTemplate.objects.visible_to(self.member).select_related("parent").prefetch_related("versions__revision")

    def create(self, request, *args, **kwargs):
        asked = self.get_serializer(data=request.data)
        asked.is_valid(raise_exception=True)
        made = actions.make_template(by=self.member, **asked.validated_data)
        return Response(self.get_serializer(made).data, status=201)

    @extend_schema(request=WrittenNodeSerializer, responses={200: TemplateSerializer, 409: TemplateSerializer})
    def nodes(self, request, *args, **kwargs):
        """Add or replace one node of the draft; 409 with the draft as it stands when it is no longer at `base`."""
        template, asked = self.get_object(), WrittenNodeSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        try:
            written = actions.write_node(by=self.member, template=template, **asked.validated_data)
        except actions.Stale:
            return Response(self.get_serializer(self.get_object()).data, status=409)
        return Response(self.get_serializer(written).data)

    @extend_schema(request=TemplateVersionSerializer, responses={201: TemplateVersionSerializer})
    def publish(self, request, *args, **kwargs):
        template, asked = self.get_object(), TemplateVersionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        version = actions.publish(by=self.member, template=template, **asked.validated_data)
        return Response(TemplateVersionSerializer(version).data, status=201)

    @extend_schema(responses=SealedTemplateSerializer)
    def version(self, request, *args, **kwargs):
        return Response(SealedTemplateSerializer(sealed(self.get_object(), kwargs["number"])).data)

    @extend_schema(
        parameters=[OpenApiParameter("from", int, required=True), OpenApiParameter("to", int, required=True)],
        responses=LinkSerializer(many=True),
    )
    def map(self, request, *args, **kwargs):
        """What became of each question from one version to another, and whether answers to it may be compared."""
        template, sides = self.get_object(), []
        for name in ("from", "to"):
            number = request.query_params.get(name, "")
            if not number.isdigit() or len(number) > 9:
                raise serializers.ValidationError({name: _("Give the number of a version.")})
            sides.append(sealed(template, int(number)).nodes)
        return Response(LinkSerializer(history.node_map(*sides), many=True).data)


def sealed(template, number):
    """A sealed version of a template; 404 for a number it does not have."""
    return get_object_or_404(TemplateVersion.objects.select_related("revision"), template=template, number=number)
