"""Comparing one scored item of a worked case with what the rules conclude.

A verdict is ``right``, ``wrong`` (a firm conclusion that contradicts the case: "wrong with confidence") or
``to_confirm`` (the rules leave open several answers, the expected one among them). A conclusion that stays open and
excludes the expected answer is wrong too.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from agathe.knowledge.schema.pathway import Pathway
from agathe.rules import Judgement
from agathe.rules.syntax import Table
from agathe.rules.walk import walk

Outcome = Literal["right", "to_confirm", "wrong"]
Case = Mapping[str, Any]

CLASSES = {
    "MDR": ("I", "Im", "IIa", "IIb", "III"),
    "IVDR": ("A", "B", "C", "D"),
}
FACT = {"MDR": "mdr_class", "IVDR": "ivdr_class"}
PATHWAYS = {"LPPR": "lppr-", "LATM": "latm-", "PECAN": "pecan"}
"""First letters of the ids of the pathways of each scheme."""
DEVICE_SCHEMES = ("lppr-", "latm-", "pecan", "pect")
"""Schemes that pay for devices as such; the others pay for acts, organisations, purchases."""


@dataclass(frozen=True)
class Verdict:
    """What comparing one item gave, with the reason in one sentence."""

    outcome: Outcome
    sentence: str


def score(case: Case, item: str, judgement: Judgement) -> Verdict:
    """Compare one item of ``score`` with a judgement.

    Raises:
        KeyError: the item is of a kind this module does not know.
    """
    return SCORERS[item](case, judgement)


def _verdict(expected: object, possible: Iterable[str], right: Iterable[str]) -> Verdict:
    """Compare sets: right when all that is possible is right, to confirm when a part of it is."""
    possible, right = set(possible), set(right)
    found = " or ".join(sorted(possible))
    sentence = f"expected {expected}, found {found}"
    if possible <= right:
        return Verdict("right", sentence)
    return Verdict("to_confirm" if possible & right else "wrong", sentence)


# ---------------------------------------------------------------------- device and regulation

DEVICE_NAMES = {
    # MDR art. 1(4) and IVDR art. 1(2) call devices and their accessories alike "devices": the same duties, classes and
    # procedures apply, so a part or accessory is not told from the device it serves. What is compared is the regulation
    # under which the product falls, if any.
    "yes": {"device", "accessory"},
    "ivd": {"ivd"},
    "no": {"none"},
}


def _device(case: Case, judgement: Judgement) -> Verdict:
    expected = case["expected"]["device"]
    possible = judgement.options("qualification")
    if expected == "depends":
        named = " or ".join(possible)
        return Verdict("right" if len(possible) > 1 else "wrong", f"expected to stay open, found {named}")
    if expected == "accessory":
        right = DEVICE_NAMES["ivd" if case["expected"]["regulation"] == "IVDR" else "yes"]
    else:
        right = DEVICE_NAMES[expected]
    return _verdict(expected, possible, right)


def regulations(judgement: Judgement) -> set[str]:
    """Regulations under which the product may fall, ``none`` included."""
    names = {"none": "none", "device": "MDR", "accessory": "MDR", "ivd": "IVDR"}
    return {names[option] for option in judgement.options("qualification")}


def _regulation(case: Case, judgement: Judgement) -> Verdict:
    expected = case["expected"]["regulation"]
    return _verdict(expected, regulations(judgement), set(str(expected).split(" or ")))


# ---------------------------------------------------------------------- class and rule


def classes(judgement: Judgement) -> set[str]:
    """Classes that remain possible, under both regulations; ``none`` when the product may be no device."""
    found = regulations(judgement)
    possible = {"none"} & found
    for regulation, fact in FACT.items():
        if regulation in found:
            possible |= set(judgement.options(fact)) - {"not_applicable"}
    return possible


def _class(case: Case, judgement: Judgement) -> Verdict:
    expected = case["expected"]["class"]
    # A measuring function adds a check by a notified body to class I; it is no class of Annex VIII.
    right = {"I", "Im"} if expected == "I" else {expected}
    return _verdict(expected, classes(judgement), right)


def _class_bound(case: Case, judgement: Judgement) -> Verdict:
    """Right when the lowest class possible is not under the bound (nor, once firm, above the last option given)."""
    expected = case["expected"]
    order = CLASSES[expected["regulation"]]
    options = [expected["class"]] if expected["class"] else list(expected["class_options"])
    bound = min(options, key=order.index)
    right = set(order[order.index(bound) :])
    sentence = f"at least {bound}"
    possible = classes(judgement)
    if expected["class_relation"] == "one_of":
        sentence = "one of " + ", ".join(options)
        if len(possible) == 1:
            right = set(options) | ({"Im"} if "I" in options else set())
    return _verdict(sentence, possible, right)


def _class_same_as_hardware(case: Case, judgement: Judgement) -> Verdict:
    """The class of the hardware when it is given; else a class that comes from the hardware, or stays open."""
    class_ = case["expected"]["class"] or (case.get("facts") or {}).get("hardware_class")
    if class_ is not None:
        return _verdict(f"{class_} (that of the hardware)", classes(judgement), {class_})
    regulation = case["expected"]["regulation"]
    if regulations(judgement) != {regulation}:
        return _verdict(f"a class of {regulation}", regulations(judgement), {regulation})
    possible = judgement.options(FACT[regulation])
    if len(possible) > 1:
        return Verdict(
            "right", f"expected the class of the hardware, not told: found {' or '.join(possible)}"
        )
    rules = {rule for rule in rules_by_class(judgement, regulation)[possible[0]] if rule.about_hardware}
    named = ", ".join(sorted(rule.text for rule in rules))
    sentence = f"expected the class of the hardware, found {possible[0]} by {named or 'no rule on hardware'}"
    return Verdict("right" if rules else "wrong", sentence)


@dataclass(frozen=True)
class Rule:
    """One classification rule: "MDR rule 11(a)", "IVDR implementing rule 1.4"."""

    regulation: str
    number: str
    letter: str | None = None

    @property
    def text(self) -> str:
        return f"{self.regulation} rule {self.number}" + (f"({self.letter})" if self.letter else "")

    @property
    def about_hardware(self) -> bool:
        """Implementing rules on software that drives or is a part of hardware, rules on active hardware."""
        return self.number in (("3.3", "9", "10", "12") if self.regulation == "MDR" else ("1.4", "5"))

    def satisfies(self, expected: "Rule") -> bool:
        """Whether it is the rule expected, or a point of it."""
        same = (self.regulation, self.number) == (expected.regulation, expected.number)
        return same and (expected.letter is None or self.letter == expected.letter)

    def may_be(self, expected: "Rule") -> bool:
        """Whether it is the rule expected without naming the point."""
        return (self.regulation, self.number) == (
            expected.regulation,
            expected.number,
        ) and self.letter is None


_RULE = re.compile(r"\b(\d+(?:\.\d+)?)\s*(?:\(([a-z])\))?")
_ANNEX = re.compile(r"\bAnnex\s+[IVXLC]+\b|\bMDCG\s+[\d-]+|\(EU\)\s*\d+/\d+|\bart(?:\.|icle)\s*[\d()a-z]+")


def rules_named(text: str | None) -> set[Rule]:
    """Rules named in a free text ("MDR rule 10 or 11", "MDR rule 11(a) through Annex III of MDCG 2019-11")."""
    if not text:
        return set()
    regulation = "IVDR" if "IVDR" in text else "MDR"
    found = re.search(r"\brules?\b", text)
    if found is None:
        return set()
    clean = _ANNEX.sub(" ", text[found.end() :])
    return {Rule(regulation, number, letter or None) for number, letter in _RULE.findall(clean)}


def rules_by_class(judgement: Judgement, regulation: str) -> dict[str, set[Rule]]:
    """For each class that remains possible, the rules of the rows that hold, or may hold, and give it."""
    fact = FACT[regulation]
    node = judgement.engine.program.definitions[fact].node
    assert isinstance(node, Table)
    settled = judgement.settled(fact)
    found: dict[str, set[Rule]] = {option: set() for option in judgement.options(fact)}
    for row, (when, mask) in zip(judgement.engine.knowledge.facts[fact].rows, node.rows, strict=True):
        outcome = walk(when, judgement.values, judgement.answers)
        if outcome == 1 or (outcome == 3 and not settled):
            for option in node.type.names(mask):
                if option in found:
                    found[option] |= rules_named(row.rule)
    return found


def _rule(case: Case, judgement: Judgement) -> Verdict:
    """Right when the rule expected is among those that give the class, whichever class remains possible."""
    text, regulation = case["expected"]["rule"], case["expected"]["regulation"]
    expected = rules_named(text)
    found = rules_by_class(judgement, regulation)
    if regulations(judgement) != {regulation}:
        found["not_applicable"] = set()
    every = {rule for rules in found.values() for rule in rules}
    named = ", ".join(sorted(rule.text for rule in every)) or "none"
    sentence = f"expected {text}, found {named}"
    given = [any(rule.satisfies(wanted) for rule in rules for wanted in expected) for rules in found.values()]
    if all(given):
        return Verdict("right", sentence)
    if any(given):
        return Verdict("to_confirm", sentence)
    if any(rule.may_be(wanted) for rule in every for wanted in expected):
        return Verdict("to_confirm", sentence + " (the point of the rule is not told)")
    return Verdict("wrong", sentence)


# ---------------------------------------------------------------------- AI Act, French coverage


def _ai_act_high_risk(case: Case, judgement: Judgement) -> Verdict:
    """Table 1 of MDCG 2025-6: AI in a device assessed by a notified body."""
    expected = str(case["expected"]["ai_act_high_risk"])
    possible = {
        name for name, bit in (("yes", 1), ("no", 2)) if _value(judgement, "ai_high_risk_product") & bit
    }
    if expected == "depends_on_class":
        right = len(possible) > 1 or not judgement.settled("mdr_class") or not judgement.settled("ivdr_class")
        found = " or ".join(sorted(possible))
        return Verdict("right" if right else "wrong", f"expected to depend on the class, found {found}")
    return _verdict(expected, possible, {"no" if expected == "not_applicable" else expected})


def _value(judgement: Judgement, id_: str) -> int:
    value = judgement.values[id_]
    assert isinstance(value, int)
    return value


def _statuses(judgement: Judgement, prefixes: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """Possible statuses of the pathways whose id starts with one of the prefixes."""
    return {
        id_: judgement.options(f"pathway:{id_}")
        for id_ in judgement.engine.knowledge.pathways
        if id_.startswith(tuple(prefixes))
    }


def _proposed(judgement: Judgement, schemes: Iterable[str]) -> Verdict:
    """Right when, in each scheme, one pathway at least is not closed."""
    missing, found = [], []
    for scheme in schemes:
        statuses = _statuses(judgement, [PATHWAYS[scheme]])
        open_ = [id_ for id_, options in statuses.items() if options != ("closed",)]
        found += open_
        if not open_:
            missing.append(scheme)
    wanted = ", ".join(schemes)
    if missing:
        return Verdict("wrong", f"expected {wanted} to be proposed, {', '.join(missing)} is closed")
    return Verdict("right", f"expected {wanted} to be proposed, found {', '.join(found)}")


def _french_pathway(case: Case, judgement: Judgement) -> Verdict:
    expected = case["expected"]["french_pathway"]
    if expected != "none":
        return _proposed(judgement, [expected])
    statuses = _statuses(judgement, DEVICE_SCHEMES)
    if any("closed" not in options for options in statuses.values()):
        offered = [id_ for id_, options in statuses.items() if "closed" not in options]
        return Verdict("wrong", f"expected no scheme for devices, found {', '.join(offered)}")
    open_ = [id_ for id_, options in statuses.items() if options != ("closed",)]
    if open_:
        return Verdict("to_confirm", f"expected no scheme for devices, {', '.join(open_)} may be open")
    return Verdict("right", "expected no scheme for devices, all are closed")


def _french_route(case: Case, judgement: Judgement) -> Verdict:
    return _proposed(judgement, case["expected"]["french_route_applicable"])


def _french_status_lookup(case: Case, judgement: Judgement) -> Verdict:
    """Known decisions are reference data of the pathways, found by the name of the product or of the generic line."""
    expected = case["expected"]
    title, scheme, decision = (
        case["name_or_short_title"],
        expected["french_pathway"],
        expected["french_decision"],
    )
    known = [
        (name, outcome)
        for id_, name, outcome in known_decisions(judgement.engine.knowledge.pathways.values())
        if id_.startswith(PATHWAYS[scheme]) and _same_product(_words(title), _words(name))
    ]
    if not known:
        return Verdict("to_confirm", f"“{title}” is not among the known decisions of {scheme}")
    name, outcome = known[0]
    sentence = f"expected {decision} ({scheme}), found {name}: {outcome}"
    return Verdict(
        "right" if any(decision in DECISIONS[outcome] for _, outcome in known) else "wrong", sentence
    )


DECISIONS: Mapping[str, frozenset[str]] = {
    "listed": frozenset({"listed"}),
    "granted": frozenset({"granted", "listed", "favourable_opinion"}),
    "sa_sufficient_restricted": frozenset({"partial", "favourable_opinion"}),
    "unfavourable_opinion": frozenset({"refused"}),
}
"""Decisions of the cases (``french_decision``) that agree with a decision of our reference data."""


def known_decisions(pathways: Iterable[Pathway]) -> Iterable[tuple[str, str, str]]:
    """All known decisions: id of the pathway, product or generic line, outcome."""
    for pathway in pathways:
        for decision in pathway.decisions_known:
            yield pathway.id, decision.product, decision.outcome
        for listing in pathway.known_listings:
            yield pathway.id, listing.product, "listed"
        for line in pathway.generic_lines:
            yield pathway.id, f"Generic line: {line.id}", "listed"
            yield pathway.id, f"Generic line: {line.title.en}", "listed"


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)


def _same_product(title: list[str], name: list[str]) -> bool:
    """Whether one begins with the other ("DBLG1 System (Diabeloop)" and "DBLG1"); all words of a generic line."""
    size = min(len(title), len(name))
    if title[:2] == ["generic", "line"]:
        return set(title) <= set(name)
    return size > 0 and title[:size] == name[:size]


SCORERS: Mapping[str, Callable[[Case, Judgement], Verdict]] = {
    "device": _device,
    "regulation": _regulation,
    "class": _class,
    "class_bound": _class_bound,
    "class_same_as_hardware": _class_same_as_hardware,
    "rule": _rule,
    "french_pathway": _french_pathway,
    "french_route": _french_route,
    "ai_act_high_risk": _ai_act_high_risk,
    "french_status_lookup": _french_status_lookup,
}
