"""From the facts of a worked case to the answers a project would give in the interview.

The cases of ``cases/*.yaml`` describe a product with their own keys (``facts``, listed in the header of each file).
:func:`profile_from_facts` is the one place where these keys become answers. It reads the facts only: never the id, the
title, the description or the expected result. A fact that is ``null`` leaves its question unanswered.

==================================================  ==================================================================
fact                                                answer
==================================================  ==================================================================
software, part_of_hardware_device                   ``product_form``: ``software`` (form not chosen), ``embedded_software``
                                                    when it is a part of an appliance, ``connected_object`` for hardware
purposes                                            ``purposes``, through :data:`PURPOSES` (table ``case_facts`` of the
                                                    vocabulary)
claims_medical_purpose                              false: medical purposes, decision support and monitoring are dropped, as
                                                    what the maker does not claim does not count (MDR art. 2(12), CJEU
                                                    C-219/11 and C-329/16); null: ``purposes`` stays unanswered
contraception, conception_support,
compensates_disability                              the purpose of that name, when the purposes do not hold it already
action_beyond_storage_communication_search          ``beyond_storage``
individual_patient_benefit                          ``individual_patient``
provides_information_for_decisions                  ``decision_support``
informs_decision                                    ``worst_harm`` (``none``: not answered, the source does not say how
                                                    serious) and, for a test on samples, ``ivd_use``
informs_decision, again                              ``harm_basis``: the source's own assessment, never an estimate
imdrf_significance, imdrf_situation                 not read: ``informs_decision`` is already weighed by the source, so
                                                    ``output_role`` is ``treat_or_diagnose`` and lowers nothing
monitors_physiological, vital_immediate_danger      ``monitors_body``, and the purpose ``monitor``
monitoring_only                                     not read: rule 11(a) and 11(b) are both tried, the highest class wins
                                                    (implementing rule 3.5)
delivers_therapy                                    ``therapy_energy`` unanswered for an appliance (energy or substance is
                                                    not told), ``no`` for software alone
closed_loop                                         ``closed_loop``, ``next_step_decider``, ``loop_intent``
drives_hardware, hardware_class                     ``drives_device``: the class, ``unknown`` (one of the four classes) when
                                                    not told, ``ivd_instrument`` for classes A to D and for the instrument
                                                    of a test on samples
part_of_hardware_device                             the product is the whole appliance: it drives no *other* device,
                                                    ``diagnostic_hardware`` is answered; its software is not classified in its
                                                    own right (implementing rule 3.3), so ``decision_support`` is false, unless
                                                    the source weighs the decisions and gives no class of the appliance
accessory_intended                                  a claimed accessory without a purpose of its own: ``drives_device``
                                                    ``unknown`` (an accessory assists the device: MDR art. 2(2); it has its
                                                    own class: implementing rule 3.2)
monitors_active_implantable                         ``active_implant``
invitro_data_only, invitro_data_decisive            ``sample_data_decisive``, and the purpose ``ivd``
self_testing                                        ``ivd_use`` ``serious_test`` (IVDR rule 4(a))
ai                                                  ``ai_technique`` ``ml_fixed`` or ``none``, ``ai_activity`` ``provider``
remote_monitoring, alerts                           ``remote_care``: medical remote monitoring needs alerts
patient_use, professional_use                       ``users``, ``use_scope``, ``function_after_act``
==================================================  ==================================================================

Every case is read as a manufacturer placing its product on the French and European market, sold to organisations.
"""

from collections.abc import Mapping
from typing import Any

from agathe.rules import Profile

Facts = Mapping[str, Any]
Answers = dict[str, bool | str | tuple[str, ...] | None]

PURPOSES: Mapping[str, str | None] = {
    "diagnosis": "diagnose",
    "prevention": "prevent",
    "monitoring": "monitor",
    "prediction": "predict",
    "prognosis": "predict",
    "treatment": "treat",
    "alleviation": "treat",
    "compensation": "compensate",
    "conception_support": "conception_support",
    "contraception": "contraception",
    "in_vitro_information": "ivd",
    "adherence": "remind",
    "wellness": "wellness",
    "administrative": "admin",
    "storage_or_archive": "record",
    "communication_only": "messaging",
    "display_only": "record",
    "library_search": "inform",
    "education": "inform",
    "population_statistics": "research",
    "research_register": "research",
    "device_maintenance": "admin",
    "device_control": None,
}
"""Purposes of the cases, as options of ``purposes``; controlling a device is answered by ``drives_device``."""
MEDICAL = frozenset(
    "diagnose monitor predict treat prevent compensate contraception conception_support ivd".split()
)
"""Options of ``purposes`` that count only when the maker claims them."""
FLAGS: Mapping[str, str] = {
    "contraception": "contraception",
    "conception_support": "conception_support",
    "compensates_disability": "compensate",
}
HARMS: Mapping[str, str | None] = {
    "none": None,
    "non-serious": "moderate_minor",
    "serious": "serious_or_surgery",
    "death-or-irreversible": "death_irreversible",
}
DEVICE_CLASSES: Mapping[str, str] = {
    "I": "class_i",
    "Im": "class_i",
    "Is": "class_i",
    "Ir": "class_i",
    "IIa": "class_iia",
    "IIb": "class_iib",
    "III": "class_iii",
}
TEST_CLASSES: Mapping[str, str] = {
    "A": "general_lab",
    "B": "standard_test",
    "C": "serious_test",
    "D": "blood_safety",
}
"""Class of a laboratory instrument or test, as the kind of test: software that drives it follows it (IVDR rule 1.4)."""


def profile_from_facts(facts: Facts) -> Profile:
    """The profile that a case describes (see the table at the top of this module).

    Args:
        facts: mapping ``facts`` of a case; a key that is absent is read as ``null``.

    Returns:
        A profile whose answers all exist in the knowledge base; a fact that is not known gives ``None``.
    """
    purposes = _purposes(facts)
    answers: Answers = {
        "product_role": "manufacturer",
        "markets": ("france", "other_eu"),
        "commercial_model": ("to_organisations",),
        "product_form": _product_form(facts),
        "users": _users(facts),
        "use_scope": _use_scope(facts),
        "function_after_act": _function_after_act(facts),
        "remote_care": _remote_care(facts),
        "purposes": purposes,
        "beyond_storage": facts.get("action_beyond_storage_communication_search"),
        "individual_patient": facts.get("individual_patient_benefit"),
        "decision_support": _decision_support(facts),
        "worst_harm": HARMS.get(str(facts.get("informs_decision"))),
        "harm_basis": "risk_file",
        "output_role": "treat_or_diagnose",
        "monitors_body": _monitors_body(facts),
        "active_implant": facts.get("monitors_active_implantable"),
        "drives_device": _drives_device(facts),
        "measuring_function": None if _appliance(facts) else False,
        **_hardware(facts),
        **_loop(facts),
        **_samples(facts),
        **_ai(facts),
    }
    return Profile(answers)


# ---------------------------------------------------------------------- what the maker claims


def _claimed(facts: Facts) -> set[str]:
    """Options of ``purposes`` that the facts give, once unclaimed medical purposes are dropped."""
    found = {PURPOSES.get(purpose) for purpose in facts.get("purposes") or ()}
    found |= {purpose for flag, purpose in FLAGS.items() if facts.get(flag)}
    if facts.get("invitro_data_only") or facts.get("invitro_data_decisive"):
        found.add("ivd")
    if facts.get("monitors_physiological") in ("vital", "non-vital"):
        found.add("monitor")
    chosen = {purpose for purpose in found if purpose is not None}
    return chosen - MEDICAL if facts.get("claims_medical_purpose") is False else chosen


def _purposes(facts: Facts) -> tuple[str, ...] | None:
    if facts.get("claims_medical_purpose") is None or facts.get("purposes") is None:
        return None
    chosen = _claimed(facts)
    if not chosen and facts.get("drives_hardware"):
        chosen = {"operate"}
    if _drives_device(facts) == "ivd_instrument":
        chosen |= {"ivd"}  # samples are involved, whoever interprets them
    return tuple(sorted(chosen)) or ("none",)


def _decision_support(facts: Facts) -> bool | None:
    """Information for decisions, as claimed; the software of an appliance is classified with the appliance."""
    if facts.get("claims_medical_purpose") is False:
        return False
    weighed = facts.get("hardware_class") is None and facts.get("informs_decision") != "none"
    if facts.get("part_of_hardware_device") and not weighed:
        return False
    provides: bool | None = facts.get("provides_information_for_decisions")
    return provides


def _monitors_body(facts: Facts) -> str | None:
    if facts.get("claims_medical_purpose") is False:
        return "no"
    monitors = facts.get("monitors_physiological")
    if monitors is None or monitors == "none":
        return None if monitors is None else "no"
    return "vital_immediate_danger" if facts.get("vital_immediate_danger") else "non_vital"


# ---------------------------------------------------------------------- hardware


def _appliance(facts: Facts) -> bool:
    """Whether the product judged is hardware: a part of an appliance stands for the whole appliance."""
    return bool(facts.get("part_of_hardware_device")) or facts.get("software") is False


def _product_form(facts: Facts) -> tuple[str, ...] | None:
    if facts.get("part_of_hardware_device"):
        return ("embedded_software",)
    software = facts.get("software")
    if software is None:
        return None
    return ("software",) if software else ("connected_object",)


def _measures(facts: Facts) -> bool:
    """Whether the appliance measures or images the body for a claimed diagnosis or follow-up (MDR rule 10)."""
    if facts.get("claims_medical_purpose") is False or _in_vitro(facts):
        return False
    return bool(_claimed(facts) & {"diagnose", "monitor"}) or _monitors_body(facts) not in (None, "no")


def _hardware(facts: Facts) -> Answers:
    """Questions asked about hardware only; software alone answers no to all of them."""
    answers: Answers = {"therapy_energy": "no", "diagnostic_hardware": "no", "delivers_substances": "no"}
    if not _appliance(facts) or facts.get("claims_medical_purpose") is False:
        return answers
    if facts.get("delivers_therapy") is not False:
        answers |= {"therapy_energy": None, "delivers_substances": None}
    if _measures(facts):
        if facts.get("vital_immediate_danger"):
            answers["diagnostic_hardware"] = "vital_danger"
        elif facts.get("hardware_class") == "IIb" and facts.get("delivers_therapy") is False:
            # By elimination: the only other way to class IIb under rule 10.
            answers["diagnostic_hardware"] = "ionising"
        else:
            answers["diagnostic_hardware"] = "yes"
    return answers


def _only_drives(facts: Facts) -> bool:
    """Whether the software makes an instrument work and says nothing about a sample."""
    told = facts.get("provides_information_for_decisions")
    return bool(facts.get("drives_hardware")) and not told and not (_claimed(facts) & (MEDICAL - {"ivd"}))


def _in_vitro(facts: Facts) -> bool:
    """Whether samples are involved in any way."""
    return bool(
        facts.get("invitro_data_only")
        or facts.get("invitro_data_decisive")
        or facts.get("self_testing")
        or "in_vitro_information" in (facts.get("purposes") or ())
        or facts.get("hardware_class") in TEST_CLASSES
    )


def _drives_device(facts: Facts) -> str | None:
    drives, class_ = facts.get("drives_hardware"), facts.get("hardware_class")
    if class_ in TEST_CLASSES and (drives or facts.get("part_of_hardware_device")):
        return "ivd_instrument"
    if facts.get("part_of_hardware_device"):
        # The whole appliance is judged. Its class, when it is given and is not the one that rule 10 finds by itself for
        # a measuring appliance, is carried by implementing rule 3.3 (the part follows the whole).
        found = {"yes": "IIa", "vital_danger": "IIb", "ionising": "IIb"}.get(
            str(_hardware(facts)["diagnostic_hardware"])
        )
        return "no" if class_ is None or class_ == found else DEVICE_CLASSES.get(class_, "no")
    if drives is None:
        return None
    if drives:
        if class_ is None and _in_vitro(facts):
            return "ivd_instrument"
        return DEVICE_CLASSES.get(str(class_), "unknown")
    if (
        facts.get("accessory_intended")
        and facts.get("claims_medical_purpose")
        and not _claimed(facts) & MEDICAL
    ):
        return "unknown"
    return "no"


# ---------------------------------------------------------------------- closed loop, samples, AI


def _loop(facts: Facts) -> Answers:
    """A closed loop decides by itself; where there is none, who decides instead changes no conclusion on the class."""
    closed = facts.get("closed_loop")
    if closed is None:
        return {"closed_loop": None, "next_step_decider": None, "loop_intent": None}
    if not closed:
        return {
            "closed_loop": False,
            "next_step_decider": "clinician" if facts.get("professional_use") else "fixed",
        }
    claimed = _claimed(facts)
    preventive = "prevent" in claimed and not claimed & {"treat", "compensate"}
    return {
        "closed_loop": True,
        "next_step_decider": "software",
        "loop_intent": "prevention" if preventive else "treatment",
    }


def _samples(facts: Facts) -> Answers:
    """What is tested on samples, and which data carry the conclusion (MDCG 2019-11 rev.1, figure 2).

    A result that rests on samples while no purpose of in vitro information is claimed meets one half of the definition
    only (IVDR art. 2(2) asks for the purpose): which data decide is then left unanswered.
    """
    if not _in_vitro(facts):
        return {"ivd_use": "not_ivd", "sample_data_decisive": "mostly_other"}
    claimed = "in_vitro_information" in (facts.get("purposes") or ())
    instrument = _drives_device(facts) == "ivd_instrument"
    decisive: str | None
    if facts.get("invitro_data_only") or (instrument and _only_drives(facts)):
        decisive = "only_samples"
    elif facts.get("invitro_data_decisive"):
        decisive = "mostly_samples" if claimed or instrument else None
    else:
        decisive = "mostly_other" if facts.get("invitro_data_decisive") is False else None
    return {"ivd_use": _ivd_use(facts), "sample_data_decisive": decisive}


def _ivd_use(facts: Facts) -> str | None:
    """Kind of test, as far as the facts tell it: they give the harm of an error, not what is looked for.

    A fatal harm does not tell class C from class D when only samples are read: class D is kept for transmissible agents
    and for the compatibility of blood and grafts (IVDR rules 1 and 2). It cannot be D when other data of the patient
    are mixed in: such a score detects no agent and types no blood.
    """
    class_ = facts.get("hardware_class")
    if _only_drives(facts) or facts.get("part_of_hardware_device"):
        if class_ in TEST_CLASSES:
            return TEST_CLASSES[str(class_)]
        if _only_drives(facts):
            return "general_lab"
    if facts.get("self_testing"):
        return "serious_test"
    harm = facts.get("informs_decision")
    if harm == "serious" or (harm == "death-or-irreversible" and facts.get("invitro_data_only") is False):
        return "serious_test"
    return "standard_test" if harm == "non-serious" else "several"


def _ai(facts: Facts) -> Answers:
    learns = facts.get("ai")
    if learns is None:
        return {"ai_technique": None}
    return {"ai_technique": "ml_fixed", "ai_activity": "provider"} if learns else {"ai_technique": "none"}


# ---------------------------------------------------------------------- users


def _users(facts: Facts) -> tuple[str, ...] | None:
    patients, professionals = facts.get("patient_use"), facts.get("professional_use")
    if patients is None or professionals is None:
        return None
    users = ("patients_public",) * bool(patients) + ("health_professionals",) * bool(professionals)
    return users or None


def _remote_care(facts: Facts) -> tuple[str, ...] | None:
    remote, alerts = facts.get("remote_monitoring"), facts.get("alerts")
    if remote is None or (remote and alerts is None):
        return None
    if not remote:
        return ("none",)
    return ("telesurveillance",) if alerts else ("remote_followup",)


def _use_scope(facts: Facts) -> str | None:
    """Individual when the patient uses it, or is followed at a distance; else a tool of the professional."""
    if facts.get("patient_use") or facts.get("remote_monitoring"):
        return "individual"
    if facts.get("patient_use") is None:
        return None
    return "professional_act" if facts.get("professional_use") else None


def _function_after_act(facts: Facts) -> bool | None:
    """Software of a professional leaves nothing with the patient: its function ends with the act (R. 165-4 4° CSS)."""
    kept = ("patient_use", "remote_monitoring", "delivers_therapy", "part_of_hardware_device")
    if facts.get("software") and all(facts.get(name) is False for name in kept):
        return False
    return None
