"""The language of conditions: words, functions, nodes, truth tables and error messages, each taken from the code."""

from collections.abc import Iterable

from agathe.kernel import AgatheError
from agathe.knowledge import Knowledge
from agathe.reference.markdown import code, first_paragraph, table
from agathe.rules import parser, syntax
from agathe.rules.program import Compiler
from agathe.rules.prose import Prose
from agathe.rules.syntax import BOOLEAN, And, Constant, Node, Or, negation
from agathe.rules.walk import walk

FUNCTIONS = {
    "any_of": ("true when at least one of the options is ticked", "any_of(purposes, 'treat', 'prevent')"),
    "all_of": ("true when all the options are ticked", "all_of(purposes, 'treat', 'prevent')"),
    "only": ("true when nothing is ticked outside these options", "only(purposes, 'wellness', 'inform')"),
    "days": ("a duration, added to a date or taken from it", "study_readout_date <= today + days(90)"),
    "months": (
        "a duration; the day is cut to the length of the month reached",
        "study_readout_date <= today + months(6)",
    ),
    "years": ("a duration of twelve months each", "today < company_creation_date + years(8)"),
    "date": ("a date, written year-month-day", "first_market_date < date('2021-05-26')"),
    "done": ("true when the project has ticked this duty as done, else false", "done('iso-14971')"),
    "one_of": ("a choice known only to be one of these options: “which one is not settled”", ""),
}
"""Meaning of each function, and a condition that uses it."""
LITERALS = {
    "true": "holds", "false": "does not hold", "unknown": "nobody can settle it from answers: an authority decides",
    "never": "a date later than all others",
}  # fmt: skip
OPERATORS = (
    ("`and` `or` `not`", "boolean", "logic with unknown, see the tables below"),
    ("{comparisons}", "number, date", "comparison; unknown when one side is"),
    ("`==` `!=`", "choice", "the option, or any other one"),
    ("`<` `<=` `>` `>=`", "choice with an order", "rank of the option, for instance `mdr_class >= 'IIa'`"),
    ("`in` `not in` a list", "choice", "one of several options: `ce_status in ('mdr_ivdr', 'directive')`"),
    ("`in` `not in` a name", "several answers", "the box is ticked: `'treat' in purposes`"),
    ("`A if C else B`", "any", "A when C holds, B when it does not; both remain possible when C is unknown"),
    ("{arithmetic}", "number", "arithmetic; dividing by zero gives unknown"),
    ("`+` `-`", "date and duration", "a later or an earlier day"),
)
MISTAKES = (
    "medical_devices and closed_loop", "'treet' in purposes", "purposes == 'treat'", "ce_status > 'mdr_ivdr'", "known(ce_status)",
    "decision_support == 'yes'", "rd_share_pct + 'ten' > 3", "0 < rd_share_pct < 50", "date('2026-02-30') < today",
)  # fmt: skip
_VALUES = {1: "true", 2: "false", 3: "unknown"}


def language_page(knowledge: Knowledge) -> str:
    """Page ``language.md``.

    Raises:
        ValueError: a function or a literal of the parser is not described here.
    """
    for described, real in ((FUNCTIONS, parser.FUNCTIONS), (LITERALS, parser._LITERALS)):
        if set(described) != set(real):
            raise ValueError(f"describe exactly these words of the language: {sorted(real)}")
    vocabulary = Compiler(knowledge).vocabulary
    prose = Prose(knowledge, "en")
    lines = [
        "# The language of conditions",
        "",
        "How the pieces fit together is told in [three-valued logic](../explanation/three-valued-logic.md). An expression has at",
        f"most {parser.MAX_LENGTH} characters and may run over several lines.",
        "",
        "## Names and literals",
        "",
        f"A name is a question, a fact, a parameter (a dated number) or `today`, the day of evaluation. There are {len(vocabulary)} names.",
        "Every name has a type: boolean, choice (one option), multi (several options), number or date. Options are written in quotes.",
        "",
        *table(("Literal", "Means"), [(code(word), meaning) for word, meaning in LITERALS.items()]),
        "## Operators",
        "",
        *table(("Operator", "On", "Means"), _operators()),
        "## Functions",
        "",
    ]
    rows = []
    for name in parser.FUNCTIONS:
        meaning, example = FUNCTIONS[name]
        words = (
            prose.condition(parser.parse(example, vocabulary)) if example else "(a value, not a condition)"
        )
        rows.append((code(name), meaning, code(example or "one_of('IIa', 'IIb')"), words))
    lines += table(("Function", "Means", "Example", "In words"), rows)
    lines += ["No function asks whether something is known.", "", "## Truth tables", ""]
    lines += table(("A", "B", "A and B", "A or B", "not A"), _truths())
    lines += [
        "## Nodes",
        "",
        "Every expression becomes a tree of these nodes, which all interpreters read.",
        "",
    ]
    lines += table(("Node", "Holds", "Says"), _nodes())
    lines += ["## Messages", "", "What the reader answers to a mistake; columns are counted from 1.", ""]
    lines += table(("Expression", "Message"), [(code(text), _message(text, vocabulary)) for text in MISTAKES])
    return "\n".join(lines).rstrip() + "\n"


def _operators() -> Iterable[tuple[str, str, str]]:
    comparisons = " ".join(code(sign) for sign in parser._COMPARISONS.values())
    arithmetic = " ".join(code(sign) for sign in parser._ARITHMETIC.values())
    for operator, on, meaning in OPERATORS:
        yield operator.format(comparisons=comparisons, arithmetic=arithmetic), on, meaning


def _truths() -> Iterable[tuple[str, ...]]:
    """Computed by the interpreter that defines the meaning of the language."""
    for a in _VALUES:
        for b in _VALUES:
            left, right = Constant(a, BOOLEAN), Constant(b, BOOLEAN)
            nodes: tuple[Node, ...] = (And((left, right)), Or((left, right)), negation(left))
            yield (_VALUES[a], _VALUES[b], *(_VALUES[int(walk(node, {}, {}) or 0)] for node in nodes))


def _nodes() -> Iterable[tuple[str, str, str]]:
    for name in syntax.__all__:
        kind = getattr(syntax, name)
        if isinstance(kind, type) and issubclass(kind, Node) and kind is not Node:
            fields = [field for field in kind.__dataclass_fields__ if field != "column"]  # type: ignore[attr-defined]
            said = first_paragraph(kind.__doc__)
            yield (
                code(name),
                ", ".join(code(field) for field in fields),
                "" if said.startswith(f"{name}(") else said,
            )


def _message(text: str, vocabulary: dict[str, syntax.Type]) -> str:
    try:
        parser.parse(text, vocabulary)
    except AgatheError as error:
        return str(error)
    raise ValueError(f"{text!r} is no longer a mistake: choose another one")
