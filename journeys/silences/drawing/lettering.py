"""How wide words are, so that labels never touch: a width table, wrapping, and boxes that can be tested for
overlap.

The table holds the advance widths of DejaVu Sans, one of the widest faces a reader may have, in hundredths of an
em: on any narrower face the text only gains air. Refuses to guess about kerning or ligatures.
"""

from dataclasses import dataclass

_REGULAR = {
    20: "\u202f\u2009",
    27: "'",
    28: "ijlìíîïĩīĭįıĵĺļł",
    29: "IJÌÍÎÏĨĪĬĮİĴ",
    32: " ,.\xa0·‘’",
    34: "/:;\\|¦ŀ",
    36: "-",
    39: "()[]tţťŧfľſ",
    40: "!¡²³¹",
    41: "rŕŗř",
    46: '"ªº',
    50: "*_`§¨¯°´¸–",
    52: "szśŝşšźżž“”",
    53: "?¿",
    55: "cçćĉċč",
    56: "LĳĹĻĽĿŁ",
    58: "Fkķĸ",
    59: "vxyýÿĲŷ",
    61: "PÞTYao«»ÝàáâãäåðòóôõöøāăąōŏőŢŤŦŶŸ",
    62: "eèéêëēĕėęě",
    64: "ESbdghnpquÈÉÊËßñùúûüþďđĒĔĖĘĚĝğġģĥńņňŋŚŜŞŠũūŭůűų$0123456789{}¢£¤¥µ¶€",
    68: "KĶAVÀÁÂÃÄÅĀĂĄ",
    70: "BRXZħŔŖŘŹŻŽCÇĆĈĊČ",
    74: "UÙÚÛÜŨŪŬŮŰŲHNÑĤŃŅŇŊ",
    79: "DGÐĎĐĜĞĠĢOQÒÓÔÕÖØŌŎŐ&",
    82: "wŵ",
    84: "#+<=>^~¬±×÷−→",
    86: "M",
    97: "%m¼½¾Ææ",
    100: "WŴ@©®—…",
    107: "Œœ",
}
WIDTHS = {letter: width / 100 for width, letters in _REGULAR.items() for letter in letters}
BOLD = 1.115  # DejaVu Sans Bold, against regular, on running text
SERIF_BOLD = 1.1
WIDE_FROM = 0x1100  # CJK and beyond: one em each


def width(text, size, weight=1.0):
    """Width in px of one line of `text` set at `size` px; `weight` is 1, BOLD or SERIF_BOLD."""
    return size * weight * sum(WIDTHS.get(letter, 1.0 if ord(letter) >= WIDE_FROM else 0.66) for letter in text)


def wrap(text, size, limit, lines=4, weight=1.0):
    """Lines of `text`, at most `limit` px wide each; long words are cut with a hyphen, too many lines end in “…”."""
    found = [""]
    for word in text.split(" "):
        for piece in _pieces(word, size, limit, weight):
            candidate = f"{found[-1]} {piece}".strip()
            if width(candidate, size, weight) <= limit:
                found[-1] = candidate
            else:
                found.append(piece)
    found = [line for line in found if line] or [""]
    if len(found) > lines:
        found = found[:lines]
        last = found[-1]
        while last and width(last + "…", size, weight) > limit:
            last = last[:-1]
        found[-1] = last.rstrip(" -(,") + "…"
    return found


def _pieces(word, size, limit, weight):
    if width(word, size, weight) <= limit:
        return [word]
    pieces, current = [], ""
    for letter in word:
        if current and width(current + letter + "-", size, weight) > limit:
            pieces.append(current + "-")
            current = ""
        current += letter
    return [*pieces, current]


@dataclass(frozen=True)
class Box:
    """A rectangle on the sheet, in px: what a piece of lettering or a ring covers."""

    left: float
    top: float
    right: float
    bottom: float
    what: str = ""

    def touches(self, other, air=0.0):
        """True when the two rectangles overlap, or come nearer than `air` px."""
        return (
            self.left < other.right + air
            and other.left < self.right + air
            and self.top < other.bottom + air
            and other.top < self.bottom + air
        )


def line_box(text, x, baseline, size, anchor="middle", weight=1.0, what=""):
    """The box of one line of lettering whose anchor point is (x, baseline)."""
    wide = width(text, size, weight)
    left = {"start": x, "middle": x - wide / 2, "end": x - wide}[anchor]
    return Box(left, baseline - 0.78 * size, left + wide, baseline + 0.22 * size, what or text)
