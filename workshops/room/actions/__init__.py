"""Everything that changes a session, one function per thing a person does; each returns its numbered Event."""
from .meanings import (
    bring_hypothesis,
    change_lens,
    decide,
    dissent,
    plan,
    reword_hypothesis,
    tell_tool,
    weigh_hypothesis,
    write_hypothesis,
)  # fmt: skip
from .notes import (
    EditConflict,
    delete_note,
    edit_note,
    give_evidence,
    group_notes,
    react,
    share_note,
    write_note,
)  # fmt: skip
from .seats import (
    admit,
    admit_all,
    change_side,
    claim_seat,
    digest,
    end_lead,
    hand_over,
    join_as_guest,
    join_as_member,
    mute,
    remove_participant,
    say_done,
    speak,
    take_over,
)  # fmt: skip
from .sessions import (
    SILENCES_AT_MOST,
    change_clock,
    change_door,
    change_step,
    close_session,
    focus,
    freeze,
    hide_names,
    mend_clock,
    move_step,
    open_session,
    prepare_session,
    reorder_step,
    reveal,
    spotlight,
)  # fmt: skip
from .undoing import undo
from .votes import close_ballot, give_opinion, open_ballot, vote
from .weighing import bring_evidence, bring_item, judge, reveal_matrix

__all__ = [
    "admit", "admit_all", "bring_evidence", "bring_hypothesis", "bring_item", "change_clock", "change_door", "change_lens",
    "change_side", "change_step", "claim_seat", "close_ballot", "close_session", "decide", "delete_note", "digest", "dissent",
    "edit_note", "EditConflict", "end_lead", "focus", "freeze", "give_evidence", "give_opinion", "group_notes", "hand_over",
    "hide_names", "join_as_guest", "judge", "join_as_member", "mend_clock", "move_step", "mute", "open_ballot",
    "open_session", "plan", "prepare_session", "react", "remove_participant", "reorder_step", "reveal", "reveal_matrix",
    "reword_hypothesis", "say_done", "share_note", "SILENCES_AT_MOST", "speak", "spotlight", "take_over", "tell_tool", "undo",
    "vote", "weigh_hypothesis", "write_hypothesis", "write_note",
]  # fmt: skip
