"""The room for whoever does not see it, or sees it large: every step and role, in both languages."""
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from tests.browser import as_drawn, violations
from workshops.room import actions
from workshops.room.models import Session

from . import table
from .test_browsers import enter

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
KINDS = ("recall", "read", "write", "share", "tension", "matrix", "decide", "close")
COVERED = """() => [...document.querySelectorAll("#room :is(button, a[href], input, select, textarea, summary)")]
  .filter((one) => {
    if (!one.checkVisibility() || one.closest("dialog:not([open])")) return false
    one.scrollIntoView({ block: "center", inline: "center" })
    const box = one.getBoundingClientRect()
    if (box.width < 2 || box.height < 2) return false
    const hit = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2)
    return hit && !one.contains(hit) && !hit.contains(one) && !one.labels?.[0]?.contains(hit)
}).map((one) => one.outerHTML.slice(0, 120))"""
UNDER = """() => {
  const one = document.activeElement, { left, right, top, bottom } = one.getBoundingClientRect()
  const hit = document.elementFromPoint((Math.max(left, 0) + Math.min(right, innerWidth)) / 2, (top + bottom) / 2)
  return one === document.body || hit && (one.contains(hit) || hit.contains(one)) ? [] : [one.outerHTML.slice(0, 120)]
}"""
HEARD = """() => {
  const place = document.getElementById("announce")
  window.heard = []
  new MutationObserver(() => window.heard.push(place.textContent)).observe(place, { childList: true })
}"""
WIDE = "document.documentElement.scrollWidth > document.documentElement.clientWidth + 1"


@pytest.fixture
def room(claire, mehdi):
    """A session with something of everything on the table, still at its first step; `reach` moves it on."""
    session, (host, seat) = table.opened(claire, mehdi, kind="share")
    about = session.silences.first()
    for words in ("Le guide arrive trop tôt.", "Le lien ne s’ouvre pas."):
        actions.write_note(by=seat, session=session, text=words, silence=about)
        actions.write_hypothesis(by=seat, session=session, note=session.notes.get(text=words))
    link = session.hypotheses.first()
    actions.weigh_hypothesis(by=host, session=session, hypothesis=link, stance="against", text="Trois appels sur dix.")
    actions.dissent(by=host, session=session, hypothesis=link, text="Je lis l’inverse.")
    return session, host, seat, about


def go(session, host, pages, kind):
    table.go_to(session, host, kind)
    for page in pages:
        page.wait_for_selector(f".now[data-kind={kind}]", state="attached", timeout=15000)


def say(session, about, seat, value):
    for link in session.hypotheses.all():
        item, version = about.silence.evidence_items.first(), link.hypothesis.current
        actions.judge(
            by=seat, session=session, silence=about, row=item.uuid, version=version.uuid, value=value, why="Vu deux fois."
        )


def in_language(session, language, *members):
    for member in members:
        member.user.language = language
        member.user.save()
    session.participants.update(language=language)


@pytest.mark.parametrize("language", as_drawn(["fr", "en"]))
def test_axe_finds_nothing_in_any_step_and_role(page_of, site, room, claire, mehdi, language):
    session, host, seat, about = room
    in_language(session, language, claire, mehdi)
    pages = {
        "host": enter(page_of, claire, session), "phone": enter(page_of, mehdi, session, width=390, height=780),
        "screen": enter(page_of, claire, session, "screen/", width=1920, height=1080),
    }
    wrong = []

    def look(moment):
        for role, page in pages.items():
            wrong.extend((moment, role, *violation) for violation in violations(page))
            if page.evaluate(WIDE):
                wrong.append((moment, role, "overflows sideways"))

    for kind in KINDS:
        go(session, host, pages.values(), kind)
        look(kind)
        if kind == "matrix":
            say(session, about, seat, "inconsistent")
            say(session, about, host, "very_consistent")
            actions.reveal_matrix(by=host, session=session, silence=about)
            for page in pages.values():
                page.wait_for_selector("#matrix .revealed table", state="attached")
            look("revealed")
    actions.close_session(by=host, session=session)
    for page in pages.values():
        page.wait_for_selector(".now[data-state=closed]", state="attached")
    look("closed")
    assert wrong == []


def test_at_two_hundred_percent_nothing_is_cut_off_or_covered(page_of, site, room, claire, mehdi):
    session, host, seat, about = room
    half = {"width": 640, "height": 450}  # 1280 by 900, at 200 %
    pages = {"host": enter(page_of, claire, session, **half), "table": enter(page_of, mehdi, session, **half)}
    wrong = []
    for kind in KINDS:
        go(session, host, pages.values(), kind)
        for role, page in pages.items():
            wrong += [(kind, role, "covered", one) for one in page.evaluate(COVERED)]
            if page.evaluate(WIDE):
                wrong.append((kind, role, "overflows sideways"))
    assert wrong == []


def test_the_outline_has_its_landmarks_and_no_heading_is_missing(page_of, site, room, claire, mehdi):
    session, host, seat, about = room
    pages = enter(page_of, claire, session), enter(page_of, mehdi, session)
    go(session, host, pages, "matrix")
    for page, regions in zip(pages, (["Animer la séance"], []), strict=True):
        outline = page.locator("body").aria_snapshot()
        for line in ("- banner", "- main", f'- heading "{session.title}" [level=1]', '- complementary "La table"'):
            assert line in outline, line
        for region in ["Où nous en sommes", "Matrice d’appui", "Mes notes", *regions]:
            assert f'- region "{region}"' in outline, region
        levels = [int(level) for level in re.findall(r"- heading .*\[level=(\d)\]", outline)]
        assert levels.count(1) == 1, levels
        assert all(after <= before + 1 for before, after in zip(levels, levels[1:], strict=False)), levels
        assert '- group "Le guide arrive trop tôt."' in outline, "each hypothesis names its scale"


def test_what_changes_is_said_aloud(page_of, site, room, claire, mehdi):
    session, host, seat, about = room
    page = enter(page_of, mehdi, session)
    said = lambda words: page.wait_for_selector(f"#announce:has-text('{words}')", state="attached", timeout=15000)  # noqa: E731
    go(session, host, [page], "tension")
    said("Étape : Mettre en tension")
    page.fill("#noteform-text", "Une note de plus.")
    page.click("#composer .btn.primary")
    said("Enregistré")
    page.route("**/notes/", lambda route: route.abort())
    page.fill("#noteform-text", "Une note qui attend.")
    page.click("#composer .btn.primary")
    said("En attente, pas encore enregistré")
    page.unroute("**/notes/")
    go(session, host, [page], "matrix")
    say(session, about, seat, "inconsistent")
    actions.reveal_matrix(by=host, session=session, silence=about)
    said("Les réponses à la matrice sont dévoilées")
    actions.freeze(by=host, session=session, frozen=True)
    said("L’écriture est suspendue")
    Session.objects.update(ends_at=timezone.now() + timedelta(seconds=50))
    actions.freeze(by=host, session=table.fresh(session), frozen=False)
    said("L’écriture reprend")
    said("Plus qu’une minute")
    actions.focus(by=host, session=session, silence=session.silences.last())
    said("Tout le monde regarde : Ouvrir l’aide")
    actions.spotlight(by=host, session=session, note=session.notes.get(text="Le lien ne s’ouvre pas."))
    said("Mise en avant : Le lien ne s’ouvre pas.")
    actions.hide_names(by=host, session=session, hidden=True)
    said("Les noms sont masqués")
    actions.write_hypothesis(by=seat, session=session, statement="Ils attendent un appel.", silence=about)
    said("Hypothèse sur la table : Ils attendent un appel.")
    actions.plan(by=host, session=session, title="Appeler dix clients")
    said("Noté : Appeler dix clients")
    clock = {"pause": "Le minuteur est en pause", "resume": "Le minuteur repart", "minute": "Temps de cette étape"}
    for act, words in clock.items():
        actions.change_clock(by=host, session=session, act=act)
        said(words)
    for region in ("#announce", "#live .live-text"):  # not the number of people here: it would be read at every arrival
        assert page.locator(region).get_attribute("role") == "status"


def test_a_vote_is_said_when_it_opens_and_when_it_closes_not_at_each_dot(page_of, site, room, mehdi):
    session, host, seat, about = room
    page = enter(page_of, mehdi, session)
    page.evaluate(HEARD)
    actions.open_ballot(by=host, session=session)
    ballot, link = session.ballots.get(), session.hypotheses.first()
    for _dot in range(3):
        actions.vote(by=host, session=session, ballot=ballot, hypothesis=link)
    page.wait_for_selector("#vote:has-text('3 sont posées')")
    actions.close_ballot(by=host, session=session, ballot=ballot)
    page.wait_for_selector("#announce:has-text('Le vote est clos')", state="attached", timeout=15000)
    assert [words[:12] for words in page.evaluate("window.heard")] == ["Vote en cour", "Le vote est "]


def test_whoever_leads_hears_that_someone_waits_at_the_door(page_of, site, room, claire):
    session, host, seat, about = room
    actions.change_door(by=host, session=session, act="approve")
    page = enter(page_of, claire, session)
    table.guest(session)
    page.wait_for_selector("#announce:has-text('Quelqu’un attend à la porte')", state="attached", timeout=15000)


def test_who_is_here_and_who_is_not_is_read_as_well_as_seen(page_of, site, room, claire, mehdi):
    session, host, seat, about = room
    table.guest(session)
    page, _other = enter(page_of, claire, session), enter(page_of, mehdi, session)
    page.wait_for_selector("#live:has-text('2 ici en ce moment')")
    assert [page.locator(".person-name", has_text=name).inner_text().count("pas ici") for name in ("Mehdi", "Karim")] == [0, 1]


def test_on_a_phone_what_has_the_focus_is_under_nothing(page_of, site, room, mehdi):
    """The steps stay above and the composer below: Tab brings each control between the two."""
    session, host, seat, about = room
    page, covered = enter(page_of, mehdi, session, width=390, height=780), []
    go(session, host, [page], "tension")
    for _press in range(60):
        page.keyboard.press("Tab")
        covered += page.evaluate(UNDER)
    assert covered == []
