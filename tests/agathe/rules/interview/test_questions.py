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
from agathe.rules.interview.gain import needed
from agathe.rules.interview.plausible import Sampler, plausible_profiles
from agathe.rules.interview.questions import interview, next_question, settle, steps, target_ids
from agathe.rules.interview.screens import box_answers
from agathe.rules.relevance import Relevance

ENGINE = boxes()
GROUPED = boxes(
    {"signals": {"radio": False, "band": "low", "sure": False}, "about": {"sold": True, "uses": "none"}}
)
"""The same base with two screens of boxes; one box depends on another, one is true when it is left empty."""
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
@settings(max_examples=60)
def test_interview(seed: int, forgotten: frozenset[str], targets: str) -> None:
    complete = profile_of(seed, forgotten)
    singles = settle(ENGINE, complete, targets, size=32)
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
    assert singles == tuple((id_,) for id_ in asked)
    file_order = [id_ for (id_,) in settle(ENGINE, complete, targets, "file_order")]
    assert list(file_order) == list(end.in_order(file_order))
    # Only what some conclusion may rest on is asked.
    assert "spare" not in asked


@given(SEEDS, FORGOTTEN, st.sampled_from(["roadmap", "everything"]))
@settings(max_examples=60)
def test_interview_with_boxes(seed: int, forgotten: frozenset[str], targets: str) -> None:
    """The same properties, screen by screen."""
    complete = profile_of(seed, forgotten)
    played = list(steps(GROUPED, complete, targets, size=32))
    profile, bound, ticked, answered = Profile(), len(GROUPED.knowledge.questions), set[str](), set[str]()
    for shown, after in played:
        judgement = GROUPED.judge(profile)
        suggestion = next_question(judgement, targets, ticked=ticked, size=32)
        assert suggestion is not None
        assert suggestion.together == shown
        assert suggestion.question == shown[0]
        assert (suggestion.group is None) == (len(shown) == 1)
        matter = Relevance(GROUPED.program, judgement.values, judgement.answers).of_all(
            target_ids(GROUPED, targets)
        )
        for id_ in shown:
            # Never asked twice, never in vain, only boxes of one group; a ticked box is the one thing asked again.
            assert id_ not in answered
            assert id_ in matter or any(other in matter for other in shown)
            assert id_ not in ticked or len(shown) == 1
        assert 1 <= suggestion.at_most <= bound
        assert 1 <= suggestion.expected <= suggestion.at_most + 1e-9
        bound = suggestion.at_most - 1
        if len(shown) > 1:
            ticked |= {id_ for id_ in shown if id_ not in after.answers}
        answered |= set(after.answers)
        profile = after
    assert next_question(GROUPED.judge(profile), targets, size=32) is None
    end, best = GROUPED.judge(profile), GROUPED.judge(complete)
    for target in target_ids(GROUPED, targets):
        assert end.values[target] == best.values[target]


@given(SEEDS)
@settings(max_examples=30)
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
        ("kind",),
        ("radio",),
        ("band",),
    )


def test_numbers_without_implied_value_are_not_asked_when_hidden() -> None:
    judgement = ENGINE.judge(Profile({"sold": False}))
    assert judgement.missing("people") == judgement.missing("launch") == ()
    assert ENGINE.judge(Profile({"sold": True})).missing("people") == ("people",)
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


# ---------------------------------------------------------------------- screens of boxes


def test_boxes_are_shown_together_with_those_that_depend_on_them() -> None:
    judgement = GROUPED.judge(Profile({"kind": "object"}))
    screen = next_question(judgement, ["duty:licence"])
    assert screen is not None
    assert (screen.group, screen.together) == ("signals", ("radio", "band"))  # "sure" can change nothing here
    assert (screen.at_most, screen.moves) == (2, ("duty:licence",))
    # The screen, then the detail if its box is ticked.
    empty = settle(GROUPED, Profile({"kind": "object", "radio": False}), ["duty:licence"])
    assert empty == (("kind",), ("radio", "band"))
    ticked = settle(GROUPED, Profile({"kind": "object", "radio": True, "band": "high"}), ["duty:licence"])
    assert ticked == (("kind",), ("radio", "band"), ("band",))


def test_answers_of_the_boxes() -> None:
    knowledge = GROUPED.knowledge
    assert box_answers(knowledge, "signals", ("sure", "radio", "band"), {"radio"}, {"sure"}) == {
        "radio": True,
        "band": "low",
        "sure": None,
    }
    # A ticked choice has no answer yet; a box may say "no"; a multi takes the option for "none".
    assert box_answers(knowledge, "signals", ("band",), {"band"}) == {}
    assert box_answers(knowledge, "about", ("sold", "uses"), ()) == {"sold": True, "uses": ("none",)}
    assert box_answers(knowledge, "about", ("sold", "uses"), {"sold", "uses"}) == {"sold": False}


def test_an_answer_whose_gate_another_box_closes_is_left_out() -> None:
    talk = interview(GROUPED, None)
    start = Profile({"kind": "object"})
    assert talk.recorded(start, {"radio": False, "band": "high"}).answers == {
        "kind": "object",
        "radio": False,
    }
    assert talk.recorded(start, {"radio": None, "band": "high"}).answers == {
        "kind": "object",
        "radio": None,
        "band": "high",
    }


def test_what_is_left_of_a_screen_is_asked_alone() -> None:
    """Boxes taken back come together again; a single box left, or choices of a group already shown, come alone."""
    alone = next_question(GROUPED.judge(Profile({"kind": "object", "band": None})), ["duty:licence"])
    assert alone is not None
    assert (alone.question, alone.group, alone.together) == ("radio", None, ("radio",))
    engine = engine_of(
        [question("a", "boolean"), *(question(id_, "choice", {"no": 1, "yes": 1}) for id_ in "bc")],
        {"one": "a or b == 'yes'", "two": "c == 'yes'"},
        groups={"all": {"a": False, "b": "no", "c": "no"}},
    )
    first = next_question(engine.judge(Profile()))
    assert first is not None
    assert (set(first.together), first.at_most) == ({"a", "b", "c"}, 3)
    details = next_question(engine.judge(Profile({"a": False})))
    assert details is not None
    assert (details.group, details.at_most) == (None, 2)
    wanted = next_question(engine.judge(Profile({"a": False})), ticked={"c"})
    assert wanted is not None
    assert wanted.question == "c"


def test_a_screen_waits_for_its_members() -> None:
    """The gate of one member rests on a question outside: it comes first, so that one screen is enough."""
    engine = engine_of(
        [
            question("a", "boolean"),
            question("out", "boolean"),
            question("b", "boolean", asked_when="out", otherwise=False),
        ],
        {"one": "a", "two": "b"},
        groups={"both": {"a": False, "b": False}},
    )
    assert settle(engine, Profile({"a": True, "out": True, "b": True})) == (("out",), ("a", "b"))


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
@settings(max_examples=20)
def test_needed_questions_are_asked_in_every_order(seed: int) -> None:
    complete = profile_of(seed)
    talk = interview(ENGINE, "everything", 0, 32)
    sample = Sampler(ENGINE, 8).given(complete.encoded(ENGINE.knowledge))
    shares = needed(talk._evaluator, talk.targets, sample, tuple(complete.answers)).share
    must = {id_ for id_, share in shares.items() if share == 1.0}
    for strategy in ("best", "file_order"):
        shown = settle(ENGINE, complete, "everything", strategy, size=32)  # type: ignore[arg-type]
        assert must <= {id_ for screen in shown for id_ in screen}


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
    for targets, most in (("class", 12), ("roadmap", 45)):
        played = list(steps(engine, complete, targets, size=32))
        asked = [shown for shown, _ in played]
        assert len(asked) <= most
        assert len(asked) <= len(settle(engine, complete, targets, "file_order"))
        alone = [shown for shown in asked if len(shown) == 1]
        assert len(set(alone)) == len(alone)
        assert {id_ for (id_,) in alone} <= set(complete.answers)
        known = engine.judge(played[-1][1])
        best = engine.judge(complete)
        for target in target_ids(engine, targets):
            assert known.values[target] == best.values[target]


def test_real_first_question(engine: Engine) -> None:
    first = next_question(engine.judge(Profile()), "class")
    assert first is not None
    assert first.question == "purposes"
    assert set(first.moves) == {"qualification", "mdr_class", "ivdr_class"}
    assert isinstance(engine.day, date)
