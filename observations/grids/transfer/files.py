"""What our own files of grids and templates hold, and the shapes they are read back with. Reads; changes nothing.

A grid's file: {"content": see ../content.py, "seal": of a sealed version or null, "templates": [entry, …]}.
A template's file: {"format": "silences/template-file@1", "template": {"uuid", "slug", "title", "team", "parent", "nodes"},
"versions": [entry, …], "frames": [entry, …]}. An entry is {"version": uuid, "content": what was sealed, "seal"}; frames are
the versions that variants come from, each before those that need it. A seal is repeated whole, so that its digest can be
computed again by whoever reads the file.
"""
import datetime

from django.db.models import Q

from project.sealing.chains import canonical, digest_of
from project.sealing.models import SealedRevision

from ..content import FORMAT as GRID
from ..library.models import TemplateVersion
from ..library.nodes import KINDS, POLICIES
from .shapes import Either, Exactly, Like, Maybe, OneOf, Share, Words

TEMPLATE = "silences/template-file@1"
UUID = Like(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
SLUG = Like(r"[-a-zA-Z0-9_]{1,60}")
SEMANTIC = Like(r"(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})\.(0|[1-9][0-9]{0,5})")
KEY = Like(r"[a-z][a-z0-9_]{0,59}")
ANSWERS = ("given", "unknown", "not_applicable", "declined")
SEAL = {
    "chain": str, "number": int, "digest": str, "previous_digest": str, "sealed_at": str, "sealed_by": str, "reason": str,
}  # fmt: skip
NODE = {
    "id": KEY, "kind": OneOf(KINDS), "parent": str, "label": Words(), "definition": Words(), "help": Words(),
    "choices": [Exactly((str, Words()))], "policy": OneOf(POLICIES), "order": int, "open_category": bool, "hidden": str,
    "gloss": Words(),
}  # fmt: skip
PARENT = Maybe({"version": UUID, "digest": str})
ENTRY = {
    "version": UUID,
    "content": {
        "template": UUID, "slug": SLUG, "title": Words(), "version": SEMANTIC, "parent": PARENT, "team": str, "nodes": [NODE],
        "notes": str, "origin": Maybe({"template": UUID, "digest": str}),
    },
    "seal": Maybe(SEAL),
}  # fmt: skip
TEMPLATE_FILE = {
    "format": OneOf((TEMPLATE,)),
    "template": {"uuid": UUID, "slug": SLUG, "title": Words(), "team": str, "parent": PARENT, "nodes": [NODE]},
    "versions": [ENTRY],
    "frames": [ENTRY],
}
NAMED = Maybe({"version": UUID, "semantic": str, "digest": str})
FIGURE = {"reading": str, "until": str, "due": int, "silent": int, "rate": Share, "low": Maybe(Share), "high": Maybe(Share)}
RATE = Maybe(Either({"hidden": bool}, FIGURE))
ROW = {
    "silence": {"uuid": UUID, "touchpoint": str, "label": str, "by": str, "value": str, "kind": Maybe(str)},
    "template": NAMED,
    "columns": Maybe([{"key": str}]),
    "cells": Words({"answer": OneOf(ANSWERS), "text": str, "under": Maybe(str)}),
    "confidence": {"levels": Exactly((int,) * 5), **dict.fromkeys(ANSWERS[1:], int)},
    "dissents": [{"uuid": UUID, "text": str, "trade": str}],
    "rates": {"before": RATE, "now": RATE},
}
GRID_FILE = {
    "content": {
        "format": OneOf((GRID,)), "journey": {"uuid": UUID, "name": str}, "title": str, "columns": [{"key": str}], "rows": [ROW],
        "template": NAMED,
    },
    "seal": Maybe(SEAL),
    "templates": Maybe([ENTRY]),
}  # fmt: skip


def seal_of(revision):
    """What a file repeats of a seal, so that whoever reads it can compute the digest again."""
    return {
        "chain": revision.chain, "number": revision.number, "digest": revision.digest,
        "previous_digest": revision.previous_digest, "sealed_at": revision.sealed_at.isoformat(),
        "sealed_by": revision.sealed_by, "reason": revision.reason,
    }  # fmt: skip


def entry(version):
    return {"version": str(version.uuid), "content": version.revision.content, "seal": seal_of(version.revision)}


def with_frames(versions):
    """The versions with those before them and those they come from, each once, as they were sealed: frames before variants."""
    found, wanted = {}, list(versions)
    while wanted:
        found |= {version.pk: version for version in wanted}
        parents = {version.revision.content["parent"]["version"] for version in wanted if version.revision.content["parent"]}
        asked = Q(uuid__in=parents)
        for version in wanted:
            asked |= Q(template=version.template_id, number__lt=version.number)
        wanted = list(TemplateVersion.objects.filter(asked).exclude(pk__in=found).select_related("revision"))
    return [found[key] for key in sorted(found)]


def grid_file(held, revision=None):
    """A grid's content with its seal, and every template version that its rows name, with those before it."""
    named = [held.get("template"), *(row["template"] for row in held["rows"])]
    wanted = {one["version"] for one in named if one}
    versions = TemplateVersion.objects.filter(uuid__in=wanted).select_related("revision")
    return {
        "content": held, "seal": seal_of(revision) if revision else None,
        "templates": [entry(version) for version in with_frames(versions)],
    }  # fmt: skip


def template_file(template):
    """A template with its draft, all its sealed versions, and those it comes from."""
    versions = list(template.versions.select_related("revision", "template").order_by("number"))
    known = {version.pk for version in versions}
    needed = [*versions, *([template.parent] if template.parent else [])]
    return {
        "format": TEMPLATE,
        "template": {
            "uuid": str(template.uuid), "slug": template.slug, "title": template.title, "team": template.team,
            "parent": template.parent and {"version": str(template.parent.uuid), "digest": template.parent.digest},
            "nodes": template.draft,
        },
        "versions": [entry(version) for version in versions],
        "frames": [entry(version) for version in with_frames(needed) if version.pk not in known],
    }  # fmt: skip


def seal_holds(content, seal):
    """Whether the digest of a seal is that of the content beside it; None when there is no seal.

    False is not always an alteration: figures are hidden under a space's mask, and words may have been redacted by two people.
    """
    if seal is None:
        return None
    try:
        moment = datetime.datetime.fromisoformat(seal["sealed_at"])
        told = {name: seal[name] for name in ("chain", "number", "previous_digest", "sealed_by", "reason")}
        return digest_of(SealedRevision(body=canonical(content), sealed_at=moment, **told)) == seal["digest"]
    except ValueError:
        return False
