"""The typer application and what all commands share."""

import os
import sys
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from functools import wraps
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ParamSpec

import typer
from typer.exceptions import TyperException

from agathe.cli.files import write_bytes
from agathe.kernel import AgatheError, Language, Location, Text, system_reason

if TYPE_CHECKING:
    from agathe.knowledge import Knowledge
    from agathe.rules import Engine, Judgement

P = ParamSpec("P")
app = typer.Typer(
    name="agathe",
    help="La ligne de vie d'un projet de santé numérique · The life line of a digital-health project.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


class Lang(StrEnum):
    """Languages of the interface."""

    fr = "fr"
    en = "en"


class PlainFormat(StrEnum):
    """Formats of what is not a document."""

    text = "text"
    json = "json"


LangOption = Annotated[
    Lang, typer.Option("--lang", envvar="AGATHE_LANG", help="Langue / language.", show_default=True)
]
OnOption = Annotated[
    str | None,
    typer.Option("--on", metavar="DATE", help="Droit à cette date (AAAA-MM-JJ) / law on that day."),
]
OutputOption = Annotated[
    Path | None,
    typer.Option("-o", "--output", metavar="FILE", help="Écrire dans ce fichier / write to this file."),
]
DrawsOption = Annotated[
    int, typer.Option("--draws", min=100, max=1_000_000, help="Plans simulés / simulated plans.")
]
SeedOption = Annotated[int, typer.Option("--seed", min=0, help="Graine du hasard / seed.")]
ProfileArgument = Annotated[
    Path,
    typer.Argument(
        metavar="PROFILE", help="Profil du projet (YAML ou JSON) / project profile.", show_default=False
    ),
]


def today() -> date:
    """The date of this machine; the domain never reads the clock, commands pass it on."""
    return datetime.now().astimezone().date()


def read_day(text: str | None, option: str = "--on") -> date:
    """The day asked for with an option, or today.

    Raises:
        AgatheError: not a date that exists, or outside 2016-2045, where the knowledge base has nothing to say.
    """
    if text is None:
        return today()
    try:
        day = date.fromisoformat(text)
    except ValueError:
        message = Text(
            f"« {text} » n'est pas une date qui existe : écrivez par exemple 2026-11-25",
            f"“{text}” is not a date that exists: write for instance 2026-11-25",
        )
        raise AgatheError(message, Location(field=option)) from None
    if not 2016 <= day.year <= 2045:
        message = Text(
            f"le {text} est hors de la période couverte (2016 à 2045)",
            f"{text} is outside the period covered (2016 to 2045)",
        )
        raise AgatheError(message, Location(field=option))
    return day


def knowledge_base() -> "Knowledge":
    from agathe.knowledge import load_knowledge

    return load_knowledge()


def engine(day: date) -> "Engine":
    from agathe.rules import Engine

    return Engine(knowledge_base(), day)


def judge(path: Path, day: date, *, strict: bool = True) -> "Judgement":
    """Read a profile and evaluate it.

    Raises:
        AgatheError: unreadable or wrong profile; with ``strict``, answers that contradict one another.
    """
    from agathe.rules import ProfileError, read_profile

    rules = engine(day)
    judgement = rules.judge(read_profile(path, rules.knowledge))
    broken = [
        rule
        for rule in rules.knowledge.consistency.values()
        if rule.severity == "error" and judgement.false(f"check:{rule.id}")
    ]
    if strict and broken:
        lines = [(rule.message, ", ".join(rule.questions)) for rule in broken]
        message = Text(
            "des réponses se contredisent :" + "".join(f"\n  - {text.fr} ({ids})" for text, ids in lines),
            "some answers contradict one another:"
            + "".join(f"\n  - {text.en} ({ids})" for text, ids in lines),
        )
        raise ProfileError(message, Location(file=str(path)))
    return judgement


def write(text: str, output: Path | None, *, keep: Path | None = None) -> None:
    """Print, or write a file in one move, so that a failure leaves an existing file as it was.

    Args:
        text: what to write.
        output: file to write; standard output when ``None``.
        keep: a file that must not be written over (the profile just read).

    Raises:
        AgatheError: the file cannot be written.
    """
    if output is None:
        sys.stdout.write(text)
    else:
        write_bytes(text.encode(), output, keep=keep)


def needed(output: Path | None, format_: str) -> Path:
    """The file to write.

    Raises:
        AgatheError: none was given, for a format that a terminal cannot show.
    """
    if output is None:
        message = Text(
            f"le format {format_} s'écrit dans un fichier : ajoutez -o FICHIER.{format_}",
            f"the {format_} format goes to a file: add -o FILE.{format_}",
        )
        raise AgatheError(message)
    return output


def plain_json(value: object) -> str:
    """Indented JSON of plain data."""
    import msgspec

    return msgspec.json.format(msgspec.json.encode(value), indent=2).decode() + "\n"


def reported(command: Callable[P, None]) -> Callable[P, None]:
    """Turn expected errors into one message on standard error and exit code 2."""

    @wraps(command)
    def run(*args: P.args, **kwargs: P.kwargs) -> None:
        language: Language = "en" if kwargs.get("lang") == Lang.en else "fr"
        try:
            command(*args, **kwargs)
        except AgatheError as error:
            typer.echo(f"agathe: {error.render(language)}", err=True)
            raise typer.Exit(2) from None
        except UnicodeEncodeError as error:
            typer.echo(f"agathe: {error.encoding}: {error.reason}", err=True)
            raise typer.Exit(2) from None
        except BrokenPipeError:
            # The reader (head, less) went away: nothing to say, but do not let Python complain at exit.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise typer.Exit(1) from None
        except OSError as error:
            typer.echo(f"agathe: {system_reason(error)[language]}", err=True)
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            raise typer.Exit(130) from None

    return run


def main() -> None:
    """Entry point of the ``agathe`` script."""
    from agathe.cli.commands import app as complete

    for name in ("stdin", "stdout", "stderr"):
        if getattr(sys, name) is None:  # closed by the caller
            setattr(sys, name, Path(os.devnull).open("r+"))  # noqa: SIM115 - lives as long as the process
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")  # a terminal that lacks a character shows another one
    try:
        code = complete(standalone_mode=False)
    except TyperException as error:
        from agathe.cli.usage import usage_language, usage_lines

        if error.format_message():
            typer.echo(usage_lines(error, usage_language(sys.argv[1:])), err=True)
        sys.exit(2)
    except typer.Abort:
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
