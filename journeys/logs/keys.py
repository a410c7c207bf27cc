"""The pseudonym key of each space: 256 bits in DATA_DIR/keys/<space uuid>.key, apart from the database and from SECRET_KEY.

Whoever holds the key and a list of identifiers could recognise customers, so only this server's account can read it.
"""
import contextlib
import os
import secrets

from django.conf import settings

from . import pseudonyms


def key_path(space):
    """Path of the space's key, made at first use."""
    folder = settings.DATA_DIR / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{space.uuid}.key"
    if not path.exists():
        draft = folder / f"{space.uuid}.{secrets.token_hex(4)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_hex(32))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(draft, path)  # the first of two makers wins
        draft.unlink()
    return path


def pseudonym(space, identifier):
    """The pseudonym that an import gives to `identifier` in `space`."""
    key = bytes.fromhex(key_path(space).read_text().strip())
    return pseudonyms.pseudonym(identifier.strip(), key)


def forget_key(space):
    """Destroy the key: what was pseudonymised with it can no longer be linked to anyone."""
    (settings.DATA_DIR / "keys" / f"{space.uuid}.key").unlink(missing_ok=True)
