"""Is every question worth asking, and every option worth offering?"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from agathe.knowledge.base import Knowledge
from agathe.knowledge.finding import Finding
from agathe.rules.columnar import ColumnarEvaluator, Columns, Results
from agathe.rules.program import Program
from agathe.rules.syntax import Includes, Name, Node, OptionIn, names_in


def outcomes(program: Program) -> list[str]:
    """What an answer may be asked for: the conclusions, and the warnings and hints that no other definition reads."""
    read = frozenset().union(*(names_in(definition.node) for definition in program.definitions.values()))
    return [
        definition.id
        for definition in program.definitions.values()
        if definition.main
        or (definition.kind not in ("question", "fact", "check") and definition.id not in read)
    ]


def unused_questions(program: Program, columns: Columns, conflicts: Sequence[str]) -> dict[str, bool]:
    """Questions that no random change of answer shows useful.

    Args:
        program: the program.
        columns: random complete profiles.
        conflicts: definitions that hold on every profile that agrees with itself.

    Returns:
        The questions left, each with whether some conclusion rests on it at all.
    """
    reached: dict[str, list[str]] = {}
    concluded = outcomes(program)
    for outcome in concluded:
        for question in program.support[outcome]:
            reached.setdefault(question, []).append(outcome)
    evaluate = ColumnarEvaluator(program, [*concluded, *conflicts])
    before = evaluate(columns)
    agreed = _agreed(before, conflicts)
    left: dict[str, bool] = {}
    for id_ in program.inputs:
        if ":" in id_ or id_ not in columns.columns:
            continue
        if id_ not in reached:
            left[id_] = False
            continue
        after = evaluate(Columns(columns.size, {**columns.columns, id_: np.roll(columns.columns[id_], 1)}))
        both = agreed & _agreed(after, conflicts)
        if not any(((before[outcome] != after[outcome]) & both).any() for outcome in reached[id_]):
            left[id_] = True
    return left


def _agreed(results: Results, conflicts: Sequence[str]) -> npt.NDArray[np.bool_]:
    agreed: npt.NDArray[np.bool_] = np.ones(results.size, dtype=np.bool_)
    for id_ in conflicts:
        agreed &= results[id_] == 1
    return agreed


def option_findings(knowledge: Knowledge, program: Program) -> list[Finding]:
    """Options that no rule tells from another (choice), or that no rule looks at (multi)."""
    masks: dict[str, set[int]] = {}
    for definition in program.definitions.values():
        _collect(definition.node, masks)
    findings = []
    for question in knowledge.questions.values():
        type_ = program.inputs[question.id]
        seen = masks.get(question.id, set())
        if type_.kind == "choice":
            alike: dict[tuple[bool, ...], list[str]] = {}
            for bit, option in enumerate(type_.options):
                alike.setdefault(tuple(bool(mask >> bit & 1) for mask in sorted(seen)), []).append(option)
            remarks = [
                (group[0], f"no rule tells these options apart: {', '.join(group)}")
                for group in alike.values()
                if len(group) > 1
            ]
        elif type_.kind == "multi":
            # An exclusive box ("none") says that the others are not ticked: naming them is naming it.
            alone = {option.id for option in question.options if option.exclusive}
            silent = [
                option
                for bit, option in enumerate(type_.options)
                if 1 << bit not in seen and option not in alone
            ]
            remarks = [(option, "no rule looks at this option") for option in silent]
        else:
            continue
        file = knowledge.files.get(f"questions:{question.id}") or knowledge.files.get(question.id)
        for option, message in remarks:
            field = f"options/{option}"
            findings.append(
                Finding(
                    severity="info",
                    code="unused-option",
                    message=message,
                    file=file,
                    entry=question.id,
                    field=field,
                )
            )
    return findings


def _collect(node: Node, masks: dict[str, set[int]]) -> None:
    """Masks of options each condition picks out, by name (one bit for a box)."""
    if isinstance(node, OptionIn | Includes) and isinstance(node.subject, Name):
        mask = node.mask if isinstance(node, OptionIn) else 1 << node.option
        masks.setdefault(node.subject.id, set()).add(mask)
    for child in node.children:
        _collect(child, masks)
