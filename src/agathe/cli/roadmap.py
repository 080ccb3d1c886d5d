"""``agathe roadmap``: decide a project from its description, and plan it."""

import os
import shutil
import sys
from collections.abc import Callable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

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
from agathe.kernel import AgatheError, Language, Location, Text

if TYPE_CHECKING:
    from agathe.knowledge import Knowledge
    from agathe.roadmap import Roadmap
    from agathe.rules import Judgement


class Format(StrEnum):
    """Output formats."""

    text = "text"
    json = "json"
    html = "html"
    pdf = "pdf"
    docx = "docx"
    ics = "ics"
    xlsx = "xlsx"


@app.command()
@reported
def roadmap(
    profile: ProfileArgument,
    on: OnOption = None,
    lang: LangOption = Lang.fr,
    format_: Annotated[Format, typer.Option("--format", help="Présentation / format.")] = Format.text,
    output: OutputOption = None,
    everything: Annotated[
        bool, typer.Option("--all", help="Montrer aussi ce qui est fermé / show closed ways too.")
    ] = False,
    brief: Annotated[bool, typer.Option("--brief", help="Titres seulement / titles only.")] = False,
    schedule: Annotated[
        bool, typer.Option("--schedule/--no-schedule", help="Calculer le calendrier / compute the schedule.")
    ] = True,
    by: Annotated[
        str | None,
        typer.Option(
            "--by", metavar="DATE", help="Chance de chaque jalon à cette date / chance by that day."
        ),
    ] = None,
    draws: DrawsOption = 10_000,
    seed: SeedOption = 1,
    independent: Annotated[
        bool,
        typer.Option("--independent", help="Durées sans lien entre elles / durations that share nothing."),
    ] = False,
) -> None:
    """Feuille de route d'un projet · Roadmap of a project: duties, pathways, funding, schedule, markets."""
    import msgspec

    from agathe.roadmap import build_roadmap
    from agathe.roadmap.schedule import build_schedule

    judgement = judge(profile, read_day(on))
    language: Language = lang.value
    if format_ in _BINARY:
        output = needed(output, format_.value)
    result = build_roadmap(judgement)
    if schedule:
        plan = build_schedule(
            judgement,
            draws=draws,
            seed=seed,
            independent=independent,
            by=None if by is None else _later(by, judgement.engine.day),
            progress=reporter(language),
        )
        result = msgspec.structs.replace(result, schedule=plan)
    knowledge = judgement.engine.knowledge
    if format_ is Format.json:
        write(plain_json(result), output, keep=profile)
    elif format_ is Format.text:
        _text(result, knowledge, language, output, profile, everything=everything, brief=brief)
    elif format_ is Format.html:
        from agathe.documents.html import render_html
        from agathe.roadmap.document import roadmap_document

        write(
            render_html(roadmap_document(result, knowledge, language, everything=everything)),
            output,
            keep=profile,
        )
    else:
        assert output is not None
        write_bytes(_BINARY[format_](result, judgement, language, everything), output, keep=profile)


def _later(text: str, day: date) -> date:
    """The day asked for with ``--by``.

    Raises:
        AgatheError: no date, or a day before that of the roadmap.
    """
    by = read_day(text, "--by")
    if by < day:
        message = Text(
            f"le {text} vient avant le jour de la feuille de route ({day})",
            f"{text} comes before the day of the roadmap ({day})",
        )
        raise AgatheError(message, Location(field="--by"))
    return by


def _pdf(result: "Roadmap", judgement: "Judgement", language: Language, everything: bool) -> bytes:
    from agathe.documents.pdf import render_pdf
    from agathe.roadmap.document import roadmap_document

    return render_pdf(roadmap_document(result, judgement.engine.knowledge, language, everything=everything))


def _docx(result: "Roadmap", judgement: "Judgement", language: Language, everything: bool) -> bytes:
    from agathe.documents.docx import render_docx
    from agathe.roadmap.document import roadmap_document

    return render_docx(roadmap_document(result, judgement.engine.knowledge, language, everything=everything))


def _ics(result: "Roadmap", judgement: "Judgement", language: Language, everything: bool) -> bytes:
    from agathe.roadmap.ical import deadlines_ics

    return deadlines_ics(result, judgement.engine.knowledge, language, profile=judgement.profile)


def _xlsx(result: "Roadmap", judgement: "Judgement", language: Language, everything: bool) -> bytes:
    from agathe.roadmap.checklist import checklist_xlsx

    return checklist_xlsx(result, judgement.engine.knowledge, language)


_BINARY: dict[Format, Callable[["Roadmap", "Judgement", Language, bool], bytes]] = {
    Format.pdf: _pdf,
    Format.docx: _docx,
    Format.ics: _ics,
    Format.xlsx: _xlsx,
}


def _text(
    result: "Roadmap",
    knowledge: "Knowledge",
    language: Language,
    output: Path | None,
    profile: Path,
    *,
    everything: bool,
    brief: bool,
) -> None:
    from agathe.roadmap.text import render_text

    terminal = output is None and sys.stdout.isatty()
    width = max(50, min(shutil.get_terminal_size().columns, 120)) if terminal else 100
    text = render_text(
        result,
        knowledge,
        language,
        width=width,
        color=terminal and not os.environ.get("NO_COLOR"),
        everything=everything,
        brief=brief,
    )
    write(text, output, keep=profile)


@app.command("schema")
@reported
def schema(lang: LangOption = Lang.fr, output: OutputOption = None) -> None:
    """Schéma JSON de la feuille de route · JSON schema of the roadmap."""
    from agathe.roadmap.schema import roadmap_schema

    write(roadmap_schema(), output)
