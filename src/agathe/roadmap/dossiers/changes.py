"""What an answer would change in a conclusion, as tables: for answers that are missing, and for answers that are given."""

from agathe.documents.blocks import Block, Content, Paragraph, Table
from agathe.roadmap.dossiers.writer import Writer
from agathe.roadmap.words import capital
from agathe.rules.changes import Change, alternatives, smallest_changes
from agathe.rules.profile import Answer, encode_answer
from agathe.rules.program import question_type

MOST = 8
"""Changes shown at most: more would be a catalogue."""


def effects(writer: Writer, target: str) -> tuple[Block, ...]:
    """For each question still open that decides a conclusion, what each answer would give."""
    judgement = writer.judgement
    definition = judgement.engine.program.definitions[target]
    rows: list[tuple[Content, ...]] = []
    for id_ in judgement.missing(target):
        question = writer.knowledge.questions[id_]
        results: dict[str, list[str]] = {}
        for answer in alternatives(question, None):
            after = judgement.engine.judge(judgement.profile.answered(id_, answer))
            result = writer.prose.value(target, definition.type, after.values[target])
            results.setdefault(result, []).append(_words(writer, id_, answer))
        lines = [f"{' / '.join(answers)} → {result}" for result, answers in results.items()]
        if len(lines) == 1:
            alone = writer.say("Cette réponse seule ne change rien", "This answer alone changes nothing")
            lines = [f"{alone} → {next(iter(results))}"]
        rows.append(((question.question[writer.language],), ("\n".join(lines),)))
    if not rows:
        return ()
    caption = writer.say(
        "Réponses qui manquent, et ce que chacune donnerait", "Missing answers, and what each would give"
    )
    head = (writer.say("Question", "Question"), writer.say("Réponse → conclusion", "Answer → conclusion"))
    return (Table(caption, head, tuple(rows), shares=(2, 3)),)


def sensitivity(writer: Writer, target: str) -> tuple[Block, ...]:
    """The smallest changes of answers that give another firm value, clearly as information."""
    judgement = writer.judgement
    definition = judgement.engine.program.definitions[target]
    changes = smallest_changes(judgement, target, limit=MOST)
    if not changes:
        text = writer.say(
            "Aucun changement de trois réponses au plus ne donne une autre conclusion ferme.",
            "No change of three answers or fewer gives another firm conclusion.",
        )
        return (Paragraph((text,)),)
    rows = tuple(
        (("\n".join(_change(writer, change)),), (writer.prose.value(target, definition.type, change.value),))
        for change in changes
    )
    caption = writer.say(
        "Plus petits changements de réponses qui donnent une autre conclusion",
        "Smallest changes of answers that give another conclusion",
    )
    head = (
        writer.say("Si la réponse devient", "If the answer becomes"),
        writer.say("La conclusion devient", "The conclusion becomes"),
    )
    info = writer.say(
        "Ces changements sont une information, utile pour suivre les évolutions du produit : décrivez toujours le projet tel qu'il est.",
        "These changes are information, useful to follow changes of the product: always describe the project as it is.",
    )
    return (Table(caption, head, rows, shares=(3, 1)), Paragraph((info,), quiet=True))


def _change(writer: Writer, change: Change) -> list[str]:
    lines = []
    for id_, answer in change.answers.items():
        before = writer.profile.answers.get(id_)
        if isinstance(answer, tuple) and isinstance(before, tuple):
            added = [writer.prose.option(id_, box) for box in answer if box not in before]
            removed = [writer.prose.option(id_, box) for box in before if box not in answer]
            boxes = [
                f"{verb} {', '.join(map(writer.quoted, named))}"
                for verb, named in (
                    (writer.say("ajouter", "add"), added),
                    (writer.say("retirer", "remove"), removed),
                )
                if named
            ]
            shown = writer.say(" ; ", "; ").join(boxes)
        else:
            shown = _words(writer, id_, answer)
        lines.append(writer.pair(writer.label(id_), shown))
    return lines


def _words(writer: Writer, id_: str, answer: Answer) -> str:
    question = writer.knowledge.questions[id_]
    return capital(writer.prose.value(id_, question_type(question), encode_answer(question, answer)))
