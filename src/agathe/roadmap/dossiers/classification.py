"""The classification rationale: every rule of the class, whether it applies, why, and what the class entails."""

from agathe.documents.blocks import Block, Content, Document, Mark, Notice, Paragraph, Table, Tone
from agathe.kernel import Language, Text
from agathe.knowledge.schema.fact import FactRow
from agathe.roadmap.dossiers.changes import effects, sensitivity
from agathe.roadmap.dossiers.findings import deciding_answers, outcome
from agathe.roadmap.dossiers.product import project, trade, validation
from agathe.roadmap.dossiers.writer import Part, Writer
from agathe.roadmap.model import Roadmap
from agathe.roadmap.words import capital
from agathe.rules.engine import Judgement
from agathe.rules.syntax import Node
from agathe.rules.syntax import Table as Decision

_BASES = {"mdr_class": "medical_device", "ivdr_class": "ivd_device"}
"""What makes a product fall under the regulation of each class."""
_NOTES = ("mdr-rule-11", "mdr-implementing-rule-3-3", "mdr-implementing-rule-3-5", "mdr-rule-9", "mdr-rule-10", "mdr-rule-12",
          "mdr-rule-15-contraception", "mdr-rule-22", "ivdr-qualification-class")  # fmt: skip
_ROUTES = ("mdr-route-class-i", "mdr-route-class-im", "mdr-route-class-iia", "mdr-route-class-iib", "mdr-route-class-iii", "ivdr-routes",
           "in-house-device", "mdr-notified-body-contract", "mdr-sscp", "mdr-psur", "ai-high-risk-device", "ai-high-risk-annex-iii")  # fmt: skip


MOST = 3
"""Rules of the AI Act told at most: when more remain possible, the question on the technique comes first."""


def refused(judgement: Judgement) -> Text | None:
    """Why the rationale makes no sense for a project; ``None`` when it does."""
    if judgement.false("device"):
        return Text(
            "le produit n'est ni un dispositif médical ni un diagnostic in vitro : il n'a pas de classe",
            "the product is neither a medical device nor an in vitro diagnostic: it has no class",
        )
    return None


def classification(judgement: Judgement, roadmap: Roadmap, language: Language) -> Document:
    """The classification rationale of a project."""
    writer = Writer(judgement, roadmap, language)
    say = writer.say
    facts = [fact for fact, basis in _BASES.items() if not judgement.false(basis)]
    notices = [_notice(writer, fact) for fact in facts]
    parts = [
        Part(say("Le produit", "The product"), (writer.fields(
            *project(writer), *trade(writer), writer.fact("qualification"),
            writer.declared(say("Destination", "Intended purpose"), "mdr-intended-purpose",
                            say("Référence et version de la destination sur laquelle repose ce document",
                                "Reference and version of the intended purpose this document rests on")),
            "purposes", "decision_support", "output_role", "worst_harm", "harm_basis",
        ),)),
        *(_rules(writer, fact) for fact in facts),
        _consequences(writer),
        *(Part(
            _named(writer, say("Sensibilité", "Sensitivity"), fact, facts),
            (*effects(writer, fact), *sensitivity(writer, fact)),
        ) for fact in facts),
        Part(say("Règles à relire et validation", "Rules to read again, and approval"),
             (writer.fields(*validation(writer)), *writer.duties_of(_NOTES))),
    ]  # fmt: skip
    return writer.document(say("Justification de la classe", "Classification rationale"), notices, parts)


def _named(writer: Writer, title: str, fact: str, facts: list[str]) -> str:
    """A heading, with the regulation when both may apply."""
    return f"{title}, {writer.prose.label(fact)}" if len(facts) > 1 else title


def _notice(writer: Writer, fact: str) -> Notice:
    proof = writer.judgement.prove(fact)
    entry = writer.knowledge.facts[fact]
    notes = f" {writer.text(entry.notes)}" if entry.notes else ""
    kind = "info" if proof.settled else "warning"
    value = capital(writer.text(proof.value))
    return Notice(kind, writer.pair(writer.label(fact), value), (notes.strip() or f"{value}.",))  # type: ignore[arg-type]


def _rules(writer: Writer, fact: str) -> Part:
    """All rules of a class: those that apply, those still open, those that do not apply."""
    judgement, say = writer.judgement, writer.say
    entry = writer.knowledge.facts[fact]
    table = judgement.engine.program.definitions[fact].node
    assert isinstance(table, Decision)
    groups: dict[int, list[tuple[Content, ...]]] = {1: [], 3: [], 2: []}
    for row, (when, mask) in zip(entry.rows, table.rows, strict=True):
        found = outcome(judgement, when)
        if found == 2 and row.rule is None:
            continue  # not a rule: what is said when none applies
        groups[found].append(_rule(writer, fact, row, when, mask, found))
    heads = {
        1: say("Règles qui s'appliquent", "Rules that apply"),
        3: say("Règles à confirmer", "Rules to be confirmed"),
        2: say("Règles qui ne s'appliquent pas", "Rules that do not apply"),
    }
    rows: list[tuple[Content, ...]] = []
    for found, lines in groups.items():
        if lines:
            rows += [((heads[found],),), *lines]
    head = (say("Règle", "Rule"), say("Ce qu'elle vise", "What it covers"), say("Constat", "Finding"), say("Classe", "Class"),
            say("Réponses retenues", "Answers used"))  # fmt: skip
    caption = writer.pair(say("Examen de chaque règle", "Review of each rule"), writer.label(fact))
    blocks: list[Block] = [Table(caption, head, tuple(rows), shares=(3, 5, 3, 2, 5)), _kept(writer, fact)]
    writer.cite(entry)
    lacks = tuple(writer.label(id_) for id_ in judgement.missing(fact))
    if not lacks and not judgement.settled(fact):
        lacks = (say("Classe à faire trancher", "Class to be settled"),)
    title = say("Examen des règles", "Review of the rules")
    both = not (judgement.false("medical_device") or judgement.false("ivd_device"))
    return Part(f"{title}, {writer.prose.label(fact)}" if both else title, tuple(blocks), lacks)


def _rule(writer: Writer, fact: str, row: FactRow, when: Node, mask: int, found: int) -> tuple[Content, ...]:
    judgement, say = writer.judgement, writer.say
    definition = judgement.engine.program.definitions[fact]
    assert isinstance(definition.node, Decision)
    answers = deciding_answers(judgement, when, writer.language, beside=frozenset((_BASES[fact],)))
    result = judgement.values[fact]
    assert isinstance(result, int)
    status: tuple[str, Tone] = {
        1: (say("S'applique", "Applies"), "applies"),
        2: (say("Ne s'applique pas", "Does not apply"), "quiet"),
        3: (say("À confirmer", "To be confirmed"), "maybe"),
    }[found]  # type: ignore[assignment]
    if found == 1 and definition.node.decide == "highest" and not mask & result:
        by_default = not answers
        status = (
            say("Par défaut, si aucune autre règle ne joue", "By default, when no other rule applies")
            if by_default
            else say("S'applique ; une règle plus stricte l'emporte", "Applies; a stricter rule prevails"),
            "quiet",
        )
    *others, last = (writer.prose.option(fact, name) for name in definition.node.type.names(mask))
    classes = f"{', '.join(others)}{say(' ou ', ' or ')}{last}" if others else last
    return (
        (writer.law(row.rule) or "—",), (capital(writer.text(row.text)),), (Mark(*status),), (capital(classes),),
        (writer.lines(answers),),
    )  # fmt: skip


def _kept(writer: Writer, fact: str) -> Block:
    """How the rules give the class, or leave it open."""
    proof = writer.judgement.prove(fact)
    value, say = writer.text(proof.value), writer.say
    rule = ""
    if fact == "mdr_class":
        rule = say(
            "Quand plusieurs règles s'appliquent, la plus stricte l'emporte (MDR, règle d'application 3.5). ",
            "When several rules apply, the strictest one prevails (MDR, implementing rule 3.5). ",
        )
    if proof.settled:
        return Paragraph((rule + say(f"Classe retenue : {value}.", f"Class kept: {value}."),))
    if proof.missing:
        asks = say(
            "Classe à établir : les questions qui manquent sont ci-dessous.",
            "Class to be established: missing questions are below.",
        )
        return Paragraph((rule + asks,))
    plan = say(
        f"Classe à faire trancher : {value} ; préparez la plus haute.",
        f"Class to be settled: {value}; plan for the highest.",
    )
    return Paragraph((rule + plan,))


def _consequences(writer: Writer) -> Part:
    """Notified body, status under the AI Act, and the duties that follow from the class."""
    judgement, say = writer.judgement, writer.say
    facts = ["third_party_assessment", "notified_body_needed", "ai_act_status", "ai_high_risk_product"]
    if not judgement.false("in_house_device"):
        facts.append("in_house_device")
    for fact in facts:
        writer.cite(writer.knowledge.facts[fact])
    lines = [
        f"{capital(writer.text(step.statement))} ({writer.law(step.rule)})"
        if step.rule
        else capital(writer.text(step.statement))
        for step in judgement.prove("ai_act_status").because
        if step.kind == "row"
    ]
    blocks: list[Block] = [writer.fields(*(writer.fact(fact) for fact in facts))]
    if 0 < len(lines) <= MOST:
        blocks.append(
            Paragraph((writer.pair(say("Règlement sur l'IA", "AI Act"), say(" ; ", "; ").join(lines) + "."),))
        )
    return Part(
        say("Ce que la classe entraîne", "What the class entails"), (*blocks, *writer.duties_of(_ROUTES))
    )
