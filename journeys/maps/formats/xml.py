"""XML, opened in the one way that is safe: no document type, no entities, no network, bounded depth. Pure."""
from lxml import etree

from .mapfile import Unreadable


def parser():
    return etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False,
                           remove_comments=True, remove_pis=True)


def parse(data):
    """Bytes → root element. Raises Unreadable with the line."""
    if b"<!DOCTYPE" in data[:100_000].replace(b"\x00", b""):
        raise Unreadable("xml_doctype")
    try:
        root = etree.fromstring(data, parser())
    except etree.XMLSyntaxError as error:
        raise Unreadable("xml_broken", line=error.lineno or 1) from None
    except ValueError:
        raise Unreadable("xml_broken", line=1) from None
    if root.getroottree().docinfo.doctype:
        raise Unreadable("xml_doctype")
    return root


def root_name(data):
    """Local name of the root element; "cjml" for what cannot be parsed, whose reader then says why."""
    try:
        return local(parse(data))
    except Unreadable:
        return "cjml"


def local(element):
    """The name of an element without its namespace."""
    return etree.QName(element).localname


def children(element, *names):
    """Children with one of these local names, any case."""
    wanted = {name.casefold() for name in names}
    return [child for child in element if isinstance(child.tag, str) and local(child).casefold() in wanted]


def text(element, *path):
    """Text found by following local names from an element; empty when any is missing."""
    for name in path:
        found = children(element, name)
        if not found:
            return ""
        element = found[0]
    return " ".join("".join(element.itertext()).split())
