"""Conditions and values in plain French and English."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from agathe.kernel import Language, Text
from agathe.knowledge.base import Knowledge
from agathe.knowledge.schema.fact import FactOption
from agathe.knowledge.schema.question import Option
from agathe.rules.parser import NEVER
from agathe.rules.scalar import Value
from agathe.rules.syntax import (
    And,
    Answer,
    Arithmetic,
    Compare,
    Constant,
    IfElse,
    Includes,
    Name,
    Node,
    Not,
    OptionIn,
    Or,
    Type,
)

_WORDS = {
    "fr": {
        "and": " et ", "or": " ou ", "yes": "oui", "no": "non", "unknown": "à confirmer", "is": " : ", "not": "autre que ",
        "includes": "{0} : comprend {1}", "excludes": "{0} : ne comprend pas {1}", "only": "{0} : rien d'autre que {1}",
        "at_least": "{0} ou plus", "at_most": "{0} ou moins", "if": "si {0} : {1} ; sinon : {2}", "never": "aucune date",
        "done": "fait : {0}", "not_done": "pas encore fait : {0}", "judged": "à apprécier par l'autorité",
        "one_of": "l'une des réponses : ", "nothing": "aucune", "today": "la date du jour",
    },
    "en": {
        "and": " and ", "or": " or ", "yes": "yes", "no": "no", "unknown": "to be confirmed", "is": ": ", "not": "other than ",
        "includes": "{0}: includes {1}", "excludes": "{0}: does not include {1}", "only": "{0}: nothing but {1}",
        "at_least": "{0} or more", "at_most": "{0} or less", "if": "if {0}: {1}; otherwise: {2}", "never": "no date",
        "done": "done: {0}", "not_done": "not done yet: {0}", "judged": "for the authority to judge",
        "one_of": "one of: ", "nothing": "none", "today": "today's date",
    },
}  # fmt: skip
_COMPARISONS = {
    "fr": {
        "==": "égal à", "!=": "différent de", "<": "moins de", "<=": "au plus", ">": "plus de", ">=": "au moins",
        "date<": "avant le", "date<=": "au plus tard le", "date>": "après le", "date>=": "à partir du",
        "date==": "le", "date!=": "un autre jour que le",
    },
    "en": {
        "==": "equal to", "!=": "other than", "<": "less than", "<=": "at most", ">": "more than", ">=": "at least",
        "date<": "before", "date<=": "on or before", "date>": "after", "date>=": "from",
        "date==": "on", "date!=": "on another day than",
    },
}  # fmt: skip
_STATUSES = {
    "fr": {"closed": "fermé", "not_yet": "pas encore ouvert", "open": "ouvert"},
    "en": {"closed": "closed", "not_yet": "not open yet", "open": "open"},
}
_OPPOSITE = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}


MONTHS = {
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "en": "January February March April May June July August September October November December".split(),
}


def show_date(day: date, language: Language) -> str:
    """A date in words: "1er janvier 2026", "1 January 2026"."""
    number = "1er" if language == "fr" and day.day == 1 else str(day.day)
    return f"{number} {MONTHS[language][day.month - 1]} {day.year}"


def show_number(value: float, language: Language) -> str:
    """A number with the separators of the language, without useless decimals."""
    text = f"{value:,.0f}" if value == int(value) else f"{value:,.2f}"
    if language == "en":
        return text
    return text.replace(",", "\u202f").replace(".", ",")


@dataclass(frozen=True)
class Prose:
    """Words for conditions and values, in one language."""

    knowledge: Knowledge
    language: Language

    # ------------------------------------------------------------------ names and values

    def label(self, id_: str) -> str:
        """Short name of a question, a fact or a duty to do."""
        knowledge, language = self.knowledge, self.language
        if id_ in knowledge.questions:
            return knowledge.questions[id_].label[language]
        if id_ in knowledge.facts:
            return knowledge.facts[id_].title[language]
        kind, _, rest = id_.partition(":")
        entry, _, part = rest.partition("/")
        found = knowledge.decided(kind, entry)
        if found is None:
            return id_
        for criterion in (*getattr(found, "criteria", ()), *getattr(found, "exclusions", ())):
            if criterion.id == part:
                text: Text = criterion.text
                return text[language]
        return found.title[language]

    def option(self, id_: str, option: str) -> str:
        """Label of an option of a question or a choice fact."""
        options: Sequence[Option | FactOption] = ()
        if id_ in self.knowledge.questions:
            options = self.knowledge.questions[id_].options
        elif id_ in self.knowledge.facts:
            options = self.knowledge.facts[id_].options
        for candidate in options:
            if candidate.id == option:
                return candidate.label[self.language]
        return _STATUSES[self.language].get(option, option) if ":" in id_ else option

    def value(self, id_: str, type_: Type, value: Value) -> str:
        """An encoded value in words."""
        words = _WORDS[self.language]
        if type_.kind == "boolean":
            return words["yes"] if value == 1 else words["no"] if value == 2 else words["unknown"]
        if value is None:
            return words["unknown"]
        if type_.kind == "choice":
            names = [self.option(id_, option) for option in type_.names(int(value))]
            if len(names) == len(type_.options) and len(names) > 1:
                return words["unknown"]
            return words["or"].join(names)
        if type_.kind == "multi":
            inside = type_.names(int(value) & ~(int(value) >> len(type_.options)))
            maybe = type_.names(int(value) & int(value) >> len(type_.options))
            shown = [self.option(id_, option) for option in inside]
            if maybe:
                shown.append(
                    f"{words['unknown']} ({len(maybe)})"
                    if len(maybe) < len(type_.options)
                    else words["unknown"]
                )
            return ", ".join(shown) or words["nothing"]
        if type_.kind == "date":
            return (
                words["never"]
                if int(value) == NEVER
                else show_date(date.fromordinal(int(value)), self.language)
            )
        return show_number(float(value), self.language)

    # ------------------------------------------------------------------ conditions

    def condition(self, node: Node) -> str:
        """A condition as a sentence without its capital and full stop."""
        return self._say(node, top=True)

    def _say(self, node: Node, *, top: bool = False, positive: bool = True) -> str:
        words = _WORDS[self.language]
        match node:
            case Constant(value=value):
                if value == 3:
                    return words["judged"]
                return words["yes"] if (value == 1) == positive else words["no"]
            case Not(item=item):
                return self._say(item, top=top, positive=not positive)
            case And() | Or():
                return self._group(node, top, positive)
            case OptionIn(subject=subject, mask=mask):
                chosen = mask if positive else subject.type.full & ~mask
                return self._options(subject, chosen)
            case Includes(subject=subject, option=option):
                pattern = words["includes"] if positive else words["excludes"]
                return pattern.format(self._term(subject), self._quoted(subject, [option]))
            case Compare(op=op, left=left, right=right):
                op = op if positive else _OPPOSITE[op]  # type: ignore[assignment]
                key = f"date{op}" if left.type.kind == "date" else op
                if isinstance(left, Constant) and not isinstance(right, Constant):
                    flipped = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}.get(op, op)
                    key = f"date{flipped}" if left.type.kind == "date" else flipped
                    left, right = right, left
                return (
                    f"{self._term(left)}{words['is']}{_COMPARISONS[self.language][key]} {self._term(right)}"
                )
            case IfElse(condition=condition, then=then, otherwise=otherwise):
                return words["if"].format(
                    self._say(condition, top=True),
                    self._say(then, top=True, positive=positive),
                    self._say(otherwise, top=True, positive=positive),
                )
            case Answer(id=id_) if id_.startswith("done:"):
                title = self.knowledge.duties[id_.removeprefix("done:")].title[self.language]
                return words["done" if positive else "not_done"].format(title)
            case Name(id=id_) | Answer(id=id_):
                return f"{self.label(id_)}{words['is']}{words['yes'] if positive else words['no']}"
        return str(node)

    def _group(self, node: And | Or, top: bool, positive: bool) -> str:
        words = _WORDS[self.language]
        joined = isinstance(node, And) == positive
        together = self._same_subject(node, positive)
        if together:
            return together
        parts = [self._say(item, positive=positive) for item in node.items]
        text = words["and" if joined else "or"].join(parts)
        return text if top else f"({text})"

    def _same_subject(self, node: And | Or, positive: bool) -> str | None:
        """Several tests on one multi question, said once."""
        words = _WORDS[self.language]
        bare = [item.item if isinstance(item, Not) else item for item in node.items]
        if not all(isinstance(item, Includes) for item in bare):
            return None
        subjects = {item.subject for item in bare if isinstance(item, Includes)}
        negated = {isinstance(item, Not) for item in node.items}
        if len(subjects) != 1 or len(negated) != 1:
            return None
        subject = subjects.pop()
        bits = [item.option for item in bare if isinstance(item, Includes)]
        says_includes = (not negated.pop()) == positive
        joined = isinstance(node, And) == positive
        if says_includes or not joined:
            pattern = words["includes"] if says_includes else words["excludes"]
            return pattern.format(self._term(subject), self._quoted(subject, bits, "and" if joined else "or"))
        others = [bit for bit in range(len(subject.type.options)) if bit not in bits]
        if len(others) < len(bits) and others:
            return words["only"].format(self._term(subject), self._quoted(subject, others))
        return words["excludes"].format(self._term(subject), self._quoted(subject, bits, "or"))

    def _options(self, subject: Node, mask: int) -> str:
        words, type_ = _WORDS[self.language], subject.type
        inside = [bit for bit in range(len(type_.options)) if mask >> bit & 1]
        outside = [bit for bit in range(len(type_.options)) if not mask >> bit & 1]
        term = f"{self._term(subject)}{words['is']}"
        if type_.ordered and len(inside) > 1 and inside == list(range(inside[0], len(type_.options))):
            return term + words["at_least"].format(self._quoted(subject, inside[:1]))
        if type_.ordered and len(inside) > 1 and inside == list(range(inside[-1] + 1)):
            return term + words["at_most"].format(self._quoted(subject, inside[-1:]))
        if outside and len(outside) < len(inside):
            return term + words["not"] + self._quoted(subject, outside, "or")
        return term + self._quoted(subject, inside, "or")

    def _quoted(self, subject: Node, bits: list[int], join: str = "or") -> str:
        id_ = subject.id if isinstance(subject, Name | Answer) else ""
        labels = [self.option(id_, subject.type.options[bit]) for bit in bits]
        quoted = [f"« {label} »" if self.language == "fr" else f"“{label}”" for label in labels]
        return _WORDS[self.language][join].join(quoted)

    def _term(self, node: Node) -> str:
        match node:
            case Name(id=id_) | Answer(id=id_):
                return self.label(id_)
            case Constant(value=value, type=type_) if type_.kind == "date":
                return self.value("", type_, int(value))  # type: ignore[arg-type]
            case Constant(value=value, type=type_) if type_.kind == "duration":
                months, days = value  # type: ignore[misc]
                return self._duration(months, days)
            case Constant(value=value):
                return show_number(float(value), self.language)  # type: ignore[arg-type]
            case Arithmetic(op=op, left=left, right=right):
                return f"{self._term(left)} {op} {self._term(right)}"
        return self._say(node)

    def _duration(self, months: int, days: int) -> str:
        unit = {"fr": ("mois", "jours", "ans"), "en": ("months", "days", "years")}[self.language]
        if months and months % 12 == 0:
            return f"{months // 12} {unit[2]}"
        return f"{months} {unit[0]}" if months else f"{days} {unit[1]}"
