"""Every address of the site, read from the URLconf, and an example of each over the objects of a test's world."""
import functools
import re
from contextlib import suppress
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.core.exceptions import FieldError
from django.urls import URLResolver, get_resolver, reverse

METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@dataclass(frozen=True)
class Route:
    """name: of the URL; pattern: its path; methods: those that its view declares (GET and POST for a plain function).

    subject: what answers there, such as journeys.maps; libraries' pages are the house's ("project").
    """

    name: str
    pattern: str
    methods: tuple
    subject: str = "project"

    @property
    def is_api(self):
        return self.pattern.startswith("api/<")

    @property
    def in_a_space(self):
        return "<slug:space>" in self.pattern


@functools.cache
def every_route():
    """All routes, in the order of the URLconf."""
    return tuple(walk(get_resolver().url_patterns))


def walk(patterns, prefix=""):
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, path)
        else:
            subject = ".".join(pattern.callback.__module__.split(".")[:2])
            known = subject if subject in settings.SUBJECTS else "project"
            yield Route(pattern.name or path, path, methods_of(pattern.callback), known)


def methods_of(view):
    """The methods a view answers to: a viewset's actions, a class's handlers, or what a decorator of ours lets through."""
    if actions := getattr(view, "actions", None):
        return tuple(method.upper() for method in actions)
    if declared := getattr(view, "view_class", None) or getattr(view, "cls", None):
        return tuple(method for method in METHODS if hasattr(declared, method.lower()))
    return ("GET", "POST")


# The noun before <uuid:uuid> in an address -> the model whose first row in the space stands for it.
NOUNS = {
    "members": "spaces.Member", "invitations": "spaces.Invitation", "tokens": "spaces.ApiToken", "journeys": "maps.Journey",
    "touchpoints": "maps.DraftTouchpoint", "files": "maps.MapUpload", "logs": "logs.EventLog", "readings": "silences.Reading",
    "silences": "silences.Silence", "hypotheses": "hypotheses.Hypothesis", "dissents": "hypotheses.Dissent",
    "signs": "hypotheses.ExpectedSign", "grids": "grids.Grid", "decisions": "decisions.Decision", "actions": "backlog.Action",
    "sessions": "room.Session",
}  # fmt: skip

PATHS_TO_SPACE = (
    "space", "journey__space", "member__space", "hypothesis__space", "version__hypothesis__space", "session__space",
    "decision__space", "row__grid__space",
)  # fmt: skip


def address(route, space, overrides=None):
    """An address of this route over objects of `space`, or None when the world holds no such object (see arguments_of)."""
    arguments = arguments_of(route, space, overrides or {})
    return None if None in arguments.values() else reverse(route.name, kwargs=arguments)


def arguments_of(route, space, overrides):
    """{argument: value} of an address.

    overrides: {(route name, argument) or argument: value} for arguments that are not the uuid of a noun.
    """
    if route.pattern.startswith("^"):  # a regular expression: all its arguments are given
        return {name: overrides[route.name, name] for name in re.findall(r"\(\?P<(\w+)>", route.pattern)}
    arguments = {}
    for before, kind, name in re.findall(r"([\w-]*)/?<(\w+):(\w+)>", route.pattern):
        value = overrides.get((route.name, name), overrides.get(name))
        if value is None and kind == "uuid":
            value = getattr(first_of(NOUNS.get(before), space), "uuid", None)
        arguments[name] = space.slug if name == "space" else value
    return arguments


def first_of(label, space):
    """The first object of a model that belongs to the space, through whichever relation leads there."""
    if label is None:
        return None
    model = apps.get_model(label)
    for path in PATHS_TO_SPACE:
        with suppress(FieldError):  # the model has no such relation
            if found := model.objects.filter(**{path: space}).order_by("pk").first():
                return found
    return None
