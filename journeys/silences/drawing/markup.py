"""The few SVG elements that the pictures are made of, and the colours they may use.

`ink` modes: "screen" writes `var(--token)` so that dark mode and themes follow by themselves; "literal" writes the
light theme's values and font names, for PDF makers and pictures that travel alone. Every text is escaped here and
nowhere else.
"""

from dataclasses import dataclass
from html import escape

LITERAL = {
    "paper": "#faf8f4",
    "sheet": "#ffffff",
    "well": "#f2eee6",
    "ink": "#1d2733",
    "ink-2": "#4d5966",
    "ink-3": "#626d78",
    "line": "#ddd6c9",
    "line-2": "#c6bdac",
    "silence": "#b8431f",
    "silence-wash": "#fbeee8",
    "voice": "#1f5f66",
    "voice-wash": "#e6f1f1",
    "doubt": "#8a6a12",
    "doubt-wash": "#f8f1dc",
    "sans": "DejaVu Sans, Arial, sans-serif",
    "serif": "DejaVu Serif, Georgia, serif",
}


@dataclass(frozen=True)
class Pen:
    """Writes elements in one colour mode; `pen("ink")` is a colour or a font family."""

    mode: str = "screen"

    def __call__(self, token):
        return LITERAL[token] if self.mode == "literal" else f"var(--{token})"

    def text(
        self, words, x, y, size, colour="ink-2", anchor="middle", bold=False, face=None, halo=None, klass=None
    ):
        """One line of lettering; `halo` names the ground that keeps lines from crossing the letters."""
        return tag(
            "text",
            escape(words),
            x=x,
            y=y,
            font_size=size,
            fill=self(colour),
            text_anchor=anchor,
            font_weight=600 if bold else None,
            font_family=self(face) if face else None,
            class_=klass,
            stroke=self(halo) if halo else None,
            stroke_width=3.5 if halo else None,
            stroke_linejoin="round" if halo else None,
            paint_order="stroke" if halo else None,
        )

    def line(self, x1, y1, x2, y2, colour="line", width=1, **more):
        """A straight hairline."""
        return tag("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke=self(colour), stroke_width=width, **more)


def number(value):
    """A coordinate with at most one decimal, short and stable between runs."""
    if isinstance(value, float):
        value = round(value, 1)
        return str(int(value)) if value == int(value) else str(value)
    return str(value)


def tag(name, *inside, **attributes):
    """`<name …>inside</name>`; underscores in attribute names become hyphens, None leaves the attribute out."""
    written = "".join(
        f' {key.rstrip("_").replace("_", "-") if key != "viewBox" else key}="{escape(number(value), quote=True)}"'
        for key, value in attributes.items()
        if value is not None
    )
    body = "".join(inside)
    return f"<{name}{written}>{body}</{name}>" if body else f"<{name}{written}/>"


def title(words):
    """The tooltip and the accessible name of a shape."""
    return tag("title", escape(words)) if words else ""
