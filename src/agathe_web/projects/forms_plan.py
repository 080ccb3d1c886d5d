"""Forms of the plan: what a project says of a task, and the evidence it attaches."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile

from agathe.kernel import visible
from agathe.rules.plan import FIRST_YEAR, LAST_YEAR, TaskNote
from agathe_web import clock
from agathe_web.projects.evidence import TYPES
from agathe_web.projects.numbers import read_number
from agathe_web.words import said, say

STATES = (
    ("", said("Selon vos réponses : rien à ajouter", "As your answers say: nothing to add")),
    ("started", said("En cours", "Under way")),
    ("done", said("Terminée", "Over")),
    ("skip", said("Mise de côté : le projet ne la fera pas", "Set aside: the project will not do it")),
)


class Day(forms.DateField):
    """A date between the years a plan may hold, picked or typed as AAAA-MM-JJ."""

    widget = forms.DateInput(
        attrs={"type": "date", "min": f"{FIRST_YEAR}-01-01", "max": f"{LAST_YEAR}-12-31"}, format="%Y-%m-%d"
    )

    def __init__(self, **options: Any) -> None:
        super().__init__(input_formats=["%Y-%m-%d"], required=False, **options)
        self.error_messages["invalid"] = said(
            "Choisissez une date qui existe, par exemple 2027-01-04",
            "Choose a date that exists, for example 2027-01-04",
        )

    def clean(self, value: Any) -> Any:
        """The date, within the years of a plan."""
        day = super().clean(value)
        if day is not None and not FIRST_YEAR <= day.year <= LAST_YEAR:
            raise forms.ValidationError(
                say(
                    f"Choisissez une date entre {FIRST_YEAR} et {LAST_YEAR}",
                    f"Choose a date between {FIRST_YEAR} and {LAST_YEAR}",
                )
            )
        return day


class Number(forms.CharField):
    """A number as people type it, in either language."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "class": "short", "autocomplete": "off"})

    def __init__(self, **options: Any) -> None:
        super().__init__(required=False, max_length=30, **options)

    def clean(self, value: Any) -> Any:
        """The number, ``None`` when nothing was typed."""
        text = super().clean(value)
        if not text:
            return None
        number = read_number(text)
        if number is None:
            raise forms.ValidationError(
                say(
                    "Écrivez un nombre, par exemple 12 ou 1 840 000",
                    "Enter a number, for example 12 or 1,840,000",
                )
            )
        return number


class TaskForm(forms.Form):
    """What a project says of a task."""

    state = forms.ChoiceField(
        label=said("État", "State"), choices=STATES, required=False, widget=forms.RadioSelect
    )
    started = Day(label=said("Commencée le", "Begun on"))
    ended = Day(label=said("Terminée le", "Over on"))
    ends = Day(
        label=said("Finira à une date déjà connue", "Will be over on a day already known"),
        help_text=said("Une commission, une signature.", "A committee, a signature."),
    )
    not_before = Day(label=said("Ne commencera pas avant le", "Will not begin before"))
    weeks_low = Number(
        label=said("Durée au moins, en semaines", "Lowest duration, in weeks"),
        help_text=said(
            "Laissez vide pour garder les durées de la base.",
            "Leave empty to keep the durations of the base.",
        ),
    )
    weeks_likely = Number(label=said("Durée probable, en semaines", "Likely duration, in weeks"))
    weeks_high = Number(label=said("Durée au plus, en semaines", "Highest duration, in weeks"))
    cost_low = Number(
        label=said("Coût au moins, en euros hors taxes", "Lowest cost, in euros without VAT"),
        help_text=said("Un devis : le même montant trois fois.", "A quote: the same amount three times."),
    )
    cost_likely = Number(
        label=said("Coût probable, en euros hors taxes", "Likely cost, in euros without VAT")
    )
    cost_high = Number(label=said("Coût au plus, en euros hors taxes", "Highest cost, in euros without VAT"))

    def __init__(self, data: Any = None, note: TaskNote | None = None) -> None:
        super().__init__(data, initial=initial_of(note or TaskNote()))

    def clean(self) -> dict[str, Any]:
        """Three figures or none; dates that go with the state."""
        data: dict[str, Any] = super().clean() or {}
        for name in ("weeks", "cost"):
            given: list[Any] = [data.get(f"{name}_{part}") for part in ("low", "likely", "high")]
            if any(value is not None for value in given) and None in given:
                self.add_error(
                    f"{name}_{('low', 'likely', 'high')[given.index(None)]}",
                    say("Écrivez les trois valeurs, ou aucune", "Enter all three values, or none"),
                )
            elif None not in given and not given[0] <= given[1] <= given[2]:
                self.add_error(
                    f"{name}_likely",
                    say(
                        "Les trois valeurs doivent aller de la plus petite à la plus grande",
                        "The three values must go from the lowest to the highest",
                    ),
                )
        if data.get("state") == "done" and (data.get("ends") or data.get("not_before")):
            self.add_error(
                "state",
                say(
                    "Une tâche terminée n'a pas de date à venir : videz « finira » et « ne commencera pas »",
                    "A task that is over has no date to come: empty “will be over” and “will not begin”",
                ),
            )
        if data.get("ended") and data.get("state") != "done":
            self.add_error(
                "state",
                say(
                    "Choisissez « Terminée » si la tâche a une date de fin passée",
                    "Choose “Over” if the task has an end date behind it",
                ),
            )
        return data


def initial_of(note: TaskNote) -> dict[str, Any]:
    """What a form shows of what was said."""
    state = "done" if note.done else "skip" if note.skip else "started" if note.started else ""
    shown: dict[str, Any] = {
        "state": state,
        "started": note.started,
        "ended": note.ended,
        "ends": note.ends,
        "not_before": note.not_before,
    }
    for name, triple in (("weeks", note.weeks), ("cost", note.cost_eur)):
        for part, value in zip(("low", "likely", "high"), triple or (), strict=False):
            shown[f"{name}_{part}"] = f"{value:g}" if value < 1e5 else f"{value:.2f}".rstrip("0").rstrip(".")
    return shown


def note_of(data: Mapping[str, Any], said_before: TaskNote | None) -> dict[str, Any]:
    """What a form says, as plain values of a profile file; what the form does not show is kept."""
    if data["state"] == "skip":
        return {"skip": True}
    note: dict[str, Any] = {}
    if data["state"] == "done":
        note["done"] = data["ended"] or True
    for key in ("started", "ends", "not_before"):
        if data[key]:
            note[key] = data[key]
    if data["state"] == "started" and not data["started"]:
        note["started"] = clock.today()
    for key, name in (("weeks", "weeks"), ("cost_eur", "cost")):
        if data[f"{name}_low"] is not None:
            note[key] = [data[f"{name}_{part}"] for part in ("low", "likely", "high")]
    if said_before and said_before.after:
        note["after"] = list(said_before.after)
    return note


class StartDayForm(forms.Form):
    """Day before which nothing begins."""

    start = Day(label=said("Ce qui reste commence le", "What is left begins on"))


class EvidenceForm(forms.Form):
    """A file or an address."""

    title = forms.CharField(
        label=said("Nom de la preuve", "Name of the evidence"),
        max_length=120,
        help_text=said(
            "Par exemple : certificat ISO 13485, rapport d'audit.",
            "For example: ISO 13485 certificate, audit report.",
        ),
    )
    url = forms.URLField(
        label=said("Adresse", "Address"), required=False, max_length=500, assume_scheme="https"
    )
    file = forms.FileField(
        label=said("Fichier", "File"),
        required=False,
        help_text=said(
            "10 Mo au plus : PDF, image, bureautique, texte ou archive ZIP. Pas de données de patients.",
            "10 MB at most: PDF, image, office file, text or ZIP archive. No patient data.",
        ),
    )

    def clean_title(self) -> str:
        """The title without characters that could deceive."""
        return visible(str(self.cleaned_data["title"])).strip()

    def clean_file(self) -> "UploadedFile[Any] | None":
        """A file of a kind and of a size accepted."""
        file: UploadedFile[Any] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > settings.MAX_EVIDENCE_BYTES:
            raise forms.ValidationError(
                say("Choisissez un fichier de 10 Mo au plus", "Choose a file of 10 MB at most")
            )
        if PurePath(file.name or "").suffix.lower().lstrip(".") not in TYPES:
            raise forms.ValidationError(
                say(
                    "Choisissez un PDF, une image, un fichier de bureautique, du texte ou une archive ZIP",
                    "Choose a PDF, an image, an office file, text or a ZIP archive",
                )
            )
        return file

    def clean(self) -> dict[str, Any]:
        """A file or an address, at least."""
        data: dict[str, Any] = super().clean() or {}
        if not self.errors and not data.get("file") and not data.get("url"):
            self.add_error(
                "file", say("Joignez un fichier ou donnez une adresse", "Attach a file or give an address")
            )
        return data
