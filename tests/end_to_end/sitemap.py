"""The pages of the portal: who opens them and where they are; ``{4}`` stands for Agathe's project of chapter 4."""

import re
from collections.abc import Mapping
from typing import Any

from tests.end_to_end.portal import PASSWORD

VISITOR = {
    "home": "/",
    "home in English": "/en/",
    "story": "/histoire/",
    "chapter 1": "/histoire/1/",
    "chapter 6": "/histoire/6/",
    "about": "/a-propos/",
    "accessibility": "/accessibilite/",
    "personal data": "/donnees-personnelles/",
    "appearance": "/affichage/",
    "start": "/projet/",
    "library": "/comprendre/",
    "search": "/comprendre/recherche/?q=IA&kind=duty",
    "search in English": "/en/comprendre/recherche/?q=data",
    "search without result": "/comprendre/recherche/?q=xyzzyq",
    "duty entry": "/comprendre/duty/mdr-software-qualification/",
    "scheme entry": "/comprendre/scheme/i-nov/",
    "pathway entry": "/comprendre/pathway/pecan/",
    "report an error": "/comprendre/duty/mdr-software-qualification/signaler/",
    "regions": "/comprendre/regions/",
    "region": "/comprendre/regions/32/",
    "help desk": "/guichet/",
    "network": "/reseau/",
    "events": "/reseau/evenements/",
    "news": "/reseau/actualites/",
    "directory": "/reseau/annuaire/",
    "sign in": "/compte/connexion/",
    "sign up": "/compte/inscription/",
    "forgotten password": "/compte/mot-de-passe/oublie/",
    "interface for programs": "/api/v1/docs",
}
FOUNDER = {
    "dashboard": "/projets/",
    "notices": "/avis/",
    "notice": "/avis/1/",
    "e-mails": "/avis/courriels/",
    "end of the questions": "{1}questions/",
    "question": "{1}question/organisation_type/",
    "question in English": "/en{1}question/worst_harm/",
    "question with a number": "{1}question/project_cost_eur/",
    "boxes": "{1}question/what-it-does/",
    "answers": "{6}reponses/",
    "roadmap at the start": "{1}",
    "roadmap": "{4}",
    "roadmap in English": "/en{6}",
    "roadmap of another day": "{4}?on=2025-09-15",
    "stage": "{4}etape/4/",
    "pathways": "{6}voies/pathway/",
    "schemes": "{2}voies/scheme/",
    "countries": "{7}voies/country/",
    "markets": "{7}marches/",
    "places": "{2}lieux/",
    "decision and proof": "{4}point/decision/mdr_class/",
    "duty and proof": "{4}point/duty/mdr-software-qualification/",
    "PECAN": "{6}point/pathway/pecan/",
    "files filled in": "{6}dossiers/",
    "schedule, dates": "{4}calendrier/?view=dates",
    "schedule, tasks": "{4}calendrier/?view=tasks",
    "schedule, limits": "{6}calendrier/?view=limits",
    "schedule, money": "{4}calendrier/?view=money",
    "task": "{6}tache/study-recruitment-end/",
    "what if": "{4}et-si/",
    "what if, one answer": "{4}et-si/?question=worst_harm&answer=serious_or_surgery",
    "what if, two ways": "{6}et-si/?compare=pecan-or-direct",
    "import": "{4}importer/",
    "rename": "{4}nom/",
    "erase": "{4}effacer/",
    "attach evidence": "{4}preuve/duty:mdr-software-qualification/ajouter/",
    "share": "{4}partager/",
    "history": "{4}historique/",
    "version": "{4}historique/1/",
    "account": "/compte/",
    "my journal": "/journal/moi/",
    "questions to the help desk": "/guichet/",
    "ask the help desk": "/guichet/poser/",
    "conversation": "/guichet/questions/1/",
    "contact requests": "/reseau/mes-contacts/",
}
AGENT = {
    "cockpit": "/guichet/agents/",
    "case": "/guichet/agents/questions/1/",
    "answer templates": "/guichet/agents/modeles/",
    "new answer template": "/guichet/agents/modeles/nouveau/",
    "figures of the help desk": "/guichet/agents/chiffres/",
    "editing of the network": "/reseau/agents/",
    "new event": "/reseau/agents/evenements/nouveau/",
}
ADMINISTRATOR = {"journal": "/journal/"}

PAGES = {
    name: (who, path)
    for who, paths in {"": VISITOR, "agathe": FOUNDER, "guichet": AGENT, "admin": ADMINISTRATOR}.items()
    for name, path in paths.items()
}
"""Each page: who opens it (empty for a visitor) and its address."""


def signed_in(browser: Any, url: str, who: str) -> Any:
    """The cookies of somebody of the demonstration who signs in."""
    context = browser.new_context(base_url=url, locale="fr-FR")
    page = context.new_page()
    page.goto("/compte/connexion/")
    sign_in(page, f"{who}@demo.example", PASSWORD)
    state = context.storage_state()
    context.close()
    return state


def sign_in(page: Any, email: str, password: str) -> None:
    """Fill in the form of the sign-in page, where a page shows it."""
    page.locator("main input[type=email]").fill(email)
    page.locator("main input[type=password]").fill(password)
    page.get_by_role("main").get_by_role("button", name="Se connecter").click()
    page.locator("header a[href$='/compte/']").wait_for()


def chapters(browser: Any, url: str, state: Any) -> dict[int, str]:
    """Addresses of Agathe's projects by chapter, from her dashboard."""
    context = browser.new_context(base_url=url, storage_state=state, locale="fr-FR")
    page = context.new_page()
    page.goto("/projets/")
    links = page.locator("main table a").evaluate_all(
        "all => all.map(one => [one.textContent, one.getAttribute('href')])"
    )
    context.close()
    return {int(found[1]): href for text, href in links if (found := re.search(r"étape (\d)", text))}


def address(path: str, projects: Mapping[int, str]) -> str:
    """An address of :data:`PAGES` with its project in place."""
    return re.sub(r"\{(\d)\}", lambda found: projects[int(found[1])], path)
