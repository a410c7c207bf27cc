"""External trackers: signed, heard once, in order, never over what people said; every payload by its provider's book."""
import hashlib
import hmac
import json

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.urls import reverse

from tests.workshops import scene
from workshops.backlog import actions as backlog
from workshops.backlog.models import Action
from workshops.trackers import actions, payloads, rules, signatures
from workshops.trackers.models import Delivery, Link, Tracker

ISSUE = {"github": "https://github.com/Acme/box/issues/12", "gitlab": "https://gitlab.com/acme/web/box/-/issues/12",
         "jira": "https://acme.atlassian.net/browse/BOX-12"}  # fmt: skip


def body(provider, state="closed", at="2026-11-20T10:00:00Z", actor="sam", reason="completed"):
    if provider == "github":
        issue = {"number": 12, "html_url": ISSUE[provider], "state": state, "state_reason": reason, "updated_at": at}
        return {"action": state, "issue": issue, "repository": {"full_name": "Acme/box"}, "sender": {"login": actor}}
    if provider == "gitlab":
        issue = {"iid": 12, "url": ISSUE[provider], "state": "closed" if state == "closed" else "opened", "updated_at": at}
        project = {"path_with_namespace": "acme/web/box"}
        return {"object_kind": "issue", "object_attributes": issue, "project": project, "user": {"username": actor}}
    category = {"closed": "done", "open": "new", "doing": "indeterminate"}[state]
    fields = {"status": {"name": "Terminé", "statusCategory": {"key": category}}, "updated": at.replace("Z", ".000+0000")}
    issue = {"key": "BOX-12", "self": "https://acme.atlassian.net/rest/api/2/issue/1", "fields": fields}
    return {"webhookEvent": "jira:issue_updated", "issue": issue, "user": {"accountId": actor}}


def call(client, tracker, payload, name="1", secret=None):
    """One signed call, as the provider makes it."""
    raw = json.dumps(payload).encode()
    secret = secret or signatures.secret_of(tracker)
    signed = "sha256=" + hmac.new(secret.encode(), raw, hashlib.sha256).hexdigest()
    headers = {
        "github": {"X-Hub-Signature-256": signed, "X-GitHub-Delivery": name},
        "gitlab": {"X-Gitlab-Token": secret, "X-Gitlab-Event-UUID": name},
        "jira": {"X-Hub-Signature": signed, "X-Atlassian-Webhook-Identifier": name},
    }[tracker.provider]
    return client.post(reverse("tracker-hook", args=[tracker.uuid]), raw, content_type="application/json", headers=headers)


@pytest.fixture
def action(ana, telecom):
    return scene.announced(ana, scene.silence(scene.journey(telecom)))


@pytest.fixture(params=payloads.PROVIDERS)
def tracker(request, ana):
    return actions.connect_tracker(by=ana, provider=request.param, name="Box", own_account="silences-bot")


@pytest.fixture
def github(ana):
    return actions.connect_tracker(by=ana, provider="github", name="Box", own_account="silences-bot")


def status(action):
    return Action.objects.get(pk=action.pk).status


def test_a_closed_issue_does_the_action_and_a_reopened_one_takes_it_up_again(client, ana, action, tracker):
    actions.link_issue(by=ana, action=action, tracker=tracker, issue=ISSUE[tracker.provider])
    assert call(client, tracker, body(tracker.provider)).json() == {"outcome": "moved"}
    assert status(action) == "done"
    assert call(client, tracker, body(tracker.provider, "open", "2026-11-21T10:00:00Z"), "2").json() == {"outcome": "moved"}
    assert status(action) == "in_progress"
    assert [change.who for change in action.changes.all()][-2:] == ["Box", "Box"]


def test_the_same_delivery_twice_does_it_once(client, ana, action, tracker):
    actions.link_issue(by=ana, action=action, tracker=tracker, issue=ISSUE[tracker.provider])
    assert call(client, tracker, body(tracker.provider)).json() == {"outcome": "moved"}
    assert call(client, tracker, body(tracker.provider)).json() == {"outcome": "repeated"}
    assert Delivery.objects.count() == 1 and action.changes.filter(status="done").count() == 1


def test_forged_calls_are_refused_and_change_nothing(client, ana, action, tracker):
    actions.link_issue(by=ana, action=action, tracker=tracker, issue=ISSUE[tracker.provider])
    assert call(client, tracker, body(tracker.provider), secret="0" * 64).status_code == 401
    bare = client.post(reverse("tracker-hook", args=[tracker.uuid]), b"{}", content_type="application/json")
    assert bare.status_code == 401 and status(action) == "accepted" and not Delivery.objects.exists()


def test_a_renewed_secret_closes_the_old_one(client, ana, github):
    old = signatures.secret_of(github)
    actions.renew_secret(by=ana, tracker=github)
    assert call(client, github, body("github"), secret=old).status_code == 401
    assert call(client, Tracker.objects.get(pk=github.pk), body("github")).status_code == 200


def test_an_older_event_that_comes_late_changes_nothing(client, ana, action, github):
    actions.link_issue(by=ana, action=action, tracker=github, issue=ISSUE["github"])
    call(client, github, body("github", "closed", "2026-11-20T10:00:00Z"), "2")
    assert call(client, github, body("github", "open", "2026-11-19T10:00:00Z"), "1").json() == {"outcome": "stale"}
    assert status(action) == "done"


def test_our_own_echo_is_left_aside(client, ana, action, github):
    actions.link_issue(by=ana, action=action, tracker=github, issue=ISSUE["github"])
    assert call(client, github, body("github", actor="Silences-Bot")).json() == {"outcome": "own"}
    assert status(action) == "accepted"


def test_what_nobody_accepted_here_is_a_conflict_shown_and_not_overwritten(client, client_of, ana, action, github):
    proposed = scene.action(ana, title="Proposée", owner=ana)
    actions.link_issue(by=ana, action=proposed, tracker=github, issue=ISSUE["github"])
    assert call(client, github, body("github")).json() == {"outcome": "conflict"}
    assert status(proposed) == "proposed"
    page = client_of(ana).get(reverse("action", args=["telecom", proposed.uuid])).content.decode()
    assert "conflit" in page and "acme/box#12" in page


def test_what_was_abandoned_here_stays_so(client, ana, action, github):
    actions.link_issue(by=ana, action=action, tracker=github, issue=ISSUE["github"])
    backlog.move_action(by=ana, action=action, status="abandoned", reason="Inutile.")
    assert call(client, github, body("github")).json() == {"outcome": "conflict"}
    assert status(action) == "abandoned"


def test_a_dropped_issue_abandons_the_action_with_its_reason(client, ana, action, github):
    actions.link_issue(by=ana, action=action, tracker=github, issue=ISSUE["github"])
    assert call(client, github, body("github", reason="not_planned")).json() == {"outcome": "moved"}
    assert status(action) == "abandoned" and "not_planned" in action.changes.last().reason


def test_issues_nobody_linked_and_other_events_are_left_aside(client, github):
    assert call(client, github, body("github")).json() == {"outcome": "unknown"}
    assert call(client, github, {"zen": "Keep it logically awesome.", "hook_id": 1}, "2").json() == {"outcome": "ignored"}
    assert call(client, github, {"issue": {"number": 1}}, "3").status_code == 400


def test_unreadable_and_oversized_calls_are_refused(client, github):
    raw = b"not json"
    signed = "sha256=" + hmac.new(signatures.secret_of(github).encode(), raw, hashlib.sha256).hexdigest()
    address = reverse("tracker-hook", args=[github.uuid])
    answer = client.post(address, raw, content_type="application/json", headers={"X-Hub-Signature-256": signed})
    assert answer.status_code == 400
    assert client.post(address, b"x" * (2**20 + 1), content_type="application/json").status_code == 413
    assert client.get(address).status_code == 405


def test_a_disconnected_tracker_is_not_there(client, ana, github):
    actions.close_tracker(by=ana, tracker=github)
    assert call(client, github, body("github")).status_code == 404


@pytest.mark.parametrize(
    ("provider", "address", "key"),
    [
        ("github", ISSUE["github"], "acme/box#12"), ("github", "acme/box#12", "acme/box#12"),
        ("github", "https://github.com/acme/box/pull/12", ""), ("gitlab", ISSUE["gitlab"], "acme/web/box#12"),
        ("gitlab", "https://gitlab.com/acme/web/box/-/work_items/12", "acme/web/box#12"), ("jira", ISSUE["jira"], "box-12"),
        ("jira", "BOX-12", "box-12"), ("jira", "javascript:alert(1)", ""), ("github", "", ""),
    ],
)  # fmt: skip
def test_addresses_name_issues(provider, address, key):
    assert payloads.key_of(provider, address) == key


def test_jira_states_follow_their_category():
    assert payloads.issue_of("jira", body("jira", "doing")).state == "doing"
    dropped = body("jira")
    dropped["issue"]["fields"]["resolution"] = {"name": "Won't Do"}
    assert payloads.issue_of("jira", dropped).state == "dropped"
    assert payloads.issue_of("jira", {"webhookEvent": "comment_created"}) is None


def test_older_gitlab_dates_are_read():
    issue = payloads.issue_of("gitlab", body("gitlab", at="2026-11-20 10:00:00 UTC"))
    assert issue.at.isoformat() == "2026-11-20T10:00:00+00:00"


@pytest.mark.parametrize("said", ["open", "doing", "done", "dropped"])
@pytest.mark.parametrize("here", ["proposed", "accepted", "in_progress", "waiting", "done", "abandoned"])
def test_a_tracker_only_makes_moves_that_people_could(said, here):
    from workshops.backlog.rules import may_follow

    after = rules.status_after(said, here)
    assert after is None or after == here or may_follow(here, after)


def test_an_issue_carries_one_action(ana, action, github):
    actions.link_issue(by=ana, action=action, tracker=github, issue=ISSUE["github"])
    other = scene.action(ana, title="Autre")
    with pytest.raises(ValidationError):
        actions.link_issue(by=ana, action=other, tracker=github, issue=ISSUE["github"])
    with pytest.raises(IntegrityError), transaction.atomic():
        Link.objects.create(tracker=github, action=other, key="acme/box#12")
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(tracker=github, name="1", outcome="x")
        Delivery.objects.create(tracker=github, name="1", outcome="x")
    with pytest.raises(IntegrityError, match="tracker_provider_known"), transaction.atomic():
        Tracker.objects.update(provider="svn")


def test_managers_connect_and_whoever_answers_for_an_action_links(client_of, claire, mehdi, ana, victor, action, github):
    for other in (mehdi, claire, victor):
        with pytest.raises(PermissionDenied):
            actions.connect_tracker(by=other, provider="jira", name="X") if other != victor else actions.close_tracker(
                by=victor, tracker=github)  # fmt: skip
    for other in (mehdi, victor):
        with pytest.raises(PermissionDenied):
            actions.link_issue(by=other, action=action, tracker=github, issue=ISSUE["github"])
    secret = signatures.secret_of(github)
    address = reverse("trackers", args=["telecom"])
    assert client_of(claire).get(address).status_code == 403
    assert secret in client_of(ana).get(address).content.decode()
    assert client_of(ana).post(address, {"provider": "jira", "name": "Support"}).status_code == 302
    linking = reverse("action-issue", args=["telecom", action.uuid])
    assert client_of(claire).get(linking).status_code == 200
    assert client_of(claire).post(linking, {"tracker": str(github.uuid), "issue": "n’importe quoi"}).status_code == 422
    assert client_of(claire).post(linking, {"tracker": str(github.uuid), "issue": ISSUE["github"]}).status_code == 302
    assert client_of(claire).post(reverse("action-issue-removal", args=["telecom", action.uuid])).status_code == 302
    assert not Link.objects.exists()
