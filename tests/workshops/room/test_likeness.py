"""Notes that look alike: found by their words, offered to whoever leads, laid together by a click alone."""
import pytest

from workshops.room import actions
from workshops.room.likeness import NOTES_AT_MOST, alike, words_of
from workshops.room.queries import offers

from . import table

ONE = "Le numéro de série est demandé trop tôt dans le guide."
TWO = "On demande le numéro de série avant de montrer où il est."
OTHER = "Les clients âgés préfèrent téléphoner à la boutique."


@pytest.mark.parametrize(
    ("text", "roots"),
    [
        ("", []),
        ("et le pas très où", []),
        ("Numéros numéro NUMÉRO numero", ["numero"] * 4),
        ("l’installation, installée", ["instal", "instal"]),
        ("step 12 of 3_000", ["step"]),
        ("the box was not opened", ["box", "opened"]),
        ("日本語 テスト", ["日本語", "テスト"]),
    ],
)
def test_words_without_accents_endings_nor_small_words(text, roots):
    assert [root for root, _word in words_of(text)] == roots


@pytest.mark.parametrize(
    ("texts", "groups"),
    [
        ([], []),
        (["une note seule"], []),
        (["", "", "!?"], []),
        ([ONE, OTHER], []),
        ([ONE, OTHER, TWO], [(0, 2)]),
        ([ONE, ONE], [(0, 1)]),
        (["The guide comes too late", "Nobody saw the guide: it comes late", OTHER], [(0, 1)]),
        ([ONE, OTHER, TWO, "Téléphoner à la boutique rassure les clients âgés."], [(0, 2), (1, 3)]),
        ([OTHER, ONE, ONE, TWO, OTHER], [(1, 2, 3), (0, 4)]),
    ],
)
def test_what_looks_alike(texts, groups):
    assert [one.members for one in alike(texts)] == groups


def test_the_shared_words_explain_the_group_as_they_were_written():
    assert set(alike([ONE, OTHER, TWO])[0].words) <= {"numéro", "série", "demandé", "demande"}
    assert alike(["Guide tardif", "guide tardif", "GUIDE TARDIF"])[0].words == ("guide", "tardif")


def test_a_chain_of_notes_is_not_one_group():
    chain = ["aaaa bbbb cccc", "cccc dddd eeee", "eeee ffff gggg", "gggg hhhh iiii"]
    assert all(len(one.members) < 4 for one in alike(chain, at_least=0.2))


def test_a_large_table_is_cut_off_and_not_slow():
    found = alike([f"{ONE} {number}" for number in range(NOTES_AT_MOST + 50)])
    assert found[0].members == tuple(range(NOTES_AT_MOST))


def seated(claire, mehdi, kind="share"):
    session, (host, seat) = table.opened(claire, mehdi, kind=kind)
    about = session.silences.first()
    for text in (ONE, OTHER, TWO):
        actions.write_note(by=seat, session=session, text=text, silence=about)
    return session, host, seat


def test_only_notes_on_the_table_still_alone_are_offered(claire, mehdi):
    session, host, seat = seated(claire, mehdi, kind="write")
    assert offers(session) == []
    table.go_to(session, host, "share")
    (silence, notes, title) = offers(session)[0]
    assert {note.text for note in notes} == {ONE, TWO} and "uméro" in title and silence == session.silences.first()
    actions.group_notes(by=host, session=session, notes=notes, title=title)
    assert offers(session) == [] and session.groups.get().notes.count() == 2
    actions.undo(by=host, session=session)
    assert len(offers(session)) == 1


def test_nothing_moves_before_the_click(claire, mehdi, client_of):
    session, host, seat = seated(claire, mehdi)
    page = client_of(claire).get(table.here(session, "alike/")).content.decode()
    assert "numéro de série" in page and not session.groups.exists()
    assert client_of(mehdi).get(table.here(session, "alike/")).status_code == 403
    notes = [note.uuid for note in session.notes.exclude(text=OTHER)]
    answer = client_of(claire).post(table.here(session, "groups/"), {"notes": notes, "title": "Le numéro"})
    assert answer.status_code in (302, 303) and session.groups.get().title == "Le numéro"
    for given in ({"notes": notes}, {"title": "x"}, {}):
        answer = client_of(claire).post(table.here(session, "groups/"), given, headers={"HX-Request": "true"})
        assert answer.status_code == 422
