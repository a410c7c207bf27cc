"""A restitution as a tagged PDF, set by Typst from restitution.typ; its pictures as PNG, for files that take no SVG.

What people wrote reaches the template as data, never as code.
"""
import json
from pathlib import Path

from .content import content

HERE = Path(__file__).parent
PICTURE = b'#set page(width: auto, height: auto, margin: 0pt)\n#image(bytes(sys.inputs.svg), format: "svg")'


def pdf(found):
    """The bytes of the PDF of a queries.Restitution, in the active language: PDF/UA-1 unless a sign of it has no glyph here."""
    from typst import TypstError  # loaded when first asked for: it weighs on the start of every process

    template, inputs = (HERE / "restitution.typ").read_bytes(), {"content": json.dumps(content(found))}
    try:
        return _set(template, inputs, format="pdf", pdf_standards="ua-1")
    except TypstError:
        return _set(template, inputs, format="pdf")


def png(svg):
    """An SVG picture as the bytes of a PNG, fine enough for print."""
    return _set(PICTURE, {"svg": svg}, format="png", ppi=220)


def _set(template, inputs, **how):
    import typst

    return typst.compile(template, root=HERE, sys_inputs=inputs, **how)
