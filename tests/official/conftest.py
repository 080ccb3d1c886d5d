"""Official answers: worked cases of authorities and marketed products, run through the rules.

``pytest tests/official --official-root DIR`` runs any folder of the same layout (``cases/``, ``oracles/``); by default the
copy in ``tests/official/data``. A table of the scores ends the run.
"""

import sys
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for `official.cases` and its neighbours

from agathe.knowledge import load_knowledge
from agathe.rules import Engine
from official.cases import official_root, read_cases, read_oracles

AS_OF = date(2026, 11, 22)
"""The law is the one the cases were read under (header of the files)."""


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--official-root",
        metavar="DIR",
        help="folder of official answers to run (cases/, oracles/); default: the copy in tests/official/data",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each scored item of each case, and for each published result."""
    root = official_root(metafunc.config)
    if {"case", "item"} <= set(metafunc.fixturenames):
        pairs = [(case, item) for case in read_cases(root) if case.get("facts") for item in case["score"]]
        ids = [f"{case['id']}-{item}" for case, item in pairs]
        metafunc.parametrize(("case", "item"), pairs, ids=ids)
    if "oracle" in metafunc.fixturenames:
        oracles = read_oracles(root, "schedule")
        metafunc.parametrize("oracle", oracles, ids=[oracle["id"] for oracle in oracles])


@pytest.fixture(scope="session")
def root(pytestconfig: pytest.Config) -> Path:
    return official_root(pytestconfig)


@pytest.fixture(scope="session")
def engine() -> Engine:
    return Engine(load_knowledge(), AS_OF)


# ---------------------------------------------------------------------- summary


def _properties(reporter: Any) -> Iterator[tuple[str, str, str]]:
    """(set, item, outcome) of every comparison made; they travel with the reports, so also between processes."""
    for reports in reporter.stats.values():
        for report in reports:
            if getattr(report, "when", None) == "call":
                for name, value in report.user_properties:
                    if name == "official":
                        yield value[0], value[1], value[2]


def pytest_terminal_summary(terminalreporter: Any) -> None:
    scores: dict[str, dict[str, Counter[str]]] = {}
    for set_, item, outcome in _properties(terminalreporter):
        scores.setdefault(set_, {}).setdefault(item, Counter())[outcome] += 1
    for set_, by_item in sorted(scores.items()):
        terminalreporter.section(f"official answers, {set_}")
        columns = ("right", "to confirm", "wrong", "excepted")
        total: Counter[str] = Counter()
        terminalreporter.line(f"{'item':<26}" + "".join(f"{column:>12}" for column in columns))
        for item, counts in sorted(by_item.items()):
            total += counts
            terminalreporter.line(f"{item:<26}" + "".join(f"{counts[column]:>12}" for column in columns))
        terminalreporter.line(f"{'all':<26}" + "".join(f"{total[column]:>12}" for column in columns))
        judged = sum(total[column] for column in columns)
        right, wrong = total["right"] / judged, total["wrong"] / judged
        terminalreporter.line(f"right {right:.1%}, not wrong {1 - wrong:.1%} of {judged} items")
