"""What the pages of series show: meetings to come and held, who was there by trade, what is carried over; writes nothing."""
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from observations.hypotheses.models import Hypothesis, StatusChange
from workshops.backlog.models import Action

from .dates import absent_lately
from .models import NOT_HELD, Meeting, Series

REOPENINGS = StatusChange.objects.filter(after__in=["open", "worked"]).exclude(before__in=["open", "worked"])


@dataclass(frozen=True)
class Attendance:
    """Rows of (trade, [people at each meeting held]), the meetings as columns, and trades that have been missing."""

    meetings: list
    rows: list
    absent: list  # (trade, meetings missed in a row)


@dataclass(frozen=True)
class SeriesPage:
    series: Series
    coming: list
    held: list
    lapsed: list  # over, neither held nor cancelled: the rhythm was not kept
    to_prepare: Meeting | None  # the first that is not over and has no session yet
    cancelled: list
    attendance: Attendance
    actions: list  # still open, from the sessions of this series
    hypotheses: list  # still open, from the sessions of this series
    reopened: int  # hypotheses of its sessions that were put to rest, then opened again
    reworded: int  # hypotheses of its sessions that were worded anew after the first time

    @property
    def following(self):
        return self.coming[0] if self.coming else None

    @property
    def due(self):
        """Meetings that should have been held by now."""
        return len(self.held) + len(self.lapsed)


def series_of(who, now):
    """Every series with its number of meetings held and the next one, by title."""
    found = Series.objects.visible_to(who).select_related("journey").prefetch_related("meetings")
    found = found.annotate(held_count=Count("meetings", filter=Q(meetings__session__opened_at__isnull=False)))
    rows = []
    for series in found.order_by("title", "pk"):
        coming = (one for one in series.meetings.all() if one.starts_at > now and one.cancelled_at is None)
        rows.append((series, next(coming, None)))
    return rows


def series_page(series, now):
    """The SeriesPage at the instant `now`."""
    meetings = list(series.meetings.select_related("session"))
    held = [one for one in meetings if one.was_held]
    open_ = [one for one in meetings if not one.was_held and one.cancelled_at is None]
    carried = Q(sessions__session__meeting__series=series)
    actions = Action.objects.filter(carried).open().select_related("owner__user", "silence").order_by("due", "pk")
    hypotheses = Hypothesis.objects.filter(carried).exclude(status="set_aside").prefetch_related("versions")
    return SeriesPage(
        series=series,
        coming=[one for one in open_ if one.starts_at > now],
        held=held,
        lapsed=[one for one in open_ if one.starts_at <= now],
        to_prepare=next((one for one in open_ if one.session_id is None and one.ends_at > now), None),
        cancelled=[one for one in meetings if one.cancelled_at],
        attendance=attendance(series, held),
        actions=list(actions),
        hypotheses=list(hypotheses.in_order()),
        reopened=Hypothesis.objects.filter(carried, changes__in=REOPENINGS).distinct().count(),
        reworded=Hypothesis.objects.filter(carried, versions__number__gt=1).distinct().count(),
    )


def attendance(series, held):
    """Who sat at each meeting held, by trade; the trades of the space's members are expected at the table."""
    tables = {one.pk: Counter() for one in held}
    by_session = {one.session_id: one.pk for one in held}
    if held:
        people = held[0].session.participants.model.objects.filter(session__in=by_session, removed_at=None, waiting=False)
        for session, trade in people.exclude(role="observer").values_list("session_id", "trade"):
            tables[by_session[session]][trade.strip() or _("trade not said")] += 1
    expected = {trade for trade in series.space.members.values_list("trade", flat=True) if trade}
    columns = [tables[one.pk] for one in held]
    trades = sorted(expected.union(*columns), key=str.casefold)
    rows = [(trade, [table.get(trade, 0) for table in columns]) for trade in trades]
    return Attendance(held, rows, absent_lately(columns, expected))


def meetings_to_tell(series, now):
    """Meetings that people are written to about: those to come, the cancelled among them."""
    return list(series.meetings.filter(NOT_HELD, starts_at__gt=now))


def next_meetings(who, now, until):
    """Meetings of the space between two instants, soonest first."""
    found = Meeting.objects.filter(series__space=who.space, starts_at__gt=now, starts_at__lte=until, cancelled_at=None)
    return list(found.filter(NOT_HELD).select_related("series"))
