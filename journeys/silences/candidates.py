"""Silences that a reading proposes to a group: where, for whom and why, by the aids to reading alone.

A candidate is a question, never a finding: nothing is noted until a person accepts or sets aside, and what was answered
once is not asked again. Takes masked figures only, so that no candidate tells what a cell hides. Refuses to propose
anything where the instrument itself is in doubt, or at touchpoints that nobody is expected to use.
"""
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from . import wording
from .paths import matching
from .statistics import Difference

OFTEN = 0.10  # share of the customers concerned, from which an aid to reading is worth a question
AT_ONCE = 12  # as many as a group can go through; the next ones come as these are answered


@dataclass(frozen=True)
class Candidate:
    """One silence that may be worth reading. `customers` is how many kept it, `why` a sentence for people."""

    key: str
    label: str
    kind: str
    why: str
    customers: int
    by: str = ""
    value: str = ""

    @property
    def place(self):
        """What tells it from every other silence of the journey."""
        return self.key, self.by, self.value, self.kind

    @property
    def kind_words(self):
        return wording.KIND_WORDS[self.kind]


def candidates(figures, trajectories, touchpoints, answered=()):
    """[Candidate] in map order, those of most customers when there are too many to go through at once.

    answered: places that the register knows already, whatever was decided there; the others as in `every_candidate`.
    """
    left = [one for one in every_candidate(figures, trajectories, touchpoints) if one.place not in answered]
    chosen = sorted(left, key=lambda one: -one.customers)[:AT_ONCE]
    order = {figure.key: place for place, figure in enumerate(figures)}
    return sorted(chosen, key=lambda one: order[one.key])


def every_candidate(figures, trajectories, touchpoints):
    """[Candidate], one per place, whoever answered. figures: `figures.Figures`; trajectories: the masked answer of a reading, or
    None.
    """
    known = {figure.key: figure for figure in figures if figure.expected and figure.state == "counted"}
    found = [one for figure in known.values() for one in (*_of_everybody(figure), *_of_segments(figure))]
    if trajectories and figures.customers:
        found += [*_together(trajectories, known, figures), *_passed_by(trajectories, known),
                  *_loops(trajectories, known, figures, touchpoints), *_attempts(trajectories, known),
                  *_absences(trajectories, known, figures)]
    return list(dict((one.place, one) for one in found).values())


def _of_everybody(figure):
    cell = figure.cell
    if figure.loud:
        yield Candidate(figure.key, figure.label, "", _("Silent for more than one customer in two: %(share)s, %(numbers)s.") % {
            "share": wording.percent(cell.rate), "numbers": wording.of_due(cell)}, cell.silent)
    begun = cell.counts["attempted"]
    if begun >= OFTEN * cell.due:
        yield Candidate(
            figure.key, figure.label, "interrupted", _("%(share)s of those whose time was up began and did not finish.")
            % {"share": wording.percent(begun / cell.due)}, begun)
    gone = (cell.instead or {}).get("gone", 0)
    if gone >= OFTEN * cell.due and 2 * gone > cell.silent + begun:
        yield Candidate(figure.key, figure.label, "absence", ngettext(
            "%(number)s customer left no trace afterwards: most of those who did not do it.",
            "%(number)s customers left no trace afterwards: most of those who did not do it.", gone)
            % {"number": wording.count(gone)}, gone)


def _of_segments(figure):
    for cell in figure.segments:
        if cell.answer == "differs" and cell.points > 0 and cell.silent:
            apart = Difference(cell.points, cell.points_low, cell.points_high)
            yield Candidate(figure.key, figure.label, "", _("Differs beyond chance from everybody else: %(points)s.") % {
                "points": wording.points_interval(apart)}, cell.silent, cell.by, cell.value)


def _together(found, known, figures):
    """Silences that the same customers keep, asked about at the first of them."""
    for one in found["together"]:
        keys = [key for key in one["touchpoints"] if key in known]
        if len(keys) > 1 and one["customers"] >= OFTEN * figures.customers:
            others = wording.listed([known[key].label for key in keys[1:]])
            yield Candidate(keys[0], known[keys[0]].label, "together", ngettext(
                "%(number)s customer is also silent at %(others)s.", "%(number)s customers are also silent at %(others)s.",
                one["customers"]) % {"number": wording.count(one["customers"]), "others": others}, one["customers"])


def _passed_by(found, known):
    for one in found["passed_by"]:
        figure = known.get(one["touchpoint"])
        if figure and one["customers"] >= OFTEN * figure.cell.due:
            yield Candidate(figure.key, figure.label, "avoidance", ngettext(
                "%(number)s silent customer came to the step before at least twice.",
                "%(number)s silent customers came to the step before at least twice.", one["customers"])
                % {"number": wording.count(one["customers"])}, one["customers"])


def _loops(found, known, figures, touchpoints):
    """Going from a touchpoint to something else and straight back to it; of what is repeated, which time it was nobody says.
    """
    names = [(one.key, matching(one.events)) for one in touchpoints
             if one.key in known and one.events and not one.is_occurrence]
    for pair in found["loops"]["pairs"]:
        key = next((key for key, name in names if name.fullmatch(pair["between"])), None)
        if key and pair["customers"] >= OFTEN * figures.customers:
            yield Candidate(key, known[key].label, "loop", ngettext(
                "%(number)s customer went from there to “%(other)s” and straight back.",
                "%(number)s customers went from there to “%(other)s” and straight back.", pair["customers"])
                % {"number": wording.count(pair["customers"]), "other": pair["and"]}, pair["customers"])


def _attempts(found, known):
    """Attempts broken off and never finished, and attempts that went astray where the map says what they were for."""
    for one in found.get("attempts", ()):
        figure = known.get(one["touchpoint"])
        if figure is None:
            continue
        broken, goal = (one["interrupted"] or 0) - (one["finished_later"] or 0), one["goal"]
        if one["finished_later"] is not None and broken >= OFTEN * one["customers"] and broken:
            yield Candidate(figure.key, figure.label, "interrupted", ngettext(
                "%(number)s customer broke off an attempt and did not finish it later.",
                "%(number)s customers broke off an attempt and did not finish it later.", broken)
                % {"number": wording.count(broken)}, broken)
        if goal and goal["lost"] and goal["lost"] >= OFTEN * goal["measured"]:
            yield Candidate(figure.key, figure.label, "lost", ngettext(
                "%(number)s customer went a long way round at least once: %(goal)s.",
                "%(number)s customers went a long way round at least once: %(goal)s.", goal["lost"])
                % {"number": wording.count(goal["lost"]), "goal": goal["text"]}, goal["lost"])


def _absences(found, known, figures):
    """Customers who stay away for longer than their own habit, at what they did last."""
    for one in found.get("absences", {}).get("since", ()):
        figure = known.get(one["touchpoint"])
        if figure and one["customers"] >= OFTEN * figures.customers:
            yield Candidate(figure.key, figure.label, "absence", ngettext(
                "%(number)s customer has been away since, for longer than their own habit.",
                "%(number)s customers have been away since, for longer than their own habit.", one["customers"])
                % {"number": wording.count(one["customers"])}, one["customers"])
