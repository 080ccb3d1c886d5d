"""The forms of the library."""

from django import forms

from agathe_web.words import said


class ReportForm(forms.Form):
    """An error in an entry."""

    message = forms.CharField(
        label=said("Qu'est-ce qui est faux ou manque\u202f?", "What is wrong or missing?"),
        help_text=said(
            "Citez la phrase, et dites ce qu'il faudrait lire. 2\u202f000 caractères au plus. N'écrivez rien de personnel.",
            "Quote the sentence, and say what it should read. At most 2,000 characters. Write nothing personal.",
        ),
        min_length=10,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={
            "required": said(
                "Décrivez l'erreur en une phrase ou deux", "Describe the error in a sentence or two"
            ),
            "min_length": said("Écrivez au moins 10 caractères", "Write at least 10 characters"),
            "max_length": said("Écrivez 2\u202f000 caractères au plus", "Write at most 2,000 characters"),
        },
    )
    source = forms.CharField(
        label=said("Où peut-on le vérifier\u202f?", "Where can it be checked?"),
        help_text=said(
            "L'adresse d'une page, ou la référence d'un texte.",
            "The address of a page, or the reference of a text.",
        ),
        max_length=500,
        required=False,
        error_messages={"max_length": said("Écrivez 500 caractères au plus", "Write at most 500 characters")},
    )
    email = forms.EmailField(
        label=said("Votre adresse électronique", "Your e-mail address"),
        help_text=said(
            "Pour vous répondre. Elle ne sert à rien d'autre.", "To answer you. It is used for nothing else."
        ),
        max_length=254,
        required=False,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
        error_messages={
            "invalid": said(
                "Écrivez une adresse complète, par exemple nom@exemple.fr",
                "Write a whole address, for example name@example.org",
            ),
            "max_length": said("Écrivez une adresse plus courte", "Write a shorter address"),
        },
    )
    website = forms.CharField(required=False, max_length=200)
    """A field people do not see: what fills it is a program."""

    @property
    def is_trap_sprung(self) -> bool:
        """Whether a program filled the form."""
        return bool(self.data.get("website"))
