"""The answers that make a condition hold or fail, as short statements: what a file shows as the ground of a finding."""

from collections.abc import Iterator

from agathe.kernel import Language
from agathe.roadmap.words import capital
from agathe.rules.engine import Judgement
from agathe.rules.proof import is_settled
from agathe.rules.prose import Prose
from agathe.rules.scalar import Value
from agathe.rules.syntax import (
    And,
    Answer,
    Compare,
    Constant,
    IfElse,
    Includes,
    Members,
    Name,
    Node,
    Not,
    OptionIn,
    Or,
    Table,
    Type,
    negation,
)
from agathe.rules.walk import walk


def outcome(judgement: Judgement, node: Node) -> int:
    """1 when a condition holds, 2 when it does not, 3 when that is not settled."""
    value = walk(node, judgement.values, judgement.answers)
    assert isinstance(value, int)
    return value


def deciding_answers(
    judgement: Judgement, node: Node, language: Language, *, beside: frozenset[str] = frozenset()
) -> tuple[str, ...]:
    """Answers that decide a condition, each as "label: value", once.

    Args:
        judgement: the evaluation.
        node: a condition of its program.
        language: of the statements.
        beside: facts taken for granted, left out.
    """
    prose = Prose(judgement.engine.knowledge, language)
    found = dict.fromkeys(_statements(judgement, node, prose, beside, set()))
    return tuple(text for text in found if text)


def _statements(
    judgement: Judgement, node: Node, prose: Prose, beside: frozenset[str], seen: set[str]
) -> Iterator[str]:
    boxes = _boxes(node)
    if boxes is not None:
        subject, options = boxes
        if subject.id not in seen:
            seen.add(subject.id)
            yield _multi(judgement, subject, options, prose)
        return
    match node:
        case Constant():
            return
        case Not(item=item):
            yield from _statements(judgement, item, prose, beside, seen)
        case And(items=items) | Or(items=items):
            for item in _decisive(judgement, node, items):
                yield from _statements(judgement, item, prose, beside, seen)
        case IfElse(condition=condition, then=then, otherwise=otherwise):
            yield from _statements(judgement, condition, prose, beside, seen)
            test = outcome(judgement, condition)
            if test != 3:
                yield from _statements(judgement, then if test == 1 else otherwise, prose, beside, seen)
        case OptionIn(subject=Name(id=id_) as choice):
            found = outcome(judgement, node)
            if (
                found == 3
                or id_ in seen
                or is_settled(judgement.engine.program.definitions[id_], judgement.values[id_])
            ):
                yield from _statements(judgement, choice, prose, beside, seen)
            else:  # several answers are left, and all of them give the same outcome
                seen.add(id_)
                yield prose.condition(node if found == 1 else negation(node))
        case Compare(left=left, right=right):
            yield from _statements(judgement, left if isinstance(left, Name) else right, prose, beside, seen)
        case Answer(id=id_) if id_.startswith("done:"):
            yield prose.condition(node if outcome(judgement, node) == 1 else Not(node))
        case Name(id=id_, type=type_):
            if id_ in beside or id_ in seen:
                return
            seen.add(id_)
            definition = judgement.engine.program.definitions[id_]
            if definition.kind == "fact" and not isinstance(definition.node, Table | Members):
                yield from _statements(judgement, definition.node, prose, beside, seen)
            else:
                yield _pair(prose, id_, _shown(prose, id_, type_, judgement.values[id_]))


def _shown(prose: Prose, id_: str, type_: Type, value: Value) -> str:
    """A value in words; a choice with more than two options left is told as open rather than listed."""
    if type_.kind == "choice" and isinstance(value, int) and value.bit_count() > 2:
        value = type_.full
    return prose.value(id_, type_, value)


def _pair(prose: Prose, id_: str, value: str) -> str:
    colon = "\u00a0: " if prose.language == "fr" else ": "
    return f"{prose.label(id_)}{colon}{capital(value)}"


def _boxes(node: Node) -> tuple[Name, tuple[int, ...]] | None:
    """The multi question that a group of tests is about, and the boxes it tests."""
    items = node.items if isinstance(node, And | Or) else (node,)
    bare = [item.item if isinstance(item, Not) else item for item in items]
    tests = [item for item in bare if isinstance(item, Includes)]
    subjects = {test.subject for test in tests}
    if len(tests) != len(items) or len(subjects) != 1:
        return None
    subject = subjects.pop()
    return (subject, tuple(test.option for test in tests)) if isinstance(subject, Name) else None


def _multi(judgement: Judgement, subject: Name, boxes: tuple[int, ...], prose: Prose) -> str:
    """What a multi question holds of the boxes tested; when it holds none, the box not ticked, or all that is ticked."""
    type_, value = subject.type, judgement.values[subject.id]
    assert isinstance(value, int)
    certain = value & ~(value >> len(type_.options))
    held = [box for box in range(len(type_.options)) if certain >> box & 1]
    if not held:
        return _pair(prose, subject.id, prose.value(subject.id, type_, value))
    shown = [box for box in boxes if box in held] or held
    if not set(boxes) & set(held) and len(boxes) == 1:
        return prose.condition(Not(Includes(subject, boxes[0])))
    between = " ; " if prose.language == "fr" else "; "
    return _pair(
        prose, subject.id, between.join(prose.option(subject.id, type_.options[box]) for box in shown)
    )


def _decisive(judgement: Judgement, node: And | Or, items: tuple[Node, ...]) -> tuple[Node, ...]:
    """The parts of a group that make its value; one is enough when one suffices."""
    result = outcome(judgement, node)
    same = tuple(item for item in items if outcome(judgement, item) == result)
    enough = result == (1 if isinstance(node, Or) else 2)
    return same[:1] if enough else same
