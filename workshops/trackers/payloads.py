"""What GitHub, GitLab and Jira say of an issue, as one plain value; and which issue an address names. Pure: no database.

Refuses (`Unreadable`) what does not look like the provider's documented payload; events about anything else are None.
"""
import re
from dataclasses import dataclass
from datetime import UTC, datetime

PROVIDERS = ("github", "gitlab", "jira")
ADDRESSES = {
    "github": re.compile(r"^https?://[^/]+/([\w.-]+/[\w.-]+)/issues/(\d+)/?$"),
    "gitlab": re.compile(r"^https?://[^/]+/([\w./-]+?)/-/(?:issues|work_items)/(\d+)/?$"),
    "jira": re.compile(r"^https?://[^/]+/(?:.*/)?browse/([A-Za-z][A-Za-z0-9_]+-\d+)/?$"),
}
KEYS = {"github": re.compile(r"^[\w.-]+/[\w.-]+#\d+$"), "gitlab": re.compile(r"^[\w./-]+#\d+$"),
        "jira": re.compile(r"^[A-Za-z][A-Za-z0-9_]+-\d+$")}  # fmt: skip


class Unreadable(ValueError):
    """The body is not what this provider sends."""


@dataclass(frozen=True)
class Issue:
    """state: open, doing, done or dropped; said: the provider's own word for it; at: when it changed there (UTC)."""

    key: str
    url: str
    state: str
    said: str
    at: datetime
    actor: str = ""


def key_of(provider, address):
    """The key of the issue that an address (or a key) names, "" when it names none of this provider."""
    address = address.strip()
    if found := ADDRESSES[provider].match(address):
        return (found[1] if provider == "jira" else f"{found[1]}#{found[2]}").lower()
    return address.lower() if KEYS[provider].match(address) else ""


def issue_of(provider, body):
    """The Issue that a parsed body speaks of, or None when the event is about something else."""
    if not isinstance(body, dict):
        raise Unreadable("not an object")
    try:
        return READERS[provider](body)
    except (KeyError, TypeError, ValueError) as error:
        raise Unreadable(str(error)) from None


def _github(body):
    if "issue" not in body or "pull_request" in body["issue"] or "comment" in body:
        return None
    issue = body["issue"]
    dropped = issue.get("state_reason") in ("not_planned", "duplicate")
    state = "open" if issue["state"] == "open" else "dropped" if dropped else "done"
    said = issue["state"] if state in ("open", "done") else f"{issue['state']} ({issue['state_reason']})"
    key = f"{body['repository']['full_name']}#{issue['number']}".lower()
    actor = (body.get("sender") or {}).get("login", "")
    return Issue(key, issue["html_url"], state, said, _instant(issue["updated_at"]), actor)


def _gitlab(body):
    if body.get("object_kind") != "issue":
        return None
    issue = body["object_attributes"]
    key = f"{body['project']['path_with_namespace']}#{issue['iid']}".lower()
    state = "open" if issue["state"] in ("opened", "reopened") else "done"
    actor = (body.get("user") or {}).get("username", "")
    return Issue(key, issue["url"], state, issue["state"], _instant(issue["updated_at"]), actor)


def _jira(body):
    if not str(body.get("webhookEvent", "")).startswith("jira:issue_"):
        return None
    issue, fields = body["issue"], body["issue"]["fields"]
    status = fields["status"]
    state = {"new": "open", "indeterminate": "doing", "done": "done"}[status["statusCategory"]["key"]]
    resolution = ((fields.get("resolution") or {}).get("name") or "").casefold()
    if state == "done" and resolution in ("won't do", "won’t do", "won't fix", "duplicate", "declined"):
        state = "dropped"
    host = "/".join(issue["self"].split("/")[:3])
    at = datetime.fromtimestamp(body["timestamp"] / 1000, UTC) if "timestamp" in body else _instant(fields["updated"])
    user = body.get("user") or {}
    actor = user.get("accountId") or user.get("name", "")
    return Issue(issue["key"].lower(), f"{host}/browse/{issue['key']}", state, status["name"], at, actor)


def _instant(text):
    """A UTC instant from ISO 8601, GitLab's older “2026-11-30 12:00:00 UTC” or Jira's “+0000”."""
    text = re.sub(r"([+-]\d\d)(\d\d)$", r"\1:\2", text.strip().replace(" UTC", "+00:00"))
    found = datetime.fromisoformat(text)
    return found.astimezone(UTC) if found.tzinfo else found.replace(tzinfo=UTC)


READERS = {"github": _github, "gitlab": _gitlab, "jira": _jira}
