"""The API of grids: the draft and its cells, the sealed versions, their differences. Sealed versions only read."""
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import mixins, serializers, viewsets
from rest_framework.response import Response
from rest_framework.views import APIView

from project.spaces.api_door import SpaceAPI

from . import actions, content, diff, lines, queries
from .models import Answer, Grid, GridRow, GridVersion


class GridSerializer(serializers.ModelSerializer):
    journey = serializers.SlugRelatedField(slug_field="uuid", read_only=True)
    name = serializers.CharField(source="journey.name", read_only=True)
    versions = serializers.IntegerField(source="version_count", read_only=True)
    rows = serializers.IntegerField(source="row_count", read_only=True)

    class Meta:
        model = Grid
        fields = ["uuid", "journey", "name", "edits", "rows", "versions"]


class DraftSerializer(GridSerializer):
    draft = serializers.SerializerMethodField()

    class Meta(GridSerializer.Meta):
        fields = [*GridSerializer.Meta.fields, "draft"]

    def get_draft(self, grid) -> list[dict]:
        rows = queries.draft_rows(grid)
        return [
            {
                "row": str(row.uuid),
                "silence": str(row.silence.uuid),
                "label": row.silence.label,
                "cells": {
                    cell.column: {"answer": cell.answer, "text": cell.text, "revision": cell.revision} for cell in row.cells.all()
                },
                "confidence": content.confidence_of(row.opinions.all()),
                "dissents": [{"uuid": str(d.uuid), "text": d.text, "trade": d.trade} for d in content.voices(row)],
            }
            for row in rows
        ]


class CellSerializer(serializers.Serializer):
    row = serializers.UUIDField()
    column = serializers.CharField(max_length=60)
    text = serializers.CharField(max_length=20000, allow_blank=True, required=False, default="")
    answer = serializers.ChoiceField(Answer.choices, default=Answer.GIVEN)
    base = serializers.IntegerField(min_value=0, help_text="the revision that was read; 0 when the cell was empty")


class WrittenSerializer(serializers.Serializer):
    revision = serializers.IntegerField()
    text = serializers.CharField()
    answer = serializers.CharField()


class ConflictSerializer(serializers.Serializer):
    theirs = WrittenSerializer()
    mine = serializers.CharField()


class VersionSerializer(serializers.ModelSerializer):
    title = serializers.CharField(max_length=200)
    reason = serializers.CharField(max_length=500, required=False, write_only=True, allow_blank=True)
    digest = serializers.CharField(read_only=True)
    sealed_at = serializers.DateTimeField(read_only=True)

    class Meta:
        model = GridVersion
        fields = ["uuid", "number", "title", "reason", "digest", "sealed_at"]
        read_only_fields = ["uuid", "number"]


class SealedSerializer(VersionSerializer):
    content = serializers.SerializerMethodField()

    class Meta(VersionSerializer.Meta):
        fields = [*VersionSerializer.Meta.fields, "content"]

    def get_content(self, version) -> dict:
        return lines.masked_content(version.content, self.context["member"].space)


class Grids(SpaceAPI, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    lookup_field = "uuid"
    queryset = Grid.objects.none()

    def get_queryset(self):
        return self.queryset if getattr(self, "swagger_fake_view", False) else queries.grids_of(self.member)

    def get_serializer_class(self):
        return DraftSerializer if self.action == "retrieve" else GridSerializer

    @extend_schema(request=CellSerializer, responses={200: WrittenSerializer, 409: ConflictSerializer})
    def cells(self, request, *args, **kwargs):
        asked = CellSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        given = dict(asked.validated_data)
        row = get_object_or_404(GridRow.objects.select_related("grid"), grid=self.get_object(), uuid=given.pop("row"))
        try:
            cell = actions.write_cell(by=self.member, row=row, **given)
        except actions.Conflict as conflict:
            return Response({"theirs": WrittenSerializer(conflict.theirs).data, "mine": conflict.mine}, status=409)
        return Response(WrittenSerializer(cell).data)


class Versions(SpaceAPI, mixins.ListModelMixin, mixins.RetrieveModelMixin, viewsets.GenericViewSet):
    lookup_field = "number"
    queryset = GridVersion.objects.none()

    def grid(self):
        return get_object_or_404(Grid.objects.visible_to(self.member), uuid=self.kwargs["uuid"])

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.queryset
        return GridVersion.objects.filter(grid=self.grid()).select_related("revision", "grid")

    def get_serializer_class(self):
        return SealedSerializer if self.action == "retrieve" else VersionSerializer

    @extend_schema(request=VersionSerializer, responses={201: VersionSerializer})
    def create(self, request, *args, **kwargs):
        asked = VersionSerializer(data=request.data)
        asked.is_valid(raise_exception=True)
        version = actions.seal_version(by=self.member, grid=self.grid(), **asked.validated_data)
        return Response(VersionSerializer(version).data, status=201)


class LinkedPointSerializer(serializers.Serializer):
    number = serializers.IntegerField()
    title = serializers.CharField()
    counts = serializers.DictField(child=serializers.IntegerField())


class StretchSerializer(serializers.Serializer):
    """Points that may be compared with each other, and with those of no other stretch."""

    asked = serializers.DictField(child=serializers.CharField())
    kind = serializers.CharField()
    scale = serializers.ListField(child=serializers.CharField())
    semantic = serializers.CharField()
    points = LinkedPointSerializer(many=True)


class QuestionSerializer(serializers.Serializer):
    column = serializers.CharField()
    stretches = StretchSerializer(many=True)


class History(SpaceAPI, APIView):
    """The answers to each question over the sealed versions, cut wherever the question changed its meaning."""

    @extend_schema(responses=QuestionSerializer(many=True))
    def get(self, request, *args, **kwargs):
        grid = get_object_or_404(Grid.objects.visible_to(self.member), uuid=kwargs["uuid"])
        rows = [{"column": key, "stretches": stretches} for key, stretches in queries.histories(grid)]
        return Response(QuestionSerializer(rows, many=True).data)


class Comparison(SpaceAPI, APIView):
    """The difference between two sealed versions: rows, cells, and the words removed and added."""

    @extend_schema(
        parameters=[OpenApiParameter("from", int, required=True), OpenApiParameter("to", int, required=True)],
        responses=OpenApiTypes.OBJECT,
    )
    def get(self, request, *args, **kwargs):
        grid = get_object_or_404(Grid.objects.visible_to(self.member), uuid=kwargs["uuid"])
        sides = []
        for name in ("from", "to"):
            number = request.query_params.get(name, "")
            if not number.isdigit():
                raise serializers.ValidationError({name: _("Give the number of a version.")})
            sides.append(get_object_or_404(grid.versions.select_related("revision"), number=int(number)).content)
        return Response(diff.compare(*sides).as_dict())
