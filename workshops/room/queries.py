"""Reads that feed the screens of a room: each part is read once, when it is drawn, in a number of queries that never grows.

What a board gives out is already cut to what the table may see: private notes are only counted, authors that are hidden
are not there at all.
"""
from functools import cached_property

from django.db.models import Count, Q
from django.utils import timezone

from . import addresses, lenses, likeness, often, opinions, timekeeping, undo, weighing
from .agenda import neighbours
from .crossing import compared
from .figures import Shown
from .models import Verb
from .seen import Tally, views
from .tool import tool_of


def offers(session):
    """The notes on the table, still alone, that look alike: [(silence or None, notes, shared words as a title)]."""
    alone = {}
    for note in session.notes.exclude(shown_number=None).filter(group=None).exclude(text="").select_related("silence"):
        alone.setdefault(note.silence, []).append(note)
    return [
        (silence, [notes[place] for place in found.members], ", ".join(found.words).capitalize()[:80])
        for silence, notes in alone.items() for found in likeness.alike([note.text for note in notes])
    ]  # fmt: skip


class Board(weighing.Matrices, opinions.Ballots):
    """What the screens of one session show now."""

    def __init__(self, session):
        self.session = session
        self.read = {}  # notes read one by one so far, by uuid; None for what is not on the table

    @cached_property
    def steps(self):
        return list(self.session.steps.all())

    @cached_property
    def looked_back(self):
        """While the table closes: (minutes spent before, minutes planned for that, [(step, minutes)] of the longer ones)."""
        spent = timekeeping.time_spent(self.session, self.steps) if self.session.is_open and self.step.kind == "close" else []
        longer = [(step, round(minutes)) for step, minutes in spent if minutes > step.minutes + 1]
        planned = sum(step.minutes for step, _minutes in spent)
        return spent and (round(sum(minutes for _step, minutes in spent)), planned, longer)

    @cached_property
    def tool(self):
        """While the table closes: (the version of the template that its grid stands on, how often it was told what it did)."""
        version = tool_of(self.session) if self.session.is_open and self.step.kind == "close" else None
        return version and (version, self.session.events.filter(verb=Verb.TOOL_TOLD).count())

    @cached_property
    def shown_steps(self):
        return [step for step in self.steps if not step.skipped or step.pk == self.session.step_id]

    @property
    def step(self):
        return self.session.step

    @cached_property
    def around(self):
        """The steps before and after the current one."""
        return neighbours(self.steps, next((step for step in self.steps if step.pk == self.session.step_id), None))

    @property
    def previous(self):
        return self.around[0]

    @property
    def next(self):
        return self.around[1]

    @property
    def place(self):
        """(1-based place of the current step, number of steps)."""
        numbers = [step.pk for step in self.shown_steps]
        return numbers.index(self.session.step_id) + 1 if self.session.step_id in numbers else 0, len(numbers)

    @cached_property
    def silences(self):
        """The silences on the table, each with `.shared` (its notes on the table) and `.shown` (figures and ring)."""
        counted = Count("notes", filter=Q(notes__shown_number__isnull=False))
        found = list(self.session.silences.annotate(shared=counted).order_by("position"))
        for silence in found:
            silence.shown = Shown.from_json(silence.figures)
            silence.is_focus = silence.pk == self.session.focus_id
        return found

    @cached_property
    def counts(self):
        """[(pk of the silence or None, notes about it, of which on the table)]."""
        return often.notes_counted.all(session=self.session.pk)

    def silence(self, uuid):
        """One of the silences on the table, or None."""
        return next((one for one in self.silences if str(one.uuid) == uuid), None)

    def shared(self, silence):
        """How many notes about one silence (its pk) are on the table."""
        return next((shown for pk, _notes, shown in self.counts if pk == silence), 0)

    @property
    def focus(self):
        return next((silence for silence in self.silences if silence.is_focus), None)

    @cached_property
    def people(self):
        """Everyone at the table, in the order in which they came."""
        return list(self.session.participants.filter(removed_at=None, waiting=False).select_related("member"))

    @cached_property
    def is_led_together(self):
        """Whether one of those who lead may stop, the others going on."""
        return sum(one.facilitates for one in self.people) > 1

    @cached_property
    def waiting(self):
        return list(self.session.participants.filter(removed_at=None, waiting=True))

    @cached_property
    def tally(self):
        people, done = often.people_counted.first(session=self.session.pk, step=self.session.step_id or 0) or (0, 0)
        notes = sum(notes for _silence, notes, _shown in self.counts)
        return Tally(people, done, notes, private=notes - sum(shown for _silence, _notes, shown in self.counts))

    @cached_property
    def undoable(self):
        """(the act that can still be taken back, its words, until when), or None."""
        last = undo.undoable(self.session, timezone.now())
        return last and (last, undo.WORDS[last.verb], last.happened_at + undo.WITHIN)

    @cached_property
    def spotlight(self):
        """The NoteView held up before everyone, or None."""
        lit = self.session.notes.filter(pk=self.session.spotlight_id).exclude(shown_number=None)
        return next(iter(views(self.session, lit, self.dots)), None) if self.session.spotlight_id else None

    @property
    def is_split(self):
        """Whether some step of the run sheet is in two groups."""
        return any(step.apart for step in self.steps)

    @cached_property
    def compared(self):
        """In a cross-analysis, per silence with notes on the table: what each group wrote apart (see Compared)."""
        if not self.is_split:
            return []
        return compared(self.session, self.silences)

    @cached_property
    def unheard(self):
        """For the facilitator alone: (trade, how many of it have written nothing yet); empty while authors are unknown."""
        if self.session.anonymous:
            return []
        silent = self.session.participants.filter(removed_at=None, waiting=False, notes=None, role="participant")
        return list(silent.values_list("trade").annotate(Count("pk")).order_by("trade"))

    @property
    def join_address(self):
        return addresses.shown_address()

    @property
    def qr(self):
        return addresses.qr_svg(self.session)

    @cached_property
    def votes_on_notes(self):
        """While no hypothesis is on the table, dots go to notes."""
        return not self.session.hypotheses.exists()

    @cached_property
    def notes(self):
        """Every note on the table: {pk of the silence, or None: [NoteView]}."""
        by_silence = {}
        for view in views(self.session, self.session.notes.exclude(shown_number=None), self.dots):
            by_silence.setdefault(view.note.silence_id, []).append(view)
        return by_silence

    def note(self, uuid, new=False):
        """One note as the table sees it, or None while it is private or gone.

        new: as it arrives, bare; whatever was laid on it since has an event of its own, which draws it again.
        """
        found = often.notes_shown.all(session=self.session.pk, uuid=uuid)
        view = next(iter(views(self.session, found, self.dots, bare=new)), None)
        self.read[str(uuid)] = view and view.note
        return view

    def laid(self, silence_pk):
        """The notes about one silence as they lie: [(group or None, [NoteView])], those alone last."""
        views = self.notes.get(silence_pk, [])
        groups = {}
        for view in views:
            groups.setdefault(view.note.group, []).append(view)
        alone = groups.pop(None, [])
        return [*sorted(groups.items(), key=lambda pair: pair[0].made_number), (None, alone)]

    @cached_property
    def panels(self):
        """(silence, id, notes as they lie) for each silence, then for the journey as a whole."""
        return [(silence, str(silence.uuid), self.laid(silence.pk)) for silence in self.silences] + [
            (None, "all", self.laid(None))
        ]

    def panel(self, name):
        """One of `panels`, by its id."""
        return next((panel for panel in self.panels if panel[1] == name), None)

    @cached_property
    def hypotheses(self):
        """The hypotheses on the table, with their wording, evidence and dissent, in the order of arrival."""
        found = self.session.hypotheses.select_related("hypothesis", "silence", "note").prefetch_related(
            "hypothesis__versions", "hypothesis__evidence", "hypothesis__dissents"
        )
        return [self._dressed(one) for one in found]

    def hypothesis(self, uuid):
        found = self.session.hypotheses.filter(uuid=uuid).select_related("hypothesis", "silence", "note")
        one = found.prefetch_related("hypothesis__versions", "hypothesis__evidence", "hypothesis__dissents").first()
        return self._dressed(one) if one else None

    def _dressed(self, one):
        evidence = list(one.hypothesis.evidence.all())
        one.pro = [item for item in evidence if item.stance == "for"]
        one.con = [item for item in evidence if item.stance == "against"]
        one.lenses = [(key, label, key in one.hypothesis.lenses) for key, label, _question in lenses.every_lens()]
        one.own_lenses = [lens for lens in one.hypothesis.lenses if lens not in lenses.QUESTIONS]
        one.dissents = list(one.hypothesis.dissents.all())
        one.dots = self.dots.get(("hypothesis", one.pk), 0) if self.dots else None
        return one

    @cached_property
    def carried(self):
        """For whoever leads: earlier hypotheses that can be put on this table."""
        return list(weighing.left_open(self.session).prefetch_related("versions", "silences")[:30])

    @cached_property
    def decisions(self):
        return [
            link.decision
            for link in self.session.decisions.select_related("decision").prefetch_related("decision__hypotheses__versions")
        ]

    @cached_property
    def actions(self):
        return [
            link.action for link in self.session.actions.select_related("action__owner__user", "action__silence")
        ]

    @cached_property
    def recalled(self):
        """Open actions aimed at silences of this journey, with what they changed so far."""
        from workshops.backlog.models import Action

        aimed = Action.objects.filter(space=self.session.space, silence__journey=self.session.journey)
        aimed = aimed.exclude(sessions__session=self.session).exclude(status="abandoned")
        return list(aimed.select_related("owner__user", "silence").prefetch_related("effects").order_by("due", "pk")[:30])
