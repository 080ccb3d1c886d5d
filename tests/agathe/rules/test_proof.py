"""Proofs say why, what is missing, and what would change a conclusion."""

from collections.abc import Iterator

import msgspec
import pytest

from agathe.kernel import LANGUAGES
from agathe.rules import Engine, Judgement, Profile
from agathe.rules.changes import smallest_changes
from agathe.rules.proof import Step, is_settled

ULCERS: dict[str, object] = {
    "product_role": "manufacturer", "markets": ("france",), "product_form": ("web_saas",), "commercial_model": ("to_organisations",),
    "users": ("health_professionals",), "purposes": ("predict", "prevent"), "individual_patient": True, "beyond_storage": True,
    "decision_support": True, "worst_harm": "serious_or_surgery", "output_role": "treat_or_diagnose", "monitors_body": "no",
    "drives_device": "no", "active_implant": False, "closed_loop": False, "next_step_decider": "clinician",
}  # fmt: skip


@pytest.fixture(scope="module")
def judgement(engine: Engine) -> Judgement:
    return engine.judge(Profile(answers=ULCERS))  # type: ignore[arg-type]


def steps(proof_steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in proof_steps:
        yield step
        yield from steps(step.because)


def test_a_class_is_proved_by_its_rule_down_to_the_answers(judgement: Judgement) -> None:
    proof = judgement.prove("mdr_class")
    assert proof.settled
    assert proof.options == ("IIb",)
    assert [step.rule for step in proof.because] == ["MDR rule 11(a)"]
    used = {step.id for step in steps(proof.because) if step.kind == "answer"}
    assert {"decision_support", "worst_harm", "output_role", "purposes"} <= used
    assert any("745" in source for source in proof.sources)


def test_every_conclusion_has_a_proof_in_both_languages(judgement: Judgement) -> None:
    for definition in judgement.engine.program.conclusions:
        proof = judgement.prove(definition.id)
        assert proof.settled == judgement.settled(definition.id)
        for step in steps(proof.because):
            assert all(step.statement[language].strip() for language in LANGUAGES)
        if proof.settled:
            assert not proof.missing


def test_what_is_missing_can_settle_and_nothing_else_can(judgement: Judgement) -> None:
    for definition in judgement.open_conclusions:
        missing = judgement.missing(definition.id)
        for question in judgement.engine.knowledge.questions.values():
            if (
                question.id in missing
                or question.type != "boolean"
                or question.id in judgement.profile.answers
            ):
                continue
            for answer in (True, False):
                other = judgement.engine.judge(judgement.profile.answered(question.id, answer))
                assert other.values[definition.id] == judgement.values[definition.id], (
                    definition.id,
                    question.id,
                )
        break  # one open conclusion is enough here: each costs two evaluations for each question


def test_smallest_changes_do_change_the_conclusion_and_none_smaller_does(judgement: Judgement) -> None:
    engine = judgement.engine
    definition = engine.program.definitions["mdr_class"]
    changes = smallest_changes(judgement, "mdr_class")
    assert changes
    sizes = {len(change.answers) for change in changes}
    assert sizes == {1}
    for change in changes:
        profile = judgement.profile
        for question, answer in change.answers.items():
            profile = profile.answered(question, answer)
        after = engine.judge(profile)
        assert after.values["mdr_class"] == change.value != judgement.values["mdr_class"]
        assert is_settled(definition, change.value)
        for rule in engine.knowledge.consistency.values():
            assert rule.severity != "error" or not after.false(f"check:{rule.id}")


def test_changes_of_two_answers_are_found_when_one_is_not_enough(engine: Engine) -> None:
    # An individual who predicts nothing medical: becoming a class IIb device takes several answers.
    profile = Profile(
        answers={**ULCERS, "purposes": ("wellness",), "decision_support": False, "monitors_body": "no"}
    )  # type: ignore[arg-type]
    judgement = engine.judge(profile)
    changes = smallest_changes(judgement, "third_party_assessment")
    assert changes
    assert all(len(change.answers) == len(changes[0].answers) for change in changes)


def test_proofs_are_plain_data(judgement: Judgement) -> None:
    proof = judgement.prove("duty:mdr-route-class-iib")
    raw = msgspec.json.encode(proof)
    assert msgspec.json.decode(raw, type=type(proof)) == proof
