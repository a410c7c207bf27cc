"""What an action on a journey raises when it says no, with what the door needs to tell the person."""
from django.core.exceptions import ValidationError

from .problems import errors


class MapRefused(ValidationError):
    """A map with errors; `problems` holds them all, warnings included."""

    def __init__(self, problems):
        super().__init__([str(problem) for problem in errors(problems)])
        self.problems = problems


class Overtaken(Exception):
    """Somebody else changed this touchpoint since it was opened; `current` is what it says now."""

    def __init__(self, current):
        super().__init__(str(current))
        self.current = current
