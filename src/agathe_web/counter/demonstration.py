"""Content of the demonstration: it goes through the same acts as real questions, and states no fact but what the entries say."""

from collections.abc import Callable

from agathe.kernel import Text
from agathe_web import citations
from agathe_web.accounts.models import User
from agathe_web.counter import actions
from agathe_web.counter.actions import Asked
from agathe_web.counter.models import AnswerTemplate, Thread
from agathe_web.projects import perms as projects
from agathe_web.projects.models import Project
from agathe_web.rights import Actor

QUALIFICATION = ("duty:mdr-intended-purpose", "duty:mdr-software-qualification", "duty:mdr-rule-11")
REIMBURSEMENT = ("pathway:pecan", "duty:dmn-conformity-certificate", "duty:telesurveillance-reimbursement")


def fill(founder: User, agent: User, project: Project) -> None:
    """Make what is missing of it.

    Args:
        founder: who asks.
        agent: who answers; holds the role of an agent.
        project: the project asked about.
    """
    asks, answers = Actor(founder), Actor(agent)
    about = project if projects.can_edit(asks, project) else None
    for key, (title, body, topic, cites) in _templates().items():
        if not AnswerTemplate.objects.filter(key=key).exists():
            made = actions.save_template(
                answers, None, title=(title.fr, title.en), body=(body.fr, body.en), topic=topic, cites=cites
            )
            AnswerTemplate.objects.filter(pk=made.pk).update(key=key)
    for asked, shared, follow in _questions():
        if not Thread.objects.filter(demo=True, title=asked.title).exists():
            number = about.number if about is not None and shared else None
            follow(asks, answers, actions.ask(asks, asked, project=about, shared=number, demo=True))


def _said(reference: str) -> Text:
    """What an entry tells people to do, in its own words."""
    entry = citations.entry_of(reference)
    if entry is None:
        return Text("", "")
    text: Text = getattr(entry, "action", getattr(entry, "description", entry.title))
    return Text(f"« {entry.title.fr} » : {text.fr}", f"“{entry.title.en}”: {text.en}")


def _told(references: tuple[str, ...], opening: Text, ending: Text) -> Text:
    said = [_said(one) for one in references]
    return Text("\n\n".join([opening.fr, *(one.fr for one in said if one.fr), ending.fr]),
                "\n\n".join([opening.en, *(one.en for one in said if one.en), ending.en]))  # fmt: skip


def _templates() -> dict[str, tuple[Text, Text, str, tuple[str, ...]]]:
    return {
        "demo-qualification": (
            Text("Mon logiciel est-il un dispositif médical ? (démonstration)", "Is my software a medical device? (demonstration)"),
            _told(QUALIFICATION, Text("Bonjour, voici l’ordre dans lequel avancer.", "Hello, here is the order in which to proceed."),
                  Text("Écrivez-nous la destination que vous retenez, nous la relirons.", "Send us the intended purpose you choose, we will read it.")),
            "qualification", QUALIFICATION,
        ),
        "demo-reimbursement": (
            Text("Par où commencer pour être remboursé ? (démonstration)", "Where to begin to be reimbursed? (demonstration)"),
            _told(REIMBURSEMENT, Text("Bonjour, plusieurs voies existent. Voici ce que disent les fiches.", "Hello, there are several ways. Here is what the entries say."),
                  Text("Votre feuille de route dit laquelle est ouverte à votre projet.", "Your roadmap says which one is open to your project.")),
            "reimbursement", REIMBURSEMENT,
        ),
    }  # fmt: skip


_Follow = Callable[[Actor, Actor, Thread], None]


def _questions() -> list[tuple[Asked, bool, _Follow]]:
    """Questions, whether the dossier goes with them, and what follows."""

    def solved(asks: Actor, answers: Actor, thread: Thread) -> None:
        body = _told(
            QUALIFICATION,
            Text("Bonjour Agathe,", "Hello Agathe,"),
            Text("Votre feuille de route garde ces étapes.", "Your roadmap keeps these steps."),
        )
        actions.take(answers, thread)
        actions.answer(answers, thread, body.fr, QUALIFICATION, seen=0)
        actions.write(
            asks,
            thread,
            "Merci, nous avons écrit la destination en une phrase. La question est claire pour l’équipe.",
        )
        actions.solve(asks, thread)

    def answered(asks: Actor, answers: Actor, thread: Thread) -> None:
        body = _told(
            REIMBURSEMENT,
            Text("Bonjour Agathe,", "Hello Agathe,"),
            Text(
                "Ouvrez chaque fiche pour voir vos conditions une à une.",
                "Open each entry to see your conditions one by one.",
            ),
        )
        actions.take(answers, thread)
        actions.note(answers, thread, "Dossier lu. À revoir quand l’équipe aura choisi sa voie.")
        actions.answer(answers, thread, body.fr, REIMBURSEMENT, seen=0)

    def waits(asks: Actor, answers: Actor, thread: Thread) -> None:
        actions.take(answers, thread)
        text = "Bonjour Agathe, dites-nous combien de lits vous visez et quand l’essai commencerait. Nous pourrons vous orienter."
        actions.answer(answers, thread, text, ("site:winn-brest",), seen=0, asks=True)

    return [
        (Asked("Notre score d’alerte est-il un dispositif médical ?",
               "L’outil calcule un risque d’escarre et prévient l’équipe soignante. Nous ne savons pas s’il faut un marquage CE.",
               "qualification", 4, QUALIFICATION[1], "Nous avons lu la fiche et hésitons sur le but médical."), True, solved),
        (Asked("Par quelle voie demander un remboursement ?",
               "L’outil suit aussi des patients à domicile. Nous hésitons entre plusieurs voies et ne savons pas par quoi commencer.",
               "reimbursement", 6, REIMBURSEMENT[0]), True, answered),
        (Asked("Où essayer l’outil avec des résidents d’Ehpad ?",
               "Nous cherchons un lieu d’expérimentation qui travaille avec des établissements pour personnes âgées.",
               "experimentation", 3, "site:winn-brest"), False, waits),
    ]  # fmt: skip
