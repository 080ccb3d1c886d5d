"""``agathe whatif``: change an answer or a task, and see side by side what changes."""

import os
import shutil
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agathe.cli.app import (
    DrawsOption,
    Lang,
    LangOption,
    OnOption,
    OutputOption,
    ProfileArgument,
    SeedOption,
    app,
    judge,
    needed,
    plain_json,
    read_day,
    reported,
    write,
)
from agathe.cli.files import write_bytes
from agathe.cli.progress import reporter
from agathe.kernel import AgatheError, Language, Location, Text, nearest

if TYPE_CHECKING:
    from agathe.documents.blocks import Document
    from agathe.roadmap.whatif import Variant
    from agathe.rules import Judgement
    from agathe.rules.plan import TaskNote
    from agathe.rules.profile import Answer


class DocumentFormat(StrEnum):
    """Forms of a what-if."""

    text = "text"
    json = "json"
    html = "html"
    pdf = "pdf"
    docx = "docx"


@app.command()
@reported
def whatif(
    profile: ProfileArgument,
    set_: Annotated[
        list[str] | None,
        typer.Option("--set", metavar="QUESTION=RÉPONSE", help="Changer une réponse ; += et -= pour une liste / change an answer."),
    ] = None,
    suppose: Annotated[
        list[str] | None,
        typer.Option("--suppose", metavar="FAIT=VALEUR", help="Supposer un fait calculé / take a computed fact as given."),
    ] = None,
    task: Annotated[
        list[str] | None,
        typer.Option("--task", metavar="TÂCHE=…", help="done, skip, une date, ends:DATE, weeks:4/8/12… / a remark on a task."),
    ] = None,
    tag: Annotated[
        list[str] | None, typer.Option("--tag", metavar="SCÉNARIO", help="Ajouter un scénario / switch a scenario on.")
    ] = None,
    start: Annotated[
        str | None, typer.Option("--start", metavar="DATE", help="Début du plan / start of the plan.")
    ] = None,
    compare: Annotated[
        str | None,
        typer.Option("--compare", metavar="ID", help="Comparaison toute prête / a comparison of the knowledge base."),
    ] = None,
    on: OnOption = None,
    draws: DrawsOption = 10_000,
    seed: SeedOption = 1,
    lang: LangOption = Lang.fr,
    format_: Annotated[DocumentFormat, typer.Option("--format", help="Présentation / format.")] = DocumentFormat.text,
    output: OutputOption = None,
) -> None:  # fmt: skip
    """Et si… : changer une réponse ou une tâche, et voir l'effet · What if an answer or a task were different."""
    judgement = judge(profile, read_day(on))
    variant = _variant(judgement, set_ or [], suppose or [], task or [], tag or [], start)
    changed = bool(set_ or suppose or task or tag or start)
    if changed and compare is not None:
        raise AgatheError(Text(
            "--compare ne va pas avec --set, --suppose, --task, --tag ou --start",
            "--compare does not go with --set, --suppose, --task, --tag or --start",
        ))  # fmt: skip
    options: dict[str, Any] = {"draws": draws, "seed": seed, "progress": reporter(lang.value)}
    if not changed and compare is None:
        _suggest(judgement, options, lang, format_, output, profile)
        return
    from agathe.roadmap.whatif import compare as compare_sides
    from agathe.roadmap.whatif import variants_of
    from agathe.roadmap.whatif.comparison import AS_TOLD
    from agathe.roadmap.whatif.document import comparison_document

    engine = judgement.engine
    if compare is not None:
        chosen = engine.knowledge.plan_comparisons.get(compare)
        if chosen is None:
            known = engine.knowledge.plan_comparisons
            raise AgatheError(Text(
                f"aucune comparaison « {compare} »{nearest(compare, known, 'fr')} ; il y a : {', '.join(known)}",
                f"no comparison “{compare}”{nearest(compare, known)}; there are: {', '.join(known)}",
            ), Location(field="--compare"))  # fmt: skip
        sides, title, notes = variants_of(chosen, engine), chosen.title, chosen.notes
    else:
        sides, title, notes = [AS_TOLD, variant], Text("", ""), None
    result = compare_sides(engine, judgement.profile, sides, title=title, notes=notes, **options)
    if format_ is DocumentFormat.json:
        write(plain_json(result), output, keep=profile)
        return
    emit(comparison_document(result, engine.knowledge, lang.value), format_, output, profile)


def _suggest(
    judgement: "Judgement",
    options: dict[str, Any],
    lang: Lang,
    format_: DocumentFormat,
    output: Path | None,
    profile: Path,
) -> None:
    """Without a change: the single changes that would relieve most, and the comparisons ready to run."""
    from agathe.documents.blocks import Document
    from agathe.roadmap.schedule.planning import Planning
    from agathe.roadmap.whatif import offered, reliefs
    from agathe.roadmap.whatif.document import problem_notices, relief_sections
    from agathe.roadmap.words import Words
    from agathe.rules.prose import show_date

    planning = Planning(judgement)
    found = reliefs(judgement, **options)
    if format_ is DocumentFormat.json:
        write(plain_json(found), output, keep=profile)
        return
    knowledge = judgement.engine.knowledge
    language: Language = "en" if lang is Lang.en else "fr"
    day = show_date(judgement.engine.day, language)
    title, law, base = {
        "fr": ("Et si…", f"droit au {day}", "base de connaissances"),
        "en": ("What if…", f"law of {day}", "knowledge base"),
    }[language]
    document = Document(
        title=title,
        subtitle=judgement.profile.name,
        language=language,
        day=judgement.engine.day,
        facts=(law, f"{base} {knowledge.version[:8]}"),
        blocks=tuple(problem_notices(planning.problems, language)),
        sections=relief_sections(
            found, [(one.id, one.title) for one in offered(judgement)], knowledge, language
        )
        if planning.possible
        else (),
        foot=Words(language, knowledge).say("legal"),
        signature=knowledge.version[:8],
    )
    emit(document, format_, output, profile)


def emit(document: "Document", format_: DocumentFormat, output: Path | None, profile: Path) -> None:
    """Write a document in one of its forms.

    Raises:
        AgatheError: a file that cannot be shown in a terminal has no ``--output``.
    """
    if format_ is DocumentFormat.text:
        from agathe.documents.terminal import render_text

        terminal = output is None and sys.stdout.isatty()
        width = max(50, min(shutil.get_terminal_size().columns, 140)) if terminal else 120
        text = render_text(document, width=width, color=terminal and not os.environ.get("NO_COLOR"))
        write(text, output, keep=profile)
        return
    if format_ is DocumentFormat.html:
        from agathe.documents.html import render_html

        write(render_html(document), output, keep=profile)
        return
    if format_ is DocumentFormat.pdf:
        from agathe.documents.pdf import render_pdf

        data = render_pdf(document)
    else:
        from agathe.documents.docx import render_docx

        data = render_docx(document)
    write_bytes(data, needed(output, format_), keep=profile)


def _variant(
    judgement: "Judgement",
    set_: list[str],
    suppose: list[str],
    tasks: list[str],
    tags: list[str],
    start: str | None,
) -> "Variant":
    """The changed side, from what the command line says."""
    from agathe.roadmap.whatif import Variant
    from agathe.roadmap.whatif.comparison import read_change

    engine, profile = judgement.engine, judgement.profile
    answers: dict[str, Answer] = {}
    for text in set_:
        id_, answer = read_change(text, profile, engine)
        answers[id_], profile = answer, profile.answered(id_, answer)  # a second += adds to the first
    for tag in tags:
        if tag not in engine.knowledge.plan_tags:
            known = engine.knowledge.plan_tags
            raise AgatheError(Text(
                f"aucun scénario « {tag} »{nearest(tag, known, 'fr')} ; il y a : {', '.join(known)}",
                f"no scenario “{tag}”{nearest(tag, known)}; there are: {', '.join(known)}",
            ), Location(field="--tag"))  # fmt: skip
    return Variant(
        "changed",
        Text("Avec ces changements", "With these changes"),
        answers=answers,
        suppose=dict(_supposed(text) for text in suppose),
        tags=tuple(tags),
        tasks=dict(_note(text, judgement) for text in tasks),
        start=None if start is None else read_day(start, "--start"),
    )


def _supposed(text: str) -> tuple[str, object]:
    key, sign, raw = text.partition("=")
    if not sign or not raw.strip():
        raise AgatheError(Text(
            f"« {text} » n'est pas de la forme fait=valeur", f"“{text}” is not of the form fact=value"
        ), Location(field="--suppose"))  # fmt: skip
    values = [_value(part) for part in raw.split(",")]
    return key.strip(), values if len(values) > 1 else values[0]


def _value(raw: str) -> object:
    from datetime import date

    text = raw.strip()
    if text.lower() in ("true", "oui", "yes"):
        return True
    if text.lower() in ("false", "non", "no"):
        return False
    for read in (float, date.fromisoformat):
        try:
            return read(text)
        except ValueError:
            continue
    return text


def _note(text: str, judgement: "Judgement") -> tuple[str, "TaskNote"]:
    """A task and what is said of it: ``poc-build=done``, ``poc-build=2026-05-01``, ``poc-build=weeks:4/8/12,ends:2027-01-01``."""
    from agathe.rules.plan import read_note

    knowledge = judgement.engine.knowledge
    id_, _, raw = text.partition("=")
    place = Location(field=f"--task {id_}")
    if id_ not in knowledge.tasks:
        raise AgatheError(Text(
            f"aucune tâche de ce nom{nearest(id_, knowledge.tasks, 'fr')} ; la liste : agathe knowledge list tasks",
            f"no task of that name{nearest(id_, knowledge.tasks)}; the list: agathe knowledge list tasks",
        ), place)  # fmt: skip
    content: dict[str, object] = {}
    for part in filter(None, (part.strip() for part in raw.split(","))):
        key, sign, value = part.partition(":")
        if part == "skip":
            content["skip"] = True
        elif not sign:
            content["done"] = part
        elif key in ("weeks", "cost_eur"):
            content[key] = [_value(number) for number in value.split("/")]
        elif key == "after":
            content[key] = value.split("/")
        else:
            content[key] = value
    problems: list[Text] = []
    note = read_note(id_, content, knowledge, problems)
    if problems or not content:
        found = problems or [Text(
            "dites done, skip, une date, ou started:, ends:, not_before:, weeks:, cost_eur:, after:",
            "say done, skip, a date, or started:, ends:, not_before:, weeks:, cost_eur:, after:",
        )]  # fmt: skip
        raise AgatheError(Text(" ; ".join(p.fr for p in found), "; ".join(p.en for p in found)), place)
    return id_, note
