"""Forms of the guided path and of the plan."""

from django import forms

from agathe.kernel import visible
from agathe_web.words import said


class StartForm(forms.Form):
    """Name of a project, or a file that describes it."""

    name = forms.CharField(
        label=said("Nom du projet", "Name of the project"),
        help_text=said("Vous pourrez le changer. Évitez les noms de personnes.", "You can change it later. Leave out names of people."),
        max_length=120, required=False,
    )  # fmt: skip
    file = forms.FileField(
        label=said("Reprendre un fichier", "Go on from a file"),
        help_text=said("Un profil exporté par Agathe, en .yaml ou .json.", "A profile exported by Agathe, .yaml or .json."),
        required=False, allow_empty_file=True,
    )  # fmt: skip

    def clean_name(self) -> str:
        """The name without characters that could deceive."""
        return visible(str(self.cleaned_data["name"])).strip()


class ImportForm(forms.Form):
    """A file that takes the place of the answers."""

    file = forms.FileField(
        label=said("Fichier du profil", "Profile file"),
        help_text=said("Un profil exporté par Agathe, en .yaml ou .json.", "A profile exported by Agathe, .yaml or .json."),
        allow_empty_file=True,
        error_messages={"required": said("Choisissez un fichier", "Choose a file")},
    )  # fmt: skip
