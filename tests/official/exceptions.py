"""Items of worked cases that the rules cannot settle from the facts, each with the legal reason.

No exception names a case: each is a condition on the facts, so it holds for cases never seen. It excuses an answer left
open; the two that excuse a firm answer say why that answer is lawful.
"""

from collections.abc import Callable
from dataclasses import dataclass

from official.scoring import Case, Outcome


@dataclass(frozen=True)
class Excuse:
    """One reason why an item cannot be expected from the facts.

    Attributes:
        id: short name.
        item: item of ``score`` it concerns.
        excuses: outcome it excuses.
        reason: the legal reason.
        applies: condition on the case.
    """

    id: str
    item: str
    excuses: Outcome
    reason: str
    applies: Callable[[Case], bool]


def _in_vitro(case: Case) -> bool:
    facts = case["facts"]
    return bool(
        facts.get("invitro_data_only")
        or facts.get("invitro_data_decisive")
        or "in_vitro_information" in (facts.get("purposes") or ())
    )


def _class_told(case: Case) -> bool:
    """Whether the facts alone lead to one class under the IVDR: a self-test, or a harm that rule 3 calls serious."""
    facts = case["facts"]
    return bool(facts.get("self_testing")) or facts.get("informs_decision") == "serious"


def _weight_told(case: Case) -> bool:
    expected = case["expected"]
    return bool(expected["device"] == "depends" and expected["regulation"] == "MDR or IVDR")


EXCEPTIONS = (
    Excuse(
        "ivdr-class",
        "class",
        "to_confirm",
        "IVDR Annex VIII, rules 1 to 7, class a test by what it looks for (transmissible agent, blood group, cancer, gene, "
        "disease followed) and by its use. The facts hold at most the harm of an error: no harm given, a minor one or a "
        "fatal one leave several classes open.",
        lambda case: _in_vitro(case) and not _class_told(case),
    ),
    Excuse(
        "ivdr-rule-point",
        "rule",
        "to_confirm",
        "The points of IVDR rules 1 to 4, and the rule itself between 3 and 4, name families of tests; the facts do not "
        "carry the family of the test.",
        _in_vitro,
    ),
    Excuse(
        "samples-weight-told",
        "device",
        "wrong",
        "The case stays open on which data carry the result (MDCG 2019-11, figure 2, step 3). The facts answer that very "
        "question: no sample data, or not decisive ones. The device under the MDR found is one of the two answers of the case.",
        lambda case: (
            _weight_told(case) and not _in_vitro(case) and case["facts"].get("invitro_data_decisive") is False
        ),
    ),
    Excuse(
        "decision-not-published",
        "french_status_lookup",
        "to_confirm",
        "A decision on one product is reference data, never derived from its profile (header of the cases): a product "
        "that is not in the knowledge base has an unknown status.",
        lambda case: True,
    ),
    Excuse(
        "appliance-class-given",
        "rule",
        "wrong",
        "The class of the appliance is given by the facts and carried over by implementing rule 3.3; the hardware rule that "
        "gave it (9, 10, 12 or 13) depends on its energy or substance, which the facts do not hold.",
        lambda case: bool(
            case["facts"].get("part_of_hardware_device") and case["facts"].get("hardware_class") is not None
        ),
    ),
    Excuse(
        "appliance-energy",
        "class",
        "to_confirm",
        "Rules 9 and 12 class an appliance that treats by its energy or substance and by how hazardous it is; the facts hold "
        "neither.",
        lambda case: bool(
            (case["facts"].get("part_of_hardware_device") or case["facts"].get("software") is False)
            and case["facts"].get("delivers_therapy")
            and case["facts"].get("hardware_class") is None
        ),
    ),
)


def excused(case: Case, item: str, outcome: Outcome) -> Excuse | None:
    """The exception that covers an item, if any."""
    for exception in EXCEPTIONS:
        if (exception.item, exception.excuses) == (item, outcome) and exception.applies(case):
            return exception
    return None
