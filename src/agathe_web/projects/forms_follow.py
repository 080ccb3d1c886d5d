"""Forms of the members of a project."""

from typing import Any

from django import forms

from agathe_web.projects.models import EDITOR, MEMBER_ROLES, OWNER, READER
from agathe_web.words import said

ROLE_HELP = {
    OWNER: said("tout faire : partager, inviter, effacer", "do everything: share, invite, erase"),
    EDITOR: said("répondre, planifier, joindre des preuves", "answer, plan, attach evidence"),
    READER: said("lire et exporter", "read and export"),
}


def role_choices() -> list[tuple[str, str]]:
    """Roles with what each lets do."""
    return [(role, f"{MEMBER_ROLES[role]} ({help_})") for role, help_ in ROLE_HELP.items()]


class RoleField(forms.ChoiceField):
    """A role, with what it lets do."""

    widget = forms.RadioSelect

    def __init__(self, **options: Any) -> None:
        super().__init__(
            label=said("Rôle", "Role"),
            choices=role_choices,
            error_messages={
                "required": said("Choisissez un rôle", "Choose a role"),
                "invalid_choice": said("Choisissez un des trois rôles", "Choose one of the three roles"),
            },
            **options,
        )


class InviteForm(forms.Form):
    """Somebody to invite."""

    email = forms.EmailField(
        label=said("Adresse électronique", "E-mail address"),
        help_text=said(
            "La personne recevra un lien. Elle se connecte avec cette adresse pour l'accepter.",
            "The person will receive a link, and sign in with this address to accept it.",
        ),
        max_length=200,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
        error_messages={
            "required": said("Écrivez une adresse électronique", "Enter an e-mail address"),
            "invalid": said("Écrivez une adresse complète, par exemple nom@exemple.fr", "Enter a whole address, for example name@example.org"),
        },
    )  # fmt: skip
    role = RoleField(initial=EDITOR)

    def clean_email(self) -> str:
        """The address in lower case, as accounts keep it."""
        return str(self.cleaned_data["email"]).lower()


class RoleForm(forms.Form):
    """A role for a member."""

    role = RoleField()
