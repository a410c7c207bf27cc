"""What the tests of workshops stand on: a published journey, readings with plain counts, silences, hypotheses, actions."""
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from journeys.maps.expectations import Touchpoint
from journeys.maps.models import Journey, JourneyVersion
from journeys.silences.models import Reading, Silence
from observations.hypotheses.actions import pose_hypothesis
from workshops.backlog import actions as backlog
from workshops.backlog.models import Action
from workshops.decisions import actions as decisions

GUIDE = Touchpoint(key="guide", label="Brancher (guide)", stage="Installer", order=1, channel="app", due_after=7, due_unit="days")
HELP = Touchpoint(key="help", label="Ouvrir l’aide", stage="Installer", order=2, channel="web", due_after=7, due_unit="days")
STATUSES = ("activated", "late", "silent", "attempted", "not_yet_due", "left_before_due", "not_reached", "not_applicable",
            "not_observable", "out_of_place")  # fmt: skip


def journey(space, slug="box", touchpoints=(GUIDE, HELP)):
    made = Journey.objects.create(space=space, slug=slug, name="Installer sa box")
    publish(made, touchpoints)
    return made


def publish(of, touchpoints=(GUIDE, HELP)):
    number = of.versions.count() + 1
    content = {"stages": ["Installer"], "touchpoints": [point.as_dict() for point in touchpoints]}
    return JourneyVersion.objects.create(journey=of, number=number, content=content, digest=uuid4().hex * 2)


def counts(due, silent, **fields):
    row = dict.fromkeys(STATUSES, 0) | {"activated": due - silent, "silent": silent, "due": due, "low": 0.0, "high": 1.0}
    row |= {"rate": silent / due if due else None, "instrument": "ok"}
    return row | {"instead": {"bypassed": 0, "elsewhere": silent, "gone": 0}} | fields


def reading(of, start, end, cells, status="ready", version=None, segments=()):
    """A Reading from day `start` to day `end`, with {touchpoint: (due, silent)} and (by, value, due, silent) of "guide"."""
    version = version or of.versions.order_by("number").last()
    rows = []
    for key, given in cells.items():
        row = counts(*given[:2], **(given[2] if len(given) > 2 else {}))
        row |= {"touchpoint": key, "label": key}
        row["segments"] = [
            counts(due, silent) | {"by": by, "value": value} for by, value, due, silent in segments if key == "guide"
        ]
        rows.append(row)
    window = (datetime(start.year, start.month, start.day, tzinfo=UTC), datetime(end.year, end.month, end.day, tzinfo=UTC))
    return Reading.objects.create(
        space=of.space, version=version, digest=uuid4().hex * 2, status=status, window_from=window[0], window_to=window[1],
        customers=max((given[0] for given in cells.values()), default=0),
        result={"window": {"from": window[0].isoformat(), "to": window[1].isoformat()}, "touchpoints": rows,
                "customers": max((given[0] for given in cells.values()), default=0)},
    )  # fmt: skip


def silence(of, key="guide", **fields):
    return Silence.objects.create(space=of.space, journey=of, touchpoint_key=key, label="Brancher (guide)", **fields)


def hypothesis(by, statement="Le guide demande le numéro de série avant de montrer où il se trouve.", silences=()):
    return pose_hypothesis(by=by, statement=statement, silences=silences)


def decision(by, title="Préremplir le numéro de série", hypotheses=(), **fields):
    given = {"what": "On préremplit.", "why": "Pour ne plus le demander.", "review_on": date.today() + timedelta(days=90)}
    return decisions.propose_decision(by=by, title=title, hypotheses=hypotheses, **(given | fields))


def action(by, title="Préremplir le numéro", **fields):
    return backlog.propose_action(by=by, title=title, **fields)


def announced(by, aimed_at, title="Préremplir le numéro", size=10, start=date(2026, 11, 1), direction="less", **fields):
    """An accepted action of `by`, with its effect stated."""
    made = backlog.propose_action(
        by=by, title=title, owner=by, silence=aimed_at, expected_direction=direction, expected_size=size, observe_from=start,
        observe_until=date(2026, 12, 31), would_disprove="Le taux ne bouge pas.", **fields,
    )  # fmt: skip
    backlog.accept_action(by=by, action=made)
    return Action.objects.get(pk=made.pk)
