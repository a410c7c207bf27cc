"""What a restitution says on paper, whichever file it becomes."""
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from journeys.silences import pictures
from journeys.silences.drawing.inaction_map import printable

from .. import manuscript
from .blocks import blocks


def content(found):
    """{"title", "language", "head": blocks, "maps": [SVG], "map_title", "map_words", "sections": [{"title", "blocks"}]}.

    found: a queries.Restitution. In the active language.
    """
    return {
        "title": found.session.title, "language": get_language(),
        "head": _all(manuscript.head(found)),
        "maps": _maps(found.figures), "map_title": _("What customers did not do"), "map_words": found.headline,
        "sections": [{"title": title, "blocks": _all(texts)} for title, texts in manuscript.sections(found)],
    }  # fmt: skip


def _maps(figures):
    if figures is None:
        return []
    return printable(pictures.marks(figures), pictures.map_words(figures), pictures.ribbons(figures))


def _all(texts):
    """The blocks of several texts; lists that follow each other are one."""
    found = []
    for block in (block for text in texts for block in blocks(text)):
        if found and block["kind"] == "list" and not block["ordered"] and found[-1] | {"items": 0} == block | {"items": 0}:
            found[-1]["items"] += block["items"]
        else:
            found.append(block)
    return found
