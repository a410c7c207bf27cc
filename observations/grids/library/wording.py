"""Nodes and their changes in the reader's words. Pure, but for the language of the page."""
from dataclasses import dataclass, field

from django.utils.translation import get_language, gettext_noop
from django.utils.translation import gettext as _

from ..columns import said_in
from . import nodes
from .forms import KINDS, POLICY_WORDS

WHAT = {
    "added": gettext_noop("new here"), "removed": gettext_noop("taken away"), "moved": gettext_noop("moved"),
    "reworded": gettext_noop("reworded"), "redefined": gettext_noop("redefined: earlier answers are not comparable"),
    "policy": gettext_noop("another policy"), "scale": gettext_noop("other choices: earlier answers are not comparable"),
    "kind": gettext_noop("another kind of question: earlier answers are not comparable"),
    "hidden": gettext_noop("hidden by the team"), "shown": gettext_noop("shown again"),
    "glossed": gettext_noop("glossed by the team"),
}  # fmt: skip


@dataclass(frozen=True)
class ShownNode:
    """One node as a page shows it."""

    id: str
    label: str
    definition: str
    kind: str
    policy: str
    policy_words: str
    section: bool
    choices: list = field(default_factory=list)
    hidden: str = ""
    gloss: str = ""


@dataclass(frozen=True)
class ShownChange:
    """One change in words, with the words that differ when it is one of words; breaks: earlier answers are not comparable."""

    label: str
    words: str
    pieces: list
    breaks: bool


def language():
    return (get_language() or "fr")[:2]


def shown_nodes(found):
    kinds, lang = dict(KINDS), language()
    return [
        ShownNode(
            id=n["id"], label=said_in(n["label"], lang), definition=said_in(n["definition"], lang), kind=kinds[n["kind"]],
            policy=n["policy"], policy_words=POLICY_WORDS[n["policy"]], section=n["kind"] == "section",
            choices=[said_in(words, lang) for _key, words in n["choices"]], hidden=n["hidden"], gloss=said_in(n["gloss"], lang),
        )
        for n in nodes.ordered(found)
    ]  # fmt: skip


def shown_changes(before, after):
    lang = language()
    return [
        ShownChange(said_in(c.label, lang), _(WHAT[c.what]), c.pieces(lang), c.what in ("redefined", "scale", "kind"))
        for c in nodes.compare(before, after)
    ]
