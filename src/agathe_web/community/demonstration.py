"""Content of the demonstration: invented events and news that say so, written through the same acts as real ones."""

from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from agathe_web import clock
from agathe_web.accounts.models import User
from agathe_web.community import actions, perms
from agathe_web.community.models import Event, Listing, News
from agathe_web.projects.models import Project
from agathe_web.rights import Actor

_EVENTS: dict[str, dict[str, Any]] = {
    "demo-purpose": {
        "in": 8, "stage": 4, "region": "", "place": "", "link": "https://example.org/atelier",
        "title_fr": "Atelier : écrire la destination de son outil", "title_en": "Workshop: writing the intended purpose of a tool",
        "body_fr": "Chaque équipe apporte une phrase et repart avec une phrase relue.\n\nÉvénement inventé pour la démonstration.",
        "body_en": "Each team brings one sentence and leaves with a sentence that was read by others.\n\nInvented for the demonstration.",
    },
    "demo-sites": {
        "in": 23, "stage": 3, "region": "53", "place": "Salle de démonstration, Brest", "link": "",
        "title_fr": "Rencontre : équipes et lieux d’expérimentation", "title_en": "Meeting: teams and experimentation sites",
        "body_fr": "Des équipes et des lieux se présentent en cinq minutes chacun.\n\nÉvénement inventé pour la démonstration.",
        "body_en": "Teams and sites introduce themselves in five minutes each.\n\nInvented for the demonstration.",
    },
    "demo-data": {
        "in": -12, "stage": None, "region": "", "place": "", "link": "https://example.org/webinaire",
        "title_fr": "Webinaire : préparer son analyse d’impact", "title_en": "Webinar: preparing an impact assessment",
        "body_fr": "Questions et réponses autour de la protection des données.\n\nÉvénement inventé pour la démonstration.",
        "body_en": "Questions and answers about data protection.\n\nInvented for the demonstration.",
    },
}  # fmt: skip
"""Events: ``in`` is the number of days from the day they are made."""

_NEWS: dict[str, tuple[str, str, str, str, tuple[str, ...]]] = {
    "demo-roadmap": (
        "Démonstration : suivre le droit depuis sa feuille de route", "Demonstration: follow the law from a roadmap",
        "Quand un texte change ou qu’une date passe, les projets concernés reçoivent un avis.\n\nActualité inventée pour la démonstration.",
        "When a text changes or a date passes, the projects concerned get a notice.\n\nInvented for the demonstration.",
        ("duty:mdr-reform-watch",),
    ),
    "demo-dpia": (
        "Démonstration : relire son analyse d’impact", "Demonstration: reading an impact assessment again",
        "Le guichet conseille de relire la fiche avant la mise en service.\n\nActualité inventée pour la démonstration.",
        "The help desk advises reading the entry again before going live.\n\nInvented for the demonstration.",
        ("duty:gdpr-dpia",),
    ),
    "demo-directory": (
        "Démonstration : l’annuaire des projets est ouvert", "Demonstration: the directory of projects is open",
        "Montrez votre projet et dites ce que vous cherchez. Vos réponses restent privées.\n\nActualité inventée pour la démonstration.",
        "Show your project and say what you look for. Your answers stay private.\n\nInvented for the demonstration.",
        ("desk:gnius",),
    ),
}  # fmt: skip


def fill(founder: User, agent: User, project: Project) -> None:
    """Make what is missing of it, and move to the future the events that were to come.

    Args:
        founder: owner of the project.
        agent: who publishes; holds the role of an agent.
        project: the project shown in the directory.
    """
    writes, owns = Actor(agent), Actor(founder)
    for key, row in _EVENTS.items():
        _event(writes, key, dict(row))
    for key, (title_fr, title_en, body_fr, body_en, cites) in _NEWS.items():
        if not News.objects.filter(key=key).exists():
            values = {
                "key": key,
                "demo": True,
                "title_fr": title_fr,
                "title_en": title_en,
                "body_fr": body_fr,
                "body_en": body_en,
            }
            actions.publish(writes, actions.save_news(writes, None, values, cites))
    if perms.can_list(owns, project) and not Listing.objects.filter(project=project).exists():
        actions.put_in_directory(
            owns, project, name="Prévenir les escarres (démonstration)", stage=4, region="32", looking=("site", "clinicians"),
            pitch="Un outil qui aide les équipes soignantes à prévenir les escarres, à l’hôpital et à domicile. Projet inventé.",
        )  # fmt: skip


def _event(actor: Actor, key: str, row: dict[str, Any]) -> None:
    found = Event.objects.filter(key=key).first()
    days = row.pop("in")
    if found is not None and (days < 0 or found.ends_at > clock.now()):
        return
    start = datetime.combine(clock.today() + timedelta(days=days), time(14), timezone.get_default_timezone())
    dates = {"starts_at": start, "ends_at": start + timedelta(hours=2)}
    if found is not None:
        actions.save_event(actor, found, dates)
        return
    organiser = "Guichet de démonstration"
    actions.publish(
        actor,
        actions.save_event(actor, None, {**row, **dates, "key": key, "demo": True, "organiser": organiser}),
    )
