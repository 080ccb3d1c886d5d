"""Conditions of entries in words."""

from datetime import date
from functools import lru_cache

from agathe.kernel import Language
from agathe.knowledge import Knowledge
from agathe.knowledge.schema.base import Condition
from agathe.rules import Compiler
from agathe.rules.program import fact_type
from agathe.rules.prose import Prose, show_date
from agathe.rules.syntax import BOOLEAN, Constant, IfElse, Node, Type
from agathe_web import engines
from agathe_web.library.relations import node_of

_ALWAYS = {"fr": "Toujours", "en": "Always"}
_NEVER = {"fr": "Jamais", "en": "Never"}


def capital(text: str) -> str:
    """A text with a capital first letter."""
    return text[:1].upper() + text[1:]


class _Words(Prose):
    """Words for conditions read without a day: "today" and thresholds keep their names."""

    def label(self, id_: str) -> str:
        if id_ == "today":
            return {"fr": "jour même", "en": "today"}[self.language]
        if id_ in self.knowledge.parameters:
            return self.knowledge.parameters[id_].title[self.language]
        return super().label(id_)

    def branches(self, node: Node) -> str:
        """A value that depends on conditions: each condition with what it gives."""
        parts = []
        french = self.language == "fr"
        while isinstance(node, IfElse):
            condition, value = self.condition(node.condition), self.branches(node.then)
            parts.append(f"si {condition}\u00a0: {value}" if french else f"if {condition}: {value}")
            node = node.otherwise
        if isinstance(node, Constant) and node.type.kind in ("number", "date"):
            assert not isinstance(node.value, tuple)
            last = self.value("", node.type, node.value)
        else:
            last = self._term(node)
        if not parts:
            return last
        parts.append(f"sinon\u00a0: {last}" if french else f"otherwise: {last}")
        return "\u00a0; ".join(parts) if french else "; ".join(parts)


class _Speaker:
    def __init__(self, knowledge: Knowledge, language: Language) -> None:
        self.language: Language = language
        self.knowledge = knowledge
        self.words = _Words(knowledge, language)
        self.vocabulary = Compiler(knowledge).vocabulary
        self.said: dict[tuple[str, Type], str] = {}

    def say(self, expression: str, type_: Type) -> str:
        key = (expression, type_)
        if key not in self.said:
            self.said[key] = self.put(expression, type_)
        return self.said[key]

    def put(self, expression: str, type_: Type) -> str:
        if expression.strip() in ("true", "false"):
            return (_ALWAYS if expression.strip() == "true" else _NEVER)[self.language]
        node = node_of(expression, self.vocabulary, type_)
        if node is None:
            return ""
        if type_ == BOOLEAN:
            return capital(self.words.condition(node))
        return capital(self.words.branches(node))


@lru_cache(maxsize=4)
def _speaker(knowledge: Knowledge, language: Language) -> _Speaker:
    return _Speaker(knowledge, language)


def in_words(condition: Condition | None, language: Language, fact: str = "") -> tuple[str, ...]:
    """A condition in words, one sentence for each period of effect; none when it cannot be put into words.

    Args:
        condition: the condition.
        language: language of the reader.
        fact: id of the fact whose formula it is, for a formula that is not a condition.
    """
    if condition is None:
        return ()
    speaker = _speaker(engines.knowledge(), language)
    type_ = fact_type(speaker.knowledge.facts[fact]) if fact else BOOLEAN
    if isinstance(condition, str):
        text = speaker.say(condition, type_)
        return (text,) if text else ()
    return tuple(
        f"{_period(dated.from_, dated.to, language)}{speaker.say(dated.expr, type_)}" for dated in condition
    )


def _period(first: date | None, last: date | None, language: Language) -> str:
    colon = "\u00a0: " if language == "fr" else ": "
    shown = [None if day is None else show_date(day, language) for day in (first, last)]
    if shown[0] and shown[1]:
        text = f"Du {shown[0]} au {shown[1]}" if language == "fr" else f"From {shown[0]} to {shown[1]}"
    elif shown[0]:
        text = f"À partir du {shown[0]}" if language == "fr" else f"From {shown[0]}"
    elif shown[1]:
        text = f"Jusqu'au {shown[1]}" if language == "fr" else f"Until {shown[1]}"
    else:
        return ""
    return text + colon
