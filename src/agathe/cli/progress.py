"""Telling how far a long command is, on standard error, once it lasts."""

import sys
from collections.abc import Callable
from time import monotonic

from agathe.kernel import Language

PATIENCE = 2.0
"""Seconds before anything is said."""
_WORDS = {"fr": "Calcul en cours : {0} %", "en": "Computing: {0}%"}


def reporter(language: Language) -> Callable[[float], None]:
    """A function to be told the share done, from 0 to 1; it speaks after two seconds, then every second at most."""
    start, last = monotonic(), [0.0]
    live = sys.stderr.isatty()

    def tell(share: float) -> None:
        now = monotonic()
        spoken = last[0] > 0
        if now - start < PATIENCE or (now - last[0] < (1.0 if live else 10.0) and share < 1):
            return
        if share >= 1 and not spoken:
            return
        last[0] = now
        text = _WORDS[language].format(round(100 * share))
        sys.stderr.write(f"\r{text}\033[K" if live else f"{text}\n")
        if live and share >= 1:
            sys.stderr.write("\r\033[K")
        sys.stderr.flush()

    return tell
