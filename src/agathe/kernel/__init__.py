"""Value types shared by every package: bilingual text, periods, errors."""

from agathe.kernel.errors import AgatheError, Location, nearest, system_reason
from agathe.kernel.period import Period
from agathe.kernel.text import LANGUAGES, Language, Text, visible

__all__ = [
    "LANGUAGES",
    "AgatheError",
    "Language",
    "Location",
    "Period",
    "Text",
    "nearest",
    "system_reason",
    "visible",
]
