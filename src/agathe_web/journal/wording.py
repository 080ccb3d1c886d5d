"""The acts of the journal in words, for the person who did them."""

from typing import Any

from agathe_web.words import said

ACTS: dict[str, Any] = {
    "accounts.sign_up": said("Compte créé", "Account created"),
    "accounts.sign_in": said("Connexion", "Signed in"),
    "accounts.verify": said("Adresse confirmée", "Address confirmed"),
    "accounts.details": said("Nom ou langue changés", "Name or language changed"),
    "accounts.password": said("Mot de passe changé", "Password changed"),
    "accounts.reset": said("Mot de passe refait", "Password reset"),
    "accounts.email": said("Adresse changée", "Address changed"),
    "accounts.ask_email": said("Changement d’adresse demandé", "Change of address asked for"),
    "accounts.factor_on": said("Second facteur activé", "Second factor turned on"),
    "accounts.factor_off": said("Second facteur retiré", "Second factor removed"),
    "accounts.recovery": said("Codes de secours refaits", "Recovery codes made again"),
    "accounts.sign_out_everywhere": said("Déconnexion partout", "Signed out everywhere"),
    "accounts.identity": said(
        "Compte lié à un fournisseur d’identité", "Account linked to an identity provider"
    ),
    "accounts.erase": said("Compte effacé", "Account erased"),
    "projects.start": said("Projet commencé", "Project started"),
    "projects.claim": said("Projet gardé dans le compte", "Project kept in the account"),
    "projects.answer": said("Réponse donnée", "Answer given"),
    "projects.plan": said("Tâche suivie", "Task followed"),
    "projects.name": said("Projet renommé", "Project renamed"),
    "projects.import": said("Projet importé", "Project imported"),
    "projects.restore": said("Version rétablie", "Version restored"),
    "projects.erase": said("Projet effacé", "Project erased"),
    "projects.leave": said("Projet quitté", "Project left"),
}
"""Words of an act; one that is not here is shown by its name."""


def in_words(act: str) -> str:
    """An act in words."""
    return str(ACTS.get(act, act))
