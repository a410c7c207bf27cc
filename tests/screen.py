"""Apply pushed fragments to a page the way the browser does, to compare with a reload."""
from dataclasses import dataclass

from lxml import html


@dataclass(eq=False)
class Element:
    """A name, attributes, and children that are elements or texts."""

    name: str
    attributes: dict
    children: list


def parsed(page):
    """A page as a tree. libxml2 reads it in a fraction of what Python's own parser takes, and the law reads thousands."""
    return _element(html.document_fromstring(page))


def _parts(push):
    """The elements of a push."""
    return [_element(one) for one in html.fragments_fromstring(push) if not isinstance(one, str)] if push.strip() else []


def _element(node):
    children = [node.text] if node.text else []
    for child in node:
        if isinstance(child.tag, str):  # not a comment
            children.append(_element(child))
        if child.tail:
            children.append(child.tail)
    return Element(node.tag, dict(node.attrib), children)


def following(page, push):
    """The page (HTML text, or a tree that has already followed) as someone sees it who only received the push."""
    tree = parsed(page) if isinstance(page, str) else page
    for piece in _parts(push):
        swap = piece.attributes.pop("hx-swap-oob", "true")
        if swap == "delete":
            if found := find(tree, piece.attributes["id"]):
                target, parent = found
                parent.children = [child for child in parent.children if child is not target]
        elif swap.startswith("beforeend:#"):
            for child in elements(piece):
                if not replaced(tree, child):
                    find(tree, swap.removeprefix("beforeend:#"))[0].children.append(child)
        else:
            assert replaced(tree, piece), f"no element #{piece.attributes.get('id')} on the page to take the push"
    return tree


def same(tree, page):
    """Whether the followed page shows what the reloaded one (HTML text) shows. The number on <body> follows by script."""
    return settled(tree) == settled(parsed(page))


def settled(tree):
    """The page without what a script keeps up to date (numbers on <body>), and without the forms that no push touches."""
    for element in walk(tree):
        for name in ("data-number", "hx-headers", "data-epoch"):
            element.attributes.pop(name, None)
        element.children = [child for child in element.children if not is_aside(child)]
    return text_of(tree)


def is_aside(child):
    """Forms and dialogs that hold typed text: they belong to no push, and a reload may fill them otherwise."""
    if not isinstance(child, Element):
        return False
    id, name = child.attributes.get("id"), child.attributes.get("name")
    typed = id in ("composer", "again") or name in ("csrfmiddlewaretoken", "next")
    return typed or child.name == "dialog" and id != "desk-dialog"


def text_of(tree):
    """A readable, comparable form: one line per element or text."""
    lines = []

    def write(element, depth):
        pairs = " ".join(f'{name}="{value}"' for name, value in sorted(element.attributes.items()))
        lines.append("  " * depth + f"<{element.name} {pairs}>")
        for child in element.children:
            if isinstance(child, Element):
                write(child, depth + 1)
            elif child.strip():
                lines.append("  " * (depth + 1) + " ".join(child.split()))

    write(tree, 0)
    return lines


def replaced(tree, piece):
    found = find(tree, piece.attributes.get("id"))
    if not found:
        return False
    target, parent = found
    parent.children[next(place for place, child in enumerate(parent.children) if child is target)] = piece
    return True


def elements(element):
    return [child for child in element.children if isinstance(child, Element)]


def walk(element):
    yield element
    for child in elements(element):
        yield from walk(child)


def find(tree, id, parent=None):
    if id is not None and tree.attributes.get("id") == id:
        return tree, parent
    for child in elements(tree):
        if found := find(child, id, tree):
            return found
    return None
