"""Seals: content that never changes again, hash-chained, refused by the model and by the database itself.

    from project.sealing import Sealed, protect, seal, verify

`seal(chain, content, by=…, reason=…)` appends a revision to a chain; `verify()` names the first broken link. Two people may
take personal data out of a revision (actions.py): the digest stays, `redactions()` tells the break.
`Sealed` is the base of models whose rows are written once; `protect(Model)` puts their table behind the same triggers.
The names are loaded on first use, because models cannot be imported while the apps are still being gathered.
"""
from importlib import import_module

HOMES = {
    "Sealed": "models", "SealedQuerySet": "models", "SealedError": "models", "SealedRevision": "models",
    "protect": "protection", "alias_of": "chains", "voice_of": "chains", "canonical": "chains", "digest_of": "chains",
    "seal": "chains", "verify": "chains", "redactions": "chains",
}  # fmt: skip


def __getattr__(name):
    if name not in HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{HOMES[name]}"), name)
