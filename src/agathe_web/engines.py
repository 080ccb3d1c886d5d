"""The knowledge base and its rules, loaded once for each process and kept for the days asked about."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings

from agathe.knowledge import Knowledge, load_knowledge
from agathe.rules import Compiler, Engine, Judgement, Profile, profile_from_plain
from agathe_web import clock

FIRST_YEAR, LAST_YEAR = 2016, 2045
"""Years the knowledge base has something to say about."""


@lru_cache(maxsize=1)
def knowledge() -> Knowledge:
    """The knowledge base in use."""
    return load_knowledge(settings.KNOWLEDGE_DIR)


@lru_cache(maxsize=1)
def _compiler() -> Compiler:
    return Compiler(knowledge())


@lru_cache(maxsize=12)
def engine_on(day: date) -> Engine:
    """The rules as they stand on a day."""
    return Engine(knowledge(), day, _compiler())


def engine(day: date | None = None) -> Engine:
    """The rules as they stand on a day, today when none is given."""
    return engine_on(day or clock.today())


def judge(plain: Mapping[str, Any], day: date | None = None) -> Judgement:
    """Evaluate a profile given as plain values.

    Raises:
        ProfileError: the profile does not fit the questions of this knowledge base.
    """
    return engine(day).judge(read(plain))


def read(plain: Mapping[str, Any]) -> Profile:
    """A profile from its plain values; see :func:`agathe.rules.profile_from_plain`."""
    return profile_from_plain(dict(plain), knowledge())


def forget() -> None:
    """Read the knowledge base again at the next use: it changed on the disk, or the settings did."""
    for cached in (knowledge, _compiler, engine_on):
        cached.cache_clear()
