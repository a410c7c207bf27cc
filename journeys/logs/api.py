"""Logs over the API: read by every member, sent and deleted by facilitators. Small counts are hidden as on the pages."""
from dataclasses import replace

from django.core.exceptions import ValidationError
from django.shortcuts import get_object_or_404
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import generics, serializers, status
from rest_framework.parsers import FormParser, MultiPartParser
from rest_framework.response import Response

from project.spaces.api_door import SpaceAPI
from project.spaces.doors import require

from . import actions, looking, queries, rules, wording
from .layout import Layout
from .models import EventLog, Source
from .problems import Problem
from .times import UNITS


class ActivitySerializer(serializers.Serializer):
    name = serializers.CharField()
    count = serializers.IntegerField(allow_null=True, help_text="null: too small to show")


class LogSerializer(serializers.ModelSerializer):
    source = serializers.SlugRelatedField(slug_field="name", read_only=True)
    activities = serializers.SerializerMethodField()
    cautions = serializers.SerializerMethodField()
    problem = serializers.SerializerMethodField()

    class Meta:
        model = EventLog
        fields = [
            "uuid", "title", "status", "progress", "source", "lines", "kept", "filtered", "rejected", "reasons", "customers",
            "first_at", "last_at", "timezone", "relative_days", "attributes", "activities", "cautions", "problem", "created_at",
        ]  # fmt: skip

    @extend_schema_field(ActivitySerializer(many=True))
    def get_activities(self, log):
        return [{"name": activity.name, "count": activity.count} for activity in queries.activities(log)]

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_cautions(self, log):
        return [wording.caution(caution) for caution in log.cautions]

    @extend_schema_field(serializers.CharField())
    def get_problem(self, log):
        return wording.problem(log.problem) if log.problem else ""


class LogInput(serializers.Serializer):
    """A file and the roles of its columns. For XES the standard keys are the defaults."""

    file = serializers.FileField()
    title = serializers.CharField(required=False, max_length=160)
    case = serializers.CharField(required=False, help_text="column of the customer or case")
    fallback = serializers.CharField(required=False, help_text="column of the customer where the first one is empty")
    activity = serializers.CharField(required=False, help_text="column of the event name; A+B joins two")
    time = serializers.CharField(required=False)
    segments = serializers.CharField(required=False, help_text="columns kept as segments, separated by commas")
    timezone = serializers.CharField(required=False, max_length=60)
    time_unit = serializers.ChoiceField(
        list(UNITS), required=False, help_text="of times that are numbers: since 1970, since 1899-12-30 (excel), or from a day 0",
    )
    day_first = serializers.BooleanField(required=False, allow_null=True, default=None)
    lifecycle = serializers.CharField(required=False, max_length=100)
    left_out_column = serializers.CharField(required=False, help_text="column whose values leave lines out")
    left_out = serializers.CharField(required=False, max_length=500, help_text="those values, separated by |")
    event_id = serializers.CharField(required=False, help_text="column that names each event: one sent twice counts once")
    sheet = serializers.CharField(required=False, max_length=100)
    object_type = serializers.CharField(required=False, max_length=200)
    source = serializers.CharField(required=False, max_length=120)
    continues = serializers.UUIDField(required=False, help_text=(
        "the log that this file continues: its events come first, and the questions last asked of it are asked again"))

    def layout(self):
        values = self.validated_data
        plain = ("case", "fallback", "time", "time_unit", "lifecycle", "left_out_column", "left_out", "event_id", "sheet",
                 "object_type")
        named = {name: values.get(name, "") for name in plain}
        return Layout(
            activity=tuple(filter(None, [values.get("activity", "")])), day_first=values.get("day_first"),
            segments=tuple(name.strip() for name in values.get("segments", "").split(",") if name.strip()),
            timezone=values.get("timezone", ""), **named,
        )


class VisibleLogs(SpaceAPI):
    serializer_class = LogSerializer
    queryset = EventLog.objects.none()

    def get_queryset(self):
        logs = EventLog.objects.visible_to(self.member).select_related("space", "source")
        return logs if rules.can_import(self.member) else logs.ready()


class LogsAPI(VisibleLogs, generics.ListCreateAPIView):
    """The space's logs; sending one answers at once, and its `status` tells when it is ready."""

    parser_classes = [MultiPartParser, FormParser]

    @extend_schema(request=LogInput, responses={201: LogSerializer})
    def post(self, request, space):
        require(rules.can_import(self.member))
        given = LogInput(data=request.data)
        given.is_valid(raise_exception=True)
        values = given.validated_data
        before = values.get("continues")
        if before and not self.get_queryset().ready().filter(uuid=before).exists():
            raise actions.refused(Problem("no_previous"), "continues")
        known = Source.objects.visible_to(self.member).filter(name=values.get("source", "")).first()
        log = actions.receive_upload(by=self.member, file=values["file"], title=values.get("title", ""), source=known)
        try:
            layout = given.layout()
            layout = looking.completed(layout, looking.look(log.upload_path, layout), self.member.space.timezone)
            layout = replace(layout, continues=str(before or ""))
            kept = actions.import_log(by=self.member, log=log, layout=layout, source_name=values.get("source", ""))
        except Problem as problem:
            actions.delete_log(by=self.member, log=log)
            raise actions.refused(problem, "file") from None
        except ValidationError:
            actions.delete_log(by=self.member, log=log)
            raise
        return Response(LogSerializer(kept).data, status=status.HTTP_201_CREATED)


class LogAPI(VisibleLogs, generics.RetrieveDestroyAPIView):
    def get_object(self):
        return get_object_or_404(self.get_queryset(), uuid=self.kwargs["uuid"])

    def perform_destroy(self, instance):
        actions.delete_log(by=self.member, log=instance)
