"""What one may ask of the journal."""

from typing import Any

from django import forms

from agathe_web.words import said


class DayInput(forms.DateInput):
    """A date picker of the browser."""

    input_type = "date"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%d")


class Filters(forms.Form):
    """Filters of the list; empty ones ask for nothing."""

    act = forms.CharField(
        label=said("Acte", "Act"),
        help_text=said(
            "Par exemple projects.answer, ou projects pour tous ceux des projets.",
            "For example projects.answer, or projects for all those of projects.",
        ),
        max_length=60,
        required=False,
    )
    about = forms.CharField(
        label=said("Objet", "Subject"),
        help_text=said(
            "Par exemple project:k3f9, ou project pour tous les projets.",
            "For example project:k3f9, or project for all projects.",
        ),
        max_length=80,
        required=False,
    )
    actor = forms.CharField(
        label=said("Auteur", "Actor"),
        help_text=said(
            "Adresse électronique, user:12, visitor ou system.", "E-mail address, user:12, visitor or system."
        ),
        max_length=254,
        required=False,
    )
    first = forms.DateField(label=said("Depuis le", "From"), required=False, widget=DayInput())
    last = forms.DateField(label=said("Jusqu’au", "To"), required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        """Say so when the days are in the wrong order."""
        cleaned = super().clean() or {}
        first, last = cleaned.get("first"), cleaned.get("last")
        if first and last and first > last:
            self.add_error(
                "last",
                said(
                    "Écrivez un jour qui vient après le premier.",
                    "Enter a day that comes after the first one.",
                ),
            )
        return cleaned
