"""What the documentation says of an operation, in both languages; kept beside each operation, where it is written."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import msgspec

from agathe.kernel import Text
from agathe_web.api.problems import CONTENT_TYPE, KINDS, Problem

READING = ("method", "invalid")
"""Problems of an operation that is asked with GET."""
SENDING = ("not-json", "method", "too-large", "media-type", "invalid")
"""Problems of an operation that receives a body."""
PARAMETERS: Mapping[str, Text] = {
    "lang": Text(
        "Langue des messages : fr ou en. Sans elle, l’en-tête Accept-Language, puis le français.",
        "Language of the messages: fr or en. Without it, the header Accept-Language, then French.",
    ),
    "texts": Text(
        "Langue des textes : both (les deux), fr ou en.", "Language of the texts: both, fr or en."
    ),
    "format": Text(
        "Forme de la feuille de route : json, html, ics (calendrier), xlsx (tableur), pdf ou docx.",
        "Form of the roadmap: json, html, ics (calendar), xlsx (workbook), pdf or docx.",
    ),
    "q": Text("Mots cherchés ; tous doivent être trouvés.", "Words looked for; all of them must be found."),
    "kind": Text(
        "Sorte d’entrée, ou famille : duty, pathway, scheme, actor, country… (liste : /knowledge).",
        "Kind of entry, or family: duty, pathway, scheme, actor, country… (list: /knowledge).",
    ),
    "stage": Text("Étape de la ligne de vie, de 1 à 7.", "Stage of the life line, 1 to 7."),
    "limit": Text("Entrées rendues, 100 au plus.", "Entries given, 100 at most."),
    "offset": Text("Entrées passées avant elles.", "Entries left out before them."),
    "id": Text("Identifiant.", "Identifier."),
    "profile": Text(
        "Le projet : ses réponses (answers), les devoirs faits (done), son plan (plan). Une question absente n’a pas été "
        "posée ; null veut dire « je ne sais pas ».",
        "The project: its answers, the duties done, its plan. A question left out was not asked; null means “I don't know”.",
    ),
    "day": Text(
        "Jour dont le droit s’applique (AAAA-MM-JJ) ; aujourd’hui sans lui.",
        "Day whose law is applied (YYYY-MM-DD); today without it.",
    ),
    "scope": Text(
        "Ce qu’il faut régler : class (ce qu’est le produit), roadmap (la feuille de route) ou everything (tout).",
        "What is to be settled: class (what the product is), roadmap or everything.",
    ),
    "ticked": Text(
        "Questions dont la case a été cochée sans réponse encore : leur détail est demandé d’abord.",
        "Questions whose box was ticked and that have no answer yet: their detail is asked first.",
    ),
    "conclusion": Text(
        "Nom complet de la conclusion, comme /decide le donne : mdr_class, duty:…, pathway:…",
        "Full name of the conclusion, as /decide gives it: mdr_class, duty:…, pathway:…",
    ),
    "changes": Text(
        "Réponses changées ensemble au plus, de 0 (ne pas chercher) à 3.",
        "Answers changed together at most, from 0 (do not look) to 3.",
    ),
    "variants": Text(
        "Autres façons de décrire ou de planifier le projet, 4 au plus ; le projet tel qu’il est vient en premier.",
        "Other ways to describe or plan the project, 4 at most; the project as told comes first.",
    ),
    "comparison": Text(
        "Comparaison toute prête de la base (liste : /knowledge), à la place de variants.",
        "Comparison of the knowledge base (list: /knowledge), in place of variants.",
    ),
    "draws": Text("Plans simulés, de 100 à 20 000.", "Simulated plans, 100 to 20,000."),
    "seed": Text(
        "Graine du hasard : la même donne le même résultat.", "Seed: the same one gives the same result."
    ),
    "independent": Text(
        "Durées sans lien entre elles (les dates tardives sont alors trop proches).",
        "Durations that share nothing (the late dates are then too early).",
    ),
    "schedule": Text("Calculer aussi le calendrier.", "Compute the schedule too."),
    "by": Text(
        "Jour pour lequel on veut la chance d’atteindre chaque jalon.",
        "Day for which the chance of reaching each milestone is wanted.",
    ),
    "everything": Text(
        "Montrer aussi les voies fermées dans un document (html, pdf, docx).",
        "Show closed ways too in a document (html, pdf, docx).",
    ),
    "title": Text("Nom de la variante.", "Name of the variant."),
    "answers": Text("Réponses changées.", "Answers changed."),
    "suppose": Text(
        "Faits calculés, pris comme donnés.", "Computed facts, taken as given."
    ),
    "tasks": Text(
        "Remarques sur des tâches : done, une date, ou {started, ends, not_before, weeks, cost_eur, after, skip}.",
        "Remarks on tasks: done, a date, or {started, ends, not_before, weeks, cost_eur, after, skip}.",
    ),
    "tags": Text("Scénarios ajoutés (liste : /knowledge).", "Scenarios added (list: /knowledge)."),
    "start": Text("Début du plan.", "Start of the plan."),
}  # fmt: skip
"""What each parameter and each field of a body means."""
FIELD_OF_KIND = Text("Sorte d’entrée (liste : /knowledge).", "Kind of entry (list: /knowledge).")


@dataclass(frozen=True)
class Described:
    """What is said of one operation.

    Attributes:
        id: its identifier, and its place in the documentation.
        summary: what it gives, in a few words.
        about: how to use it.
        returns: structure answered.
        problems: problems that may occur, kinds of :data:`agathe_web.api.problems.KINDS`.
        example: a body, or the query of an operation that has none.
        forms: other content types it may answer.
    """

    id: str
    summary: Text
    about: Text
    returns: type[msgspec.Struct]
    problems: tuple[str, ...] = READING
    example: Mapping[str, Any] = field(default_factory=dict)
    forms: tuple[str, ...] = ()

    def options(self) -> dict[str, Any]:
        """Keyword arguments for the operation, as ninja takes them; texts are put in one language later."""
        OPERATIONS[self.id] = self
        return {
            "operation_id": self.id,
            "url_name": self.id,
            "summary": self.id,
            "openapi_extra": {"description": "", "responses": self.responses()},
        }

    def responses(self) -> dict[int, Any]:
        """What it answers, by status."""
        content: dict[str, Any] = {"application/json": {"schema": reference(self.returns)}}
        content |= {form: {"schema": {"type": "string"}} for form in self.forms}
        found: dict[int, Any] = {200: {"description": "OK", "content": content}}
        for kind in self.problems:
            status = KINDS[kind][0]
            found[status] = {
                "description": HTTPStatus(status).phrase,
                "content": {CONTENT_TYPE: {"schema": reference(Problem)}},
            }
            if kind == "too-many":
                found[status]["headers"] = {"Retry-After": {"schema": {"type": "integer", "minimum": 1}}}
        return found


OPERATIONS: dict[str, Described] = {}
"""All operations, in the order of their routes."""


def reference(type_: type[msgspec.Struct]) -> dict[str, str]:
    """Where the schema of a structure is."""
    return {"$ref": f"#/components/schemas/{type_.__name__}"}
