"""Commands and options, as the command line itself declares them."""

from enum import Enum
from typing import Any

import typer

from agathe.reference.markdown import code, first_paragraph, table


def commands_page() -> str:
    """Page ``cli.md``."""
    from agathe.cli.commands import app

    lines = [
        "# Command line",
        "",
        "Every command ends with code 0 when it did its work, 1 when `knowledge check` found errors, and 2 when what it was given",
        "cannot be used (a message says why and where). Results go to standard output, messages to standard error.",
        "",
    ]
    lines += _group("agathe", typer.main.get_command(app))
    return "\n".join(lines).rstrip() + "\n"


def _group(name: str, command: Any) -> list[str]:
    """A command, or a group and all its commands."""
    inner = getattr(command, "commands", None)
    if inner is None:
        return _command(name, command)
    lines: list[str] = []
    for short, child in inner.items():
        lines += _group(f"{name} {short}", child)
    return lines


def _command(name: str, command: Any) -> list[str]:
    given = [parameter for parameter in command.params if parameter.name != "help"]
    arguments = [parameter for parameter in given if parameter.param_type_name == "argument"]
    options = [parameter for parameter in given if parameter.param_type_name == "option"]
    usage = " ".join(
        [name, *(_metavar(argument) for argument in arguments), *(["[OPTIONS]"] if options else [])]
    )
    lines = [f"## `{name}`", "", first_paragraph(command.help), "", "```text", usage, "```", ""]
    rows = [(code(_metavar(argument)), "", argument.help or "") for argument in arguments]
    rows += [(_spelling(option), _default(option), option.help or "") for option in options]
    if rows:
        lines += table(("Argument or option", "Default", "Meaning"), rows)
    return lines


def _metavar(parameter: Any) -> str:
    return str(parameter.metavar or parameter.name.upper())


def _spelling(option: Any) -> str:
    """All spellings of an option, with what it takes."""
    names = [*option.opts, *option.secondary_opts]
    value = "" if option.is_flag else f" {_values(option)}"
    return ", ".join(code(f"{name}{value}") for name in names)


def _values(option: Any) -> str:
    kind = option.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return "{" + ",".join(str(member.value) for member in kind) + "}"
    return str(option.metavar or "TEXT")


def _default(option: Any) -> str:
    if option.default is None or (option.is_flag and not option.secondary_opts):
        return ""
    if option.is_flag:
        return code(option.opts[0] if option.default else option.secondary_opts[0])
    value = option.default.value if isinstance(option.default, Enum) else option.default
    where = f", or the variable {code(option.envvar)}" if option.envvar else ""
    return code(str(value)) + where
