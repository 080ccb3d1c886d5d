"""Operations of the interview: the questions, and the one to ask next."""

from datetime import date
from functools import lru_cache
from typing import Literal

import msgspec
from django.http import Http404, HttpRequest, HttpResponse
from ninja import Router

from agathe.kernel import LANGUAGES, Language, Text
from agathe.knowledge import Knowledge
from agathe.knowledge.schema.question import Question, QuestionGroup
from agathe.roadmap.model import Message
from agathe.rules import Judgement
from agathe.rules.interview.questions import Suggestion, next_question
from agathe.rules.interview.screens import unticked
from agathe.rules.profile import Answer
from agathe.rules.prose import Prose
from agathe_web import engines
from agathe_web.api.answers import (
    Box,
    Named,
    NextQuestion,
    OfferedGroup,
    OfferedOption,
    OfferedQuestion,
    Questions,
    Screen,
    Wording,
    written,
)
from agathe_web.api.bodies import NextQuestionBody, is_known
from agathe_web.api.described import READING, SENDING, Described

Texts = Literal["both", "fr", "en"]
router = Router()

QUESTIONS = Described(
    "questions",
    Text("Toutes les questions", "All questions"),
    Text(
        "Les questions auxquelles un profil peut répondre, dans l’ordre du questionnaire, et les groupes qui se posent sur un seul "
        "écran de cases à cocher.",
        "The questions a profile may answer, in the order of the questionnaire, and the groups that are asked on one screen of boxes.",
    ),
    Questions,
    example={"texts": "fr"},
)
QUESTION = Described(
    "question",
    Text("Une question", "One question"),
    Text(
        "Une question : ses réponses possibles, l’aide, et pourquoi elle est posée.",
        "One question: its possible answers, help, and why it is asked.",
    ),
    OfferedQuestion,
    problems=("not-found", *READING),
    example={"id": "decision_support"},
)
NEXT = Described(
    "next-question",
    Text("Question suivante", "Next question"),
    Text(
        "La question qui apporte le plus, d’après ce qui est déjà répondu, ou les cases d’un groupe. Écrivez la réponse dans le profil "
        "(null : « je ne sais pas ») et redemandez, jusqu’à ce que « finished » soit vrai.",
        "The question that brings most, given what is answered already, or the boxes of a group. Write the answer in the profile "
        "(null: “I don't know”) and ask again, until “finished” is true.",
    ),
    NextQuestion,
    problems=SENDING,
    example={
        "profile": {"answers": {"decision_support": True, "individual_patient": True}},
        "scope": "roadmap",
    },
)


@router.get("/questions", **QUESTIONS.options())
def questions(request: HttpRequest, texts: Texts = "both") -> HttpResponse:
    return HttpResponse(_questions(engines.knowledge(), texts), content_type="application/json")


@lru_cache(maxsize=6)
def _questions(knowledge: Knowledge, texts: Texts) -> bytes:
    groups = knowledge.question_groups.values()
    return msgspec.json.encode(
        Questions(
            knowledge=knowledge.version,
            questions=tuple(offered(question, knowledge, texts) for question in knowledge.questions.values()),
            groups=tuple(offered_group(group, knowledge, texts) for group in groups),
        )
    )


@router.get("/questions/{id}", **QUESTION.options())
def question(request: HttpRequest, id: str, texts: Texts = "both") -> HttpResponse:  # noqa: A002
    knowledge = engines.knowledge()
    found = knowledge.questions.get(id)
    if found is None:
        raise Http404
    return written(offered(found, knowledge, texts))


@router.post("/next-question", **NEXT.options())
def next_screen(request: HttpRequest, body: NextQuestionBody) -> HttpResponse:
    judgement = body.judged()
    for id_ in body.ticked:
        is_known(id_, judgement.engine.knowledge.questions, "body.ticked")
    suggestion = next_question(judgement, body.scope, ticked=frozenset(body.ticked))
    return written(
        NextQuestion(
            day=judgement.engine.day,
            knowledge=judgement.engine.knowledge.version,
            answered=sum(answer is not None for answer in judgement.profile.answers.values()),
            not_known=not_known(judgement),
            finished=suggestion is None,
            next=None if suggestion is None else screen(suggestion, judgement.engine.knowledge),
            messages=disagreements(judgement),
        )
    )


def not_known(judgement: Judgement) -> tuple[str, ...]:
    """Questions answered "I don't know", in the order of the questionnaire."""
    return judgement.in_order(id_ for id_, answer in judgement.profile.answers.items() if answer is None)


def disagreements(judgement: Judgement) -> tuple[Message, ...]:
    """What the answers say against one another."""
    return tuple(
        Message(id=rule.id, severity=rule.severity, text=rule.message, questions=rule.questions)
        for rule in judgement.engine.knowledge.consistency.values()
        if judgement.false(f"check:{rule.id}")
    )


# ---------------------------------------------------------------------- questions in words


def screen(suggestion: Suggestion, knowledge: Knowledge) -> Screen:
    """What is to be shown for a suggestion."""
    group = None
    if suggestion.group is not None:
        whole = knowledge.question_groups[suggestion.group]
        group = offered_group(whole, knowledge, "both", suggestion.together)
    prose = [Prose(knowledge, language) for language in LANGUAGES]
    return Screen(
        kind="question" if group is None else "boxes",
        question=offered(knowledge.questions[suggestion.question], knowledge, "both"),
        group=group,
        together=suggestion.together,
        moves=tuple(
            Named(id=id_, title=Text(*(one.label(id_) for one in prose))) for id_ in suggestion.moves
        ),
        at_most=suggestion.at_most,
        expected=suggestion.expected,
        needed=suggestion.needed,
        gain=suggestion.gain,
    )


def offered(question: Question, knowledge: Knowledge, texts: Texts) -> OfferedQuestion:
    """A question as the interface gives it."""
    return OfferedQuestion(
        id=question.id,
        type=question.type,
        theme=question.theme,
        group=_groups(knowledge).get(question.id),
        lever=question.lever,
        label=_wording(question.label, texts),
        question=_wording(question.question, texts),
        help=_wording(question.help, texts),
        why=_wording(question.why, texts),
        options=tuple(
            OfferedOption(
                id=option.id,
                label=_wording(option.label, texts),
                any_of=option.any_of,
                exclusive=option.exclusive,
            )
            for option in question.options
        ),
        unit=question.unit,
        min=question.min,
        max=question.max,
        asked_when=question.asked_when,
        otherwise=question.otherwise,
    )


def offered_group(
    group: QuestionGroup, knowledge: Knowledge, texts: Texts, shown: tuple[str, ...] | None = None
) -> OfferedGroup:
    """A group as the interface gives it; of its boxes those that are shown, all without a list."""
    return OfferedGroup(
        id=group.id,
        theme=group.theme,
        question=_wording(group.question, texts),
        help=_wording(group.help, texts),
        why=_wording(group.why, texts),
        boxes=tuple(
            Box(
                question=member.question,
                label=_wording(member.label, texts),
                unticked=_empty(unticked(knowledge, member)),
                ticked=member.ticked if knowledge.questions[member.question].type == "boolean" else None,
            )
            for member in group.members
            if shown is None or member.question in shown
        ),
    )


@lru_cache(maxsize=2)
def _groups(knowledge: Knowledge) -> dict[str, str]:
    """Group of each question that is a box."""
    return {
        member.question: group.id for group in knowledge.question_groups.values() for member in group.members
    }


def _empty(answer: Answer) -> bool | str | tuple[str, ...]:
    """Answer of a box left empty: never a number, a date or "I don't know"."""
    assert answer is not None
    assert not isinstance(answer, float | date)
    return answer


def _wording(text: Text, texts: Texts) -> Wording:
    if texts == "both":
        return Wording(fr=text.fr, en=text.en)
    language: Language = texts
    return Wording(**{language: text[language]})
