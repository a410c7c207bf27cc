"""Addresses of reading sessions. What a person does is a noun that one posts to."""
from django.urls import path

from . import actions, api, entry, forms, guests, preparing, views
from .views import command

ROOM = "<slug:space>/sessions/<uuid:session>/"

COMMANDS = {  # noun: (name, form, action, keyword and relation of the thing it is about)
    "opening/": ("session-open", forms.Command, actions.open_session),
    "closure/": ("session-close", forms.Command, actions.close_session),
    "step/": ("session-step", forms.MoveForm, actions.move_step),
    "clock/": ("session-clock", forms.ClockForm, actions.change_clock),
    "revelation/": ("session-reveal", forms.RevealForm, actions.reveal),
    "focus/": ("session-focus", forms.FocusForm, actions.focus),
    "names/": ("session-names", forms.NamesForm, actions.hide_names),
    "pause/": ("session-freeze", forms.FreezeForm, actions.freeze),
    "spotlight/": ("session-spotlight", forms.SpotlightForm, actions.spotlight),
    "undoing/": ("session-undo", forms.Command, actions.undo),
    "door/": ("session-door", forms.DoorForm, actions.change_door),
    "done/": ("session-done", forms.DoneForm, actions.say_done),
    "takeover/": ("session-takeover", forms.Command, actions.take_over),
    "notes/": ("session-notes", forms.NoteForm, actions.write_note),
    "notes/<uuid:uuid>/": ("session-note", forms.EditForm, actions.edit_note, "note", "notes"),
    "notes/<uuid:uuid>/deletion/": ("session-note-delete", forms.KeyForm, actions.delete_note, "note", "notes"),
    "notes/<uuid:uuid>/sharing/": ("session-note-share", forms.KeyForm, actions.share_note, "note", "notes"),
    "notes/<uuid:uuid>/reactions/": ("session-note-react", forms.ReactionForm, actions.react, "note", "notes"),
    "notes/<uuid:uuid>/evidence/": ("session-note-evidence", forms.EvidenceForm, actions.give_evidence, "note", "notes"),
    "notes/<uuid:uuid>/group/": ("session-note-group", forms.GroupForm, actions.group_notes, "note", "notes"),
    "groups/": ("session-groups", forms.GroupsForm, actions.group_notes),
    "hypotheses/": ("session-hypotheses", forms.HypothesisForm, actions.write_hypothesis),
    "hypotheses/earlier/": ("session-carry", forms.CarryForm, actions.bring_hypothesis),
    "hypotheses/<uuid:uuid>/evidence/": (
        "session-hypothesis-evidence", forms.EvidenceForm, actions.weigh_hypothesis, "hypothesis", "hypotheses",
    ),
    "hypotheses/<uuid:uuid>/dissents/": (
        "session-hypothesis-dissent", forms.DissentForm, actions.dissent, "hypothesis", "hypotheses",
    ),
    "hypotheses/<uuid:uuid>/wordings/": (
        "session-hypothesis-reword", forms.RewordForm, actions.reword_hypothesis, "hypothesis", "hypotheses",
    ),
    "hypotheses/<uuid:uuid>/lenses/": (
        "session-hypothesis-lens", forms.LensForm, actions.change_lens, "hypothesis", "hypotheses",
    ),
    "matrices/<uuid:uuid>/items/": ("session-matrix-items", forms.BringForm, actions.bring_item, "silence", "silences"),
    "matrices/<uuid:uuid>/evidence/": (
        "session-matrix-evidence", forms.Command, actions.bring_evidence, "silence", "silences",
    ),
    "matrices/<uuid:uuid>/answers/": ("session-matrix-answers", forms.JudgeForm, actions.judge, "silence", "silences"),
    "matrices/<uuid:uuid>/revelation/": (
        "session-matrix-reveal", forms.Command, actions.reveal_matrix, "silence", "silences",
    ),
    "ballots/": ("session-ballots", forms.BallotForm, actions.open_ballot),
    "ballots/<uuid:uuid>/closure/": ("session-ballot-close", forms.Command, actions.close_ballot, "ballot", "ballots"),
    "ballots/<uuid:uuid>/votes/": ("session-votes", forms.VoteForm, actions.vote, "ballot", "ballots"),
    "ballots/<uuid:uuid>/opinions/": ("session-opinions", forms.OpinionForm, actions.give_opinion, "ballot", "ballots"),
    "tool/": ("session-tool", entry.ToolForm, actions.tell_tool),
    "decisions/": ("session-decisions", forms.DecisionForm, actions.decide),
    "actions/": ("session-actions", forms.PlanForm, actions.plan),
    "admissions/": ("session-admit-all", forms.Command, actions.admit_all),
    "participants/<uuid:uuid>/admission/": (
        "session-admit", forms.Command, actions.admit, "participant", "participants",
    ),
    "participants/<uuid:uuid>/removal/": (
        "session-remove", forms.Command, actions.remove_participant, "participant", "participants",
    ),
    "participants/<uuid:uuid>/handover/": (
        "session-handover", forms.HandoverForm, actions.hand_over, "participant", "participants",
    ),
    "participants/<uuid:uuid>/relief/": ("session-end-lead", forms.Command, actions.end_lead, "participant", "participants"),
    "participants/<uuid:uuid>/side/": ("session-side", forms.Command, actions.change_side, "participant", "participants"),
    "participants/<uuid:uuid>/muting/": ("session-mute", forms.MuteForm, actions.mute, "participant", "participants"),
}  # fmt: skip

urlpatterns = [
    path("r/", guests.join, name="join"),
    path("r/<str:code>/", guests.join, name="join-code"),
    path("<slug:space>/sessions/", views.sessions, name="sessions"),
    path("<slug:space>/sessions/new/", preparing.new_session, name="session-new"),
    path(ROOM, views.session, name="session"),
    path(ROOM + "screen/", views.screen, name="session-screen"),
    path(ROOM + "join/", views.join, name="session-join"),
    path(ROOM + "alike/", views.alike, name="session-alike"),
    path(ROOM + "replay/", views.replay, name="session-replay"),
    path(ROOM + "claim/", guests.claim, name="session-claim"),
    path(ROOM + "news/", views.news, name="session-news"),
    path(ROOM + "mine/", views.mine, name="session-mine"),
    path(ROOM + "steps/<uuid:uuid>/", views.change_step, name="session-step-change"),
    *[path(ROOM + noun, command(*given[1:]), name=given[0]) for noun, given in COMMANDS.items()],
    path("api/<slug:space>/sessions/", api.SessionList.as_view(), name="api-sessions"),
    path("api/<slug:space>/sessions/<uuid:uuid>/", api.SessionDetail.as_view(), name="api-session"),
    path("api/<slug:space>/sessions/<uuid:uuid>/notes/", api.NoteList.as_view(), name="api-session-notes"),
]
