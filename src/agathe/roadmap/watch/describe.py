"""States in words, what a change means, and what to do about it."""

from agathe.kernel import LANGUAGES, Text
from agathe.knowledge.base import Knowledge
from agathe.knowledge.schema.duty import Duty
from agathe.roadmap.status import requirements_of
from agathe.roadmap.watch.model import Effect
from agathe.roadmap.watch.states import ABSENT, UPCOMING, Subject
from agathe.roadmap.words import Words
from agathe.rules.program import fact_type
from agathe.rules.prose import Prose

_OPEN = ("open", "to_argue")
_SHUT = ("closed", "ended", ABSENT)
_ABSENT = {
    "duty": Text("ne concerne pas le projet", "does not concern the project"),
    "requirement": Text("non demandée", "not required"),
}
_NOWHERE = Text("absent de cette version de la base", "not in this version of the base")
_WINDOWS = {
    "open": Text("guichet ouvert", "open for applications"), "announced": Text("ouverture annoncée", "opening announced"),
    "to_check": Text("calendrier à vérifier auprès de l'opérateur", "calendar to check with the operator"),
    "permanent": Text("dépôt possible toute l'année", "applications all year"),
    "closed": Text("édition close", "edition closed"), "unknown": Text("calendrier inconnu", "calendar unknown"),
}  # fmt: skip
_ACTIONS = {
    "check": Text("Répondez aux questions qui manquent (agathe ask), puis relisez la feuille de route.", "Answer the missing questions (agathe ask), then read the roadmap again."),
    "prepare": Text("Préparez-vous : {0}", "Get ready: {0}"),
    "ended": Text("Plus rien à faire à ce titre ; gardez les preuves déjà produites.", "Nothing more to do here; keep the evidence already produced."),
    "open": Text("Voie à étudier : vérifiez ses conditions (agathe explain).", "A way to look at: check its conditions (agathe explain)."),
    "shut": Text("Ne comptez plus sur cette voie ; relisez la feuille de route pour les autres.", "Do not count on this way any more; read the roadmap for the others."),
    "period": Text("La période connue s'arrête là : cherchez la suivante auprès de l'opérateur.", "The period known ends there: look for the next one with the operator."),
    "window": Text("Lisez le cahier des charges de l'opérateur avant de déposer.", "Read the operator's specification before applying."),
    "missed": Text("On ne peut plus déposer : cherchez l'édition suivante ou une autre aide.", "Applications are over: look for the next edition or another scheme."),
    "read": Text("Relisez la feuille de route : ce qui en dépend a pu changer.", "Read the roadmap again: what rests on it may have changed."),
}  # fmt: skip


def state_text(subject: Subject, state: str, knowledge: Knowledge) -> Text:
    """A state in words.

    Args:
        subject: the conclusion.
        state: its state.
        knowledge: the version the state belongs to.
    """
    if state == ABSENT:
        return _ABSENT.get(subject.kind, _NOWHERE)
    if subject.kind == "window":
        return _WINDOWS[state]
    words = [Words(language, knowledge) for language in LANGUAGES]
    if subject.kind != "decision":
        return Text(*(word.say(state) for word in words))
    type_ = fact_type(knowledge.facts[subject.id])
    mask = type_.mask(state.removeprefix(UPCOMING).split("|"))
    shown = []
    for word in words:
        value = Prose(knowledge, word.language).value(subject.id, type_, mask)
        shown.append(f"{value} ({word.say('upcoming')})" if state.startswith(UPCOMING) else value)
    return Text(*shown)


def effect_of(subject: Subject, before: str, after: str) -> Effect:
    """What a change means for the project."""
    if subject.kind in ("duty", "requirement"):
        if after in ("applies", "to_confirm"):
            return "asks"
        return "coming" if after in ("upcoming", "not_in_force") else "changes" if after == "done" else "ends"
    if subject.kind == "window":
        if after in ("open", "permanent"):
            return "opens"
        return "closes" if after == "closed" else "changes"
    if subject.kind != "decision":
        if after in _OPEN and before not in _OPEN:
            return "opens"
        if after in _SHUT and before not in _SHUT:
            return "closes"
    return "changes"


def action_of(subject: Subject, effect: Effect, after: str) -> Text:
    """What to do: what the knowledge base says for a duty, else how to find out."""
    if after == "to_confirm":
        return _ACTIONS["check"]
    match effect:
        case "asks" | "coming":
            action = _asked(subject)
            if effect == "asks":
                return action
            return Text(*(_ACTIONS["prepare"][language].format(action[language]) for language in LANGUAGES))
        case "ends":
            return _ACTIONS["ended"]
        case "opens":
            return _ACTIONS["window" if subject.kind == "window" else "open"]
        case "closes":
            if subject.kind == "window":
                return _ACTIONS["missed"]
            # A programme runs by periods: the end of the one we know is not the end of the programme.
            return _ACTIONS["period" if subject.kind == "scheme" and after == "ended" else "shut"]
    return _ACTIONS["read"]


def title_of(subject: Subject) -> Text:
    """Name of a conclusion."""
    if subject.kind == "requirement":
        for id_, title, _ in requirements_of(subject.entry):  # type: ignore[arg-type]
            if id_ == subject.id:
                return title
    return subject.entry.title


def _asked(subject: Subject) -> Text:
    """The action of a duty, or the rule of an assessment."""
    if isinstance(subject.entry, Duty):
        return subject.entry.action
    return next(text for id_, _, text in requirements_of(subject.entry) if id_ == subject.id)  # type: ignore[arg-type]
