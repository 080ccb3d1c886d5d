"""Errors of the command line itself (a missing argument, an unknown option), which typer says in English only."""

import os
import re
from collections.abc import Sequence

from typer.exceptions import TyperException

from agathe.kernel import Language, Text

_HINT = r" \(Possible (?:options|commands): (?P<near>.+)\)"
_SAYINGS = (
    (r"Missing argument '(?P<name>.+?)'\.?", "il manque l'argument {name}"),
    (r"Missing (?:option|parameter) '(?P<name>.+?)'\.?", "il manque l'option {name}"),
    (rf"No such option: (?P<name>\S+){_HINT}", "option inconnue {name} (proches : {near})"),
    (r"No such option: (?P<name>\S+?)(?: Did you mean (?P<near>\S+?)\?)?", "option inconnue {name}"),
    (rf"No such command '(?P<name>.+?)'\.?{_HINT}", "commande inconnue « {name} » (proches : {near})"),
    (r"No such command '(?P<name>.+?)'\..*", "commande inconnue « {name} »"),
    (r"Missing command\.", "il manque la commande"),
    (r"Got unexpected extra arguments? ?(?:\(s\) )?\((?P<name>.+)\)", "argument en trop : {name}"),
    (
        r"Option '(?P<name>.+?)' requires (?:an argument|\d+ arguments)\.?",
        "l'option {name} attend une valeur",
    ),
    (r"Option '(?P<name>.+?)' does not take a value\.?", "l'option {name} ne prend pas de valeur"),
    (
        r"Invalid value for '(?P<name>.+?)'(?: \(env var: '\w+'\))?: Input should be (?P<sign>greater|less) than or equal to (?P<value>\d+)",
        "{name} : {sign} {value}",
    ),
    (
        r"Invalid value for '(?P<name>.+?)'(?: \(env var: '\w+'\))?: Input should be a valid integer.*",
        "{name} : il faut un nombre entier",
    ),
    (
        r"Invalid value for '(?P<name>[^']+)'(?: \(env var: '\w+'\))?: (?:Value error, )?'(?P<value>.*)' is not one of (?P<near>.+?)\.?",
        "{name} : « {value} » n'est pas possible, choisissez parmi {near}",
    ),
)
_SIGNS = {"greater": "au moins", "less": "au plus"}


def usage_language(arguments: Sequence[str]) -> Language:
    """The language asked for on a command line that could not be read whole; French unless English is asked."""
    asked = os.environ.get("AGATHE_LANG", "fr")
    for position, argument in enumerate(arguments):
        if argument == "--lang" and position + 1 < len(arguments):
            asked = arguments[position + 1]
        elif argument.startswith("--lang="):
            asked = argument.removeprefix("--lang=")
    return "en" if asked == "en" else "fr"


def usage_message(error: TyperException) -> Text:
    """What is wrong with the command line, in both languages; typer's own English words where no French is known."""
    english = error.format_message().replace("Value error, ", "")
    for pattern, french in _SAYINGS:
        if found := re.fullmatch(pattern, error.format_message(), re.DOTALL):
            named = {
                key: _SIGNS.get(value, value or "").replace("' / '", " / ")
                for key, value in found.groupdict().items()
            }
            return Text(french.format(**named), english.replace("' / '", " / "))
    return Text(english, english)


def usage_lines(error: TyperException, language: Language) -> str:
    """The error, the form of the command and where to find help."""
    message = usage_message(error)
    if message.en.startswith("Usage:"):  # a command without arguments: its help, as it is
        return message.en
    context = getattr(error, "ctx", None)
    if context is None:
        return f"agathe: {message[language]}"
    form = context.command.collect_usage_pieces(context)
    usage = " ".join((context.command_path, *form))
    if language == "fr":
        return f"agathe: {message.fr}\nUsage : {usage}\nAide : {context.command_path} --help"
    return f"agathe: {message.en}\nUsage: {usage}\nHelp: {context.command_path} --help"
