"""A restitution as a Markdown file: the same sentences as the page, nothing more, readable without the house.

What people wrote is already Markdown and goes out as it was written, its headings lowered by quotation.
"""
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journeys.silences import wording as figures
from observations.hypotheses.templatetags.matrices import against_words, telling_words
from project.dates import date_format
from workshops.backlog import wording as effects


def markdown(found):
    """Markdown text of a queries.Restitution, in the active language."""
    blocks = head(found)
    for title, inside in sections(found):
        blocks += [f"## {title}", *inside]
    return "\n\n".join([f"# {found.session.title}", *blocks]) + "\n"


def head(found):
    """What stands under the title, as Markdown blocks: the headline, then the journey, the day and the seal."""
    return [f"**{found.headline}**", _facts(found)]


def sections(found):
    """The rest, in order: [(title, [Markdown blocks])], without those that have nothing to say."""
    unknown = [f"- {line}" for line in found.unknowns]
    if found.words.unknown:
        unknown.append(found.words.unknown.strip())
    all_figures = [] if found.figures is None else [f"- {figures.sentence(figure)}" for figure in found.figures]
    told = [
        (_("Silences read"), [_silence(row) for row in found.silences]),
        (_("Hypotheses"), [_hypothesis(row) for row in found.hypotheses]),
        (_("What the evidence tells apart"), [_matrix(one) for one in found.matrices]),
        (_("Decisions"), [_decision(row) for row in found.decisions]),
        (_("Actions"), [_action(row, found.names) for row in found.actions]),
        (_("What we do not know"), unknown or [_("Nothing was left without an answer, which is worth doubting.")]),
        (_("All figures"), all_figures),
        (_("Method"), [block for block in (method(found), found.words.method.strip()) if block]),
    ]
    return [(title, blocks) for title, blocks in told if blocks]


def method(found):
    """How it was done, in sentences: the reading, the mask, the people at the table."""
    session, lines = found.session, []
    if found.figures is not None:
        lines.append(
            _("Figures: %(journey)s, map version %(number)s, %(window)s, %(customers)s customers;"
              " groups under %(mask)s are masked.")
            % {
                "journey": session.journey.name, "number": session.reading.version.number, "window": found.window,
                "customers": figures.count(found.figures.customers) if found.figures.customers else "?",
                "mask": found.figures.mask_below,
            }
        )  # fmt: skip
    if found.people:
        people = ngettext("%(n)s person", "%(n)s people", found.people) % {"n": found.people}
        trades = ", ".join(f"{trade} ({number})" for trade, number in found.trades)
        lines.append(_("At the table: %(people)s, by trade: %(trades)s.") % {"people": people, "trades": trades})
    if found.present:
        lines.append(_("Present: %(names)s.") % {"names": ", ".join(found.present)})
    lines.append(_("Hypotheses are not ranked, no status is final, and dissent is kept beside what it answers."))
    return " ".join(lines)


def _facts(found):
    session = found.session
    day = date_format(localtime(session.opened_at), "DATE_FORMAT") if session.opened_at else ""
    grid = session.grid_version
    sealed = ""
    if grid:
        sealed = _("grid sealed as version %(number)s, %(digest)s") % {"number": grid.number, "digest": grid.digest[:12]}
    return ", ".join(part for part in (session.journey.name, day, sealed) if part)


def _silence(row):
    notes = ngettext("%(n)s note", "%(n)s notes", row.notes) % {"n": row.notes}
    return f"- {row.shown.sentence} {notes}."


def _hypothesis(row):
    hypothesis = row.hypothesis
    lines = [
        f"### {' '.join(hypothesis.statement.split())}",
        _("%(status)s, to be looked at again on %(day)s.")
        % {"status": str(hypothesis.get_status_display()).capitalize(), "day": date_format(hypothesis.review_on, "DATE_FORMAT")},
    ]
    for title, items in ((_("For"), row.pro), (_("Against"), row.con), (_("Searched, nothing found"), row.searched)):
        lines += ["- " + _said(title, "", item.text) for item in items]
    lines += ["> " + _said(_("Dissent"), name, text) for name, _html, text in row.dissents]
    return "\n\n".join(lines)


def _matrix(one):
    lines = [f"### {one.silence.label}"]
    lines += [f"- {_line(row.item.text)}: {telling_words(row.telling)}" for row in one.table.rows if row.telling]
    lines += [f"- {_line(column.version.statement)}: {against_words(column.against)}" for column in one.table.columns]
    return "\n\n".join(lines)


def _decision(row):
    decision = row.decision
    lines = [
        f"### {decision.title}",
        f"*{decision.get_status_display()}, {decision.get_answer_display()}, "
        + _("review on %(day)s") % {"day": date_format(decision.review_on, "DATE_FORMAT")} + "*",
        decision.what.strip(), decision.why.strip(),
    ]  # fmt: skip
    if row.voices.total:
        lines.append(", ".join(f"{label} {number}" for _stance, label, number in row.voices.counts))
    lines += ["> " + _said(stance, name, text) for name, stance, _html, text in row.objections]
    lines += ["> " + _said(_("Dissent"), name, text) for name, _html, text in row.dissents]
    return "\n\n".join(lines)


def _action(row, names):
    action = row.action
    owner = names.owner(action) or _("nobody yet")
    due = date_format(action.due, "DATE_FORMAT") if action.due else _("no due date")
    parts = [f"- **{action.title}**, {owner}, {due}, {action.get_status_display()}"]
    if action.silence:
        parts.append(_("aims at “%(label)s”") % {"label": action.silence.label})
    return ", ".join(parts) + ". " + effects.sentence(row.effect, action)


def _said(what, name, text):
    title = f"**{what}** ({name})" if name else f"**{what}**"
    return _("%(title)s: %(text)s") % {"title": title, "text": _line(text)}


def _line(text):
    return " ".join(text.split())
