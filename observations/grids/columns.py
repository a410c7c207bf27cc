"""The columns of a grid: what is asked about each silence. Pure; labels are kept in every language, as data."""
from dataclasses import asdict, dataclass, field

KINDS = ("text", "choice", "confidence", "dissent")


@dataclass(frozen=True)
class Column:
    """One question. kind: text (Markdown), choice (one key of `choices`), confidence (one opinion per voice), dissent (kept).

    label, help, and each choice's label: {language: words}. open: people may answer a choice in their own words too.
    """

    key: str
    kind: str
    label: dict
    help: dict = field(default_factory=dict)
    choices: tuple = ()  # of (key, {language: words})
    open: bool = False

    def as_dict(self):
        told = {**asdict(self), "choices": [[key, dict(words)] for key, words in self.choices]}
        return told if self.open else {name: value for name, value in told.items() if name != "open"}

    def key_of(self, text):
        """The choice that a text names, by its key or by its words in any language; None when it is somebody's own words."""
        said = text.strip().casefold()
        same = (key for key, words in self.choices if text == key or said in {one.casefold() for one in words.values()})
        return next(same, None)

    @property
    def written(self):
        """Whether people write in its cells (the others gather voices)."""
        return self.kind in ("text", "choice")


def column_from(data):
    """A Column from its `as_dict` form."""
    choices = tuple((key, words) for key, words in data.get("choices", ()))
    return Column(data["key"], data["kind"], data["label"], data.get("help", {}), choices, bool(data.get("open")))


def said_in(words, language):
    """The words of {language: words} in a language, else in any language there is."""
    return words.get(language) or words.get("fr") or next(iter(words.values()), "")


STATES = (
    ("holds", {"fr": "tient", "en": "holds"}),
    ("open", {"fr": "ouvert", "en": "open"}),
    ("dormant", {"fr": "en sommeil", "en": "dormant"}),
    ("set_aside", {"fr": "écarté pour l’instant", "en": "set aside for now"}),
)

DEFAULT = (
    Column(
        "reading", "text", {"fr": "Lecture retenue", "en": "Reading retained"},
        {"fr": "Une lecture possible, dans vos mots.", "en": "One possible reading, in your words."},
    ),
    Column(
        "disproof", "text", {"fr": "Ce qui nous ferait changer d’avis", "en": "What would change our mind"},
        {"fr": "Ce que nous verrions si cette lecture était fausse.", "en": "What we would see if this reading were wrong."},
    ),
    Column("confidence", "confidence", {"fr": "Confiance du groupe", "en": "Confidence of the group"}),
    Column("state", "choice", {"fr": "État", "en": "State"}, {}, STATES),
    Column("dissent", "dissent", {"fr": "Voix dissidentes", "en": "Dissent"}),
)  # fmt: skip
