"""How far a long work is, said once it has lasted and then no more than once a second."""

from time import monotonic

from agathe.kernel import Text
from agathe_web.operations import Tell

QUIET = 2.0
"""Seconds without a word."""


class Progress:
    """Counts what is done of a work whose whole is known.

    Args:
        tell: says it.
        words: what is said; ``{0}`` stands for the share done, in percent.
        whole: amount of work, in any unit.
    """

    def __init__(self, tell: Tell, words: Text, whole: int) -> None:
        self._tell = tell
        self._words = words
        self._whole = max(whole, 1)
        self._done = 0
        self._next_word = monotonic() + QUIET

    def add(self, amount: int) -> None:
        """So much more is done."""
        self.reach(self._done + amount)

    def reach(self, done: int) -> None:
        """So much is done in all."""
        self._done = done
        now = monotonic()
        if now >= self._next_word:
            self._next_word = now + 1.0
            share = min(100, 100 * done // self._whole)
            self._tell(Text(self._words.fr.format(share), self._words.en.format(share)))
