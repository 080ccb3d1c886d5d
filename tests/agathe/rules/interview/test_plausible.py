"""Plausible profiles: they follow the weights, the gates, the answers given and the consistency rules."""

from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agathe.rules.small import boxes, engine_of, question

from agathe.knowledge import Knowledge
from agathe.rules import Engine, Profile
from agathe.rules.critical import thresholds
from agathe.rules.interview.plausible import Sampler, completed, decode, plausible_profiles
from agathe.rules.profile import encode_answer, read_answer

ENGINE = boxes()


def test_same_seed_same_profiles_other_seed_other_profiles() -> None:
    assert plausible_profiles(ENGINE, 40, 3) == plausible_profiles(ENGINE, 40, 3)
    assert plausible_profiles(ENGINE, 40, 3) != plausible_profiles(ENGINE, 40, 4)


def test_answers_follow_their_weights() -> None:
    profiles = list(
        Sampler(engine_of(list(ENGINE.knowledge.questions.values()), {}), 4096, 1).given({}).profiles()
    )

    def share(id_: str, answer: object) -> float:
        asked = [p for p in profiles if id_ in p.answers]
        return sum(p.answers[id_] == answer for p in asked) / len(asked)

    assert share("sold", True) == pytest.approx(0.9, abs=0.03)
    assert share("kind", "app") == pytest.approx(0.6, abs=0.03)
    assert share("radio", True) == pytest.approx(0.7, abs=0.05)
    assert share("uses", ("none",)) == pytest.approx(0.2, abs=0.03)
    treat = sum("treat" in p.answers["uses"] for p in profiles) / len(profiles)  # type: ignore[operator]
    # Alone 0.4 among the profiles without "none", where an empty choice is filled with one of the two boxes.
    assert treat == pytest.approx(0.8 * (0.4 + 0.6 * 0.5 * 4 / 9), abs=0.03)


@pytest.mark.parametrize("seed", [0, 1])
def test_closed_questions_are_left_out_and_answers_are_possible(seed: int) -> None:
    knowledge = ENGINE.knowledge
    for profile in plausible_profiles(ENGINE, 200, seed):
        answers = profile.answers
        assert ("radio" in answers) == (answers["kind"] == "object")
        assert ("band" in answers) == (answers.get("radio") is True)
        assert ("people" in answers) == ("launch" in answers) == (answers["sold"] is True)
        assert ENGINE.judge(profile).true("check:object-treats-no-one")
        plain = profile.to_plain()["answers"]
        for id_, raw in plain.items():  # type: ignore[attr-defined]
            assert read_answer(knowledge.questions[id_], raw).value == answers[id_]  # type: ignore[union-attr]


def test_given_answers_stay_and_unknown_stays_unknown() -> None:
    known = Profile({"kind": "object", "sold": None, "people": 12.0})
    sample = Sampler(ENGINE, 64, 0).given(known.encoded(ENGINE.knowledge))
    for profile in sample.profiles():
        assert profile.answers["kind"] == "object"
        assert profile.answers["sold"] is None
        assert profile.answers["people"] == 12.0
        assert "treat" not in profile.answers["uses"]  # type: ignore[operator]


def test_contradictory_answers_still_give_profiles() -> None:
    known = Profile({"kind": "object", "uses": ("treat",)})
    sample = Sampler(ENGINE, 16, 0).given(known.encoded(ENGINE.knowledge))
    assert sample.agree == sample.planes.full


def test_partial_answer_is_drawn_among_what_it_leaves() -> None:
    wide = Profile({"kind": "app"}).encoded(ENGINE.knowledge) | {"kind": 0b011}
    kinds = {profile.answers["kind"] for profile in Sampler(ENGINE, 256, 0).given(wide).profiles()}
    assert kinds == {"app", "object"}


def test_thresholds_are_followed_through_dates() -> None:
    limits = thresholds(ENGINE.program)
    assert limits["people"] == (50.0,)
    assert limits["launch"] == (date(2025, 11, 26).toordinal(),)
    launches = [p.answers["launch"] for p in plausible_profiles(ENGINE, 300, 0) if "launch" in p.answers]
    late = sum(day <= date(2025, 11, 26) for day in launches) / len(launches)  # type: ignore[operator]
    assert 0.3 < late < 0.7


def test_completed_keeps_what_is_known() -> None:
    known = Profile({"kind": "service", "sure": None}, done={"care": "file"}, name="x")
    full = completed(ENGINE, known, 5)
    assert (full.answers["kind"], full.answers["sure"], full.done, full.name) == (
        "service",
        None,
        known.done,
        "x",
    )
    assert set(full.answers) >= {"sold", "uses", "spare", "price"}
    assert completed(ENGINE, known, 5) == full


@given(st.integers(0, 10_000))
@settings(max_examples=25)
def test_decoding_reverses_encoding(seed: int) -> None:
    questions = ENGINE.knowledge.questions
    for profile in plausible_profiles(ENGINE, 4, seed):
        for id_, answer in profile.answers.items():
            type_ = ENGINE.program.inputs[id_]
            assert decode(questions[id_], type_, encode_answer(questions[id_], answer)) == answer


def test_a_new_question_does_not_change_the_draws_of_the_others() -> None:
    questions = list(ENGINE.knowledge.questions.values())
    more = engine_of([question("first", "boolean"), *questions], {})
    without = engine_of(questions, {})
    first = Sampler(more, 64, 0).given({})
    second = Sampler(without, 64, 0).given({})
    assert all(first.planes.bits[id_] == planes for id_, planes in second.planes.bits.items())
    assert all(
        np.array_equal(first.planes.numbers[id_], x, equal_nan=True)
        for id_, x in second.planes.numbers.items()
    )


def test_real_profiles_do_not_contradict_themselves(engine: Engine, knowledge: Knowledge) -> None:
    errors = [f"check:{rule.id}" for rule in knowledge.consistency.values() if rule.severity == "error"]
    for profile in plausible_profiles(engine, 60, 0):
        judgement = engine.judge(profile)
        assert not [check for check in errors if judgement.false(check)]
        for id_, raw in profile.to_plain()["answers"].items():  # type: ignore[attr-defined]
            if raw != []:
                assert read_answer(knowledge.questions[id_], raw).value == profile.answers[id_]  # type: ignore[union-attr]
