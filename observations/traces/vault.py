"""Originals under lock: encrypted with a key kept in a file apart from the database; a lost or deleted key opens nothing.

One key per space, `DATA_DIR/keys/quarantine-<space uuid>.key`, readable by its owner alone. Refuses to read what it did not
write.
"""
import contextlib
import hashlib
import hmac
import json
import os
import secrets

from cryptography.fernet import Fernet, InvalidToken
from django.conf import settings
from django.views.decorators.debug import sensitive_variables


class Lost(Exception):
    """The key is gone, or is not the one that locked this: the original cannot be read any more."""


def key_path(space):
    return settings.DATA_DIR / "keys" / f"quarantine-{space.uuid}.key"


def key_of(space, *, make=False):
    path = key_path(space)
    if make and not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(f".{secrets.token_hex(4)}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(Fernet.generate_key())
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # the first of two makers wins
        draft.unlink()
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise Lost from None


@sensitive_variables()
def lock(space, values):
    """Encrypted bytes of JSON values."""
    return Fernet(key_of(space, make=True)).encrypt(json.dumps(values).encode())


def unlock(space, token):
    """The values that `lock` was given; Lost when the key no longer opens them."""
    try:
        return json.loads(Fernet(key_of(space)).decrypt(bytes(token)))
    except InvalidToken:
        raise Lost from None


def fingerprint(space, *parts):
    """A keyed digest (hexadecimal) that lets equal words be recognised without keeping them."""
    return hmac.new(key_of(space, make=True), "\x1f".join(map(str, parts)).encode(), hashlib.sha256).hexdigest()
