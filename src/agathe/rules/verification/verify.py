"""Formal verification of the knowledge base: proofs, or counter-examples a person can read.

Random profiles find most witnesses at once; the solver z3 settles what is left. A remark says what is wrong and shows
a profile, cut down to the answers that matter.
"""

from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np
import numpy.typing as npt

from agathe.knowledge.base import Knowledge
from agathe.knowledge.finding import Finding, Severity, in_order
from agathe.rules.columnar import ColumnarEvaluator, Columns
from agathe.rules.program import Compiler, Definition, Program
from agathe.rules.scalar import ScalarEvaluator, Value
from agathe.rules.syntax import IfElse, Node, Type
from agathe.rules.verification.expressions import expression_findings
from agathe.rules.verification.goals import Goal, Goals, sure_conflicts
from agathe.rules.verification.smt import Encoding, Outcome, Solver
from agathe.rules.verification.usefulness import option_findings, outcomes, unused_questions
from agathe.rules.verification.worlds import random_profiles

SAMPLE = 4096
"""Random profiles tried before the solver."""
SEED = 20211018


def verify(knowledge: Knowledge, day: date) -> list[Finding]:
    """Prove or refute everything the knowledge base promises, as the law stands on a day.

    A base whose expressions do not all read is reported as such and not proved further.

    Args:
        knowledge: the base.
        day: day of reference; entries not in force that day are read at their first day of effect.

    Returns:
        The remarks, errors first; no error means that everything is proved.

    Raises:
        AgatheError: z3 is not installed.
    """
    compiler = Compiler(knowledge)
    problems = expression_findings(compiler, day)
    if problems:
        return problems
    prover = Prover(compiler, day)
    findings = prover.prove(Goals(compiler, day).all())
    if not any(finding.code == "contradiction" for finding in findings):
        findings += prover.question_findings()
    findings += option_findings(knowledge, compiler.program(day))
    return in_order(_without_consequences(findings))


def _without_consequences(findings: Sequence[Finding]) -> list[Finding]:
    """A way that never opens because a criterion never holds is one mistake, not two."""
    blocked = {
        (f.file, f.entry)
        for f in findings
        if f.code == "unreachable" and (f.field or "").startswith("criteria/")
    }
    return [f for f in findings if f.code != "never-open" or (f.file, f.entry) not in blocked]


class Prover:
    """Decides goals about one knowledge base."""

    def __init__(self, compiler: Compiler, day: date) -> None:
        self.compiler = compiler
        self.knowledge = compiler.knowledge
        self.day = day
        self.conflicts = sure_conflicts(self.knowledge)
        self._solver: Solver | None = None
        self._encodings: dict[date, Encoding] = {}

    # ------------------------------------------------------------------ goals

    def prove(self, goals: Sequence[Goal]) -> list[Finding]:
        """Remarks on the goals that fail."""
        witnesses = self._search(goals)
        findings: dict[Goal, Finding] = {}
        for goal in goals:
            answers = witnesses.get(goal)
            outcome = Outcome(True, answers) if answers is not None else self._solve(goal)
            if outcome.possible is None:
                findings[goal] = self._finding(
                    goal, "warning", "undecided", f"the solver could not settle this: {goal.message}"
                )
            elif outcome.possible != goal.possible:
                example = self.readable(goal, outcome.answers or {}) if outcome.possible else ""
                message = f"{goal.message}; for instance: {example}" if example else goal.message
                findings[goal] = self._finding(goal, goal.severity, goal.code, message)
        return list(findings.values())

    def _finding(self, goal: Goal, severity: Severity, code: str, message: str) -> Finding:
        files = self.knowledge.files
        file = files.get(f"{goal.kind}:{goal.entry}") or files.get(goal.entry)
        if goal.day != self.day:
            message = f"on {goal.day}, {message}"
        return Finding(
            severity=severity, code=code, message=message, file=file, entry=goal.entry, field=goal.field
        )

    def _search(self, goals: Sequence[Goal]) -> dict[Goal, Mapping[str, Value]]:
        """Random witnesses of the goals read on the day of reference."""
        wanted = {f"goal:{number}": goal for number, goal in enumerate(goals) if goal.day == self.day}
        program = with_goals(
            self.compiler.program(self.day), {id_: goal.node for id_, goal in wanted.items()}
        )
        columns = random_profiles(program, self.knowledge.questions.values(), SAMPLE, SEED)
        results = ColumnarEvaluator(program, [*wanted, *self.conflicts])(columns)
        agreed: npt.NDArray[np.bool_] = np.ones(SAMPLE, dtype=np.bool_)
        for id_ in self.conflicts:
            agreed &= results[id_] == 1
        found: dict[Goal, Mapping[str, Value]] = {}
        for id_, goal in wanted.items():
            held = np.flatnonzero((results[id_] == 1) & (agreed if goal.consistent else True))
            if held.size:
                found[goal] = row_of(columns, program.inputs, int(held[0]))
        return found

    @property
    def solver(self) -> Solver:
        if self._solver is None:
            self._solver = Solver(self.knowledge.questions)
        return self._solver

    def encoding(self, day: date) -> Encoding:
        if day not in self._encodings:
            self._encodings[day] = Encoding(self.solver, self.compiler.program(day))
        return self._encodings[day]

    def agreed(self, encoding: Encoding) -> list[object]:
        """Terms that hold on every profile that agrees with itself."""
        return [encoding.name(id_)[0] for id_ in self.conflicts]

    def _solve(self, goal: Goal) -> Outcome:
        encoding = self.encoding(goal.day)
        term = encoding.condition(goal.node, f"{goal.entry}/{goal.field}")
        return self.solver.check(term, *(self.agreed(encoding) if goal.consistent else ()))

    # ------------------------------------------------------------------ counter-examples

    def readable(self, goal: Goal, answers: Mapping[str, Value]) -> str:
        """The answers that make a goal hold, as few as possible, as ``question: answer``."""
        program = with_goals(self.compiler.program(goal.day), {"goal": goal.node})
        kept = self._asked(
            program, {id_: answers[id_] for id_ in sorted(program.support["goal"]) if id_ in answers}
        )
        evaluate = ScalarEvaluator(program.restricted(["goal"]))
        if evaluate(kept)["goal"] == 1:
            for id_ in list(kept):
                fewer = {other: value for other, value in kept.items() if other != id_}
                if evaluate(fewer)["goal"] == 1:
                    kept = fewer
        order = list(program.inputs)
        shown = sorted(kept.items(), key=lambda item: order.index(item[0]))
        return (
            "; ".join(f"{id_}: {show(program.inputs[id_], value)}" for id_, value in shown) or "any profile"
        )

    def _asked(self, program: Program, answers: dict[str, Value]) -> dict[str, Value]:
        """Without the answers to questions that this very profile is not asked."""
        gated = [
            id_
            for id_ in answers
            if id_ in program.definitions and isinstance(program.definitions[id_].node, IfElse)
        ]
        if not gated:
            return answers
        gates = {f"gate:{id_}": program.definitions[id_].node.children[0] for id_ in gated}
        values = ScalarEvaluator(with_goals(program, gates).restricted(gates))(answers)
        return {id_: value for id_, value in answers.items() if values.get(f"gate:{id_}") != 2}

    # ------------------------------------------------------------------ questions

    def question_findings(self) -> list[Finding]:
        """Questions whose answer never changes any conclusion."""
        program = self.compiler.program(self.day)
        days = sorted({goal.day for goal in Goals(self.compiler, self.day).all()} - {self.day})
        columns = random_profiles(program, self.knowledge.questions.values(), SAMPLE, SEED + 1)
        findings = []
        for id_, reached in unused_questions(program, columns, self.conflicts).items():
            if any(self._matters(id_, day) for day in (self.day, *days)):
                continue
            message = (
                "no conclusion depends on this question"
                if not reached
                else "no answer to this question changes a conclusion"
            )
            file = self.knowledge.files.get(f"questions:{id_}") or self.knowledge.files.get(id_)
            findings.append(
                Finding(severity="error", code="useless-question", message=message, file=file, entry=id_)
            )
        return findings

    def _matters(self, question: str, day: date) -> bool:
        """Whether two profiles that differ by one answer only can come to different conclusions."""
        program = self.compiler.program(day)
        reached = [id_ for id_ in outcomes(program) if question in program.support[id_]]
        if not reached:
            return False
        first, second = self.encoding(day), Encoding(self.solver, program, frozenset((question,)))
        pairs = [pair for id_ in reached for pair in zip(first.name(id_), second.name(id_), strict=True)]
        differ = self.solver.z3.Or(*(x != y for x, y in pairs))
        return self.solver.check(differ, *self.agreed(first), *self.agreed(second)).possible is not False


def with_goals(program: Program, nodes: Mapping[str, Node]) -> Program:
    """The program with further conditions to compute."""
    more = {id_: Definition(id_, "goal", id_, node) for id_, node in nodes.items()}
    return Program(program.day, program.inputs, {**program.definitions, **more}, program.periods)


def row_of(columns: Columns, inputs: Mapping[str, Type], row: int) -> dict[str, Value]:
    """One profile of a set of columns."""
    answers: dict[str, Value] = {}
    for id_, column in columns.columns.items():
        value = column[row]
        answers[id_] = int(value) if inputs[id_].kind != "number" else float(value)
    return answers


def show(type_: Type, value: Value) -> str:
    """An encoded answer as it is written in a profile."""
    if value is None:
        return "unknown"
    match type_.kind:
        case "boolean":
            return {1: "true", 2: "false"}.get(int(value), "unknown")
        case "choice":
            return " or ".join(type_.names(int(value)))
        case "multi":
            return f"[{', '.join(type_.names(int(value) & type_.full))}]"
        case "date":
            return date.fromordinal(int(value)).isoformat()
    return f"{value:g}"
