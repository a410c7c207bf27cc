"""Tables that stay in the warehouse, for programs: the same actions as the pages, under the same rules. Nothing here reaches the
warehouse itself: readings do, in the background, and bring counts alone.
"""
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework import generics, serializers, status
from rest_framework.response import Response

from journeys.maps.models import Journey
from project.spaces.api_door import SpaceAPI

from . import actions
from .api import ReadingSerializer
from .models import WarehouseTable


class WarehouseTableSerializer(serializers.ModelSerializer):
    """A table of events and its columns: who, what, when, and those that tell groups of customers."""

    attributes = serializers.ListField(child=serializers.CharField(max_length=120), required=False, max_length=50)
    timezone = serializers.CharField(max_length=60, required=False, help_text="of times without one; the space's when left out")

    class Meta:
        model = WarehouseTable
        fields = ["uuid", "name", "customer", "activity", "at", "attributes", "timezone", "created_at"]
        read_only_fields = ["uuid", "created_at"]

    def validate_timezone(self, name):
        try:
            ZoneInfo(name)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise serializers.ValidationError(
                _("This is not the name of a time zone: write Europe/Paris, for instance.")) from None
        return name


class TableReadingInput(serializers.Serializer):
    """Which map is read on the table."""

    journey = serializers.SlugField()
    version = serializers.IntegerField(required=False, min_value=1, help_text="the last one when left out")
    segments = serializers.ListField(child=serializers.CharField(), required=False, allow_null=True,
                                     help_text="columns to split by; all those of the table when left out")
    at_anchor = serializers.ListField(child=serializers.CharField(), required=False, help_text=(
        "those of the segments read at the anchor of each touchpoint, instead of the customer's first value"))
    window_from = serializers.DateField(required=False, allow_null=True)
    window_to = serializers.DateField(required=False, allow_null=True)


class VisibleTables(SpaceAPI):
    serializer_class = WarehouseTableSerializer
    queryset = WarehouseTable.objects.none()

    def get_queryset(self):
        return WarehouseTable.objects.visible_to(self.member)


class TablesAPI(VisibleTables, generics.ListCreateAPIView):
    """The tables of the warehouse that may be counted; an owner names one, and naming it again replaces its columns."""

    def perform_create(self, serializer):
        values = dict(serializer.validated_data)
        serializer.instance = actions.name_table(by=self.member, zone=values.pop("timezone", ""), **values)


class TableAPI(VisibleTables, generics.RetrieveDestroyAPIView):
    """One table; an owner lets it be counted no more, and the readings made of it stay."""

    lookup_field = "uuid"

    def perform_destroy(self, table):
        actions.forget_table(by=self.member, table=table)


class TableReadingsAPI(VisibleTables, generics.GenericAPIView):
    """Asking for a reading of a map on one table. Each question is a new reading, because the table changes meanwhile; its
    `status` tells when it is ready.
    """

    lookup_field = "uuid"

    @extend_schema(request=TableReadingInput, responses={201: ReadingSerializer})
    def post(self, request, space, uuid):
        table = self.get_object()
        given = TableReadingInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        journey = get_object_or_404(Journey.objects.visible_to(self.member), slug=values["journey"])
        versions = journey.versions.order_by("-number")
        if "version" in values:
            versions = versions.filter(number=values["version"])
        days = {name: day.isoformat() if (day := values.get(f"window_{word}")) else ""
                for name, word in (("first", "from"), ("last", "to"))}
        reading = actions.read_warehouse(by=self.member, version=get_object_or_404(versions[:1]), table=table,
                                         segments=values.get("segments"), at_anchor=values.get("at_anchor", ()), **days)
        return Response(ReadingSerializer(reading).data, status=status.HTTP_201_CREATED)
