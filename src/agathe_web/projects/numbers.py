"""Numbers as people type them: no guess is made about money."""

import re

_FRENCH = re.compile(r"\d{1,3}([ \u00a0\u202f.]\d{3})+(,\d{1,2})?|\d+(,\d+)?")
_ENGLISH = re.compile(r"\d{1,3}([,\u00a0\u202f ]\d{3})+(\.\d{1,2})?|\d+(\.\d+)?")


def read_number(text: str) -> float | None:
    """A number written in French or in English, currency and percent signs apart.

    ``1 840 000``, ``1,840,000`` and ``12,5`` are understood; ``1,840`` may be a thousand or a decimal and is not, nor is
    ``1.840``: ``None`` is returned, and the person is asked again.
    """
    bare = text.strip().strip("€%").strip()
    if len(bare) > 40 or re.fullmatch(r"\d{1,3}[.,]\d{3}", bare):
        return None
    if _FRENCH.fullmatch(bare):
        return float(re.sub(r"[ \u00a0\u202f.]", "", bare).replace(",", "."))
    if _ENGLISH.fullmatch(bare):
        return float(re.sub(r"[ \u00a0\u202f,]", "", bare))
    return None
