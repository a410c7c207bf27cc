"""CJML XML, planned journeys: phases become stages, communication points and actions become touchpoints. Pure.

What an actual journey did (deviations, timestamps) is a log, not a map: it is left out. Names of elements are compared
without case or namespace. The planned delay (`deltaTime`) is read when it is a number of seconds or an ISO duration.
"""
import re

from .long import MAX_ROWS, assemble
from .mapfile import MapFile, Unreadable, stages_of
from .xml import children, parse, text

LABEL = "CJML"
CHANNELS = {
    "sms": "SMS", "facetoface": "face to face", "internetviapc": "web", "email": "e-mail", "phone": "phone",
    "chat": "chat", "letter": "letter", "selfservicemachine": "self-service machine", "apponsmartphone": "app",
}
DURATION = re.compile(r"P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?")


def read(data, choices=None):
    """Bytes → MapFile of the first planned journey."""
    try:
        root = parse(data)
        planned = next(iter(children(root, "plannedJourney")), None)
        rows = list(planned_rows(planned)) if planned is not None else list(simple_rows(root))
        if not rows:
            raise Unreadable("xml_empty")
        if len(rows) > MAX_ROWS:
            raise Unreadable("too_many_rows", limit=MAX_ROWS)
    except Unreadable as error:
        return MapFile(problems=(error.problem,))
    touchpoints, problems = assemble(rows)
    held = planned if planned is not None else root
    return MapFile(touchpoints, tuple(problems), stages_of(touchpoints), name=text(held, "journeyTitle")[:200],
                   description=(text(held, "journeyLongSummary") or text(held, "journeyShortSummary"))[:2000])


def planned_rows(journey):
    """(ordinal, cells) of each planned communication point and action."""
    phases = {phase.get("phaseID"): text(phase, "phaseName") for holder in children(journey, "journeyPhases")
              for phase in children(holder, "journeyPhase")}
    actors = {actor.get("actorID"): text(actor, "actorName") or text(actor, "companyName")
              for holder in children(journey, "actors") for actor in children(holder, "endUser", "serviceProvider")}
    points = [point for holder in children(journey, "touchpoints")
              for point in children(holder, "plannedCommunicationPoint", "plannedAction")]
    for number, point in enumerate(points, 1):
        belongs = next(iter(children(point, "belongsTo")), None)
        phase = phases.get(belongs.get("phaseIDref"), "") if belongs is not None else ""
        label = text(point, "initiator", "initiatorLabel") or text(point, "receiver", "receiverLabel")
        channel = text(point, "channel", "channelName") or text(point, "channel")
        after, unit = delay(text(point, "deltaTime"))
        yield number, {
            "touchpoint": (text(point, "touchpointID") or point.get("touchpointID") or "")[:64],
            "label": label or text(point, "message") or text(point, "touchpointID"), "stage": phase,
            "channel": channel_words(channel), "owner": initiator(point, actors), "due_after": after,
            "due_unit": unit, "intent": text(point, "touchpointExperience", "experienceDescription"),
            "note": text(point, "comment"),
        }


def simple_rows(root):
    """The older simple export: `<touchpoint id type>` with an initiator and a channel."""
    for number, point in enumerate(children(root, "touchpoint"), 1):
        label = text(point, "initiator", "initiatorLabel") or text(point, "label") or text(point, "message")
        channel = text(point, "channel", "channelName") or text(point, "channel")
        yield number, {"touchpoint": (point.get("id") or "")[:64], "label": label or point.get("id") or "",
                       "channel": channel_words(channel), "note": text(point, "comment")}


def channel_words(name):
    return CHANNELS.get(name.replace(" ", "").replace("-", "").casefold(), name)


def initiator(point, actors):
    """Name of whoever begins the touchpoint."""
    for holder in children(point, "initiator"):
        for reference in children(holder, "refersTo"):
            return actors.get(reference.get("actorIDref"), "")
    return ""


def delay(value):
    """A planned delay → (number, unit) as cells, in the largest whole unit; empty when it cannot be read."""
    seconds = int(value) if value.isdigit() else 0
    if match := DURATION.fullmatch(value):
        days, hours, minutes, rest = (int(part or 0) for part in match.groups())
        seconds = ((days * 24 + hours) * 60 + minutes) * 60 + rest
    for unit, size in (("days", 86400), ("hours", 3600), ("minutes", 60)):
        if seconds >= size and seconds % size == 0:
            return str(seconds // size), unit
    return (str(seconds / 60), "minutes") if seconds else ("", "")
