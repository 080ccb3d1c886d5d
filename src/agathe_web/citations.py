"""Entries of the knowledge base that people cite: named ``kind:id``, sealed with what the entry said on that day.

An agent who cites an entry vouches for what it said. The seal keeps a digest of it, so that the reader is told when the entry
has changed since, is gone, or was checked too long ago.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec
from django import forms

from agathe.kernel import Text
from agathe.knowledge.schema.base import Entry
from agathe.roadmap.grounds import REVIEW_AFTER
from agathe_web import clock, engines
from agathe_web.library.folding import tokens
from agathe_web.library.kinds import KINDS
from agathe_web.words import said, say, told

MOST = 12
"""Entries one text may cite."""
_REFERENCE = re.compile(r"(?:^|[\s/])([a-z_]{2,24})[:/]([a-z0-9][a-z0-9_.-]{0,79})/?(?:[?#]\S*)?$")

Sealed = Mapping[str, Any]
"""A citation as it is kept: ``{"entry": "duty:pecan", "digest": "…", "title": {"fr": "…", "en": "…"}}``."""


@dataclass(frozen=True)
class Citation:
    """A citation as it is shown today.

    Attributes:
        kind: kind of the entry.
        id: its id.
        title: its title, the one of the day it was cited if it is gone.
        entry: the entry, ``None`` when the knowledge base no longer holds it.
        changed: whether it says something else than on the day it was cited.
        stale: whether its last check is too old.
        ended: whether it has no effect any more.
    """

    kind: str
    id: str
    title: Text
    entry: Entry | None
    changed: bool
    stale: bool
    ended: bool

    @property
    def reference(self) -> str:
        """Its name: ``kind:id``."""
        return f"{self.kind}:{self.id}"

    @property
    def to_read_again(self) -> bool:
        """Whether something happened to the entry that an agent should look at."""
        return self.entry is None or self.changed or self.stale or self.ended


def entry_of(reference: str) -> Entry | None:
    """The entry of a reference, ``None`` when there is none or it is not one that carries its sources and its date."""
    kind, _, id_ = reference.partition(":")
    found = KINDS[kind].read(engines.knowledge()).get(id_) if kind in KINDS else None
    return found if isinstance(found, Entry) else None


def reference_in(text: str) -> str | None:
    """The reference that a text holds: ``duty:pecan``, or the address of the entry's page in the library."""
    found = _REFERENCE.search(text.strip())
    reference = f"{found[1]}:{found[2]}" if found else ""
    return reference if entry_of(reference) is not None else None


def seal(references: Iterable[str]) -> list[dict[str, Any]]:
    """Citations as they are kept, with what the entries say now; references without entry are left out."""
    return [
        {"entry": one, "digest": _digest(entry), "title": {"fr": entry.title.fr, "en": entry.title.en}}
        for one in dict.fromkeys(references)
        if (entry := entry_of(one)) is not None
    ]


def shown(sealed: Iterable[Sealed], day: date | None = None) -> list[Citation]:
    """Citations as they stand on a day, today when none is given."""
    return [_shown(one, day or clock.today()) for one in sealed]


def references(sealed: Iterable[Sealed]) -> list[str]:
    """The references of kept citations."""
    return [str(one["entry"]) for one in sealed]


def search(words: str, most: int = 8) -> list[Citation]:
    """Entries whose title or id holds all the words or words that begin so; the kinds looked up most come first."""
    wanted = tokens(words)
    found = []
    for kind in KINDS.values() if wanted else ():
        for id_, entry in kind.read(engines.knowledge()).items():
            if not isinstance(entry, Entry):
                continue
            held = tokens(f"{entry.title.fr} {entry.title.en} {id_}")
            if all(any(word.startswith(one) for word in held) for one in wanted):
                found.append((-kind.weight, len(entry.title.fr), f"{kind.name}:{id_}"))
    return shown(seal(reference for _, _, reference in sorted(found)[:most]))


def _shown(sealed: Sealed, day: date) -> Citation:
    reference = str(sealed["entry"])
    kind, _, id_ = reference.partition(":")
    entry = entry_of(reference)
    if entry is None:
        return Citation(kind, id_, Text(**sealed["title"]), None, changed=True, stale=False, ended=False)
    ended = entry.valid_to is not None and entry.valid_to < day
    stale = day - entry.checked > REVIEW_AFTER
    return Citation(kind, id_, entry.title, entry, _digest(entry) != sealed["digest"], stale, ended)


def _digest(entry: Entry) -> str:
    return hashlib.sha256(msgspec.json.encode(entry, order="deterministic")).hexdigest()[:16]


# ---------------------------------------------------------------------- in forms


class EntryField(forms.CharField):
    """One entry: its reference, or the address of its page. Its value is the reference, empty when nothing was written."""

    def clean(self, value: Any) -> str:
        """The reference.

        Raises:
            ValidationError: no entry has this name.
        """
        text = super().clean(value)
        if not text:
            return ""
        found = reference_in(text)
        if found is None:
            raise forms.ValidationError(_unknown([text]))
        return found


class EntriesField(forms.CharField):
    """Several entries, one a line. Its value is the list of their references."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        """The references, each once.

        Raises:
            ValidationError: a line names no entry, or there are too many.
        """
        lines = [line for line in str(super().clean(value)).splitlines() if line.strip()]
        found = {line: reference_in(line) for line in lines}
        if unknown := [line for line, reference in found.items() if reference is None]:
            raise forms.ValidationError(_unknown(unknown))
        if len(found) > MOST:
            raise forms.ValidationError(say(f"Citez {MOST} fiches au plus.", f"Cite at most {MOST} entries."))
        return list(dict.fromkeys(found.values()))


def _unknown(lines: Sequence[str]) -> str:
    named = ", ".join(line.strip()[:60] for line in lines[:3])
    return say(
        f"Aucune fiche ne s’appelle ainsi : {named}. Collez l’adresse de sa page dans « Comprendre », ou cherchez-la par son titre.",
        f"No entry has this name: {named}. Paste the address of its page in “Understand”, or look it up by its title.",
    )


class CitingForm(forms.Form):
    """A form whose text cites entries: found by their title, then added by a tick, without any script.

    A view that receives ``do=find`` shows :meth:`redrawn` instead of saving.
    """

    cites = EntriesField(
        label=said("Fiches citées", "Entries cited"), required=False, max_length=2000, strip=True,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=said(
            "Une par ligne : l’adresse de la page de la fiche, ou son nom, par exemple duty:pecan.",
            "One a line: the address of the entry’s page, or its name, such as duty:pecan.",
        ),
    )  # fmt: skip
    find = forms.CharField(
        label=said("Chercher une fiche par son titre", "Find an entry by its title"),
        required=False,
        max_length=80,
    )
    add = forms.MultipleChoiceField(
        label=said("Fiches trouvées", "Entries found"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: Any = None, **options: Any) -> None:
        super().__init__(data, **options)
        raw = self.data.get("find", "") if self.is_bound else self.initial.get("find", "")
        self.found = search(str(raw)[:80])
        known = {one.reference: told(one.title) for one in self.found}
        if self.is_bound:
            ticked = [one for one in self._ticked() if one not in known]
            known |= {one: told(entry.title) for one in ticked if (entry := entry_of(one)) is not None}
        add: Any = self.fields["add"]
        add.choices = list(known.items())

    def clean(self) -> dict[str, Any]:
        """The values, with what was ticked among the entries cited."""
        values = super().clean() or self.cleaned_data
        if "cites" in values:
            values["cites"] = list(dict.fromkeys([*values["cites"], *values.get("add", [])]))[:MOST]
        return values

    def redrawn(self, **changed: Any) -> "CitingForm":
        """The same form as a fresh page shows it: what was typed, nothing judged yet, the ticked entries in the list."""
        typed = {name: self[name].data for name in self.fields}
        lines = [*str(typed["cites"] or "").splitlines(), *self._ticked(), *changed.pop("cites", ())]
        return type(self)(initial={**typed, **changed, "add": [], "cites": "\n".join(dict.fromkeys(lines))})

    def _ticked(self) -> list[str]:
        data: Any = self.data
        return list(data.getlist("add")[:MOST]) if self.is_bound else []
