"""Who is asking: coming in, roles, isolation."""
import re

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError

from project.spaces import actions
from project.spaces.models import Member, Space, User
from tests import make

ACCOUNT = {"email": "first@example.org", "name": "First", "password": "a long enough one"}


def test_the_first_visitor_cannot_take_the_house_without_the_printed_code(client, db):
    code = actions.print_setup_code()
    assert client.get("/").url == "/welcome/"
    refused = client.post("/welcome/", {**ACCOUNT, "code": "AAAA-BBBB-CCCC"})
    assert refused.status_code == 422 and not User.objects.exists()
    assert client.post("/welcome/", {**ACCOUNT, "code": code.lower()}).url == "/spaces/new/"
    assert User.objects.get().is_superuser
    assert client.get("/welcome/").status_code == 404  # and it closes behind


def test_the_code_works_once(db):
    code = actions.print_setup_code()
    actions.create_first_administrator(code=code, **ACCOUNT)
    assert actions.print_setup_code() is None
    with pytest.raises(ValidationError):
        actions.create_first_administrator(code=code, **{**ACCOUNT, "email": "second@example.org"})


def test_guessing_the_code_is_slowed_down(client, db):
    actions.print_setup_code()
    answers = [client.post("/welcome/", {**ACCOUNT, "code": "AAAA-BBBB-CCCC"}).content.decode() for _try in range(11)]
    assert "Trop d’essais" not in answers[9]
    assert "Trop d’essais" in answers[10]


def test_an_administrator_creates_a_space_and_owns_it(client, db):
    client.force_login(User.objects.create_superuser("root@example.org", "a quiet room", name="Root"))
    assert client.post("/spaces/new/", {"name": "Télécom", "slug": "telecom", "language": "fr"}).url == "/telecom/"
    assert Member.objects.get().role == "owner"


@pytest.mark.parametrize("slug", ["accounts", "api", "telecom"])
def test_an_address_of_the_house_or_of_another_space_is_refused(client, telecom, slug):
    client.force_login(User.objects.create_superuser("root@example.org", "a quiet room", name="Root"))
    assert client.post("/spaces/new/", {"name": "x", "slug": slug, "language": "fr"}).status_code == 422


def test_a_contributor_cannot_create_a_space(client_of, mehdi):
    assert client_of(mehdi).post("/spaces/new/", {"name": "x", "slug": "x", "language": "fr"}).status_code == 403


def test_a_stranger_meets_the_same_404_as_for_a_space_that_does_not_exist(client_of, telecom, victor):
    client = client_of(victor)
    real, invented = client.get("/telecom/members/"), client.get("/nowhere/members/")
    assert real.status_code == invented.status_code == 404
    assert without_token(real).replace("telecom", "nowhere") == without_token(invented)


def without_token(answer):
    return re.sub(r'(csrfmiddlewaretoken" value="|x-csrftoken": ")[^"]+', "", answer.content.decode())


def test_a_visitor_is_asked_to_sign_in(client, telecom):
    assert client.get("/telecom/members/").url.startswith("/accounts/login/")


def test_an_invitation_makes_one_member_once(client, claire):
    _invitation, secret = actions.invite(by=claire, role="contributor")
    page = client.get(f"/invitations/{secret}/")
    assert page.status_code == 200 and claire.space.name in page.content.decode()
    answer = client.post(f"/invitations/{secret}/", {**ACCOUNT, "trade": "Terrain"})
    assert answer.url == "/telecom/"
    assert Member.objects.get(user__email=ACCOUNT["email"]).trade == "Terrain"
    assert client.get(f"/invitations/{secret}/").status_code == 404


def test_an_invitation_never_gives_more_than_its_author_has(claire, ana):
    with pytest.raises(PermissionDenied):
        actions.invite(by=claire, role="manager")
    with pytest.raises(PermissionDenied):
        actions.invite(by=ana, role="owner")
    assert actions.invite(by=ana, role="manager")


def test_a_member_keeps_their_role_when_they_open_an_invitation(claire, ana):
    _invitation, secret = actions.invite(by=claire, role="contributor")
    assert actions.accept_invitation(user=ana.user, secret=secret).role == "manager"


def test_the_last_owner_can_neither_leave_nor_step_down(odile, ana):
    with pytest.raises(ValidationError):
        actions.remove_member(by=odile, member=odile)
    second = make.member("Paul", "owner", of=odile.space)
    with pytest.raises(PermissionDenied):
        actions.change_role(by=ana, member=second, role="contributor")
    actions.change_role(by=odile, member=second, role="contributor")
    with pytest.raises(ValidationError):
        actions.remove_member(by=odile, member=odile)


def test_only_guardians_and_owners_change_the_masking_threshold_and_never_under_five(client_of, ana, ines):
    fields = {"name": "T", "language": "fr", "timezone": "Europe/Paris", "mask_below": 4}
    assert client_of(ana).post("/telecom/settings/", fields).status_code == 403
    assert client_of(ines).post("/telecom/settings/", fields).status_code == 422
    assert client_of(ines).post("/telecom/settings/", {**fields, "mask_below": 7}).status_code == 302
    assert Space.objects.get(slug="telecom").mask_below == 7


def test_the_database_refuses_a_threshold_under_the_floor(telecom):
    with pytest.raises(IntegrityError):
        Space.objects.update(mask_below=4)


def test_the_database_refuses_a_second_membership(claire):
    with pytest.raises(IntegrityError):
        Member.objects.create(space=claire.space, user=claire.user)


def test_the_database_refuses_an_unknown_role(claire):
    with pytest.raises(IntegrityError):
        Member.objects.update(role="king")


def test_a_demo_account_opens_nothing_once_the_demo_is_off(client, claire, settings):
    User.objects.update(is_demo=True)
    credentials = {"login": "claire@example.org", "password": "a quiet room"}
    settings.DEMO = False
    assert client.post("/accounts/login/", credentials).status_code == 200
    settings.DEMO = True
    assert client.post("/accounts/login/", credentials).status_code == 302


def test_a_person_chooses_their_language_for_good(client_of, claire):
    client = client_of(claire)
    assert 'lang="fr"' in client.get("/account/").content.decode()
    assert client.post("/language/", {"language": "en", "next": "/account/"}).url == "/account/"
    assert '<html lang="en">' in client.get("/account/").content.decode()
    assert client.post("/language/", {"language": "en", "next": "https://elsewhere.example/"}).url == "/"


def test_a_server_without_mail_says_where_the_link_is(client, claire, settings, capsys):
    settings.EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
    asked = {"path": "/accounts/password/reset/", "headers": {"accept-language": "en"}}
    assert "sends no e-mail yet" in client.get(**asked).content.decode()
    done = client.post(**asked, data={"email": "claire@example.org"}, follow=True)
    assert "Ask whoever runs it" in done.content.decode() and "/accounts/password/reset/key/" in capsys.readouterr().out


def test_a_password_can_be_reset_by_mail(client, claire, mailoutbox):
    client.post("/accounts/password/reset/", {"email": "claire@example.org"})
    link = next(word for word in mailoutbox[0].body.split() if "/accounts/password/reset/key/" in word)
    form = client.get(link, follow=True)
    answer = client.post(form.request["PATH_INFO"], {"password1": "another quiet room", "password2": "another quiet room"})
    assert answer.status_code == 302
    assert client.post("/accounts/login/", {"login": "claire@example.org", "password": "another quiet room"}).status_code == 302
