"""A class IIa telemonitoring device with AI, as a company in France would describe it on 25 February 2027."""

from datetime import date
from typing import Any

from agathe.knowledge import Knowledge
from agathe.rules import Engine, Judgement, Profile
from agathe.rules.profile import profile_from_plain

DAY = date(2027, 2, 25)
"""From this day on the usual durations of the notified body's tasks hold."""
ANSWERS: dict[str, Any] = {
    "organisation_type": "company", "company_size": "micro", "product_role": "manufacturer", "region": "11",
    "markets": ["france", "other_eu"], "ce_status": "none", "public_service": False,
    "product_form": ["mobile_app", "web_saas", "ai_model"], "users": ["patients_public", "health_professionals"],
    "care_settings": ["hospital", "home"], "purposes": ["monitor", "predict"], "decision_support": True,
    "individual_patient": True, "beyond_storage": True, "drives_device": "no", "worst_harm": "moderate_minor",
    "monitors_body": "no", "active_implant": False, "closed_loop": False, "invasive_parts": False, "genetic_test": "none",
    "screening_use": "none", "next_step_decider": "clinician", "ai_technique": "ml_fixed", "ai_activity": "provider",
    "ai_interaction": False, "ai_sensitive_uses": ["none"], "personal_data": True, "health_data": True,
    "data_subjects": ["patients", "professionals"], "gdpr_role": "controller", "large_scale": True,
    "hosting_model": "cloud_provider", "care_data_for_others": True, "data_reuse": ["train_ai"],
    "study_goal": "device_other", "study_intervention": "minimal", "identifies_patients_in_care": True,
    "pro_access": True, "patient_access": True, "documents": ["none"], "sends_messages": False,
    "remote_care": ["telesurveillance"], "clinical_evidence": "none", "mes_goal": "no",
    "reimbursement_goal": ["pecan", "telesurveillance_list", "hospital_purchase"],
    "commercial_model": ["to_organisations"], "segur_family": "none", "care_directory": False, "user_content": "none",
}  # fmt: skip


def profile(knowledge: Knowledge, plan: dict[str, Any] | None = None, **answers: Any) -> Profile:
    """The project, with other answers or a plan."""
    content: dict[str, Any] = {"name": "Essai", "answers": {**ANSWERS, **answers}}
    if plan is not None:
        content["plan"] = plan
    return profile_from_plain(content, knowledge)


def judge(engine: Engine, plan: dict[str, Any] | None = None, **answers: Any) -> Judgement:
    """The judgement of that project."""
    return engine.judge(profile(engine.knowledge, plan, **answers))
