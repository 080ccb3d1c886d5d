"""Words as the search compares them: without case, accents or plural; what a person typed becomes a safe query."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from markupsafe import Markup, escape

from agathe.kernel import visible

MAX_QUERY = 200
"""Characters of a query that are read."""
MAX_TERMS = 10
_WORD = re.compile(r"[^\W_]+")
_CHUNK = re.compile(r'"([^"]*)"|«([^»]*)»|“([^”]*)”|(\S+)')
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "Œ": "oe", "Æ": "ae", "’": "'", "\u02bc": "'"})
_ELISION = re.compile(r"\b(?:[cdjlmnst]|qu|jusqu|lorsqu|puisqu)'", re.IGNORECASE)
_EMPTY = frozenset(
    "a au aux avec ce ces cette d dans de des du elle en est et il ils je l la le les leur ma mes mon n ne nos notre nous on ou par "
    "pas pour qu que quel quelle quelles quels qui sa se ses son sont sur un une vos votre vous y "
    "an and are as at by do does for from how i in is it my of on or our that the their this to what when where which who with your".split()
)
"""Words too common to say anything, unless they are all that was typed or stand between quotes."""


def fold(text: str) -> str:
    """A text without case or accents."""
    plain = unicodedata.normalize("NFKD", text.translate(_LIGATURES))
    return "".join(c for c in plain if not unicodedata.combining(c)).casefold()


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """A folded word without the mark of its plural, French or English."""
    if len(word) > 3 and word[-1] == "s" and word[-2] != "s":
        return word[:-1]
    if len(word) > 4 and word.endswith(("aux", "eux")):
        return word[:-1]
    return word


@lru_cache(maxsize=65536)
def _key(word: str) -> str:
    """A word as it stands in a text, as the index holds it."""
    return stem(fold(word))


def tokens(text: str) -> list[str]:
    """The words of a text, as the index holds them."""
    return [stem(word[:60]) for word in _WORD.findall(fold(text))]


@dataclass(frozen=True)
class Term:
    """What must be found in an entry: words in a row, the last of which may go on.

    Attributes:
        words: the words, as the index holds them.
        prefix: whether the last word may be the beginning of a longer one.
    """

    words: tuple[str, ...]
    prefix: bool

    @property
    def variants(self) -> tuple[tuple[str, ...], ...]:
        """The words, and the same with the other number of a word in *-al*, *-aux*."""
        last = self.words[-1]
        if self.prefix and len(last) > 4 and last.endswith(("al", "au")):
            other = last[:-1] + ("u" if last.endswith("al") else "l")
            return self.words, (*self.words[:-1], other)
        return (self.words,)


def terms_of(query: str) -> tuple[Term, ...]:
    """What a query asks for; nothing when it holds no word. All terms must be found."""
    text = visible(query[:MAX_QUERY]).replace("\ufffd", " ")
    found: list[Term] = []
    for double, french, curly, plain in _CHUNK.findall(text):
        quoted = double or french or curly
        words = tuple(tokens(quoted if quoted else _ELISION.sub(" ", plain.translate(_LIGATURES))))
        if words:
            term = Term(words, prefix=not quoted and (len(words[-1]) > 2 or len(words) > 1))
            if term not in found:
                found.append(term)
    telling = [
        term
        for term in found
        if len(term.words) > 1 or (not term.prefix and len(term.words[0]) > 2) or term.words[0] not in _EMPTY
    ]
    return tuple((telling or found)[:MAX_TERMS])


def _matches(word: str, terms: tuple[Term, ...]) -> bool:
    """Whether a word, as the index holds it, is one that was looked for."""
    for term in terms:
        for words in term.variants:
            if word in words or (term.prefix and word.startswith(words[-1])):
                return True
    return False


def snippet(text: str, terms: tuple[Term, ...], length: int = 220, marks: int = 3) -> Markup:
    """A part of a text around the words looked for, the words marked; its beginning when none is there."""
    places = [
        place.span() for place in _WORD.finditer(text) if terms and _matches(_key(place.group()), terms)
    ]
    start = _start(text, places, length)
    end = len(text) if len(text) - start <= length + 20 else text.rfind(" ", start, start + length)
    end = end if end > start else min(len(text), start + length)
    inside = [(a, b) for a, b in places if start <= a and b <= end][:marks]
    parts = [Markup("… ") if start else Markup("")]
    here = start
    for a, b in inside:
        parts += [escape(text[here:a]), Markup("<mark>{}</mark>").format(text[a:b])]
        here = b
    parts.append(escape(text[here:end].rstrip(" ,;:")))
    return Markup("").join(parts) + (Markup("") if end == len(text) else Markup("…"))


def _start(text: str, places: list[tuple[int, int]], length: int) -> int:
    """Where the part with the most marks begins: at the start of a sentence when one is near."""
    if not places or (places[0][1] <= length and len(places) == 1):
        return 0
    best, most = 0, sum(b <= length for _, b in places)
    for a, _ in places:
        count = sum(a <= c and d <= a + length - 60 for c, d in places)
        if count > most:
            best, most = a, count
    if best < 60:
        return 0
    sentence = max(text.rfind(". ", best - 120, best), text.rfind("\n", best - 120, best))
    word = text.rfind(" ", 0, best - 40)
    return (sentence + 1 if sentence >= 0 else word) + 1
