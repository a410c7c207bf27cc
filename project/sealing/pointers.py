"""Places inside sealed JSON, as JSON pointers (RFC 6901): find words, read a place, put a tombstone there. Pure."""
from copy import deepcopy

import rfc8785

TOMBSTONE = "[expurgé · redacted]"
REASON = "#reason"  # the reason a revision was sealed for, which stands beside its content
STRUCTURE = {
    "format", "uuid", "grid", "digest", "version", "semantic", "reading", "key", "kind", "answer", "touchpoint", "by", "until",
}  # names of values that are not words: without them the content could no longer be read


def canonical(content):
    """Canonical JSON text (RFC 8785) of JSON values; ValueError for what it cannot say (NaN, integers over 2^53…)."""
    return rfc8785.dumps(content).decode()


def places(content, words):
    """(pointer, text) of each text that holds `words`, whatever their case, in the order of the content."""
    return [(pointer, text) for pointer, text in texts(content) if words.casefold() in text.casefold()]


def texts(content, pointer=""):
    """(pointer, text) of every text that may be redacted."""
    if isinstance(content, str) and content != TOMBSTONE and pointer.rpartition("/")[2] not in STRUCTURE:
        yield pointer, content
    items = content.items() if isinstance(content, dict) else enumerate(content) if isinstance(content, list) else ()
    for key, value in items:
        yield from texts(value, f"{pointer}/{escaped(str(key))}")


def without(content, pointer):
    """A copy of the content with the tombstone at `pointer`, which must hold a text."""
    copied = deepcopy(content)
    *path, last = [unescaped(part) for part in pointer.split("/")[1:]]
    holder = copied
    for part in path:
        holder = holder[int(part) if isinstance(holder, list) else part]
    holder[int(last) if isinstance(holder, list) else last] = TOMBSTONE
    return copied


def escaped(key):
    return key.replace("~", "~0").replace("/", "~1")


def unescaped(part):
    return part.replace("~1", "/").replace("~0", "~")
