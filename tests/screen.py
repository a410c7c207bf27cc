"""Apply pushed fragments to a page the way the browser does, to compare with a reload."""
from django.test.html import Element, parse_html


def following(page, push):
    """The page (HTML text, or a tree that has already followed) as someone sees it who only received the push."""
    tree = parse_html(page) if isinstance(page, str) else page
    for piece in elements(parse_html(f"<body>{push}</body>")):
        attributes = dict(piece.attributes)
        swap = attributes.get("hx-swap-oob", "true")
        piece.attributes = [pair for pair in piece.attributes if pair[0] != "hx-swap-oob"]
        if swap == "delete":
            if found := find(tree, attributes["id"]):
                target, parent = found
                parent.children = [child for child in parent.children if child is not target]
        elif swap.startswith("beforeend:#"):
            for child in elements(piece):
                if not replaced(tree, child):
                    find(tree, swap.removeprefix("beforeend:#"))[0].children.append(child)
        else:
            assert replaced(tree, piece), f"no element #{attributes.get('id')} on the page to take the push"
    return tree


def same(tree, page):
    """Whether the followed page shows what the reloaded one (HTML text) shows. The number on <body> follows by script."""
    return settled(tree) == settled(parse_html(page))


def settled(tree):
    """The page without what a script keeps up to date (numbers on <body>), and without the forms that no push touches."""
    for element in walk(tree):
        element.attributes = [
            (name, value) for name, value in element.attributes if name not in ("data-number", "hx-headers", "data-epoch")
        ]
        element.children = [child for child in element.children if not is_aside(child)]
    return text_of(tree)


def is_aside(child):
    """Forms and dialogs that hold typed text: they belong to no push, and a reload may fill them otherwise."""
    if not isinstance(child, Element):
        return False
    attributes = dict(child.attributes)
    return child.name == "dialog" and attributes.get("id") != "desk-dialog" or attributes.get("id") in ("composer", "again") or (
        attributes.get("name") in ("csrfmiddlewaretoken", "next")
    )


def text_of(tree):
    """A readable, comparable form: one line per element or text."""
    lines = []

    def write(element, depth):
        pairs = " ".join(f'{name}="{value}"' for name, value in sorted((name, str(value)) for name, value in element.attributes))
        lines.append("  " * depth + f"<{element.name} {pairs}>")
        for child in element.children:
            if isinstance(child, Element):
                write(child, depth + 1)
            elif child.strip():
                lines.append("  " * (depth + 1) + " ".join(child.split()))

    write(tree, 0)
    return lines


def replaced(tree, piece):
    found = find(tree, dict(piece.attributes).get("id"))
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
    if id is not None and dict(tree.attributes).get("id") == id:
        return tree, parent
    for child in elements(tree):
        if found := find(child, id, tree):
            return found
    return None
