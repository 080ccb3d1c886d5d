"""``agathe explain``: why a conclusion, and what would change it."""

from typing import TYPE_CHECKING, Annotated

import typer

from agathe.cli.app import (
    Lang,
    LangOption,
    OnOption,
    OutputOption,
    PlainFormat,
    ProfileArgument,
    app,
    judge,
    plain_json,
    read_day,
    reported,
    write,
)
from agathe.kernel import AgatheError, Language, Text, nearest

if TYPE_CHECKING:
    from agathe.rules import Judgement
    from agathe.rules.proof import Proof, Step

_WORDS = {
    "fr": {
        "condition": "Condition", "why": "Pourquoi", "missing": "Ce qui manque", "change": "Ce qui changerait la conclusion",
        "none": "aucun changement de trois réponses au plus ne la change", "basis": "Textes", "sources": "Sources",
        "then": "alors", "checked": "vérifié le", "see": "voir plus haut", "info":
            "Ces changements sont une information : décrivez toujours le projet tel qu'il est.",
    },
    "en": {
        "condition": "Condition", "why": "Why", "missing": "What is missing", "change": "What would change the conclusion",
        "none": "no change of three answers or fewer changes it", "basis": "Texts", "sources": "Sources",
        "then": "then", "checked": "checked on", "see": "see above", "info":
            "These changes are information: always describe the project as it is.",
    },
}  # fmt: skip
_MARK = {"true": "✓", "false": "✕", "unknown": "?"}


@app.command()
@reported
def explain(
    profile: ProfileArgument,
    conclusion: Annotated[
        str,
        typer.Argument(metavar="CONCLUSION", help="mdr_class, pecan, duty:iec-62304…", show_default=False),
    ],
    on: OnOption = None,
    lang: LangOption = Lang.fr,
    format_: Annotated[
        PlainFormat, typer.Option("--format", help="Présentation / format.")
    ] = PlainFormat.text,
    output: OutputOption = None,
) -> None:
    """Pourquoi cette conclusion, et ce qui la changerait · Why a conclusion holds, and what would change it."""
    judgement = judge(profile, read_day(on), strict=False)
    target = find_conclusion(judgement, conclusion)
    proof = judgement.prove(target)
    if format_ is PlainFormat.json:
        content = {"proof": proof, "changes": _plain_changes(judgement, target)}
        write(plain_json(content), output, keep=profile)
        return
    write(_page(judgement, proof, lang.value), output, keep=profile)


def find_conclusion(judgement: "Judgement", wanted: str) -> str:
    """Full id of a conclusion given by its full or short id.

    Raises:
        AgatheError: no such conclusion, or several with this short id.
    """
    from agathe.knowledge.base import CONCLUSION_KINDS

    definitions = judgement.engine.program.definitions
    kind, _, rest = wanted.partition(":")
    singular = next((name for name, collection in CONCLUSION_KINDS.items() if collection == kind), None)
    if singular is not None:
        wanted = rest if singular == "fact" else f"{singular}:{rest}"
    if wanted in definitions:
        return wanted
    found = [id_ for id_ in definitions if wanted and id_.partition(":")[2] == wanted]
    if len(found) == 1:
        return found[0]
    # A step of the roadmap and a pathway may share a name: the pathway is the one that decides.
    ways = [id_ for id_ in found if id_.startswith(("pathway:", "scheme:"))]
    if len(ways) == 1:
        return ways[0]
    if found:
        choices = ", ".join(found)
        raise AgatheError(
            Text(
                f"« {wanted} » désigne plusieurs conclusions : {choices}",
                f"“{wanted}” names several: {choices}",
            )
        )
    short = [id_.partition(":")[2] or id_ for id_ in definitions if "/" not in id_]
    raise AgatheError(
        Text(
            f"aucune conclusion « {wanted} »{nearest(wanted, short, 'fr')} ; la liste : agathe knowledge list",
            f"no conclusion “{wanted}”{nearest(wanted, short)}; the list: agathe knowledge list",
        )
    )


def _plain_changes(judgement: "Judgement", target: str) -> list[dict[str, object]]:
    from agathe.rules.changes import smallest_changes
    from agathe.rules.proof import options_of

    definition = judgement.engine.program.definitions[target]
    if definition.type.kind not in ("boolean", "choice"):
        return []
    return [
        {"answers": dict(change.answers), "value": options_of(definition, change.value)[0]}
        for change in smallest_changes(judgement, target)
    ]


def _page(judgement: "Judgement", proof: "Proof", language: Language) -> str:
    from agathe.rules.citation import cite
    from agathe.rules.prose import Prose, show_date

    words, prose = _WORDS[language], Prose(judgement.engine.knowledge, language)
    definition = judgement.engine.program.definitions[proof.id]
    colon = "\u00a0: " if language == "fr" else ": "
    lines = [
        f"{proof.title[language]}{colon}{proof.value[language]}",
        *_dates(judgement, proof.id, language),
        "",
    ]
    if definition.type.kind == "boolean":
        lines += [words["condition"], f"  {prose.condition(definition.node)}", ""]
    lines.append(words["why"])
    for step in proof.because:
        lines.extend(_steps(step, language, 1))
    if proof.missing:
        lines += ["", words["missing"]]
        lines += [
            f"  - {judgement.engine.knowledge.questions[id_].question[language]} ({id_})"
            for id_ in proof.missing
        ]
    if definition.type.kind in ("boolean", "choice"):
        lines += ["", words["change"], *_changes(judgement, proof.id, prose, language)]
    if proof.legal_refs:
        lines += ["", words["basis"], *(f"  - {cite(ref, language)}" for ref in proof.legal_refs)]
    lines += ["", words["sources"]]
    for id_ in proof.sources:
        source = judgement.engine.knowledge.sources.get(id_)
        if source is not None:
            address = source.url or source.title or source.publisher
            lines.append(f"  - {address} ({words['checked']} {show_date(source.checked, language)})")
    return "\n".join(lines) + "\n"


def _dates(judgement: "Judgement", target: str, language: Language) -> list[str]:
    """A warning when the entry has no effect on the day asked for."""
    from agathe.rules.prose import show_date

    definition = judgement.engine.program.definitions[target]
    entry = judgement.engine.knowledge.decided(definition.kind, definition.entry)
    day = judgement.engine.day
    if entry is None or day in entry.period:
        return []
    if entry.valid_from is not None and day < entry.valid_from:
        when = show_date(entry.valid_from, language)
        return [{"fr": f"À cette date ce texte n'a pas encore d'effet : il en a à partir du {when}.",
                 "en": f"This text has no effect yet on that day: it has from {when}."}[language]]  # fmt: skip
    assert entry.valid_to is not None
    when = show_date(entry.valid_to, language)
    return [{"fr": f"À cette date ce texte n'a plus d'effet : il a pris fin le {when}.",
             "en": f"This text has no effect any more on that day: it ended on {when}."}[language]]  # fmt: skip


def _steps(step: "Step", language: Language, depth: int) -> list[str]:
    from agathe.rules.citation import cite

    value = (
        f" → {step.value[language]}"
        if step.value and step.value[language] not in ("oui", "non", "yes", "no")
        else ""
    )
    rule = f" ({cite(step.rule, language)})" if step.rule else ""
    lines = [f"{'  ' * depth}{_MARK[step.outcome]} {step.statement[language]}{value}{rule}"]
    for reason in step.because:
        lines.extend(_steps(reason, language, depth + 1))
    return lines


def _changes(judgement: "Judgement", target: str, prose: object, language: Language) -> list[str]:
    from agathe.rules.changes import smallest_changes
    from agathe.rules.profile import encode_answer
    from agathe.rules.program import question_type
    from agathe.rules.prose import Prose

    assert isinstance(prose, Prose)
    words, knowledge = _WORDS[language], judgement.engine.knowledge
    colon = "\u00a0: " if language == "fr" else ": "
    definition = judgement.engine.program.definitions[target]
    changes = smallest_changes(judgement, target)
    if not changes:
        return [f"  {words['none']}"]
    lines = []
    for change in changes:
        parts = []
        for id_, answer in change.answers.items():
            question = knowledge.questions[id_]
            before = judgement.profile.answers.get(id_)
            if isinstance(answer, tuple) and isinstance(before, tuple):
                boxes = [f"+ {prose.option(id_, box)}" for box in answer if box not in before]
                boxes += [f"− {prose.option(id_, box)}" for box in before if box not in answer]  # noqa: RUF001
                shown = ", ".join(boxes)
            else:
                shown = prose.value(id_, question_type(question), encode_answer(question, answer))
            parts.append(f"{question.label[language]}{colon}{shown}")
        result = prose.value(definition.id, definition.type, change.value)
        lines.append(f"  - {' + '.join(parts)} → {words['then']} {result}")
    return [*lines, f"  {words['info']}"]
