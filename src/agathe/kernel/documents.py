"""Reading a YAML or JSON file that a person, or an attacker, wrote."""

import json
import re
from pathlib import Path

import yaml

from agathe.kernel.errors import AgatheError, Location, system_reason
from agathe.kernel.text import Text

MAX_BYTES = 1_000_000
"""Largest document accepted. A whole profile is a few kilobytes."""
MAX_DEPTH = 20
"""Deepest nesting accepted."""


class DocumentError(AgatheError):
    """A file that cannot be read as one plain YAML or JSON document."""


def read_document(path: Path, *, max_bytes: int = MAX_BYTES) -> object:
    """Return the content of a YAML or JSON file as plain Python values.

    Anchors and aliases are refused (a few lines of them can expand to gigabytes), and so are repeated keys, which
    would silently lose an answer.

    Raises:
        DocumentError: missing, unreadable, empty, too large, not UTF-8, or not valid YAML or JSON.
    """
    place = Location(file=str(path))
    try:
        if path.is_dir():
            raise DocumentError(
                Text("c'est un dossier, il faut un fichier", "this is a folder, a file is expected"), place
            )
        with path.open("rb") as file:
            raw = file.read(max_bytes + 1)  # what is not a regular file has no size to ask for
        if len(raw) > max_bytes:
            limit = f"{max_bytes:,}"
            message = Text(
                f"le fichier dépasse la limite de {limit.replace(',', ' ')} octets",
                f"the file is larger than the limit of {limit} bytes",
            )
            raise DocumentError(message, place)
    except FileNotFoundError:
        raise DocumentError(Text("ce fichier n'existe pas", "no such file"), place) from None
    except OSError as error:
        reason = system_reason(error)
        raise DocumentError(
            Text(f"lecture impossible ({reason.fr})", f"cannot read the file ({reason.en})"), place
        ) from None
    except ValueError as error:  # a name the system cannot hold
        raise DocumentError(
            Text(f"lecture impossible ({error})", f"cannot read the file ({error})"), place
        ) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        message = Text(
            f"le fichier n'est pas du texte UTF-8 (octet {error.start + 1}) : enregistrez-le en UTF-8",
            f"the file is not UTF-8 text (byte {error.start + 1}): save it as UTF-8",
        )
        raise DocumentError(message, place) from None
    return parse_document(text, place, is_json=path.suffix.lower() == ".json")


def parse_document(text: str, place: Location, *, is_json: bool = False) -> object:
    """Parse YAML or JSON text; see :func:`read_document`."""
    try:
        if is_json and text.strip():
            content = json.loads(text, object_pairs_hook=lambda pairs: _no_repeats(pairs, place))
        else:
            _check_events(text, place)
            content = yaml.load(text, Loader=_PlainLoader)
    except json.JSONDecodeError as error:
        message = Text(
            f"ce n'est pas du JSON valide (ligne {error.lineno}, colonne {error.colno})",
            f"this is not valid JSON (line {error.lineno}, column {error.colno}): {error.msg}",
        )
        raise DocumentError(message, place) from None
    except yaml.YAMLError as error:
        raise DocumentError(_yaml_message(error), place) from None
    except ValueError as error:
        message = Text(
            f"une valeur ne se lit pas, par exemple une date qui n'existe pas ({error})",
            f"a value cannot be read, for instance a date that does not exist ({error})",
        )
        raise DocumentError(message, place) from None
    except RecursionError:
        raise DocumentError(_too_deep(), place) from None
    if content is None:
        raise DocumentError(Text("le fichier est vide", "the file is empty"), place)
    return content


class _RefusedError(yaml.YAMLError):
    """YAML that is valid but that we do not accept."""

    def __init__(self, words: Text, node: yaml.Node) -> None:
        super().__init__(words.en)
        line = node.start_mark.line + 1 if node.start_mark is not None else 0
        self.words = Text(f"{words.fr} (ligne {line})", f"{words.en} (line {line})")


class _PlainLoader(yaml.CSafeLoader):
    """Safe YAML without repeated keys, whose whole numbers are decimal (010 is text, not eight; 1:30 is text)."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[object, object]:
        seen: set[object] = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if not isinstance(key, str | int | float | bool):
                raise _RefusedError(
                    Text("une clé doit être un simple texte", "a key must be plain text"), key_node
                )
            if key in seen:
                raise _RefusedError(
                    Text(f"« {key} » est donné deux fois", f"“{key}” is given twice"), key_node
                )
            seen.add(key)
        return super().construct_mapping(node, deep)


_DECIMAL = {
    "tag:yaml.org,2002:int": re.compile(r"^[-+]?(?:0|[1-9][0-9_]*)$"),
    "tag:yaml.org,2002:float": re.compile(
        r"^[-+]?(?:[0-9][0-9_]*\.[0-9_]*(?:[eE][-+]?[0-9]+)?|\.[0-9][0-9_]*)$"
    ),
}
_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, _DECIMAL.get(tag, pattern)) for tag, pattern in resolvers]
    for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}


def _check_events(text: str, place: Location) -> None:
    """Refuse aliases and deep nesting before anything is built."""
    depth = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            mark = event.start_mark
            line = mark.line + 1 if mark is not None else 0
            message = Text(
                f"les ancres et renvois YAML (& et *) ne sont pas acceptés (ligne {line})",
                f"YAML anchors and aliases (& and *) are not accepted (line {line})",
            )
            raise DocumentError(message, place)
        if getattr(event, "tag", None):
            line = event.start_mark.line + 1 if event.start_mark is not None else 0
            message = Text(
                f"les étiquettes YAML (« ! ») ne sont pas acceptées (ligne {line})",
                f"YAML tags (“!”) are not accepted (line {line})",
            )
            raise DocumentError(message, place)
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > MAX_DEPTH:
                raise DocumentError(_too_deep(), place)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


def _too_deep() -> Text:
    return Text(f"plus de {MAX_DEPTH} niveaux imbriqués", f"more than {MAX_DEPTH} nested levels")


def _no_repeats(pairs: list[tuple[str, object]], place: Location) -> dict[str, object]:
    content: dict[str, object] = {}
    for key, value in pairs:
        if key in content:
            raise DocumentError(Text(f"« {key} » est donné deux fois", f"“{key}” is given twice"), place)
        content[key] = value
    return content


def _yaml_message(error: yaml.YAMLError) -> Text:
    if isinstance(error, _RefusedError):
        return error.words
    where, problem = "", str(error).splitlines()[0]
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
        if mark is not None:
            where = f" ({mark.line + 1}:{mark.column + 1})"
        problem = error.problem or error.context or problem
    return Text(
        f"ce n'est pas du YAML accepté{where} : {problem}", f"this is not YAML we accept{where}: {problem}"
    )
