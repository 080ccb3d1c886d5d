"""Facts and decision tables, in the language of the rules and in words."""

from agathe.kernel import LANGUAGES, AgatheError
from agathe.knowledge import Knowledge
from agathe.knowledge.schema.base import Condition
from agathe.knowledge.schema.fact import Fact
from agathe.reference.markdown import code
from agathe.rules.parser import parse
from agathe.rules.program import Compiler
from agathe.rules.prose import Prose, show_date
from agathe.rules.syntax import BOOLEAN

_DECIDE = {
    "unique": "exactly one line holds",
    "first": "the first line that holds gives the value",
    "highest": "the highest value among the lines that hold; the lowest option when none does",
}


def facts_page(knowledge: Knowledge) -> str:
    """Page ``facts.md``."""
    writer = _Writer(knowledge)
    lines = [
        "# Facts and decision tables",
        "",
        f"The {len(knowledge.facts)} values computed from the answers. A fact marked **decision** is a conclusion shown to people. Each",
        "expression is followed by its wording in French and in English, as proofs show it.",
        "",
    ]
    files: dict[str, list[Fact]] = {}
    for fact in knowledge.facts.values():
        files.setdefault(knowledge.files.get(f"facts:{fact.id}", "facts"), []).append(fact)
    for file, facts in files.items():
        lines += [f"## {file.removeprefix('facts/').removesuffix('.yaml').replace('_', ' ')}", ""]
        for fact in facts:
            lines += writer.fact(fact)
    return "\n".join(lines).rstrip() + "\n"


class _Writer:
    def __init__(self, knowledge: Knowledge) -> None:
        self.vocabulary = Compiler(knowledge).vocabulary
        self.proses = [Prose(knowledge, language) for language in LANGUAGES]

    def fact(self, fact: Fact) -> list[str]:
        kind = ("ordered " if fact.ordered else "") + fact.type
        marks = [
            kind,
            *(["**decision**"] if fact.decision else []),
            *(["an authority judges"] if fact.judgement else []),
        ]
        lines = [
            f"### `{fact.id}`",
            "",
            f"{fact.title.fr} · *{fact.title.en}*",
            "",
            f"- Type: {', '.join(marks)}",
        ]
        if fact.legal_ref:
            lines.append(f"- Basis: {fact.legal_ref}")
        lines.append(f"- In force: {_period(fact)}; confidence: {fact.confidence}; checked: {fact.checked}")
        if fact.formula is not None:
            lines += self.condition("Formula", fact.formula, "", boolean=fact.type == "boolean")
        if fact.rows:
            lines += self.rows(fact)
        for option in fact.options if fact.type == "multi" else ():
            label = f"{code(option.id)} ({option.label.fr} · {option.label.en})"
            lines += self.condition(label, fact.members.get(option.id, "false"), "")
        return [*lines, ""]

    def rows(self, fact: Fact) -> list[str]:
        labels = {option.id: option.label for option in fact.options}
        lines = [f"- Values: {', '.join(code(option.id) for option in fact.options)}"]
        lines.append(
            f"- Lines combine as {code(fact.decide or 'unique')}: {_DECIDE[fact.decide or 'unique']}"
        )
        for row in fact.rows:
            values = (row.value,) if isinstance(row.value, str) else row.value
            given = " or ".join(
                f"{code(value)} ({labels[value].en})" if value in labels else code(value) for value in values
            )
            rule = f", {row.rule}" if row.rule else ""
            lines += [f"- Line {code(row.id)} → {given}{rule}", f"  - {row.text.fr}", f"  - {row.text.en}"]
            lines += self.condition("When", row.when, "  ")
        return lines

    def condition(self, label: str, condition: Condition, pad: str, *, boolean: bool = True) -> list[str]:
        """An expression with its words, or one for each period."""
        if isinstance(condition, str):
            return self.expression(label, condition, pad, boolean)
        lines = []
        for dated in condition:
            span = f"{dated.from_ or '…'} to {dated.to or '…'}"
            lines += self.expression(f"{label}, {span}", dated.expr, pad, boolean)
        return lines

    def expression(self, label: str, text: str, pad: str, boolean: bool) -> list[str]:
        lines = [f"{pad}- {label}: {code(' '.join(text.split()))}"]
        if boolean and text not in ("true", "false"):
            try:
                node = parse(text, self.vocabulary, BOOLEAN)
            except AgatheError:
                return lines  # the checker reports it
            lines += [f"{pad}  - {prose.condition(node)}" for prose in self.proses]
        return lines


def _period(fact: Fact) -> str:
    if fact.valid_from is None and fact.valid_to is None:
        return "dates not established"
    start = f"from {show_date(fact.valid_from, 'en')}" if fact.valid_from else ""
    end = f"until {show_date(fact.valid_to, 'en')}" if fact.valid_to else ""
    return " ".join(part for part in (start, end) if part)
