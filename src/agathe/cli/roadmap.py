"""``agathe roadmap``: decide a project from its description."""

import os
import sys
from enum import StrEnum
from typing import Annotated

import typer

from agathe.cli.app import (
    Lang,
    LangOption,
    OnOption,
    OutputOption,
    ProfileArgument,
    app,
    judge,
    read_day,
    reported,
    write,
)


class Format(StrEnum):
    """Output formats."""

    text = "text"
    json = "json"


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
) -> None:
    """Feuille de route d'un projet · Roadmap of a project: duties, pathways, funding, sites, markets."""
    from agathe.roadmap import build_roadmap

    judgement = judge(profile, read_day(on))
    result = build_roadmap(judgement)
    if format_ is Format.json:
        import msgspec

        write(
            msgspec.json.format(msgspec.json.encode(result), indent=2).decode() + "\n", output, keep=profile
        )
        return
    from agathe.roadmap.text import render_text

    terminal = output is None and sys.stdout.isatty()
    width = 100
    if terminal:
        import shutil

        width = max(50, min(shutil.get_terminal_size().columns, 120))
    text = render_text(
        result,
        judgement.engine.knowledge,
        lang.value,
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
