"""The mapping page's own state: a look at the upload, the form, and what its choices would give. One look per request."""
from dataclasses import dataclass, field, replace

from . import looking, queries, wording
from .forms import MappingForm
from .layout import Layout
from .models import EventLog
from .problems import Problem


@dataclass
class Mapping:
    """What the page shows; `problem` is a sentence when the file itself cannot be read (then there is no form)."""

    log: EventLog
    form: MappingForm | None = None
    found: dict = field(default_factory=dict)
    check: queries.Check | None = None
    problem: str = ""
    layout: Layout | None = None

    @property
    def ok(self):
        return self.layout is not None and self.check is not None and not self.check.problem

    @property
    def rows(self):
        """The first rows as (cells) for the table, with the columns' roles."""
        return self.found.get("rows", [])[:8]

    @property
    def heads(self):
        """(column, role in words) pairs."""
        if self.layout is None:
            return [(name, "") for name in self.found.get("columns", [])]
        roles = {self.layout.case: "case", self.layout.time: "time"} | dict.fromkeys(self.layout.activity, "activity")
        roles |= {name: "segment" for name in self.layout.segments if name not in roles}
        if self.found.get("format") == "xes" and "case:concept:name" in self.found["columns"]:
            roles["case:concept:name"] = "case"
        return [(name, roles.get(name, "")) for name in self.found.get("columns", [])]


def mapping_of(log, data=None):
    """The state of the page for `log`, from what was posted or asked (`data`), else from its source or a guess."""
    mapping = Mapping(log)
    try:
        if not log.has_upload:
            raise Problem("upload_gone")
        mapping.found = found = looking.look(log.upload_path, _reading(log, data))
        others = before(log, found)
        if data is None:
            mapping.layout = first_layout(log, found, others)
            initial = MappingForm.initial_of(mapping.layout) | {"source_name": log.source.name if log.source else ""}
            mapping.form = MappingForm(found, initial=initial, logs=others)
        else:
            mapping.form = MappingForm(found, data, logs=others)
            mapping.layout = mapping.form.layout() if mapping.form.is_valid() else None
        if mapping.layout is not None and mapping.layout.time and mapping.layout.case and mapping.layout.activity:
            mapping.check = queries.check_of(looking.look(log.upload_path, replace(mapping.layout, continues="")))
    except Problem as problem:
        sentence = wording.problem(problem.as_dict())
        if mapping.form is None:
            mapping.problem = sentence
        else:
            mapping.check = queries.Check(problem=sentence)
    return mapping


def _reading(log, data):
    """What the first look needs to read the file at all: its sheet, object type and separator."""
    chosen = {name: data.get(name, "") for name in ("sheet", "object_type")} if data else {}
    saved = log.source.options if log.source else log.options
    return Layout(**{name: chosen.get(name) or saved.get(name, "") for name in ("sheet", "object_type", "delimiter")})


def before(log, found):
    """The logs that this file may continue, newest first: those whose columns are all here, or any when a source is named."""
    columns = {*found["columns"], "concept:name"}
    ready = EventLog.objects.ready().filter(space=log.space).exclude(pk=log.pk).only("uuid", "title", "options")[:50]

    def fits(options):
        return all(name in columns for role, name in Layout.from_options(options).wanted_keys if role != "segment")

    return [one for one in ready if log.source_id or fits(one.options)]


def first_layout(log, found, others=()):
    """The choices to begin with: the failed attempt's, the source's when its columns are all there, else a guess, which compares
    the groups of the last of the `others` that it may continue.
    """
    for options in (log.options, log.source.options if log.source else {}):
        if options:
            saved = Layout.from_options(options)
            known = [*found["columns"], "concept:name"]
            if all(name in known for name in saved.wanted) or found["format"] == "xes":
                return saved
    guessed = looking.guess(found)
    if others and not log.source_id:
        compared = Layout.from_options(others[0].options).segments
        guessed = replace(guessed, segments=tuple(name for name in compared if name in found["columns"]))
    return replace(guessed, timezone=guessed.timezone or log.space.timezone)
