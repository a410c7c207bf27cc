"""Which notes look alike, by their words: TF-IDF and cosine, computed here, explained by the words they share. Pure.

A hint and nothing more: it knows words, not meanings, and misses two notes that say one thing in other words. Weights are
ln((1 + n) / (1 + df)) + 1, as in Salton and Buckley (1988) with add-one smoothing; groups are those of average linkage
(Sokal and Michener, 1958), cut where the mean cosine falls under `ALIKE`.
"""
import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

ALIKE = 0.3  # mean cosine within a group
NOTES_AT_MOST = 300  # the earliest ones; a table that wrote more is grouped silence by silence, by hand
ROOT = 6  # letters kept of a word, so that plurals and conjugations meet
WORDS_SAID = 3
SMALL_WORDS = """
alors apres assez aucun aucune aussi autre autres aux avant avec avoir avons car ceci cela celle celui ces cet cette ceux
chacun chaque chez comme comment contre dans des donc dont elle elles encore entre est et etaient etait ete etre eux fait
faire faut fois font ici ils jamais juste les leur leurs lorsque lui mais meme memes mes moi moins mon ne nos notre nous on ont
ou par parce pas pendant peu peut peuvent plus plutot pour pourquoi puis quand que quel quelle quels qui quoi sans sera ses si
son sont sous souvent sur tous tout toute toutes tres trop une vers vos votre vous
about after again all also always and any are because been before being between both but can cannot could did does doing
down during each few for from had has have having her here him his how into its just like more most much must never not now
off only other our out over same she should some such than that the their them then there these they this those too under
until very was were what when where which while who why will with would you your perhaps maybe
"""  # French, without accents, then English
STOP = frozenset(SMALL_WORDS.split())


@dataclass(frozen=True)
class Alike:
    """members: indices of the texts, in order; words: those that they share most, as they were written."""

    members: tuple
    words: tuple


def words_of(text):
    """[(root, word as written)] of the words that carry meaning; accents, capitals and endings do not tell words apart."""
    found = []
    for word in re.findall(r"[^\W\d_]{3,}", text):
        plain = "".join(sign for sign in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(sign))
        if plain not in STOP:
            found.append((plain[:ROOT], word.lower()))
    return found


def alike(texts, at_least=ALIKE):
    """The groups of two or more texts that look alike, largest first: [Alike]."""
    import numpy as np  # loaded, as SciPy is, when first asked for: they weigh on every process
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    said = [words_of(text) for text in texts[:NOTES_AT_MOST]]
    weights, roots = weigh([Counter(root for root, _word in words) for words in said])
    kept = [place for place, row in enumerate(weights) if row.any()]
    if len(kept) < 2:
        return []
    rows = weights[kept]
    distances = np.clip(1 - rows @ rows.T, 0, 1)
    np.fill_diagonal(distances, 0)
    labels = fcluster(linkage(squareform(distances, checks=False), "average"), 1 - at_least, "distance")
    groups = {}
    for place, label in zip(kept, labels, strict=True):
        groups.setdefault(label, []).append(place)
    found = [Alike(tuple(members), shared(members, said, weights, roots)) for members in groups.values() if len(members) > 1]
    return sorted(found, key=lambda one: (-len(one.members), one.members))


def weigh(counts):
    """(matrix of unit rows, {root: column}) of the weights of each root in each text; a text without a word is a row of zeros."""
    import numpy as np

    spread = Counter(root for words in counts for root in words)
    roots = {root: column for column, root in enumerate(sorted(spread))}
    weights = np.zeros((len(counts), len(roots)))
    for row, words in enumerate(counts):
        for root, times in words.items():
            weights[row, roots[root]] = times * (np.log((1 + len(counts)) / (1 + spread[root])) + 1)
    norms = np.linalg.norm(weights, axis=1, keepdims=True)
    return np.divide(weights, norms, out=np.zeros_like(weights), where=norms > 0), roots


def shared(members, said, weights, roots):
    """The heaviest words that at least two of the members say, each as it was most often written."""
    written = {}
    for place in members:
        for root, word in said[place]:
            written.setdefault(root, []).append((place, word))
    common = [root for root, uses in written.items() if len({place for place, _word in uses}) > 1]
    common.sort(key=lambda root: (-weights[list(members), roots[root]].sum(), root))
    return tuple(Counter(word for _place, word in written[root]).most_common(1)[0][0] for root in common[:WORDS_SAID])
