"""Worked cases whose profile was filled in by hand from the description, through the questions alone.

The harder test: the profiles (``profiles/<case id>.yaml``) were written without looking at the facts or the answers. The
target is 95 % right, and never wrong with confidence: a doubtful case says "to be confirmed". An item is doubtful when
the description does not allow an answer ("I don't know", ``null``) to a question its conclusion rests on, or when the
questions cannot carry what decides (``exceptions.py``); leaving it open is then the right answer. The summary printed
at the end of the run counts firm answers only.
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from agathe.rules import Engine, read_profile
from agathe.rules.engine import Judgement
from official.cases import DATA, official_root, read_cases
from official.exceptions import excused
from official.scoring import PATHWAYS, Case, score

TARGET = 0.95


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "blind" in metafunc.fixturenames:
        found = blind_cases(official_root(metafunc.config))
        metafunc.parametrize("blind", found, ids=[case["id"] for case, _ in found])


def blind_cases(root: Path) -> list[tuple[Case, Path]]:
    """Cases that have a profile beside them."""
    pairs = [(case, root / "profiles" / f"{case['id']}.yaml") for case in read_cases(root)]
    return [(case, path) for case, path in pairs if path.is_file() and case["score"]]


def test_never_wrong(
    blind: tuple[Case, Path], engine: Engine, record_property: Callable[[str, object], None]
) -> None:
    """No item of a profile filled in by hand is wrong with confidence."""
    case, path = blind
    judgement = engine.judge(read_profile(path, engine.knowledge))
    verdicts = {item: score(case, item, judgement) for item in case["score"]}
    for item, verdict in verdicts.items():
        record_property("official", ("profiles filled in by hand", item, verdict.outcome.replace("_", " ")))
    assert not [
        f"{item}: {verdict.sentence}" for item, verdict in verdicts.items() if verdict.outcome == "wrong"
    ]


def is_doubtful(case: Case, item: str, judgement: Judgement) -> bool:
    """Whether the person who filled the profile could not answer a question that still decides the item."""
    class_ = ("ivdr_class",) if case["expected"]["regulation"] == "IVDR" else ("mdr_class",)
    pathways = tuple(
        f"pathway:{id_}"
        for id_ in judgement.engine.knowledge.pathways
        if id_.startswith((*PATHWAYS.values(), "pect"))
    )
    rests_on: dict[str, tuple[str, ...]] = {
        "device": ("qualification",),
        "regulation": ("qualification",),
        "class": class_,
        "class_bound": class_,
        "class_same_as_hardware": class_,
        "rule": class_,
        "ai_act_high_risk": ("ai_act_status",),
    }
    relevant = judgement.relevance.of_all(rests_on.get(item, pathways))
    return any(judgement.profile.answers.get(question, ...) is None for question in relevant)


def test_share_right(root: Path, engine: Engine) -> None:
    """The share of items whose answer is right reaches the target."""
    pairs = blind_cases(root)
    if not pairs:
        pytest.skip("this folder holds no profile filled in by hand")
    if root == DATA:
        assert len(pairs) >= 40
    doubtful, total = [], 0
    for case, path in pairs:
        judgement = engine.judge(read_profile(path, engine.knowledge))
        for item in case["score"]:
            total += 1
            verdict = score(case, item, judgement)
            if verdict.outcome == "right" or (
                verdict.outcome == "to_confirm" and is_doubtful(case, item, judgement)
            ):
                continue
            if excused(case, item, verdict.outcome) is None:
                doubtful.append(f"{case['id']} {item}: {verdict.outcome}, {verdict.sentence}")
    share = 1 - len(doubtful) / total
    assert share >= TARGET, f"{share:.1%} of {total} items right\n" + "\n".join(doubtful)
