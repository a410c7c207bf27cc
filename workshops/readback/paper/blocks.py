"""What a Markdown text becomes on paper: a tree of plain blocks, that a PDF and a Word file are written from.

A run is {"text", and those of "strong", "em", "code", "strike" that hold, "href"}. A block is one of
{"kind": "paragraph" | "heading", "runs"}, {"kind": "code", "text"}, {"kind": "quote", "inside": blocks},
{"kind": "list", "ordered", "items": [blocks]} and {"kind": "rule"}. Reads safe HTML alone (project.markup).
"""
from lxml import html

from project.markup import cleaned

STYLES = {"strong": "strong", "em": "em", "code": "code", "del": "strike"}


def blocks(text):
    """The blocks of a Markdown text, its headings all of one rank."""
    return _inside(html.fragment_fromstring(cleaned(text), create_parent="div"))


def _inside(parent):
    found, loose = [], _plain(parent.text, {})
    for child in parent:
        block = _block(child)
        if block is None:
            loose += _run(child, {})
        else:
            found += [*_paragraph(loose), block]
            loose = []
        loose += _plain(child.tail, {})
    return found + _paragraph(loose)


def _block(node):
    """The block of one element, or None for one that is part of a line."""
    if node.tag in ("p", "h3", "h4"):
        return {"kind": "paragraph" if node.tag == "p" else "heading", "runs": _runs(node, {})}
    if node.tag == "pre":
        return {"kind": "code", "text": node.text_content().rstrip()}
    if node.tag == "blockquote":
        return {"kind": "quote", "inside": _inside(node)}
    if node.tag in ("ul", "ol"):
        return {"kind": "list", "ordered": node.tag == "ol", "items": [_inside(item) for item in node]}
    return {"kind": "rule"} if node.tag == "hr" else None


def _paragraph(runs):
    return [{"kind": "paragraph", "runs": runs}] if any(run["text"].strip() for run in runs) else []


def _runs(node, style):
    runs = _plain(node.text, style)
    for child in node:
        runs += _run(child, style) + _plain(child.tail, style)
    return runs


def _run(node, style):
    if node.tag == "br":
        return [{"text": "\n"}]
    if node.tag == "a":
        return _runs(node, style | {"href": node.get("href", "")})
    return _runs(node, style | {STYLES[node.tag]: True} if node.tag in STYLES else style)


def _plain(text, style):
    """Lines of the source are joined: a line break is an element of its own."""
    return [{"text": text.replace("\n", " "), **style}] if text and text != "\n" else []
