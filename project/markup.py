"""The one road from typed text to safe HTML. Refuses text that is too long or built to stall the parser.

Rendered once, when it is written. bleach cleans first, nh3 has the last word with the same allow-list, because bleach no
longer gets fixes; what remains holds no script, no style, no image and only http, https and mailto links.
"""
import re
import threading

import bleach
import markdown
import nh3
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

NOTE_LIMIT = 5_000  # characters
ACCOUNT_LIMIT = 20_000

TAGS = {"p", "br", "strong", "em", "del", "code", "pre", "blockquote", "ul", "ol", "li", "h3", "h4", "hr", "a"}
ATTRIBUTES = {"a": {"href", "title"}}
SCHEMES = {"http", "https", "mailto"}
STALLING = re.compile(r"([\[\]()<>!*_`~\\&])\1{79}")  # runs that make the parser quadratic
MOST_BRACKETS = 100  # opening square brackets: each makes the parser look through the rest of the text
PLAIN = re.compile(r"[^\W\d_](?:[^\W_]|[ ,;:.?!'’«»…()/%-])*(?<! )")  # one line of words, nothing in it for Markdown or HTML
HEADINGS = re.compile(r"^(#{1,2})(?=\s)", re.MULTILINE)


def render(text, limit=NOTE_LIMIT):
    """Safe HTML of a Markdown text.

    text: what was typed; limit: most characters allowed. Raises ValidationError, in the person's language, when the text is
    longer or holds a run of signs that no writer types.
    """
    if len(text) > limit:
        raise ValidationError(
            _("This text has %(length)s characters; %(limit)s at most. Cut it in two.") % {"length": len(text), "limit": limit}
        )
    if STALLING.search(text) or text.count("[") > MOST_BRACKETS:
        raise ValidationError(_("This text repeats the same sign too many times. Take some of them out."))
    return f"<p>{text}</p>" if PLAIN.fullmatch(text) else cleaned(text)


def cleaned(text):
    """The HTML of a text of which nothing is known but that it is not too long."""
    text = HEADINGS.sub("###", text.replace("\x00", ""))  # a page has one first heading, and it is not in a note
    parser, cleaner = _tools()
    try:
        raw = parser.reset().convert(text)
    except RecursionError:
        raise ValidationError(_("This text nests too many lists or quotations. Flatten some of them.")) from None
    return nh3.clean(cleaner.clean(raw), tags=TAGS, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel="nofollow noopener")


_made = threading.local()


def _tools():
    """This thread's Markdown parser, which takes typed HTML for what it is (text), and its cleaner: slow to make, made once."""
    if not hasattr(_made, "tools"):
        parser = markdown.Markdown(extensions=["nl2br", "sane_lists"], output_format="html")
        parser.preprocessors.deregister("html_block")
        parser.inlinePatterns.deregister("html")
        attributes = {tag: list(named) for tag, named in ATTRIBUTES.items()}
        _made.tools = parser, bleach.Cleaner(tags=TAGS, attributes=attributes, protocols=SCHEMES, strip=True)
    return _made.tools


def excerpt(text, length=80):
    """The first words of a typed text as one plain line, for titles and lists."""
    line = " ".join(re.sub(r"[*_`#>\[\]]", "", text).split())
    return line if len(line) <= length else line[: length - 1].rsplit(" ", 1)[0] + "…"
