"""How the page of redactions names the places where words stand: things and columns, in the reader's language."""
from collections import Counter

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from .pointers import REASON

THINGS = {  # by label of the model
    "spaces.member": _("a member"), "spaces.invitation": _("an invitation"), "spaces.apitoken": _("an API token"),
    "spaces.auditevent": _("the audit trail"), "sealing.tombstone": _("an earlier redaction"),
    "sealing.redaction": _("an earlier redaction"), "maps.journey": _("a journey"),
    "maps.drafttouchpoint": _("a touchpoint of a draft"), "maps.journeyversion": _("a published map"),
    "maps.mapupload": _("a map file not accepted yet"), "logs.source": _("a source of logs"),
    "logs.listedcustomer": _("a list of customers"), "logs.eventlog": _("an event log"),
    "silences.reading": _("a reading of silences"), "silences.warehousetable": _("a table of the warehouse"),
    "silences.detection": _("what a reading proposes"),
    "silences.silence": _("a silence"), "traces.anonymitycheck": _("a check of anonymity"), "traces.label": _("a label"),
    "traces.labelmove": _("what became of a label"), "traces.mark": _("a marked passage"), "traces.motif": _("a motif"),
    "traces.confrontation": _("a story put beside a silence"), "traces.protocol": _("a narration protocol"),
    "traces.protocolversion": _("a version of a narration protocol"), "traces.vocabulary": _("the vocabulary of redaction"),
    "traces.source": _("a source of traces"), "traces.logbook": _("a logbook"), "traces.narrator": _("an alias"),
    "traces.fragment": _("a released fragment"), "traces.redactionspan": _("a redacted passage"),
    "traces.placeholder": _("a placeholder"), "hypotheses.circulation": _("a hypothesis passed on"),
    "hypotheses.receipt": _("a receipt"), "hypotheses.evidenceitem": _("an item of an evidence matrix"),
    "hypotheses.matrixcell": _("an answer in an evidence matrix"), "hypotheses.hypothesis": _("a hypothesis"),
    "hypotheses.hypothesisversion": _("the wording of a hypothesis"),
    "hypotheses.statuschange": _("a change of status of a hypothesis"),
    "hypotheses.evidence": _("what speaks for or against a hypothesis"),
    "hypotheses.dissent": _("a dissent about a hypothesis"), "hypotheses.reply": _("an answer to a dissent"),
    "hypotheses.expectedsign": _("an expected sign"), "grids.gridtemplate": _("the draft of a grid template"),
    "grids.templateversion": _("a published grid template"), "grids.changerequest": _("a change request"),
    "grids.gridrow": _("a row of a grid"), "grids.cell": _("a cell of a grid"),
    "grids.trial": _("a test of the draft of a grid template"),
    "grids.wordsmove": _("what became of somebody’s own words"),
    "grids.rowdissent": _("a dissent in a grid"),
    "grids.gridversion": _("a sealed grid"), "decisions.decision": _("a decision"),
    "decisions.position": _("a position on a decision"), "decisions.dissent": _("a dissent about a decision"),
    "decisions.statuschange": _("a change of status of a decision"), "backlog.action": _("an action"),
    "backlog.statuschange": _("a change of status of an action"), "backlog.notice": _("what customers were told"),
    "trackers.tracker": _("a tracker"), "trackers.link": _("a link to a tracker"),
    "trackers.delivery": _("a message of a tracker"), "rituals.runsheet": _("the draft of a run sheet"),
    "rituals.series": _("a series of sessions"), "rituals.meeting": _("a planned session"),
    "rituals.invitee": _("someone invited by e-mail"), "room.session": _("a session"),
    "room.step": _("a step of a session"), "room.sessionsilence": _("a silence read in a session"),
    "room.participant": _("someone in a session"), "room.event": _("the record of a session"),
    "room.notegroup": _("a group of notes"), "room.note": _("a note"), "room.evidence": _("evidence given in a session"),
    "room.ballot": _("a vote"), "room.opinion": _("an opinion in a vote"), "readback.readback": _("a readback"),
    "readback.link": _("a shared link"),
}  # fmt: skip
COLUMNS = {  # by name
    "trade": pgettext_lazy("column", "trade"), "note": pgettext_lazy("column", "note"), "name": pgettext_lazy("column", "name"),
    "details": pgettext_lazy("column", "details"), "reason": pgettext_lazy("column", "reason"),
    "description": pgettext_lazy("column", "description"), "draft_stages": pgettext_lazy("column", "stages"),
    "label": pgettext_lazy("column", "label"), "stage": pgettext_lazy("column", "stage"),
    "channel": pgettext_lazy("column", "channel"), "expectation": pgettext_lazy("column", "expectation"),
    "group": pgettext_lazy("column", "group"), "condition": pgettext_lazy("column", "condition"),
    "due_unit": pgettext_lazy("column", "delay"), "start_events": pgettext_lazy("column", "starting events"),
    "events": pgettext_lazy("column", "events"), "terminal": pgettext_lazy("column", "end"),
    "intent": pgettext_lazy("column", "intent"), "owner": pgettext_lazy("column", "owner"),
    "goal": pgettext_lazy("column", "goal"), "counts": pgettext_lazy("column", "counts"),
    "content": pgettext_lazy("column", "content"), "choices": pgettext_lazy("column", "choices"),
    "options": pgettext_lazy("column", "options"), "same_as": pgettext_lazy("column", "same as"),
    "title": pgettext_lazy("column", "title"), "file_name": pgettext_lazy("column", "name of the file"),
    "file_digest": pgettext_lazy("column", "digest"), "phase": pgettext_lazy("column", "phase"),
    "attempt": pgettext_lazy("column", "attempt"), "problem": pgettext_lazy("column", "problem"),
    "reasons": pgettext_lazy("column", "reasons"), "places": pgettext_lazy("column", "candidates"),
    "timezone": pgettext_lazy("column", "time zone"),
    "attributes": pgettext_lazy("column", "attributes"), "activities": pgettext_lazy("column", "activities"),
    "cautions": pgettext_lazy("column", "cautions"), "instrument": pgettext_lazy("column", "instrument"),
    "parameters": pgettext_lazy("column", "parameters"), "result": pgettext_lazy("column", "result"),
    "customer": pgettext_lazy("column", "customer"), "activity": pgettext_lazy("column", "activity"),
    "at": pgettext_lazy("column", "time"), "segment_by": pgettext_lazy("column", "segment"),
    "segment_value": pgettext_lazy("column", "value of the segment"), "kind": pgettext_lazy("column", "kind"),
    "would_act": pgettext_lazy("column", "what would make us act"), "why": pgettext_lazy("column", "why"),
    "checked_by": pgettext_lazy("column", "checked by"), "before": pgettext_lazy("column", "before"),
    "after": pgettext_lazy("column", "after"), "exact": pgettext_lazy("column", "passage"),
    "prefix": pgettext_lazy("column", "words before"), "suffix": pgettext_lazy("column", "words after"),
    "memo": pgettext_lazy("column", "memo"), "prompts": pgettext_lazy("column", "prompts"),
    "patterns": pgettext_lazy("column", "references"), "names": pgettext_lazy("column", "first names"),
    "names_from": pgettext_lazy("column", "file of first names"), "permission": pgettext_lazy("column", "what people allowed"),
    "bias": pgettext_lazy("column", "what it leaves out"), "approved_by": pgettext_lazy("column", "approved by"),
    "prompt": pgettext_lazy("column", "question"), "alias": pgettext_lazy("column", "alias"),
    "text": pgettext_lazy("column", "text"), "where": pgettext_lazy("column", "place"),
    "words": pgettext_lazy("column", "what searching keeps"), "confirmed_by": pgettext_lazy("column", "confirmed by"),
    "released_by": pgettext_lazy("column", "released by"), "detector": pgettext_lazy("column", "rule"),
    "ruleset": pgettext_lazy("column", "rules"), "confidence": pgettext_lazy("column", "confidence"),
    "instead": pgettext_lazy("column", "what stands instead"), "question": pgettext_lazy("column", "question"),
    "said": pgettext_lazy("column", "answer"), "html": pgettext_lazy("column", "drawn text"),
    "source": pgettext_lazy("column", "source"), "credibility": pgettext_lazy("column", "credibility"),
    "expected": pgettext_lazy("column", "what was expected"), "window": pgettext_lazy("column", "when it was looked for"),
    "withdrawn_because": pgettext_lazy("column", "why it was withdrawn"), "held": pgettext_lazy("column", "held by"),
    "lenses": pgettext_lazy("column", "lenses"), "status_reason": pgettext_lazy("column", "reason of the status"),
    "origin": pgettext_lazy("column", "where it was born"), "statement": pgettext_lazy("column", "statement"),
    "what": pgettext_lazy("column", "what"), "team": pgettext_lazy("column", "team"), "draft": pgettext_lazy("column", "draft"),
    "version": pgettext_lazy("column", "version"), "answer": pgettext_lazy("column", "answer"),
    "brought": pgettext_lazy("column", "figures of a file"), "what_html": pgettext_lazy("column", "drawn text"),
    "why_html": pgettext_lazy("column", "drawn text"), "considered": pgettext_lazy("column", "what else was considered"),
    "considered_html": pgettext_lazy("column", "drawn text"), "proposed_name": pgettext_lazy("column", "proposed by"),
    "reason_html": pgettext_lazy("column", "drawn text"), "owner_name": pgettext_lazy("column", "owner"),
    "would_disprove": pgettext_lazy("column", "what would disprove it"),
    "untold_because": pgettext_lazy("column", "why nothing was told"), "own_account": pgettext_lazy("column", "account"),
    "url": pgettext_lazy("column", "address"), "address": pgettext_lazy("column", "address"),
    "conflict": pgettext_lazy("column", "conflict"),
    "outcome": pgettext_lazy("column", "outcome"), "shipped": pgettext_lazy("column", "shipped sheet"),
    "scope": pgettext_lazy("column", "scope"), "scope_html": pgettext_lazy("column", "drawn text"),
    "out_of_scope": pgettext_lazy("column", "out of scope"), "out_of_scope_html": pgettext_lazy("column", "drawn text"),
    "place": pgettext_lazy("column", "place"), "desk_note": pgettext_lazy("column", "note of the facilitator"),
    "figures": pgettext_lazy("column", "figures"), "language": pgettext_lazy("column", "language"),
    "payload": pgettext_lazy("column", "what was said"), "proposal": pgettext_lazy("column", "proposal"),
    "headline": pgettext_lazy("column", "headline"), "method": pgettext_lazy("column", "method"),
    "method_html": pgettext_lazy("column", "drawn text"), "unknown": pgettext_lazy("column", "what we do not know"),
    "unknown_html": pgettext_lazy("column", "drawn text"), "sent_to": pgettext_lazy("column", "sent to"),
    "every": pgettext_lazy("column", "repetition"),
    "under": pgettext_lazy("column", "choice"), "answers": pgettext_lazy("column", "answers"),
}  # fmt: skip


def counted(places):
    """[(what, column, how many)] of (model, column) pairs, in words, in their order."""
    found = Counter((str(thing(model)), str(COLUMNS.get(column, column))) for model, column in places)
    return [(what, column, n) for (what, column), n in sorted(found.items())]


def spot(pointer):
    """Where in a seal, as a page says it: the pointer itself, but for the reason, which stands beside the content."""
    return _("the reason it was sealed for") if pointer == REASON else pointer


def thing(model):
    return THINGS.get(model._meta.label_lower, model._meta.verbose_name)
