"""Whether every expression of the knowledge base reads."""

from contextlib import suppress
from datetime import date

from agathe.kernel import AgatheError
from agathe.knowledge.finding import Finding, in_order
from agathe.knowledge.walk import all_entries, structs
from agathe.rules.program import Compiler


def expression_findings(compiler: Compiler, day: date) -> list[Finding]:
    """Expressions that do not read: syntax, names, types, options, circles; those no conclusion uses included."""
    with suppress(AgatheError):
        compiler.program(day)
    for _, id_, entry in all_entries(compiler.knowledge):
        for path, part in structs(entry):
            if isinstance(when := getattr(part, "when", None), str | tuple):
                compiler.condition(when, day, id_, f"{path}/when".lstrip("/"))
    findings: dict[tuple[str | None, str], Finding] = {}
    for problem in compiler.problems:
        place = problem.location
        message = f"{problem.message} (column {place.column})" if place.column else str(problem.message)
        code = "cycle" if "turn in a circle" in message else "expression"
        found = Finding(
            severity="error",
            code=code,
            message=message,
            file=place.file,
            entry=place.entry,
            field=place.field,
        )
        findings.setdefault((place.entry, message), found)
    return in_order(findings.values())
