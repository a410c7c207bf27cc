"""The restitution of a session: what it says, what it keeps to itself, and to whom it opens."""
import re
from datetime import timedelta
from smtplib import SMTPException

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone, translation

from tests.workshops.readback import evening
from tests.workshops.room import table
from workshops.backlog import actions as backlog
from workshops.readback import actions, manuscript, queries, views
from workshops.readback.models import Link
from workshops.room import actions as room


@pytest.fixture
def session(claire, mehdi, sophie):
    return evening.held(claire, mehdi, sophie)


def at(name, *args):
    return reverse(name, args=["telecom", *args])


def opened(client, secret, *kind):
    return client.get(reverse("readback-shared-file" if kind else "readback-shared", args=[secret, *kind]))


def test_it_says_everything_that_came_out_with_dissent_at_equal_weight(client_of, mehdi, session):
    page = client_of(mehdi).get(at("readback", session.uuid)).content.decode()
    for text in (
        "Le guide demande le <strong>numéro</strong> trop tôt.", "Je crois surtout que le guide est trop long.",
        "Cela ne suffira pas.", "Neuf appels sur dix le disent.", "Préremplir le numéro", "pas encore mesuré",
        "Ce que l’on ne sait pas", "Brancher (guide)", "63\u202f%", "Service client", "Sophie",
    ):  # fmt: skip
        assert text in page, text
    hypothesis, dissent = page.index("Le guide demande le <strong>"), page.index("Je crois surtout")
    assert page.count('class="prose reading-text"', hypothesis - 200, dissent) == 2


def test_a_note_without_an_answer_is_counted(session):
    found = queries.restitution(session)
    assert [row.unknown for row in found.silences] == [1, 0]
    with translation.override("fr"):
        assert any("on ne sait pas" in line for line in queries.restitution(session).unknowns)


def test_private_notes_stay_private(claire, mehdi, sophie, client_of, client):
    session, seats = table.opened(claire, mehdi, kind="write")
    room.write_note(by=seats[1], session=session, silence=session.silences.first(), text=evening.PRIVATE)
    page = client_of(claire).get(at("readback", session.uuid)).content.decode()
    assert evening.PRIVATE not in page and "0\xa0note" in page.replace("0 note", "0\xa0note")
    assert evening.PRIVATE not in manuscript.markdown(queries.restitution(session))


def test_a_session_that_hides_names_is_read_back_without_them(claire, mehdi, sophie):
    session = evening.held(claire, mehdi, sophie, anonymous=True)
    found = queries.restitution(session)
    text = manuscript.markdown(found)
    assert found.present == [] and "Sophie" not in text and "Mehdi" not in text
    assert "Je crois surtout que le guide est trop long." in text


def test_strangers_and_visitors_stay_out(client_of, client, victor, session):
    for address in (at("readback", session.uuid), *(at("readback-file", session.uuid, kind) for kind in views.FILES)):
        assert client_of(victor).get(address).status_code == 404
        assert client.get(address).status_code == 302
    assert client_of(victor).post(at("readback-links", session.uuid), {"language": "fr", "days": 7}).status_code == 404


def test_whoever_does_not_facilitate_cannot_share(client_of, mehdi, session):
    for name, values in (("links", {"language": "fr", "days": 7}), ("words", {"headline": "X"}), ("sending", {
        "addresses": "a@example.org", "language": "fr", "days": 7})):  # fmt: skip
        assert client_of(mehdi).post(at(f"readback-{name}", session.uuid), values).status_code == 403
    assert not Link.objects.exists() and mail.outbox == []


def test_only_a_closed_session_is_shared(claire, mehdi, sophie):
    session = evening.held(claire, mehdi, sophie, close=False)
    with pytest.raises(PermissionDenied):
        actions.make_link(by=claire, session=session)


def test_a_shared_link_opens_without_an_account_and_names_nobody(client_of, client, claire, session):
    answer = client_of(claire).post(at("readback-links", session.uuid), {"language": "fr", "days": 7})
    assert answer.status_code == 200
    secret = re.search(r'value="[^"]+/readback/([^/"]+)/"', answer.content.decode())[1]
    page = opened(client, secret)
    text = page.content.decode()
    assert page.status_code == 200 and page["X-Robots-Tag"] == "noindex"
    assert "Je crois surtout que le guide est trop long." in text
    for name in ("Claire", "Mehdi", "Sophie"):
        assert name not in text, name
    assert "une voix de «\xa0Terrain\xa0»" in text
    assert "/telecom/" not in text  # it leads nowhere inside
    markdown = opened(client, secret, "md").content.decode()
    assert "Sophie" not in markdown and "# Lecture d’octobre" in markdown
    assert not Link.objects.filter(digest=secret).exists()  # only its digest is stored


def test_who_agreed_is_named_and_may_take_it_back(client_of, client, claire, mehdi, sophie, session):
    _link, secret = actions.make_link(by=claire, session=session)
    assert client_of(sophie).post(at("readback-consent", session.uuid), {"agreed": "yes"}).status_code == 302
    text = opened(client, secret).content.decode()
    assert "Sophie" in text and "Mehdi" not in text and "Claire" not in text
    client_of(sophie).post(at("readback-consent", session.uuid), {"agreed": "no"})
    assert "Sophie" not in opened(client, secret).content.decode()


def test_nobody_agrees_for_another(claire, sophie, session):
    seat = session.participants.get(member=sophie)
    with pytest.raises(PermissionDenied):
        actions.agree_to_be_named(by=claire, participant=seat, agreed=True)


def test_small_groups_are_masked_outside_even_where_the_space_shows_them(client, claire, mehdi, sophie):
    claire.space.mask_below = 5
    claire.space.save()
    cells = {"guide": (8, 6), "help": (2590, 410)}
    kept, table.CELLS = table.CELLS, cells
    try:
        session = evening.held(claire, mehdi, sophie)
    finally:
        table.CELLS = kept
    inside = manuscript.markdown(queries.restitution(session))
    _link, secret = actions.make_link(by=claire, session=session)
    outside = opened(client, secret).content.decode()
    assert "6 " in inside and "75" in inside
    assert "75\u202f%" not in outside and "6 des 8" not in outside and "6\xa0des\xa08" not in outside


def test_links_expire_and_are_withdrawn(client, claire, session):
    link, secret = actions.make_link(by=claire, session=session, days=7)
    assert opened(client, secret).status_code == 200
    now = timezone.now()
    Link.objects.filter(pk=link.pk).update(created_at=now - timedelta(days=8), expires_at=now - timedelta(seconds=1))
    assert opened(client, secret).status_code == 404
    assert {opened(client, secret, kind).status_code for kind in views.FILES} == {404}
    link, secret = actions.make_link(by=claire, session=session)
    actions.withdraw_link(by=claire, link=link)
    assert opened(client, secret).status_code == 404
    assert opened(client, "nonsense").status_code == 404


def test_lifetimes_are_bounded(claire, session):
    for days in (0, 91):
        with pytest.raises(ValidationError):
            actions.make_link(by=claire, session=session, days=days)


def test_openings_are_counted(client, claire, session):
    link, secret = actions.make_link(by=claire, session=session)
    for _twice in range(2):
        opened(client, secret)
    link.refresh_from_db()
    assert link.opened == 2 and link.last_opened_at is not None


def test_a_link_speaks_its_own_language(client, claire, session):
    _link, secret = actions.make_link(by=claire, session=session, language="en")
    page = opened(client, secret)
    assert page["Content-Language"] == "en" and "What we do not know" in page.content.decode()
    assert 'lang="en"' in page.content.decode()


def test_where_no_mail_leaves_nothing_is_said_to_be_sent(client_of, claire, session, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    page = client_of(claire).get(at("readback", session.uuid), headers={"accept-language": "en"})
    assert "sends no e-mail" in page.content.decode()
    values = {"addresses": "a@example.org", "language": "en", "days": 30}
    answer = client_of(claire).post(at("readback-sending", session.uuid), values)
    assert answer.status_code == 422 and not Link.objects.exists() and mail.outbox == []


def test_a_link_that_the_mail_server_refuses_opens_nothing(client_of, claire, session, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise SMTPException("no such mailbox")

    monkeypatch.setattr(views, "send_mail", refuse)
    values = {"addresses": "a@example.org", "language": "en", "days": 30}
    answer = client_of(claire).post(at("readback-sending", session.uuid), values, follow=True)
    assert "a@example.org" in answer.content.decode() and not Link.objects.live(timezone.now()).exists()


def test_each_address_gets_its_own_link_by_mail(client_of, client, claire, session):
    values = {"addresses": "a@example.org, b@example.org\na@example.org", "language": "en", "days": 30}
    assert client_of(claire).post(at("readback-sending", session.uuid), values).status_code == 302
    assert [message.to for message in mail.outbox] == [["a@example.org"], ["b@example.org"]]
    assert mail.outbox[0].subject.startswith("Readback: ") and "Sophie" not in mail.outbox[0].body
    secret = mail.outbox[1].body.split("/readback/")[1].split("/")[0]
    assert opened(client, secret).status_code == 200
    assert sorted(Link.objects.values_list("sent_to", "opened")) == [("a@example.org", 0), ("b@example.org", 1)]


def test_a_wrong_address_is_said_and_nothing_is_sent(client_of, claire, session):
    values = {"addresses": "pas une adresse", "language": "fr", "days": 30}
    assert client_of(claire).post(at("readback-sending", session.uuid), values).status_code == 422
    assert mail.outbox == [] and not Link.objects.exists()


def test_the_facilitator_adds_words(client_of, claire, session):
    values = {"headline": "Le guide se tait.", "unknown": "Pourquoi *le soir*.", "method": "Personne de la facturation."}
    assert client_of(claire).post(at("readback-words", session.uuid), values).status_code == 302
    page = client_of(claire).get(at("readback", session.uuid)).content.decode()
    assert "Le guide se tait." in page and "<em>le soir</em>" in page and "Personne de la facturation." in page
    assert "Le guide se tait." in client_of(claire).get(at("readback-file", session.uuid, "md")).content.decode()


def test_an_effect_measured_later_appears(client_of, claire, session):
    backlog.measure_effects(reading=evening.november(session))
    assert "réduit" in client_of(claire).get(at("readback", session.uuid)).content.decode()


def test_the_database_refuses_links_that_never_were_open(claire, session):
    link, _secret = actions.make_link(by=claire, session=session)
    for values, name in (
        ({"expires_at": link.created_at}, "readback_link_expires_later"), ({"opened": 2}, "readback_link_opened_has_a_date"),
    ):  # fmt: skip
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            Link.objects.filter(pk=link.pk).update(**values)


def test_a_restitution_takes_the_same_number_of_queries_for_one_and_for_three(client_of, claire, mehdi, sophie):
    session = evening.held(claire, mehdi, sophie, close=False)
    client, counts = client_of(claire), []
    host = table.seat(session, claire)
    for number in (1, 3):
        while session.hypotheses.count() < number:
            fresh = table.fresh(session)
            room.write_hypothesis(by=host, session=fresh, statement="Une autre lecture.")
            link = session.hypotheses.last()
            room.dissent(by=host, session=fresh, hypothesis=link, text="Non.")
            room.decide(by=host, session=fresh, title="Autre", what="…", why="…", review_on=evening.LATER, hypothesis=link)
            room.plan(by=host, session=fresh, title="Autre", decision=session.decisions.last().decision, owner=claire)
        with CaptureQueriesContext(connection) as caught:
            assert client.get(at("readback", session.uuid)).status_code == 200
        counts.append(len(caught))
    assert counts[0] == counts[1], counts
