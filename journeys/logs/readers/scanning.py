"""One pass over the bytes of a text file: its encoding, its physical lines, and a plain UTF-8 copy where one is needed.

What it counts is what DuckDB's own count is checked against. Refuses nothing: bytes of no encoding are replaced, and told.
"""
import codecs
import io
import re
from dataclasses import dataclass
from pathlib import Path

from .opening import CHUNK, Inflated, beginning

LINE_LIMIT = 4 * 2**20  # bytes of one record
BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
HARD_BLANKS = (b"\xc2\xa0", b"\xef\xbb\xbf")  # in UTF-8
BLANK_LINE = re.compile(rb"\n(?=\r?\n)")  # followed by another line end: a line that holds nothing


@dataclass
class Looked:
    """What one pass over the bytes found; lines are physical lines, header included; `filled` ones are not blank."""

    path: Path
    encoding: str
    lines: int
    filled: int
    replaced: bool = False  # some bytes belonged to no encoding
    odd_blanks: bool = True  # tabs, hard spaces or marks somewhere


def text_of(head):
    """The beginning of a file as text, its encoding found by mark or by trial."""
    for mark, encoding in BOMS:
        if head.startswith(mark):
            return head[len(mark):].decode(encoding, errors="replace")
    try:
        return codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return head.decode("cp1252", errors="replace")


def look_over(path, folder, cap, report=None):
    """One pass over the bytes: count lines, find the encoding, leave a plain UTF-8 file with one kind of line end."""
    head = beginning(path, 4, cap)
    mark, encoding = next(((mark, encoding) for mark, encoding in BOMS if head.startswith(mark)), (b"", ""))
    if encoding in ("", "utf-8"):
        found = _scan(path, cap, report)
        if found["valid"] or found["multibyte"] > found["invalid"]:
            rewrite = found["zipped"] or found["returns"] not in (0, found["newlines"])
            if not rewrite:
                return Looked(Path(path), "utf-8", found["lines"], found["filled"], odd_blanks=found["odd_blanks"])
            encoding = "utf-8"
        else:
            encoding = "cp1252"
    return _rewrite(path, folder, cap, encoding, len(mark))


def _scan(path, cap, report):
    """Counts over the raw bytes of a file that may be UTF-8."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    newlines = returns = filled = invalid = multibyte = 0
    odd_blanks, fresh, last = False, True, b""  # fresh: the current line has no content yet
    with Inflated(path, cap) as stream:
        zipped = stream.zipped
        while block := stream.read(CHUNK):
            returns += block.count(b"\r") if b"\r" in block else 0
            odd_blanks = odd_blanks or b"\t" in block
            if not block.isascii() or decoder.getstate()[0]:
                invalid, multibyte = _judge(decoder, block, invalid, multibyte)
                odd_blanks = odd_blanks or any(blank in block for blank in HARD_BLANKS)
            ends = block.count(b"\n")
            newlines += ends
            filled += _filled(block, ends, fresh)
            fresh = (ends > 0 or fresh) and not block[block.rfind(b"\n") + 1:].strip(b"\r")
            last = block[-1:]
            if report:
                report(stream.share)
    if decoder.getstate()[0]:
        invalid += 1
    return {
        "zipped": zipped, "odd_blanks": odd_blanks, "newlines": newlines, "returns": returns, "invalid": invalid,
        "multibyte": multibyte,
        "valid": not invalid, "lines": newlines + (last not in (b"\n", b"")), "filled": filled + (not fresh),
    }


def _judge(decoder, block, invalid, multibyte):
    try:
        decoder.decode(block)
        return invalid, multibyte + 1
    except UnicodeDecodeError:
        decoder.reset()
        text = block.decode("utf-8", errors="replace")
        return invalid + text.count("\ufffd"), multibyte + sum(ord(c) > 127 for c in text) - text.count("\ufffd")


def _filled(block, ends, fresh):
    """Lines ended within this block that hold something besides a carriage return; `ends` is how many end there."""
    if not ends:
        return 0
    empty = sum(1 for _line in BLANK_LINE.finditer(block))
    first_blank = fresh and not block[: block.index(b"\n")].strip(b"\r")
    return ends - empty - first_blank


def _rewrite(path, folder, cap, encoding, skip):
    """Write the file again as UTF-8 with \\n line ends; bytes that belong to no encoding become U+FFFD and are told."""
    target = Path(folder) / "plain.csv"
    decoder = io.IncrementalNewlineDecoder(codecs.getincrementaldecoder(encoding)(errors="replace"), translate=True)
    lines = filled = 0
    replaced, rest = False, ""
    with Inflated(path, cap) as stream, target.open("w", encoding="utf-8", newline="") as plain:
        stream.read(skip) if skip else None
        while True:
            block = stream.read(CHUNK)
            text = decoder.decode(block, final=not block)
            replaced = replaced or "\ufffd" in text
            plain.write(text)
            *whole, rest = (rest + text).split("\n")
            lines += len(whole)
            filled += sum(map(bool, whole))
            if not block:
                break
            if len(rest) > LINE_LIMIT:
                rest = rest[:1]  # only its being filled counts
    return Looked(target, encoding, lines + bool(rest), filled + bool(rest), replaced)
