"""Worked cases fed with their facts: every scored item is right, except for the legal reasons of ``exceptions``."""

from collections.abc import Callable
from pathlib import Path

import pytest

from agathe.rules import Engine, Profile, profile_from_plain
from official.adapter import profile_from_facts
from official.cases import DATA, read_cases
from official.exceptions import EXCEPTIONS, excused
from official.scoring import Case, score

NAMED = {
    # class: the test is known by its analyte only
    ("g-hiv-lineblot", "class"): "ivdr-class",
    ("g-pap-cytology", "class"): "ivdr-class",
    ("g-trisomy21", "class"): "ivdr-class",
    # rule: the point of the rule
    ("g-calprotectin-app", "rule"): "ivdr-rule-point",
    ("g-egfr-aki", "rule"): "ivdr-rule-point",
    ("g-elf-score", "rule"): "ivdr-rule-point",
    ("g-hiv-lineblot", "rule"): "ivdr-rule-point",
    ("g-meld", "rule"): "ivdr-rule-point",
    ("g-pap-cytology", "rule"): "ivdr-rule-point",
    ("g-trisomy21", "rule"): "ivdr-rule-point",
    # open in the guidance, answered by the facts
    ("g-prostate-risk", "device"): "samples-weight-told",
    # a decision on a product that the knowledge base does not record
    ("m-dblg1", "french_status_lookup"): "decision-not-published",
}
"""Items of the repository's copy that are excepted, with the reason; the test below keeps this list exact."""


def test_case(case: Case, item: str, engine: Engine, record_property: Callable[[str, object], None]) -> None:
    """An item of a case is right, or excepted for a legal reason that its facts show."""
    verdict = score(case, item, engine.judge(profile_from_facts(case["facts"])))
    exception = excused(case, item, verdict.outcome)
    outcome = "excepted" if exception else verdict.outcome.replace("_", " ")
    record_property("official", ("facts", item, outcome))
    if exception:
        pytest.skip(f"{exception.id}: {exception.reason} ({verdict.sentence})")
    assert verdict.outcome == "right", verdict.sentence


def test_exceptions_are_named(engine: Engine) -> None:
    """In the repository's copy, exactly the items listed above are excepted."""
    found = {}
    for case in read_cases(DATA):
        judgement = engine.judge(profile_from_facts(case["facts"]))
        for item in case["score"]:
            exception = excused(case, item, score(case, item, judgement).outcome)
            if exception:
                found[case["id"], item] = exception.id
    assert found == NAMED
    assert set(NAMED.values()) <= {exception.id for exception in EXCEPTIONS}


def test_profiles_are_valid(root: Path, engine: Engine) -> None:
    """What the adapter writes is a profile that a person could have filled in, without contradictions."""
    for case in read_cases(root):
        profile = profile_from_facts(case["facts"])
        read = profile_from_plain(profile.to_plain(), engine.knowledge)
        assert _unordered(read) == _unordered(profile), case["id"]
        judgement = engine.judge(profile)
        broken = [rule for rule in engine.knowledge.consistency if judgement.false(f"check:{rule}")]
        assert not broken, f"{case['id']}: {broken}"


def _unordered(profile: Profile) -> dict[str, object]:
    return {id_: set(v) if isinstance(v, tuple) else v for id_, v in profile.answers.items()}


def test_copies_are_attributed() -> None:
    """The copies keep the header that says where the cases come from and under which terms."""
    for path in (DATA / "cases").glob("*.yaml"):
        header = [line for line in path.read_text("utf-8").splitlines() if line.startswith("#")]
        assert any("licence, attribution" in line for line in header), path.name
