"""First names that the rules know, and those that are also common words. A short list made by hand, in names.txt."""
from pathlib import Path

from .spans import bare

FIRST_NAMES = frozenset((Path(__file__).parent / "names.txt").read_text(encoding="utf-8").split())
ALSO_WORDS = {  # names that are also common words, months, brands or places: only with a cue, or followed by a surname
    "aimé", "aimée", "alexandra", "ali", "amy", "ange", "angélique", "april", "avril", "axel", "bernard", "betty", "bill",
    "blanche", "carol", "catherine", "charlotte", "christian", "claire", "clémence", "constance", "denis", "dimanche",
    "dominique", "désiré", "emma", "eva", "faith", "florence", "france", "franck", "félix", "germaine", "gilles", "grace",
    "guy", "hope", "jacques", "jean", "jeff", "jim", "june", "juste", "kelly", "laure", "lorraine", "lou", "luc", "lucie",
    "léon", "madeleine", "mai", "marcel", "marguerite", "maria", "marin", "marine", "mark", "martin", "mary", "maxime",
    "may", "micheline", "mike", "nora", "noël", "océane", "olive", "orange", "oscar", "page", "parfait", "paris", "pascal",
    "pascale", "paule", "pierre", "prudence", "reine", "robin", "roman", "romane", "rose", "sacha", "tom", "valentin",
    "valentine", "victoire", "victor", "violette", "will",
}  # fmt: skip
KNOWN = FIRST_NAMES | ALSO_WORDS
BARE = frozenset(map(bare, FIRST_NAMES)) - FIRST_NAMES - ALSO_WORDS  # as they are typed in a hurry; only with a capital
SURE_IN_LOWER_CASE = FIRST_NAMES - ALSO_WORDS
