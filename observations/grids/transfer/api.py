"""The API of files: a grid or a template out, and back in. The same file twice changes nothing."""
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.response import Response
from rest_framework.views import APIView

from journeys.maps.models import Journey
from project.spaces.api_door import SpaceAPI
from project.spaces.doors import require

from .. import lines, queries
from ..library.models import GridTemplate
from ..library.rules import can_write
from ..models import Grid
from . import files, reading


class ImportSerializer(serializers.Serializer):
    file = serializers.DictField(help_text="the JSON of a grid or of a template, as it was exported")
    journey = serializers.SlugRelatedField(
        slug_field="uuid", queryset=Journey.objects.none(), required=False, allow_null=True,
        help_text="for a grid: the journey it fills; without it, the one named in the file",
    )  # fmt: skip
    replace = serializers.BooleanField(default=False, help_text="write over what the draft says of the same silences")

    def get_fields(self):
        fields = super().get_fields()
        member = self.context.get("member")
        if member is not None:
            fields["journey"].queryset = Journey.objects.visible_to(member)
        return fields


class BroughtSerializer(serializers.Serializer):
    kind = serializers.ChoiceField([("grid", "grid"), ("template", "template")])
    uuid = serializers.UUIDField()
    rows = serializers.IntegerField(help_text="rows that changed")
    silences = serializers.IntegerField(help_text="silences noted on the way")
    seal_holds = serializers.BooleanField(allow_null=True, help_text="null when the file has no seal")


class Imports(SpaceAPI, APIView):
    """Bring in a grid or a template; all of it, or nothing and every place where the file is wrong (400)."""

    @extend_schema(request=ImportSerializer, responses={201: BroughtSerializer})
    def post(self, request, *args, **kwargs):
        require(can_write(self.member, self.member.space))
        asked = ImportSerializer(data=request.data, context={"member": self.member})
        asked.is_valid(raise_exception=True)
        brought, template = reading.bring_in_file(by=self.member, **{**asked.validated_data, "file": request.data["file"]})
        told = {"kind": "template", "uuid": template.uuid, "rows": 0, "silences": 0, "seal_holds": None} if template else {
            "kind": "grid", "uuid": brought.grid.uuid, "rows": brought.rows, "silences": brought.silences,
            "seal_holds": brought.holds,
        }  # fmt: skip
        return Response(told, status=201)


class GridFile(SpaceAPI, APIView):
    """The file of a grid's draft, or of a sealed version: what `grid-imports` takes."""

    @extend_schema(parameters=[OpenApiParameter("version", int)], responses=OpenApiTypes.OBJECT)
    def get(self, request, *args, **kwargs):
        found = Grid.objects.visible_to(self.member).select_related("journey", "space", "template_version__revision")
        grid = get_object_or_404(found, uuid=kwargs["uuid"])
        number = request.query_params.get("version", "")
        if not number:
            return Response(files.grid_file(queries.draft_content(grid)))
        if not number.isdecimal() or len(number) > 9:
            raise serializers.ValidationError({"version": _("Give the number of a version.")})
        version = get_object_or_404(grid.versions.select_related("revision"), number=int(number))
        return Response(files.grid_file(lines.masked_content(version.content, self.member.space), version.revision))


class TemplateFile(SpaceAPI, APIView):
    """The file of a template, with its draft and versions: what `grid-imports` takes."""

    @extend_schema(responses=OpenApiTypes.OBJECT)
    def get(self, request, *args, **kwargs):
        found = GridTemplate.objects.visible_to(self.member).select_related("parent__revision")
        return Response(files.template_file(get_object_or_404(found, uuid=kwargs["uuid"])))
