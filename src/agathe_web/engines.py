"""The knowledge base and its rules, loaded once for each process and kept for the days asked about."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from django.conf import settings

from agathe.kernel import Text
from agathe.knowledge import Knowledge, load_knowledge
from agathe.rules import Compiler, Engine, Judgement, Profile, ProfileError, profile_from_plain
from agathe.rules.profile import read_answer
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


def read_kept(plain: Mapping[str, Any]) -> tuple[Profile, tuple[str, ...]]:
    """A profile that was right when it was saved: what this knowledge base no longer understands is left out, and named.

    Returns:
        The profile, and the questions, duties and parts of the plan left out.
    """
    try:
        return read(plain), ()
    except ProfileError:
        pass
    base, dropped, answers = knowledge(), [], {}
    for id_, raw in dict(plain.get("answers") or {}).items():
        question = base.questions.get(id_)
        if question is None or isinstance(read_answer(question, raw), Text):
            dropped.append(str(id_))
        else:
            answers[id_] = raw
    kept: dict[str, Any] = {key: plain[key] for key in ("name", "description") if key in plain} | {
        "answers": answers
    }
    for key in ("done", "plan"):
        parts = dict(plain.get(key) or {})
        for name in [*parts]:
            try:
                read({"answers": {}, key: {name: parts[name]}})
            except ProfileError:
                dropped.append(str(name))
                del parts[name]
        if parts:
            kept[key] = parts
    return read(kept), tuple(dropped)


def forget() -> None:
    """Read the knowledge base again at the next use: it changed on the disk, or the settings did."""
    for cached in (knowledge, _compiler, engine_on):
        cached.cache_clear()
