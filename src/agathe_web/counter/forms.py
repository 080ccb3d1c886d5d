"""Forms of the counter."""

from typing import Any

from django import forms

from agathe_web import clock, engines
from agathe_web.accounts.models import User
from agathe_web.citations import CitingForm, EntryField
from agathe_web.counter.models import STATES, TOPICS, AnswerTemplate
from agathe_web.projects.models import Project
from agathe_web.typed import LineField, TextField
from agathe_web.words import said, say, told


def stages(empty: Any) -> list[tuple[str, Any]]:
    """The seven stages, after a choice that names none."""
    lines = engines.knowledge().life_stages.values()
    return [("", empty), *((str(one.number), f"{one.number}. {told(one.title)}") for one in lines)]


class AskForm(forms.Form):
    """A structured question."""

    project = forms.ChoiceField(
        label=said("Projet concerné", "Project concerned"), required=False,
        help_text=said("Le nom du projet est montré à l’agent. Rien d’autre n’est envoyé sans votre accord, à l’écran suivant.",
                       "The agent sees the name of the project. Nothing else is sent without your consent, on the next screen."),
    )  # fmt: skip
    stage = forms.ChoiceField(label=said("Étape", "Stage"), required=False)
    topic = forms.ChoiceField(
        label=said("Thème", "Topic"), choices=list(TOPICS.items()), widget=forms.RadioSelect,
        error_messages={"required": said("Choisissez un thème", "Choose a topic")},
    )  # fmt: skip
    about = EntryField(
        label=said("Fiche concernée", "Entry concerned"), required=False, max_length=300,
        help_text=said("L’adresse de sa page dans « Comprendre », si votre question porte sur une fiche.",
                       "The address of its page in “Understand”, if your question is about an entry."),
    )  # fmt: skip
    title = LineField(
        label=said("Votre question en une phrase", "Your question in one sentence"), max_length=160,
        error_messages={"required": said("Écrivez votre question en une phrase", "Write your question in one sentence")},
    )  # fmt: skip
    question = TextField(
        label=said("Ce que l’agent doit savoir pour répondre", "What the agent needs to know to answer"), max_length=4000, rows=7,
        help_text=said("N’écrivez aucune donnée de patient.", "Write no patient data."),
        error_messages={"required": said("Décrivez votre question", "Describe your question")},
    )  # fmt: skip
    tried = TextField(
        label=said("Ce que vous avez déjà essayé ou lu", "What you have tried or read"),
        max_length=4000,
        rows=4,
        required=False,
    )
    wanted_on = forms.DateField(
        label=said("Réponse utile avant le", "Answer needed by"), required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        help_text=said("Sans date, le guichet vise 5 jours ouvrés, du lundi au vendredi.", "Without a date, the desk aims at 5 working days, Monday to Friday."),
        error_messages={"invalid": said("Écrivez une date, par exemple 15/12/2026", "Enter a date, for example 15/12/2026")},
    )  # fmt: skip

    def __init__(self, *args: Any, projects: list[Project], **options: Any) -> None:
        super().__init__(*args, **options)
        project, stage = self.fields["project"], self.fields["stage"]
        assert isinstance(project, forms.ChoiceField)
        assert isinstance(stage, forms.ChoiceField)
        project.choices = [
            ("", say("Aucun", "None")),
            *((one.pk, one.name or say("Projet sans nom", "Unnamed project")) for one in projects),
        ]
        stage.choices = stages(say("Je ne sais pas encore", "I don’t know yet"))

    def clean_wanted_on(self) -> Any:
        """A day that is not over."""
        day = self.cleaned_data["wanted_on"]
        if day is not None and day < clock.today():
            raise forms.ValidationError(say("Choisissez une date à venir", "Choose a date to come"))
        if day is not None and (day - clock.today()).days > 366:
            raise forms.ValidationError(
                say("Choisissez une date dans l’année qui vient", "Choose a date within a year")
            )
        return day

    def clean_stage(self) -> int | None:
        """The number of the stage."""
        return int(self.cleaned_data["stage"]) if self.cleaned_data["stage"] else None


class WriteForm(forms.Form):
    """A message of the founder."""

    body = TextField(
        label=said("Votre message", "Your message"), max_length=4000, rows=5,
        help_text=said("N’écrivez aucune donnée de patient.", "Write no patient data."),
        error_messages={"required": said("Écrivez votre message", "Write your message")},
    )  # fmt: skip


class NoteForm(forms.Form):
    """A note between agents."""

    note = TextField(
        label=said("Note entre agents", "Note between agents"), max_length=4000, rows=3,
        help_text=said("Le porteur ne la voit jamais.", "The founder never sees it."),
        error_messages={"required": said("Écrivez la note", "Write the note")},
    )  # fmt: skip


class AnswerForm(CitingForm):
    """An answer of an agent."""

    body = TextField(
        label=said("Votre réponse", "Your answer"), max_length=8000, rows=12,
        error_messages={"required": said("Écrivez la réponse", "Write the answer")},
    )  # fmt: skip
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, max_value=10**6)


class GiveForm(forms.Form):
    """The agent to whom a question is given."""

    agent = forms.ModelChoiceField(
        label=said("Confier à", "Give to"), queryset=User.objects.none(),
        error_messages={"required": said("Choisissez un agent", "Choose an agent")},
    )  # fmt: skip

    def __init__(self, *args: Any, agents: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        agent = self.fields["agent"]
        assert isinstance(agent, forms.ModelChoiceField)
        agent.queryset, agent.empty_label = agents, say("Choisir", "Choose")


class TemplateForm(CitingForm):
    """An answer template, in both languages."""

    title_fr = LineField(label=said("Titre en français", "Title in French"), max_length=120)
    title_en = LineField(label=said("Titre en anglais", "Title in English"), max_length=120)
    topic = forms.ChoiceField(label=said("Thème", "Topic"), required=False)
    body_fr = TextField(label=said("Texte en français", "Text in French"), max_length=6000, rows=8)
    body_en = TextField(label=said("Texte en anglais", "Text in English"), max_length=6000, rows=8)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        topic = self.fields["topic"]
        assert isinstance(topic, forms.ChoiceField)
        topic.choices = [("", say("Tous", "Any")), *TOPICS.items()]

    @staticmethod
    def values_of(template: AnswerTemplate) -> dict[str, Any]:
        """What the form shows of a template."""
        names = ("title_fr", "title_en", "topic", "body_fr", "body_en")
        return {
            **{name: getattr(template, name) for name in names},
            "cites": "\n".join(one["entry"] for one in template.cites),
        }


class QueueForm(forms.Form):
    """Filters of the cockpit; a value that is not offered filters nothing."""

    state = forms.ChoiceField(label=said("État", "State"), required=False)
    whose = forms.ChoiceField(label=said("Qui la suit", "Who follows it"), required=False)
    topic = forms.ChoiceField(label=said("Thème", "Topic"), required=False)
    stage = forms.ChoiceField(label=said("Étape", "Stage"), required=False)
    late = forms.BooleanField(label=said("En retard seulement", "Late only"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices: dict[str, list[tuple[str, Any]]] = {
            "state": [("", say("Ouvertes", "Open")), *STATES.items(), ("all", say("Toutes", "All"))],
            "whose": [
                ("", say("Tout le monde", "Everybody")),
                ("mine", say("Moi", "Me")),
                ("nobody", say("Personne", "Nobody")),
            ],
            "topic": [("", say("Tous", "All")), *TOPICS.items()],
            "stage": [*stages(say("Toutes", "All")), ("unknown", say("Non indiquée", "Not given"))],
        }
        for name, offered in choices.items():
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = offered

    def chosen(self) -> dict[str, Any]:
        """The filters that hold."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
