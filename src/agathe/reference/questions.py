"""All questions of the interview, by theme."""

from collections.abc import Mapping

from agathe.kernel import LANGUAGES, AgatheError
from agathe.knowledge import Knowledge
from agathe.knowledge.schema.question import Option, Question
from agathe.reference.markdown import code, table
from agathe.rules.parser import parse
from agathe.rules.program import Compiler
from agathe.rules.prose import Prose
from agathe.rules.syntax import BOOLEAN, Type

_TYPES = {
    "boolean": "yes or no", "choice": "one answer", "multi": "several answers", "number": "a number", "date": "a date",
}  # fmt: skip


def questions_page(knowledge: Knowledge) -> str:
    """Page ``questions.md``."""
    themes: dict[str, list[Question]] = {}
    for question in knowledge.questions.values():
        themes.setdefault(question.theme, []).append(question)
    lines = [
        "# Questions",
        "",
        f"The {len(knowledge.questions)} questions a project may be asked. “I don't know” is an answer to each of them.",
        "A question is put only when its condition (“asked when”) may hold; otherwise it takes the value shown.",
        "Some questions are asked together as [boxes on one screen](#screens-of-boxes).",
        "",
    ]
    lines += [
        f"- [{_theme(theme)}](#{theme.replace('_', '-')}): {len(asked)}" for theme, asked in themes.items()
    ]
    lines += [f"- [screens of boxes](#screens-of-boxes): {len(knowledge.question_groups)}", ""]
    vocabulary = Compiler(knowledge).vocabulary
    proses = [Prose(knowledge, language) for language in LANGUAGES]
    for theme, asked in themes.items():
        lines += [f"## {_theme(theme)}", ""]
        for question in asked:
            lines += _question(question, proses)
            if question.asked_when is not None:
                lines += _gate(question, vocabulary, proses)
            lines += [f"- Pourquoi : {question.why.fr}", f"- Why: {question.why.en}", ""]
    lines += _groups(knowledge)
    return "\n".join(lines).rstrip() + "\n"


def _groups(knowledge: Knowledge) -> list[str]:
    """The screens of boxes."""
    lines = [
        "## Screens of boxes",
        "",
        "Short questions of one subject are asked on one screen (“tick all that apply”), which counts as one question. A box left empty",
        "gives the answer shown here; a ticked box means yes, or that the question itself is asked next, for the detail.",
        "",
    ]
    for group in knowledge.question_groups.values():
        rows = [
            (
                code(member.question),
                member.label.fr,
                member.label.en,
                code(str(member.unticked).lower()),
                code(str(member.ticked).lower())
                if knowledge.questions[member.question].type == "boolean"
                else "asked in detail",
            )
            for member in group.members
        ]
        lines += [f"### `{group.id}`", "", f"**{group.question.fr}** · *{group.question.en}*", ""]
        lines += table(("Question", "Français", "English", "Empty", "Ticked"), rows)
        lines += [f"- Pourquoi : {group.why.fr}", f"- Why: {group.why.en}", ""]
    return lines


def _theme(theme: str) -> str:
    return theme.replace("_", " ")


def _question(question: Question, proses: list[Prose]) -> list[str]:
    unit = f" ({question.unit})" if question.unit else ""
    lines = [
        f"### `{question.id}`",
        "",
        f"**{question.question.fr}** · *{question.question.en}*",
        "",
        f"- Answer: {_TYPES[question.type]}{unit}{_bounds(question)}",
    ]
    if not question.options:
        return lines
    rows = [
        (code(option.id), option.label.fr, option.label.en, _remark(option)) for option in question.options
    ]
    marked = any(row[3] for row in rows)
    heads = ("Option", "Français", "English", *(("Remark",) if marked else ()))
    return [*lines[:-1], lines[-1], "", *table(heads, [row if marked else row[:3] for row in rows])]


def _bounds(question: Question) -> str:
    parts = [
        f"{word} {bound}"
        for word, bound in (("at least", question.min), ("at most", question.max))
        if bound is not None
    ]
    return f", {' and '.join(parts)}" if parts else ""


def _remark(option: Option) -> str:
    if option.any_of:
        return "stands for " + ", ".join(code(other) for other in option.any_of)
    return "excludes all others" if option.exclusive else ""


def _gate(question: Question, vocabulary: Mapping[str, Type], proses: list[Prose]) -> list[str]:
    assert question.asked_when is not None
    lines = [f"- Asked when: {code(' '.join(question.asked_when.split()))}"]
    try:
        node = parse(question.asked_when, vocabulary, BOOLEAN)
    except AgatheError:
        return lines  # the checker reports it
    lines += [f"  - {prose.condition(node)}" for prose in proses]
    value = question.otherwise
    shown = (
        "unknown"
        if value is None
        else ", ".join(value) or "none"
        if isinstance(value, tuple)
        else str(value).lower()
    )
    return [*lines, f"- Otherwise: {code(shown)}"]
