"""The interview: never asks twice, never in vain, ends with everything settled that can be."""

from datetime import date
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.agathe.rules.small import boxes, engine_of, question

from agathe.kernel import AgatheError
from agathe.knowledge import Knowledge
from agathe.rules import Engine, Profile
from agathe.rules.gain import needed
from agathe.rules.plausible import Sampler, plausible_profiles
from agathe.rules.questions import interview, next_question, settle, steps, target_ids
from agathe.rules.relevance import Relevance

ENGINE = boxes()
SEEDS = st.integers(0, 10_000)


def profile_of(seed: int, forgotten: frozenset[str] = frozenset()) -> Profile:
    """A plausible profile; some answers are "I don't know"."""
    profile = plausible_profiles(ENGINE, 1, seed)[0]
    for id_ in forgotten & set(profile.answers):
        profile = profile.answered(id_, None)
    return profile


FORGOTTEN = st.frozensets(st.sampled_from(sorted(ENGINE.knowledge.questions)), max_size=4)


# ---------------------------------------------------------------------- named sets


def test_named_sets() -> None:
    assert target_ids(ENGINE, "everything") == tuple(f"duty:{id_}" for id_ in ENGINE.knowledge.duties)
    assert set(target_ids(ENGINE, "everything")) - set(target_ids(ENGINE)) == {"duty:tender"}
    assert target_ids(ENGINE, ["duty:care", "radio"]) == ("radio", "duty:care")


@pytest.mark.parametrize("wrong", ["roadmaps", ["duty:nothing"]])
def test_unknown_sets_are_refused(wrong: str | list[str]) -> None:
    with pytest.raises(AgatheError, match=r"nothing|roadmaps"):
        target_ids(ENGINE, wrong)


# ---------------------------------------------------------------------- properties


@given(SEEDS, FORGOTTEN, st.sampled_from(["roadmap", "everything"]))
@settings(max_examples=60, deadline=None)
def test_interview(seed: int, forgotten: frozenset[str], targets: str) -> None:
    complete = profile_of(seed, forgotten)
    profile = Profile()
    asked: list[str] = []
    bound = len(ENGINE.knowledge.questions)
    while (suggestion := next_question(ENGINE.judge(profile), targets, size=32)) is not None:
        judgement = ENGINE.judge(profile)
        id_ = suggestion.question
        assert id_ not in asked
        asked.append(id_)
        # Neither hidden nor irrelevant, and it says what it can change.
        assert id_ in complete.answers or forgotten
        assert id_ in Relevance(ENGINE.program, judgement.values, judgement.answers).of_all(
            target_ids(ENGINE, targets)
        )
        assert set(suggestion.moves) <= set(target_ids(ENGINE, targets))
        # The bound is honest: it falls with each answer.
        assert 1 <= suggestion.at_most <= bound
        assert 1 <= suggestion.expected <= suggestion.at_most + 1e-9
        bound = suggestion.at_most - 1
        profile = profile.answered(id_, complete.answers.get(id_))
    # Settled as far as anybody could: the complete profile says no more.
    end, best = ENGINE.judge(profile), ENGINE.judge(complete)
    for target in target_ids(ENGINE, targets):
        assert end.values[target] == best.values[target]
    assert settle(ENGINE, complete, targets, size=32) == tuple(asked)
    file_order = settle(ENGINE, complete, targets, "file_order")
    assert list(file_order) == list(end.in_order(file_order))
    # Only what some conclusion may rest on is asked.
    assert "spare" not in asked


@given(SEEDS)
@settings(max_examples=30, deadline=None)
def test_conclusions_do_not_depend_on_the_order(seed: int) -> None:
    complete = profile_of(seed)
    ends = []
    for strategy in ("best", "file_order"):
        profile = [
            Profile(),
            *(profile for _, profile in steps(ENGINE, complete, strategy=strategy, size=32)),
        ][-1]  # type: ignore[arg-type]
        values = ENGINE.judge(profile).values
        ends.append([values[target] for target in target_ids(ENGINE)])
    assert ends[0] == ends[1]


def test_every_question_asked_alone_is_needed_or_may_be() -> None:
    """On a base small enough to try all answers, the interview is never longer than the questionnaire."""
    engine = engine_of(
        [question(id_, "boolean") for id_ in "abcd"],
        {"one": "a and b", "two": "a or c", "three": "a and d"},
    )
    total = shown = 0
    for values in product([True, False], repeat=4):
        complete = Profile(dict(zip("abcd", values, strict=True)))
        total += len(settle(engine, complete, size=64))
        shown += len(settle(engine, complete, strategy="file_order"))
    # First a: when true, b and d remain (c does not matter); when false, c alone.
    assert total == 8 * 3 + 8 * 2
    assert total < shown


# ---------------------------------------------------------------------- gates, and what is not known


def test_a_closed_gate_is_opened_first() -> None:
    first = next_question(ENGINE.judge(Profile()), ["duty:licence"])
    assert first is not None
    assert (first.question, first.at_most) == ("kind", 3)
    assert next_question(ENGINE.judge(Profile({"kind": "app"})), ["duty:licence"]) is None
    assert settle(ENGINE, Profile({"kind": "object", "radio": True, "band": "high"}), ["duty:licence"]) == (
        "kind",
        "radio",
        "band",
    )


def test_numbers_without_implied_value_are_not_asked_when_hidden() -> None:
    judgement = ENGINE.judge(Profile({"sold": False}))
    assert next_question(judgement, ["duty:register", "duty:late"]) is None


def test_unknown_answer_is_respected_and_what_it_gates_is_asked() -> None:
    """Nobody knows whether there is a radio: the band may still settle the matter."""
    judgement = ENGINE.judge(Profile({"kind": "object", "radio": None}))
    suggestion = next_question(judgement, ["duty:licence"])
    assert suggestion is not None
    assert suggestion.question == "band"
    assert ENGINE.judge(Profile({"kind": "object", "radio": None, "band": "low"})).false("duty:licence")


def test_what_nobody_can_settle_is_not_asked_for_ever() -> None:
    assert next_question(ENGINE.judge(Profile()), ["duty:never-known"]) is None
    judgement = ENGINE.judge(Profile({"sure": True}))
    assert not judgement.settled("duty:opinion")
    assert next_question(judgement, ["duty:opinion"]) is None


def test_everything_settled_asks_nothing() -> None:
    assert next_question(ENGINE.judge(Profile()), []) is None
    assert next_question(ENGINE.judge(profile_of(3))) is None


# ---------------------------------------------------------------------- measures


def test_same_seed_same_question() -> None:
    judgement = ENGINE.judge(Profile({"sold": True}))
    interview.cache_clear()
    first = next_question(judgement, seed=4)
    interview.cache_clear()
    assert next_question(judgement, seed=4) == first


def test_gain_of_a_decisive_question() -> None:
    """A fair question that decides one conclusion alone: one bit, needed by everyone."""
    engine = engine_of(
        [question("a", "boolean"), question("b", "boolean", weight=0.01)], {"one": "a", "two": "b"}
    )
    first = next_question(engine.judge(Profile()), size=1024)
    assert first is not None
    assert (first.question, first.needed, first.moves, first.at_most, first.expected) == (
        "a",
        1.0,
        ("duty:one",),
        2,
        2.0,
    )
    assert first.gain == pytest.approx(1.0, abs=0.02)


@given(SEEDS)
@settings(max_examples=20, deadline=None)
def test_needed_questions_are_asked_in_every_order(seed: int) -> None:
    complete = profile_of(seed)
    talk = interview(ENGINE, "everything", 0, 32)
    sample = Sampler(ENGINE, 8).given(complete.encoded(ENGINE.knowledge))
    shares = needed(talk._evaluator, talk.targets, sample, tuple(complete.answers)).share
    must = {id_ for id_, share in shares.items() if share == 1.0}
    for strategy in ("best", "file_order"):
        assert must <= set(settle(ENGINE, complete, "everything", strategy, size=32))  # type: ignore[arg-type]


# ---------------------------------------------------------------------- the real knowledge base


def test_real_sets_leave_the_buyer_and_the_funder_alone(engine: Engine, knowledge: Knowledge) -> None:
    away = {q.id for q in knowledge.questions.values() if q.theme in ("funding", "international", "buyer")}
    support = engine.program.support
    decisions = {fact.id for fact in knowledge.facts.values() if fact.decision}
    roadmap = set(target_ids(engine))
    assert decisions <= roadmap
    assert roadmap <= set(target_ids(engine, "everything"))
    assert not [id_ for id_ in roadmap - decisions if support[id_] & away]
    assert target_ids(engine, "class") == ("qualification", "mdr_class", "ivdr_class")


@pytest.mark.parametrize("seed", [1, 2])
def test_real_interview(engine: Engine, seed: int) -> None:
    complete = plausible_profiles(engine, 1, seed)[0]
    for targets, most in (("class", 18), ("roadmap", 80)):
        asked = settle(engine, complete, targets, size=32)
        assert len(set(asked)) == len(asked) <= most
        assert set(asked) <= set(complete.answers)
        known = engine.judge(Profile({id_: complete.answers[id_] for id_ in asked}))
        best = engine.judge(complete)
        for target in target_ids(engine, targets):
            assert known.values[target] == best.values[target]
        assert len(asked) <= len(settle(engine, complete, targets, "file_order"))


def test_real_first_question(engine: Engine) -> None:
    first = next_question(engine.judge(Profile()), "class")
    assert first is not None
    assert first.question == "purposes"
    assert set(first.moves) == {"qualification", "mdr_class", "ivdr_class"}
    assert isinstance(engine.day, date)
