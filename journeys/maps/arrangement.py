"""Where touchpoints stand: stages as people see them, and moving things up and down. Pure.

A map is one ordered list; a stage is a run of neighbours in it. A stage interrupted by another one is shown twice, as
the order says. Stages may be empty; their names then stand in `stages`.
"""
from dataclasses import replace
from itertools import groupby


def runs(touchpoints, stages=()):
    """[(stage, (touchpoints…))…] in map order; each empty stage stands after the one that precedes it in `stages`."""
    found = [(stage, tuple(run)) for stage, run in groupby(touchpoints, key=lambda touchpoint: touchpoint.stage)]
    used = {stage for stage, _run in found}
    place = 0
    for stage in stages:
        if stage in used:
            place = max(index for index, (name, _run) in enumerate(found) if name == stage) + 1
        elif stage:
            found.insert(place, (stage, ()))
            place += 1
    return found


def stage_names(touchpoints, stages=()):
    """Names of the stages in the order of the map, empty ones included, the nameless one left out."""
    return list(dict.fromkeys(stage for stage, _run in runs(touchpoints, stages) if stage))


def renumber(touchpoints):
    """The same touchpoints, their orders 1, 2, 3…"""
    return tuple(replace(touchpoint, order=order) for order, touchpoint in enumerate(touchpoints, 1))


def move(touchpoints, stages, key, step):
    """One place up (-1) or down (1), into the next stage at the edge of one; (touchpoints, stages) unchanged at the ends."""
    line = []
    for stage, run in runs(touchpoints, stages):
        line += [stage, *run]
    here = next(index for index, item in enumerate(line) if getattr(item, "key", None) == key)
    there = here + step
    if 0 < there < len(line):
        line[here], line[there] = line[there], line[here]
    moved, stage, names = [], "", []
    for item in line:
        if isinstance(item, str):
            stage = item
            names.append(item)
        else:
            moved.append(replace(item, stage=stage))
    return renumber(moved), [name for name in dict.fromkeys(names) if name]


def move_stage(touchpoints, stages, stage, step):
    """A whole stage before (-1) or after (1) its neighbour; interrupted stages are gathered."""
    names = list(dict.fromkeys(name for name, _run in runs(touchpoints, stages)))
    here = names.index(stage)
    there = here + step
    if 0 <= there < len(names):
        names[here], names[there] = names[there], names[here]
    gathered = [touchpoint for name in names for touchpoint in touchpoints if touchpoint.stage == name]
    return renumber(gathered), [name for name in names if name]


def rename_stage(touchpoints, stages, stage, name):
    """A stage under another name; under the name of another stage it joins it."""
    renamed = tuple(replace(t, stage=name) if t.stage == stage else t for t in touchpoints)
    names = dict.fromkeys(name if old == stage else old for old in stage_names(touchpoints, stages))
    return renumber(renamed), [name for name in names if name]


def remove_stage(touchpoints, stages, stage):
    """Without this stage; its touchpoints join the stage above, or the one below when it was the first."""
    names = stage_names(touchpoints, stages)
    here = names.index(stage)
    heir = names[here - 1] if here else names[1] if len(names) > 1 else ""
    kept, left = rename_stage(touchpoints, stages, stage, heir)
    return kept, left


def insert(touchpoints, stages, touchpoint):
    """A touchpoint added at the end of its stage (a new stage goes last)."""
    ahead = [index for index, other in enumerate(touchpoints) if other.stage == touchpoint.stage]
    if ahead:
        place = ahead[-1] + 1
    else:
        names = stage_names(touchpoints, stages)
        before = names[:names.index(touchpoint.stage)] if touchpoint.stage in names else names if touchpoint.stage else []
        place = max((index + 1 for index, other in enumerate(touchpoints) if other.stage in before), default=0)
    placed = renumber((*touchpoints[:place], touchpoint, *touchpoints[place:]))
    return placed, stage_names(placed, [*stages, touchpoint.stage])
