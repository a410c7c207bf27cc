"""What every reader gives back and every writer takes: touchpoints, what is around them, and what is wrong."""
from dataclasses import dataclass, replace
from itertools import groupby

from ..problems import Problem, errors, warnings


@dataclass(frozen=True)
class Question:
    """What only a person can tell about a file: what a lane holds, which events show a task.

    `name` is how the answer comes back, `about` what is asked about, `sample` what the file says there; `options` are
    the possible answers (none: free text), `value` the present one.
    """

    name: str
    about: str
    sample: str = ""
    options: tuple = ()
    value: str = ""


@dataclass(frozen=True)
class MapFile:
    """One map as a file holds it. `touchpoints` are in map order; readers fill what their format knows."""

    touchpoints: tuple = ()
    problems: tuple = ()
    stages: tuple = ()  # in order, empty ones included when the format can hold them
    name: str = ""
    slug: str = ""
    description: str = ""
    language: str = ""
    questions: tuple = ()

    def knowing(self, keys):
        """The same file read beside other touchpoints: anchors that name one of `keys` are no longer wrong."""
        return replace(self, problems=tuple(
            problem for problem in self.problems
            if problem.code not in ("unknown_anchor", "close_anchor") or problem.values["value"] not in keys))

    @property
    def errors(self):
        return errors(self.problems)

    @property
    def warnings(self):
        return warnings(self.problems)


class Unreadable(Exception):
    """A file that cannot be opened at all; carries the one problem to tell."""

    def __init__(self, code, row=None, column="", **values):
        super().__init__(code)
        self.problem = Problem(code, row, column, values)


def stages_of(touchpoints):
    """Names of the stages in order of first appearance, the empty name left out."""
    return tuple(dict.fromkeys(stage for stage, _run in groupby(t.stage for t in touchpoints) if stage))
