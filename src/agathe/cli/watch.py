"""``agathe watch``: what the law changes for one or many projects."""

import sys
from collections.abc import Callable, Sequence
from enum import StrEnum
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Annotated

import typer

from agathe.cli.app import Lang, LangOption, OutputOption, app, plain_json, read_day, reported, write
from agathe.kernel import AgatheError, Language, Location, Text

if TYPE_CHECKING:
    from agathe.knowledge import Knowledge

QUIET = 2.0
"""Seconds without a word on the progress of the work."""


class WatchFormat(StrEnum):
    """Output formats."""

    text = "text"
    json = "json"
    csv = "csv"


@app.command()
@reported
def watch(
    profiles: Annotated[
        list[Path],
        typer.Argument(
            metavar="PROFILES...", show_default=False,
            help="Profils : fichiers YAML, JSON ou JSON Lines, dossiers / profiles: files or folders.",
        ),
    ],
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="DATE", help="Droit à cette date, par défaut aujourd'hui / law on that day, today by default."),
    ] = None,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="DATE", help="Comparé au droit à cette date / compared with the law on that day."),
    ] = None,
    before: Annotated[
        Path | None,
        typer.Option("--before", metavar="DIR", help="Base d'avant / earlier knowledge base.", show_default=False),
    ] = None,
    after: Annotated[
        Path | None,
        typer.Option("--after", metavar="DIR", help="Base d'après / later knowledge base.", show_default=False),
    ] = None,
    lang: LangOption = Lang.fr,
    format_: Annotated[WatchFormat, typer.Option("--format", help="Présentation / format.")] = WatchFormat.text,
    output: OutputOption = None,
) -> None:  # fmt: skip
    """Ce que le droit change pour des projets, entre deux dates ou deux versions de la base · What the law changes for projects."""
    from agathe.roadmap.watch import watch as compare
    from agathe.rules import Engine
    from agathe.rules.profiles import read_profiles

    first, last = read_day(from_, "--from"), read_day(to, "--to")
    if first > last:
        message = Text(
            f"la date de départ ({first}) vient après la date d'arrivée ({last})",
            f"the first day ({first}) comes after the last ({last})",
        )
        raise AgatheError(message, Location(field="--from"))
    if not (from_ or to or before or after):
        raise AgatheError(Text(
            "dites quoi comparer : deux dates (--from, --to) ou deux bases (--before, --after)",
            "say what to compare: two days (--from, --to) or two knowledge bases (--before, --after)",
        ))  # fmt: skip
    old, new = _bases(before, after)
    # The later version first: its words are used where both know a question.
    read = read_profiles(profiles, new, *([] if old is new else [old]), progress=_progress(_READ, lang.value))
    result = compare(Engine(old, first), Engine(new, last), read, _progress(_COMPARED, lang.value))
    keep = _same_file(output, profiles)
    if format_ is WatchFormat.json:
        write(plain_json(result), output, keep=keep)
        return
    from agathe.roadmap.watch.text import render_csv, render_text

    if format_ is WatchFormat.csv:
        write(render_csv(result, new, lang.value), output, keep=keep)
        return
    width = 100
    if output is None and sys.stdout.isatty():
        import shutil

        width = max(50, min(shutil.get_terminal_size().columns, 120))
    write(render_text(result, new, lang.value, width=width), output, keep=keep)


def _bases(before: Path | None, after: Path | None) -> "tuple[Knowledge, Knowledge]":
    """Both knowledge bases: one and the same object when they do not differ."""
    from agathe.knowledge import load_knowledge

    for folder, option in ((before, "--before"), (after, "--after")):
        if folder is not None and not any(folder.glob("**/*.yaml")):
            message = Text(
                f"« {folder} » n'est pas un dossier de la base de connaissances",
                f"“{folder}” is not a folder of the knowledge base",
            )
            raise AgatheError(message, Location(field=option))
    old = load_knowledge(before)
    new = load_knowledge(after)
    return (old, old) if old.version == new.version else (old, new)


def _same_file(output: Path | None, profiles: Sequence[Path]) -> Path | None:
    """The profile that the output would write over."""
    if output is None or not output.exists():
        return None
    files = [file for path in profiles for file in (path.rglob("*") if path.is_dir() else [path])]
    return next((file for file in files if file.exists() and file.samefile(output)), None)


_READ = Text("{0} profils lus…", "{0} profiles read…")
_COMPARED = Text("{0} profils comparés…", "{0} profiles compared…")


def _progress(words: Text, language: Language) -> Callable[[int], None]:
    """Says how far the work is on standard error, once it has lasted and then no more than once a second."""
    next_word = monotonic() + QUIET

    def tell(count: int) -> None:
        nonlocal next_word
        now = monotonic()
        if now >= next_word:
            next_word = now + 1.0
            typer.echo(words[language].format(count), err=True)

    return tell
