"""Procedure of a request for coverage: who decides, each step with its legal delay, how long the coverage lasts."""

from collections.abc import Iterable, Iterator, Sequence

from agathe.documents.blocks import Block, Bullets, Content, Mark, Paragraph, Table
from agathe.knowledge.schema.pathway import Pathway, Step
from agathe.roadmap.dossiers.writer import Part, Writer


def procedure(writer: Writer, pathways: Sequence[Pathway]) -> Part:
    """Authorities, steps and delays of each pathway."""
    say = writer.say
    roles = {
        "decision": say("Décision", "Decision"), "assessment": say("Évaluation", "Assessment"), "price": say("Prix", "Price"),
        "certificate": say("Certificat", "Certificate"), "operators": say("Déclaration des opérateurs de soins", "Declaration of care operators"),
        "strategy": say("Stratégie", "Strategy"), "request": say("Saisine", "Referral"), "code": say("Code", "Code"),
    }  # fmt: skip
    blocks: list[Block] = []
    for pathway in pathways:
        if len(pathways) > 1:
            blocks.append(Paragraph((Mark(writer.text(pathway.title), "strong"),)))
        if pathway.authorities:
            blocks.append(_told((roles[one.role], writer.text(one.name)) for one in pathway.authorities))
        if pathway.steps:
            head = (say("Étape", "Step"), say("Qui", "Who"), say("Ce qui est fait", "What is done"), say("Délai légal", "Legal delay"),
                    say("Texte", "Text"))  # fmt: skip
            rows = tuple(_step(writer, step) for step in pathway.steps)
            blocks.append(
                Table(
                    say("Procédure (jours calendaires)", "Procedure (calendar days)"),
                    head,
                    rows,
                    shares=(1, 3, 5, 4, 3),
                )
            )
        blocks.append(_told(_delays(writer, pathway)))
    return Part(say("Procédure et délais", "Procedure and delays"), tuple(blocks))


def _told(pairs: Iterable[tuple[str, str]]) -> Bullets:
    """Names and what they are: told, not to be filled in."""
    return Bullets(tuple((Mark(label, "strong"), f" – {text}") for label, text in pairs))


def _step(writer: Writer, step: Step) -> tuple[Content, ...]:
    say = writer.say
    action = writer.text(step.action)
    if step.text is not None:
        action += f"\n{writer.text(step.text)}"
    if step.parallel:
        action += say("\nEn parallèle des étapes voisines.", "\nAlongside the neighbouring steps.")
    delays = []
    if step.max_days is not None:
        start = ""
        if step.counted_from is not None:
            start = ", " + writer.pair(say("comptés depuis", "counted from"), writer.text(step.counted_from))
        delays.append(say(f"{step.max_days} jours", f"{step.max_days} days") + start)
    if step.max_days_if_pecan is not None:
        delays.append(
            say(
                f"{step.max_days_if_pecan} jours après une PECAN",
                f"{step.max_days_if_pecan} days after a PECAN",
            )
        )
    if step.reply_days is not None:
        delays.append(say(f"{step.reply_days} jours pour compléter", f"{step.reply_days} days to complete"))
    if step.silence is not None:
        delays.append(_silence(writer, step.silence))
    return (
        (str(step.n),), (writer.text(step.actor),), (action,), ("\n".join(delays) or "—",), (writer.law(step.legal_ref) or "—",),
    )  # fmt: skip


def _silence(writer: Writer, silence: str) -> str:
    if silence == "rejection":
        return writer.say("silence vaut rejet", "silence means rejection")
    return writer.say("silence vaut accord", "silence means approval")


def _delays(writer: Writer, pathway: Pathway) -> Iterator[tuple[str, str]]:
    """Total delays, silence and duration of a pathway."""
    say = writer.say
    if pathway.legal_total_days:
        text = say(f"{pathway.legal_total_days} jours", f"{pathway.legal_total_days} days")
        if pathway.legal_total_days_if_pecan:
            text += say(
                f", {pathway.legal_total_days_if_pecan} après une PECAN",
                f", {pathway.legal_total_days_if_pecan} after a PECAN",
            )
        yield say("Délai légal total", "Total legal delay"), text
    if reply := pathway.completeness_reply_days:
        law = f" ({writer.law(reply.legal_ref)})" if reply.legal_ref else ""
        yield (
            say("Délai pour compléter le dossier", "Time to complete the file"),
            say(f"au moins {reply.min} jours", f"at least {reply.min} days") + law,
        )
    if pathway.silence:
        yield (
            say("Silence de l'administration", "Silence of the authority"),
            _silence(writer, pathway.silence),
        )
    if lasts := pathway.duration:
        pieces = []
        if lasts.max_years:
            pieces.append(say(f"{lasts.max_years} ans au plus", f"{lasts.max_years} years at most"))
        if lasts.max_months:
            pieces.append(say(f"{lasts.max_months} mois au plus", f"{lasts.max_months} months at most"))
        if lasts.per == "indication":
            pieces.append(say("par indication", "for each indication"))
        if lasts.renewable is not None:
            pieces.append(
                say("renouvelable", "renewable")
                if lasts.renewable
                else say("non renouvelable", "not renewable")
            )
        if lasts.renewal_request_days_before_end:
            days = lasts.renewal_request_days_before_end
            pieces.append(
                say(
                    f"renouvellement à demander {days} jours avant la fin",
                    f"renewal to be requested {days} days before the end",
                )
            )
        if lasts.text:
            pieces.append(writer.text(lasts.text))
        law = f" ({writer.law(lasts.legal_ref)})" if lasts.legal_ref else ""
        yield say("Durée de la prise en charge", "Duration of the coverage"), ", ".join(pieces) + law
