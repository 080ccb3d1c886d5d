"""Which past texts resemble one: cosine of TF-IDF weights, computed here, the same on every machine."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

from agathe_web.library.folding import tokens

_IDLE = frozenset(tokens(
    """a ai ait alors apres au aucun aussi autre aux avec avoir avons bien car ce cela ces cet cette ceux chez ci comme comment
    c d dans de des deja depuis dire dit doit donc dont du elle elles en encore entre est et etait ete etre eu faire fait faut
    il ils j je jusqu l la le les leur leurs lui m ma mais me meme mes moi mon n ne ni nos notre nous on ont ou oui par pas peu
    peut plus pour pourquoi pouvons pouvez qu quand que quel quelle quelles quels qui quoi s sa sans se sera ses si soit son sont
    sous sur t ta te tes toi ton tous tout toute toutes tres trop tu un une vers voir vos votre vous y
    about after all also an and any are as at be been before but by can could did do does for from had has have he her his how if
    in into is it its just may me more my no not of on or our out over should so some such than that the their them then there
    these they this to too under up us was we were what when where which who why will with would you your"""
))  # fmt: skip


def words(text: str) -> Counter[str]:
    """Words of a text that say something, as the library compares them: without case, accents or plural."""
    return Counter(word for word in tokens(text) if len(word) > 1 and word not in _IDLE)


def nearest(text: str, others: Sequence[str], most: int = 3, least: float = 0.12) -> list[tuple[int, float]]:
    """Places in ``others`` of the texts most like ``text``, with their resemblance from 0 to 1, the closest first.

    Args:
        text: what is asked.
        others: what may resemble it.
        most: how many at most.
        least: resemblance below which a text is not worth reading.
    """
    counted = [words(other) for other in others]
    seen = Counter(word for count in counted for word in count)
    total = len(counted)
    rarity = {word: math.log((1 + total) / (1 + number)) + 1 for word, number in seen.items()}
    # A word that no other text holds still weighs: it is what makes this question unlike them.
    asked = _weighed(words(text), rarity, math.log(1 + total) + 1)
    scores = [(_product(asked, _weighed(count, rarity, 1.0)), place) for place, count in enumerate(counted)]
    close = sorted((-round(score, 9), place) for score, place in scores if score >= least)
    return [(place, -score) for score, place in close[:most]]


def _weighed(count: Mapping[str, int], rarity: Mapping[str, float], unknown: float) -> dict[str, float]:
    weights = {word: (1 + math.log(number)) * rarity.get(word, unknown) for word, number in count.items()}
    length = math.sqrt(math.fsum(weight * weight for weight in weights.values()))
    return {word: weight / length for word, weight in weights.items()} if length else {}


def _product(one: Mapping[str, float], other: Mapping[str, float]) -> float:
    return math.fsum(weight * other[word] for word, weight in one.items() if word in other)
