"""Proposes a map from what a log holds: frequent activities in their usual order, for a facilitator to correct. Pure.

What happened is not what was expected: the proposal says nothing of touchpoints that nobody ever activates, which are
the loudest silences. It is a draft to correct, never published by itself.
"""
import math
from dataclasses import dataclass

from .expectations import UNITS, Touchpoint
from .formats.mapfile import MapFile
from .formats.matrix import free_key
from .rows import plain

MOST = 20  # touchpoints proposed
SHARE = 0.05  # of the customers, under which an activity is left out
REQUIRED = 0.5  # of the customers, from which a touchpoint is proposed as required
ENDING = 0.5  # of the customers who did it, for whom nothing followed
STEPS = {"minutes": (5, 10, 15, 30), "hours": (1, 2, 3, 6, 12, 24), "days": (1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90)}

ACTIVITIES = """
WITH placed AS (
  SELECT customer, activity, "at", row_number() OVER trajectory AS place, count(*) OVER whole AS length,
    min("at") OVER whole AS began
  FROM {events}
  WINDOW trajectory AS (PARTITION BY customer ORDER BY "at", seq), whole AS (PARTITION BY customer)
), firsts AS (
  SELECT customer, activity, min(place) AS place, any_value(length) AS length, max(place) = any_value(length) AS ended,
    epoch(min("at")) - epoch(any_value(began)) AS delay
  FROM placed GROUP BY customer, activity
)
SELECT activity, count(*), avg(CASE WHEN length > 1 THEN (place - 1.0) / (length - 1) ELSE 0 END), count_if(ended),
  quantile_disc(delay, 0.9)
FROM firsts GROUP BY activity ORDER BY activity
"""


@dataclass(frozen=True)
class Activity:
    """What a log says of one event name.

    customers: how many did it; position: mean place of its first time in their trajectories, 0 (first) to 1 (last);
    ended: for how many of them it was the last event; usual_delay: seconds from their first event within which nine in
    ten of them had done it, None when unknown.
    """

    name: str
    customers: int
    position: float
    ended: int = 0
    usual_delay: float | None = None


def read_activities(connection, events):
    """Ask a DuckDB connection about a relation of events (columns customer, activity, at, seq) → ([Activity…], customers).

    events: SQL of the relation, written by the caller and never by a person, such as `read_parquet('…/events.parquet')`.
    """
    rows = connection.execute(ACTIVITIES.format(events=events)).fetchall()
    customers = connection.execute(f"SELECT count(DISTINCT customer) FROM {events}").fetchone()[0]
    return [Activity(*row) for row in rows], customers


def propose(activities, customers, most=MOST, name=""):
    """Activities and the number of customers in the log → MapFile of a proposed draft, in usual order."""
    alike = {}
    for activity in activities:
        alike.setdefault(plain(activity.name), []).append(activity)
    groups = [group for group in alike.values() if sum(a.customers for a in group) >= SHARE * customers]
    groups.sort(key=lambda group: -sum(activity.customers for activity in group))
    ordered = sorted(groups[:most], key=lambda group: (position_of(group), group[0].name))
    used, touchpoints = set(), []
    for order, group in enumerate(ordered, 1):
        touchpoints.append(touchpoint_of(group, customers, order, free_key(group[0].name, used), first=order == 1))
    return MapFile(tuple(touchpoints), name=name)


def position_of(group):
    """Mean position of event names that are spelled alike, weighted by their customers."""
    return sum(a.position * a.customers for a in group) / (sum(a.customers for a in group) or 1)


def touchpoint_of(group, customers, order, key, first):
    """One group of names → a touchpoint counted from the customer's first event."""
    done, ended = sum(a.customers for a in group), sum(a.ended for a in group)
    terminal = "yes" if not first and done and ended / done >= ENDING and position_of(group) > 0.5 else ""
    delays = [activity.usual_delay for activity in group if activity.usual_delay is not None]
    due_after, due_unit = round_delay(max(delays)) if delays and not terminal and not first else (None, "")
    label = " ".join(group[0].name.split())
    return Touchpoint(
        key=key, label=label[:1].upper() + label[1:200], order=order, anchor="start",
        expectation="required" if done >= REQUIRED * customers else "optional", due_after=due_after, due_unit=due_unit,
        events=tuple(dict.fromkeys(activity.name.strip() for activity in group)), terminal=terminal)


def round_delay(seconds):
    """The next delay that people would say: 3 hours, 7 days, 6 weeks."""
    for unit, steps in STEPS.items():
        if seconds <= steps[-1] * UNITS[unit]:
            return next(step for step in steps if step * UNITS[unit] >= seconds), unit
    return math.ceil(seconds / UNITS["weeks"]), "weeks"
