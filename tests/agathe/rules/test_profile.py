"""Profiles: what they accept, and how they say what is wrong."""

from datetime import date

import pytest

from agathe.kernel import Text
from agathe.knowledge import Knowledge
from agathe.rules import Profile, ProfileError, profile_from_plain
from agathe.rules.profile import Read, encode_answer, read_answer


def refused(knowledge: Knowledge, **answers: object) -> ProfileError:
    with pytest.raises(ProfileError) as caught:
        profile_from_plain({"answers": answers}, knowledge)
    return caught.value


@pytest.mark.parametrize(
    ("answers", "says"),
    [
        ({"purposess": ["treat"]}, "“purposes”"),
        ({"mdr_class": "IIa"}, "computed from the other answers"),
        ({"decision_support": "maybe"}, "yes or no"),
        ({"worst_harm": "serious"}, "choices: "),
        ({"purposes": ["treat", "treat"]}, "given twice"),
        ({"purposes": ["none", "treat"]}, "cannot go with"),
        ({"purposes": []}, "at least one"),
        ({"project_cost_eur": "much"}, "a number"),
        ({"project_cost_eur": float("nan")}, "a number"),
        ({"project_cost_eur": -5}, "not plausible"),
        ({"planned_launch": "2026-02-30"}, "a date that exists"),
        ({"planned_launch": date(1850, 1, 1)}, "not plausible"),
        ({"planned_launch": 20270101}, "a date that exists"),
    ],
)
def test_wrong_answers_name_the_question_and_what_is_expected(
    knowledge: Knowledge, answers: dict[str, object], says: str
) -> None:
    error = refused(knowledge, **answers)
    assert says in error.render("en")
    assert next(iter(answers)) in error.render("fr")


def test_all_problems_are_told_at_once(knowledge: Knowledge) -> None:
    message = refused(knowledge, purposess=["treat"], worst_harm="serious", decision_support=3).render("fr")
    assert message.startswith("3 problèmes")
    assert message.count("\n  - ") == 3


@pytest.mark.parametrize("content", [None, [], "text", {}, {"answers": ["a"]}, {"answers": None}])
def test_not_a_profile(knowledge: Knowledge, content: object) -> None:
    with pytest.raises(ProfileError, match="answers:"):
        profile_from_plain(content, knowledge)


def test_unknown_keys_versions_and_duties(knowledge: Knowledge) -> None:
    with pytest.raises(ProfileError, match="answers”"):
        profile_from_plain({"answers": {}, "answer": {}}, knowledge)
    with pytest.raises(ProfileError, match="version"):
        profile_from_plain({"agathe_profile": 99, "answers": {}}, knowledge)
    with pytest.raises(ProfileError, match="gdpr-records"):
        profile_from_plain({"answers": {}, "done": ["gdpr-record"]}, knowledge)


def test_i_do_not_know_is_an_answer(knowledge: Knowledge) -> None:
    profile = profile_from_plain({"answers": {"worst_harm": None, "decision_support": "unknown"}}, knowledge)
    assert profile.answers == {"worst_harm": None, "decision_support": None}
    encoded = profile.encoded(knowledge)
    assert encoded["decision_support"] == 3


def test_an_option_may_stand_for_several(knowledge: Knowledge) -> None:
    drives = knowledge.questions["drives_device"]
    options = [option.id for option in drives.options if not option.any_of]
    value = encode_answer(drives, "unknown")
    assert isinstance(value, int)
    possible = {option for bit, option in enumerate(options) if value >> bit & 1}
    assert possible == {"class_i", "class_iia", "class_iib", "class_iii"}


def test_a_box_may_leave_others_undecided(knowledge: Knowledge) -> None:
    form = knowledge.questions["product_form"]
    options = [option.id for option in form.options]
    value = encode_answer(form, ("software",))
    assert isinstance(value, int)
    may_be_in = {option for bit, option in enumerate(options) if value >> bit & 1}
    assert may_be_in == {"software", "mobile_app", "web_saas", "local_software", "ai_model"}
    must_be_in = {
        o for bit, o in enumerate(options) if value >> bit & 1 and not value >> len(options) + bit & 1
    }
    assert must_be_in == {"software"}


def test_bare_yes_and_no_of_yaml_are_understood(knowledge: Knowledge) -> None:
    assert read_answer(knowledge.questions["monitors_body"], False) == Read("no")
    assert isinstance(read_answer(knowledge.questions["monitors_body"], True), Text)


def test_plain_form_is_read_back_the_same(knowledge: Knowledge) -> None:
    profile = Profile(
        answers={"purposes": ("treat", "prevent"), "worst_harm": None, "planned_launch": date(2027, 3, 1)},
        done={"gdpr-records": "registre.pdf"},
        name="Essai",
    )
    assert profile_from_plain(profile.to_plain(), knowledge) == profile


def test_every_reading_changes_nothing_in_the_order_of_options(knowledge: Knowledge) -> None:
    first = profile_from_plain({"answers": {"purposes": ["prevent", "treat"]}}, knowledge)
    second = profile_from_plain({"answers": {"purposes": ["treat", "prevent"]}}, knowledge)
    assert first == second
