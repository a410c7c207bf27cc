"""BPMN: tasks become touchpoints in the order of the flows; lanes become channels. Pure.

Task names of a model are never the names of a log ("approve" stands in three lanes), so each task is a question: which
event names show it? The guess is the task's own name; an empty answer leaves the task out. Gateways only say which
tasks one can do without: a task that some path from start to end avoids is optional.
"""
from collections import deque

from ..problems import Problem
from ..rows import join_names, slug_of
from .long import assemble
from .mapfile import MapFile, Question, Unreadable, stages_of
from .matrix import free_key
from .xml import local, parse

LABEL = "BPMN"
MAX_TASKS, MAX_FLOWS = 200, 4000


def read(data, choices=None):
    """Bytes and answers → MapFile with one question per task."""
    try:
        root = parse(data)
        tasks, flows, ends, lanes = graph(root)
        if not tasks:
            raise Unreadable("xml_empty")
        if len(tasks) > MAX_TASKS or sum(map(len, flows.values())) > MAX_FLOWS:
            raise Unreadable("too_many_touchpoints", limit=MAX_TASKS)
    except Unreadable as error:
        return MapFile(problems=(error.problem,))
    order = walk(tasks, flows)
    answers = {task: str((choices or {}).get(f"task-{task}", join_names([tasks[task]]))) for task in order}
    questions = tuple(Question(f"task-{task}", tasks[task], lanes.get(task, ""), (), answers[task]) for task in order)
    kept = [task for task in order if answers[task].strip()]
    if not kept:
        return MapFile(problems=(Problem("no_rows"),), questions=questions)
    used = set()
    names = [name for name in tasks.values() if name]
    rows = []
    for number, task in enumerate(kept, 1):
        lane = lanes.get(task, "")
        twice = names.count(tasks[task]) > 1 and lane
        label = f"{tasks[task]} ({lane})" if twice else tasks[task]
        rows.append((number, {
            "touchpoint": free_key(label, used) if slug_of(label) else task[:64], "label": label[:200], "channel": lane,
            "expectation": "optional" if avoidable(task, flows, ends) else "required", "events": answers[task]}))
    touchpoints, problems = assemble(rows)
    return MapFile(touchpoints, tuple(problems), stages_of(touchpoints), name=title(root), questions=questions)


def graph(root):
    """(tasks {id: name}, flows {id: [next ids]}, (start ids, end ids), lanes {id: lane name})."""
    tasks, flows, lanes, starts, ends = {}, {}, {}, [], []
    pools = {e.get("processRef"): e.get("name") or "" for e in root.iter("{*}participant")}
    for element in root.iter("{*}*"):
        kind, key = local(element), element.get("id") or ""
        if kind == "lane":
            for reference in element.iter("{*}flowNodeRef"):
                lanes[(reference.text or "").strip()] = clean(element.get("name"))
        elif kind == "sequenceFlow":
            flows.setdefault(element.get("sourceRef"), []).append(element.get("targetRef"))
        elif kind == "startEvent":
            starts.append(key)
        elif kind == "endEvent":
            ends.append(key)
        elif kind.casefold().endswith("task") or kind == "callActivity":
            tasks[key] = clean(element.get("name")) or key
            process = next((parent for parent in element.iterancestors() if local(parent) == "process"), None)
            pool = clean(pools.get(process.get("id"), "")) if process is not None else ""
            lanes.setdefault(key, pool)
    return tasks, flows, (starts, ends), lanes


def clean(name):
    return " ".join((name or "").split())


def walk(tasks, flows):
    """Tasks in the order one meets them from the nodes that nothing precedes; unreached ones last, as in the file."""
    preceded = {target for targets in flows.values() for target in targets}
    queue, seen = deque(node for node in flows if node not in preceded), []
    known = set(queue)
    while queue:
        node = queue.popleft()
        seen.append(node)
        for target in flows.get(node, ()):
            if target not in known:
                known.add(target)
                queue.append(target)
    return [node for node in seen if node in tasks] + [task for task in tasks if task not in known]


def avoidable(task, flows, ends):
    """True when some path from a start to an end does not pass by the task."""
    starts, finals = ends
    queue, seen = deque(starts), set(starts) | {task}
    while queue:
        node = queue.popleft()
        if node in finals:
            return True
        for target in flows.get(node, ()):
            if target not in seen:
                seen.add(target)
                queue.append(target)
    return False


def title(root):
    """The model's or its process' name."""
    names = [element.get("name") for element in root.iter("{*}process", "{*}collaboration")]
    return clean(next((name for name in (root.get("name"), *names) if name), ""))[:200]
