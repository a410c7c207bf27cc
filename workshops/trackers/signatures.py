"""Is this call really from the tracker, and is it the first time? Secrets are derived from SECRET_KEY, never stored.

GitHub and Jira sign the body (HMAC-SHA256 in `X-Hub-Signature-256` or `X-Hub-Signature`); GitLab repeats the secret.
"""
import hashlib
import hmac

from django.utils.crypto import constant_time_compare, salted_hmac

NAMES = {
    "github": ["X-GitHub-Delivery"],
    "gitlab": ["Idempotency-Key", "X-Gitlab-Event-UUID"],
    "jira": ["X-Atlassian-Webhook-Identifier"],
}


def secret_of(tracker):
    """What the provider is told to sign with; renewing the tracker's secret closes the old one."""
    return salted_hmac("workshops.trackers", f"{tracker.uuid}:{tracker.secret_number}", algorithm="sha256").hexdigest()


def is_genuine(tracker, headers, body):
    """Whether the call was made with this tracker's secret. headers: a mapping; body: the raw bytes."""
    secret = secret_of(tracker)
    if tracker.provider == "gitlab":
        return constant_time_compare(headers.get("X-Gitlab-Token", ""), secret)
    given = headers.get("X-Hub-Signature-256") or headers.get("X-Hub-Signature") or ""
    wanted = "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
    return constant_time_compare(given, wanted)


def name_of(tracker, headers, body):
    """What names this delivery, the same over retries: the provider's id, else a digest of the body."""
    for header in NAMES[tracker.provider]:
        if headers.get(header):
            return headers[header][:100]
    return hashlib.sha256(body).hexdigest()
