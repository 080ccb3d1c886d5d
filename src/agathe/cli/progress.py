"""Telling how far a long command is, on standard error, once it lasts."""

import sys
from collections.abc import Callable
from time import monotonic

from agathe.kernel import Language

PATIENCE = 2.0
"""Seconds before anything is said."""
_WORDS = {"fr": "Calcul en cours : {0} %", "en": "Computing: {0}%"}


def reporter(language: Language) -> Callable[[float], None]:
    """A function to be told the share done, from 0 to 1.

    It speaks after two seconds, then every second at most, and to a person only: where standard error is a file or
    another program, nothing is said.
    """
    start, last = monotonic(), [0.0]
    if not sys.stderr.isatty():
        return lambda share: None

    def tell(share: float) -> None:
        now = monotonic()
        if share >= 1:
            sys.stderr.write("\r\033[K" if last[0] else "")
        elif now - start >= PATIENCE and now - last[0] >= 1:
            last[0] = now
            sys.stderr.write(f"\r{_WORDS[language].format(round(100 * share))}\033[K")
        sys.stderr.flush()

    return tell
