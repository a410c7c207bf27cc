"""What makes a whole map right: identifiers, anchors, alternatives, and the cautions of publishing.

Pure: touchpoints in, problems out, in map order. It judges only what one row alone cannot show (`rows` does the rest),
plus the pairs of columns that belong together. It changes nothing and refuses nothing by itself.
"""
from difflib import get_close_matches
from itertools import groupby

from .expectations import is_date, is_fixed_anchor
from .problems import Problem
from .repeats import period, shortest, unfold

MAX_TOUCHPOINTS = 200


def check_map(touchpoints, places=None):
    """Touchpoints in map order → problems. `places` gives the row of each touchpoint by key, where there is one."""
    places = places or {}
    if found := check_size(touchpoints):
        return found
    return [
        *check_each(touchpoints, places), *check_rhythms(touchpoints, places), *check_anchors(touchpoints, places),
        *check_groups(touchpoints, places), *check_stages(touchpoints, places), *check_dueness(touchpoints),
    ]


def check_size(touchpoints):
    if not touchpoints:
        return [Problem("no_rows")]
    return [Problem("too_many_touchpoints", values={"limit": MAX_TOUCHPOINTS})][:len(unfold(touchpoints)) > MAX_TOUCHPOINTS]


def check_each(touchpoints, places):
    """Columns that need each other, identifiers used twice, and events that are missing."""
    seen, found = set(), []
    for touchpoint in touchpoints:
        row, about = places.get(touchpoint.key), {"key": touchpoint.key}
        if touchpoint.key in seen:
            found.append(Problem("duplicate_id", row, "touchpoint", about | {"first": row or "?"}))
        seen.add(touchpoint.key)
        if not touchpoint.label:
            found.append(Problem("missing_label", row, "label", about))
        if touchpoint.expectation == "alternative" and not touchpoint.group:
            found.append(Problem("alternative_without_group", row, "group", about))
        if touchpoint.expectation == "conditional" and not touchpoint.condition:
            found.append(Problem("conditional_without_condition", row, "condition", about))
        if touchpoint.expectation != "alternative" and touchpoint.group:
            found.append(Problem("unused_group", row, "group", about))
        if touchpoint.expectation != "conditional" and touchpoint.condition:
            found.append(Problem("unused_condition", row, "condition", about))
        if not touchpoint.events and not touchpoint.counts:
            found.append(Problem("events_missing", row, "events", about))
        if bool(touchpoint.goal) != bool(touchpoint.minimum):
            found.append(Problem("half_goal", row, "minimum" if touchpoint.goal else "goal", about))
        elif touchpoint.goal and not touchpoint.start_events:
            found.append(Problem("goal_without_start", row, "start_events", about))
        found += [Problem("catch_all", row, column, about) for column in ("start_events", "events")
                  if "*" in getattr(touchpoint, column)]
    return found


def check_rhythms(touchpoints, places):
    """Repeated touchpoints: what one can be, and what counts from it."""
    repeated = {touchpoint.key for touchpoint in touchpoints if touchpoint.every}
    found = [Problem(code, places.get(touchpoint.key), column, {"key": touchpoint.key})
             for touchpoint in touchpoints if touchpoint.every for code, column in rhythm_problems(touchpoint)]
    taken = {one.key for one in touchpoints} & {one.key for one in unfold(touchpoints) if one.is_occurrence}
    return found + [Problem("anchor_repeated", places.get(touchpoint.key), "anchor", {"value": touchpoint.anchor})
                    for touchpoint in touchpoints if touchpoint.anchor in repeated] + [
        Problem("duplicate_id", places.get(key), "touchpoint", {"key": key, "first": places.get(key) or "?"})
        for key in sorted(taken)]


def rhythm_problems(touchpoint):
    """[(code, column)] of what a repeated touchpoint says wrongly."""
    tests = (
        (not touchpoint.anchor, "rhythm_without_anchor", "anchor"),
        (touchpoint.anchor and period(touchpoint.every)[1] == "month" and not is_date(touchpoint.anchor), "rhythm_of_months",
         "every"),
        (touchpoint.terminal or touchpoint.expectation == "alternative" or touchpoint.counts, "rhythm_of_an_end", "every"),
        ((touchpoint.due_seconds or 0) > shortest(touchpoint.every), "rhythm_too_short", "due_after"),
    )
    return [(code, column) for wrong, code, column in tests if wrong]


def check_anchors(touchpoints, places):
    """Anchors that name nothing, and anchors that go round in a circle."""
    keys = {touchpoint.key for touchpoint in touchpoints}
    found = []
    for touchpoint in touchpoints:
        anchor = touchpoint.anchor
        if anchor and anchor not in keys and not is_fixed_anchor(anchor):
            guess = get_close_matches(anchor.casefold(), {key.casefold(): key for key in keys}, n=1, cutoff=0.7)
            spelled = next((key for key in keys if guess and key.casefold() == guess[0]), "")
            code = "close_anchor" if spelled else "unknown_anchor"
            values = {"key": touchpoint.key, "value": anchor, "guess": spelled}
            found.append(Problem(code, places.get(touchpoint.key), "anchor", values))
    follows = {touchpoint.key: touchpoint.anchor for touchpoint in touchpoints if touchpoint.anchor in keys}
    settled = set()
    for key in follows:
        path = []
        while key in follows and key not in settled and key not in path:
            path.append(key)
            key = follows[key]
        if key in path:
            circle = path[path.index(key):]
            values = {"key": circle[0], "path": " → ".join([*circle, circle[0]])}
            found.append(Problem("anchor_cycle", places.get(circle[0]), "anchor", values))
        settled.update(path)
    return found


def check_groups(touchpoints, places):
    """A choice with a single alternative, or named like a touchpoint."""
    members = {}
    for touchpoint in touchpoints:
        if touchpoint.expectation == "alternative" and touchpoint.group:
            members.setdefault(touchpoint.group, []).append(touchpoint.key)
    keys = {touchpoint.key for touchpoint in touchpoints}
    return [Problem("group_like_touchpoint", places.get(held[0]), "group", {"key": held[0], "group": group})
            for group, held in members.items() if group in keys] + [
        Problem("lonely_alternative", places.get(held[0]), "group", {"key": held[0], "group": group})
        for group, held in members.items() if len(held) == 1]


def check_stages(touchpoints, places):
    """A stage that comes back after another one."""
    seen, told, found = set(), set(), []
    for stage, run in groupby(touchpoints, key=lambda touchpoint: touchpoint.stage):
        first = next(run)
        if stage in seen and stage not in told:
            told.add(stage)
            found.append(Problem("split_stage", places.get(first.key), "stage", {"key": first.key, "stage": stage}))
        seen.add(stage)
    return found


def check_dueness(touchpoints):
    """Rule 17: without any delay, rhythm or ending nothing will ever be due, unless figures came with the map."""
    judged = any(t.due_after is not None or t.every or t.terminal == "yes" or t.counts for t in touchpoints)
    return [] if judged or not touchpoints else [Problem("never_due", column="due_after")]
