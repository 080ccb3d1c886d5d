"""What the search reads of an entry: its title, its names and references, everything it says."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from agathe.kernel import Language, Text
from agathe.knowledge import Knowledge
from agathe.knowledge.schema.base import Example
from agathe.knowledge.walk import structs
from agathe.rules.citation import cite
from agathe_web.library.catalogue import lead_of, region_names, title_of
from agathe_web.library.kinds import KINDS
from agathe_web.library.labels import value_label
from agathe_web.library.relations import reference, relations

_NAMES = frozenset(
    {
        "id", "code", "lead", "partners", "product", "names", "nb_number", "publisher", "url", "reference", "doi", "platform",
        "campaign", "rule", "regime", "operator", "state",
    }
)  # fmt: skip
"""Fields whose plain strings are names or references a person may type."""
_CODES = frozenset({"kind", "category", "route", "country", "status", "themes", "theme", "settings", "type"})
"""Fields whose codes stand for words."""


@dataclass(frozen=True)
class Indexed:
    """The texts of an entry in one language.

    Attributes:
        title: title.
        references: names, references, words for its kind.
        body: what it says, the most telling first.
        unseen: what its conditions read, found as if the entry said it but never shown.
    """

    title: str
    references: str
    body: str
    unseen: str


def text_of(kind: str, key: str, entry: Any, knowledge: Knowledge, language: Language) -> Indexed:
    """The texts of an entry."""
    title = title_of(entry)[language]
    found = KINDS[kind]
    references = [key, found.one[language], *_references(entry, knowledge, language)]
    lead = lead_of(entry)
    body = [lead[language]] if lead is not None else []
    body.extend(text for text in _sentences(entry, language) if text != title)
    return Indexed(
        title,
        " ".join(dict.fromkeys(references)),
        " ".join(_ended(text) for text in dict.fromkeys(body)),
        _facts_read(kind, key, knowledge, language),
    )


def _facts_read(kind: str, key: str, knowledge: Knowledge, language: Language) -> str:
    """Titles of the facts that the conditions of an entry read: a duty on a fact is about that fact."""
    read = relations().reads.get((kind, key), ())
    return " ".join(knowledge.facts[id_].title[language] for of, id_ in read if of == "fact")


def _ended(text: str) -> str:
    """A text with its full stop, so that two do not run into each other in what is shown."""
    return text if text.endswith((".", "!", "?", "…", ":", ";")) else f"{text}."


def _sentences(entry: Any, language: Language) -> Iterator[str]:
    for _, part in structs(entry):
        if isinstance(part, Text):
            yield part[language]


def _references(entry: Any, knowledge: Knowledge, language: Language) -> Iterator[str]:
    regions = region_names(knowledge)
    for path, part in structs(entry):
        if isinstance(part, Text | Example):
            continue
        owner = type(part).__name__
        for name in part.__struct_fields__:
            value = getattr(part, name)
            for one in value if isinstance(value, tuple) else (value,):
                if not isinstance(one, str):
                    continue
                ref = reference(part, name, one)
                if name == "legal_ref":
                    yield cite(one, language)
                elif name == "region" and one in regions:
                    yield regions[one][language]
                elif ref is not None:
                    yield title_of(KINDS[ref[0]].read(knowledge)[ref[1]])[language]
                elif name in _CODES and not path:
                    label = value_label(owner, name, one)
                    if label is not None:
                        yield label[language]
                elif name in _NAMES and (name != "id" or not path):
                    yield one
