"""Forms of the community."""

import re
from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone

from agathe.documents.typography import is_web
from agathe_web import engines
from agathe_web.citations import CitingForm
from agathe_web.community.models import LOOKING, Event, Listing, News
from agathe_web.projects.models import Project
from agathe_web.typed import LineField, TextField
from agathe_web.words import said, say, told

_HOUR = re.compile(r"^(\d{1,2})\s*(?:[h:]\s*(\d{2})?)?$", re.IGNORECASE)


def stages(empty: Any) -> list[tuple[str, Any]]:
    """The seven stages, after a choice that names none."""
    lines = engines.knowledge().life_stages.values()
    return [("", empty), *((str(one.number), f"{one.number}. {told(one.title)}") for one in lines)]


def regions(empty: Any) -> list[tuple[str, Any]]:
    """The regions by name, after a choice that names none."""
    known = engines.knowledge().regions
    return [
        ("", empty),
        *sorted(((code, told(one.name)) for code, one in known.items()), key=lambda pair: str(pair[1])),
    ]


def _offer(form: forms.Form, name: str, choices: list[tuple[str, Any]]) -> None:
    field = form.fields[name]
    assert isinstance(field, forms.ChoiceField)
    field.choices = choices


class HourField(LineField):
    """An hour in Paris: ``14:30``, ``14 h 30`` or ``14 h``."""

    def clean(self, value: Any) -> Any:
        """The hour, ``None`` when nothing was written.

        Raises:
            ValidationError: it is no hour.
        """
        text = super().clean(value)
        if not text:
            return None
        found = _HOUR.match(text)
        if found is None or int(found[1]) > 23 or int(found[2] or 0) > 59:
            raise forms.ValidationError(
                say("Écrivez une heure, par exemple 14 h 30", "Enter an hour, for example 14:30")
            )
        return time(int(found[1]), int(found[2] or 0))


def _day(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"), input_formats=["%Y-%m-%d", "%d/%m/%Y"],
        error_messages={
            "invalid": said("Écrivez une date, par exemple 15/12/2026", "Enter a date, for example 15/12/2026"),
            "required": said("Donnez le jour", "Give the day"),
        },
        **options,
    )  # fmt: skip


class EventForm(forms.Form):
    """An event."""

    title_fr = LineField(
        label=said("Titre", "Title (in French)"),
        max_length=160,
        error_messages={"required": said("Donnez un titre", "Give a title")},
    )
    body_fr = TextField(
        label=said("Description", "Description (in French)"), max_length=8000, rows=8,
        help_text=said("Une ligne vide sépare les paragraphes. Les adresses web deviennent des liens.", "A blank line separates paragraphs. Web addresses become links."),
        error_messages={"required": said("Décrivez l’événement", "Describe the event")},
    )  # fmt: skip
    title_en = LineField(label=said("Titre en anglais", "Title in English"), max_length=160, required=False)
    body_en = TextField(
        label=said("Description en anglais", "Description in English"),
        max_length=8000,
        rows=6,
        required=False,
    )
    first_day = _day(label=said("Jour du début", "First day"))
    first_hour = HourField(
        label=said("Heure du début, à Paris", "Beginning, Paris time"),
        max_length=10,
        error_messages={"required": said("Donnez l’heure", "Give the hour")},
    )
    last_day = _day(
        label=said("Jour de la fin", "Last day"),
        required=False,
        help_text=said("Le même jour si rien n’est écrit.", "The same day if left empty."),
    )
    last_hour = HourField(
        label=said("Heure de la fin, à Paris", "End, Paris time"),
        max_length=10,
        error_messages={"required": said("Donnez l’heure", "Give the hour")},
    )
    place = LineField(label=said("Lieu", "Place"), max_length=200, required=False)
    link = forms.URLField(
        label=said("Adresse web", "Web address"), max_length=500, required=False, assume_scheme="https",
        error_messages={"invalid": said("Écrivez une adresse qui commence par https://", "Enter an address that begins with https://")},
    )  # fmt: skip
    organiser = LineField(
        label=said("Organisateur", "Organiser"),
        max_length=160,
        error_messages={"required": said("Dites qui organise", "Say who organises it")},
    )
    stage = forms.ChoiceField(label=said("Étape", "Stage"), required=False)
    region = forms.ChoiceField(label=said("Région", "Region"), required=False)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "stage", stages(say("Toutes", "All")))
        _offer(self, "region", regions(say("Nationale ou en ligne", "National or on line")))

    def clean_link(self) -> str:
        """An address of the web and no other."""
        link = str(self.cleaned_data["link"])
        if link and not is_web(link):
            raise forms.ValidationError(
                say(
                    "Écrivez une adresse qui commence par https://",
                    "Enter an address that begins with https://",
                )
            )
        return link

    def clean(self) -> dict[str, Any]:
        """The values, the end after the beginning, a place or an address."""
        values = super().clean() or self.cleaned_data
        if not values.get("place") and not values.get("link") and "link" in values:
            self.add_error("place", say("Donnez un lieu ou une adresse web", "Give a place or a web address"))
        if {"first_day", "first_hour", "last_hour"} <= values.keys():
            zone = timezone.get_default_timezone()
            start = datetime.combine(values["first_day"], values["first_hour"], zone)
            end = datetime.combine(values.get("last_day") or values["first_day"], values["last_hour"], zone)
            if end <= start:
                self.add_error(
                    "last_hour",
                    say("La fin doit venir après le début", "The end must come after the beginning"),
                )
            values |= {"starts_at": start, "ends_at": end}
        return values

    def values(self) -> dict[str, Any]:
        """Values for the act that saves it."""
        names = (
            "title_fr",
            "title_en",
            "body_fr",
            "body_en",
            "starts_at",
            "ends_at",
            "place",
            "link",
            "organiser",
            "region",
        )
        stage = self.cleaned_data["stage"]
        return {**{name: self.cleaned_data[name] for name in names}, "stage": int(stage) if stage else None}

    @staticmethod
    def values_of(event: Event) -> dict[str, Any]:
        """What the form shows of an event."""
        start, end = timezone.localtime(event.starts_at), timezone.localtime(event.ends_at)
        names = ("title_fr", "title_en", "body_fr", "body_en", "place", "link", "organiser", "region")
        days = {
            "first_day": start.date(),
            "first_hour": f"{start:%H:%M}",
            "last_day": end.date(),
            "last_hour": f"{end:%H:%M}",
        }
        return {**{name: getattr(event, name) for name in names}, **days, "stage": event.stage or ""}


class NewsForm(CitingForm):
    """A piece of news."""

    title_fr = LineField(
        label=said("Titre", "Title (in French)"),
        max_length=160,
        error_messages={"required": said("Donnez un titre", "Give a title")},
    )
    body_fr = TextField(
        label=said("Texte", "Text (in French)"), max_length=8000, rows=10,
        help_text=said("Une ligne vide sépare les paragraphes. Les adresses web deviennent des liens.", "A blank line separates paragraphs. Web addresses become links."),
        error_messages={"required": said("Écrivez le texte", "Write the text")},
    )  # fmt: skip
    title_en = LineField(label=said("Titre en anglais", "Title in English"), max_length=160, required=False)
    body_en = TextField(
        label=said("Texte en anglais", "Text in English"), max_length=8000, rows=8, required=False
    )

    def values(self) -> dict[str, Any]:
        """Values for the act that saves it."""
        return {name: self.cleaned_data[name] for name in ("title_fr", "title_en", "body_fr", "body_en")}

    @staticmethod
    def values_of(news: News) -> dict[str, Any]:
        """What the form shows of a piece of news."""
        names = ("title_fr", "title_en", "body_fr", "body_en")
        return {
            **{name: getattr(news, name) for name in names},
            "cites": "\n".join(one["entry"] for one in news.cites),
        }


class ListingForm(forms.Form):
    """What the directory shows of a project."""

    name = LineField(
        label=said("Nom montré", "Name shown"),
        max_length=160,
        error_messages={"required": said("Donnez un nom", "Give a name")},
    )
    pitch = TextField(
        label=said("Ce que fait votre projet", "What your project does"), max_length=600, rows=5,
        help_text=said("600 caractères au plus. N’écrivez ni donnée de patient, ni secret : tout le monde peut lire ce texte.",
                       "600 characters at most. Write no patient data and no secret: everybody can read this text."),
        error_messages={"required": said("Dites ce que fait votre projet", "Say what your project does")},
    )  # fmt: skip
    stage = forms.ChoiceField(
        label=said("Étape", "Stage"),
        error_messages={"required": said("Choisissez l’étape", "Choose the stage")},
    )
    region = forms.ChoiceField(label=said("Région", "Region"), required=False)
    looking = forms.MultipleChoiceField(
        label=said("Ce que vous cherchez", "What you are looking for"),
        choices=list(LOOKING.items()),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    contact = forms.BooleanField(
        label=said("Les personnes qui ont un compte peuvent demander un contact", "People with an account may ask for contact"), required=False,
        help_text=said("Votre adresse n’est montrée que si vous acceptez la demande.", "Your address is shown only if you accept the request."),
    )  # fmt: skip
    consent = forms.BooleanField(
        label=said("J’accepte que ces cinq informations soient publiques", "I agree that these five pieces of information are public"),
        help_text=said("Vos réponses au questionnaire ne sont jamais montrées. Vous pouvez retirer le projet à tout moment.",
                       "Your answers are never shown. You can take the project out at any time."),
        error_messages={"required": said("Cochez la case pour montrer le projet", "Tick the box to show the project")},
    )  # fmt: skip

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "stage", stages(say("Choisir", "Choose")))
        _offer(self, "region", regions(say("Non précisée", "Not given")))

    @staticmethod
    def values_of(project: Project, listing: Listing | None) -> dict[str, Any]:
        """What the form shows at first."""
        if listing is None:
            return {"name": project.name, "contact": True}
        names = ("name", "pitch", "stage", "region", "contact")
        return {**{name: getattr(listing, name) for name in names}, "looking": listing.wants}


class ContactForm(forms.Form):
    """A request for contact."""

    message = TextField(
        label=said("Votre message", "Your message"), max_length=1500, rows=6,
        help_text=said("Dites qui vous êtes et ce que vous proposez. Votre nom est montré ; votre adresse ne l’est que si la demande est acceptée.",
                       "Say who you are and what you offer. Your name is shown; your address only if the request is accepted."),
        error_messages={"required": said("Écrivez votre message", "Write your message")},
    )  # fmt: skip


class ReportForm(forms.Form):
    """What is wrong with a listing."""

    reason = TextField(
        label=said("Ce qui ne va pas", "What is wrong"),
        max_length=1000,
        rows=4,
        error_messages={"required": said("Dites ce qui ne va pas", "Say what is wrong")},
    )


class ModerateForm(forms.Form):
    """Why a listing is hidden."""

    reason = LineField(
        label=said("Motif, lu par les propriétaires", "Reason, which the owners read"), max_length=400,
        error_messages={"required": said("Donnez le motif", "Give the reason")},
    )  # fmt: skip


class FilterForm(forms.Form):
    """Filters of the lists; a value that is not offered filters nothing."""

    q = LineField(
        label=said("Mots", "Words"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    stage = forms.ChoiceField(label=said("Étape", "Stage"), required=False)
    region = forms.ChoiceField(label=said("Région", "Region"), required=False)
    looking = forms.ChoiceField(label=said("Recherche", "Looking for"), required=False)

    def __init__(self, *args: Any, names: tuple[str, ...], **options: Any) -> None:
        super().__init__(*args, **options)
        _offer(self, "stage", stages(say("Toutes", "All")))
        _offer(self, "region", regions(say("Toutes", "All")))
        _offer(self, "looking", [("", say("Tout", "Anything")), *LOOKING.items()])
        for name in set(self.fields) - set(names):
            del self.fields[name]

    def chosen(self) -> dict[str, Any]:
        """The filters that hold."""
        self.is_valid()
        return {name: value for name, value in self.cleaned_data.items() if value}
