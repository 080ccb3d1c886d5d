"""The adapter on facts nobody has seen: any facts of the vocabulary give a profile the questions accept."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from agathe.rules import Engine, profile_from_plain
from official.adapter import HARMS, PURPOSES, profile_from_facts
from official.scoring import rules_named

FLAG = st.sampled_from((True, False, None))
FLAGS = (
    "software claims_medical_purpose action_beyond_storage_communication_search individual_patient_benefit "
    "provides_information_for_decisions vital_immediate_danger monitoring_only delivers_therapy closed_loop drives_hardware "
    "part_of_hardware_device accessory_intended monitors_active_implantable invitro_data_only invitro_data_decisive "
    "self_testing ai contraception conception_support compensates_disability remote_monitoring alerts patient_use "
    "professional_use"
).split()
FACTS = st.fixed_dictionaries(
    dict.fromkeys(FLAGS, FLAG)
    | {
        "purposes": st.lists(st.sampled_from(sorted(PURPOSES)), max_size=4, unique=True),
        "informs_decision": st.sampled_from(sorted(HARMS)),
        "monitors_physiological": st.sampled_from(("none", "non-vital", "vital")),
        "hardware_class": st.sampled_from((None, "I", "Im", "IIa", "IIb", "III", "A", "B", "C", "D")),
    }
)


@settings(max_examples=200)
@given(facts=FACTS)
def test_profile_is_always_valid(facts: dict[str, Any], engine: Engine) -> None:
    profile = profile_from_facts(facts)
    read = profile_from_plain(profile.to_plain(), engine.knowledge)
    assert read.answers.keys() == profile.answers.keys()
    for (
        question,
        answer,
    ) in profile.answers.items():  # boxes are a set: the reader puts them in the order of the form
        if isinstance(answer, tuple):
            assert set(read.answers[question]) == set(answer)
        else:
            assert read.answers[question] == answer
    engine.judge(profile)


def test_no_fact_settles_nothing(engine: Engine) -> None:
    """Facts that are all absent leave the qualification open."""
    assert not engine.judge(profile_from_facts({})).settled("qualification")


def test_rules_are_read_from_free_text() -> None:
    """Texts of the cases and of our rows name the same rules."""
    texts = {
        "MDR rule 11(a) through Annex III of MDCG 2019-11": ["MDR rule 11(a)"],
        "MDR rule 10, third indent": ["MDR rule 10"],
        "MDR rule 10 or 11": ["MDR rule 10", "MDR rule 11"],
        "MDR rule 11; not below the class of the inhaler (3.3)": ["MDR rule 11", "MDR rule 3.3"],
        "MDR implementing rule 3.3": ["MDR rule 3.3"],
        "IVDR rule 4(a) (self-testing)": ["IVDR rule 4(a)"],
        "IVDR rule 5, implementing rule 1.4": ["IVDR rule 1.4", "IVDR rule 5"],
        "MDR art. 52(7)(b)": [],
    }
    for text, expected in texts.items():
        assert sorted(rule.text for rule in rules_named(text)) == expected
