"""What is asked at once: one question, or the boxes of a group ("tick all that apply").

A group screen counts as one question to the person. It shows every member of the group that may have to be asked and
that waits for nothing outside the group. A ticked choice or multi is then asked in detail, as a question of its own.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from agathe.knowledge.base import Knowledge
from agathe.knowledge.schema.question import GroupMember, QuestionGroup
from agathe.rules.profile import Answer


@dataclass(frozen=True)
class Screen:
    """Questions asked at once.

    Attributes:
        group: id of the group whose boxes are shown; ``None`` for a question asked alone.
        questions: the questions, in the order shown.
        waiting: members of the same group that cannot be shown yet and may have to be asked later.
    """

    group: str | None
    questions: tuple[str, ...]
    waiting: tuple[str, ...] = ()


class Screens:
    """The screens of a knowledge base."""

    def __init__(self, knowledge: Knowledge) -> None:
        self.groups = knowledge.question_groups
        self.group_of: dict[str, QuestionGroup] = {}
        self.members: dict[str, GroupMember] = {}
        for group in self.groups.values():
            for member in group.members:
                self.group_of[member.question] = group
                self.members[member.question] = member
        self._ids = {group.id: frozenset(m.question for m in group.members) for group in self.groups.values()}
        self._boolean = {id_ for id_ in self.members if knowledge.questions[id_].type == "boolean"}

    def now(
        self,
        ask: Sequence[str],
        possible: Collection[str],
        before: Mapping[str, frozenset[str]],
        answered: Collection[str],
    ) -> tuple[Screen, ...]:
        """Screens that may be shown now.

        Args:
            ask: questions that may be asked now.
            possible: questions that may be asked now or later.
            before: for each of these, all that may have to be asked for it, itself included.
            answered: questions that are answered.
        """
        screens = [Screen(None, (question,)) for question in ask if question not in self.group_of]
        now = frozenset(ask)
        for group in self.groups.values():
            left, shown = self._shown(group, possible, before)
            if self._is_screen(group, shown, answered):
                screens.append(Screen(group.id, shown, tuple(id_ for id_ in left if id_ not in shown)))
                continue
            rest = () if self._details_only(group, left, answered) else left
            screens += [
                Screen(None, (one,), tuple(id_ for id_ in rest if id_ != one)) for one in shown if one in now
            ]
        return tuple(screens)

    def at_most(
        self, possible: Collection[str], before: Mapping[str, frozenset[str]], answered: Collection[str]
    ) -> int:
        """Screens that may still be shown, whatever the answers: it falls with each screen."""
        total = sum(question not in self.group_of for question in possible)
        for group in self.groups.values():
            left, shown = self._shown(group, possible, before)
            details = sum(id_ not in self._boolean for id_ in left)
            later = sum(id_ in self._boolean and id_ not in shown for id_ in left)
            boxes = any(id_ in self._boolean for id_ in shown) or (
                details > 1 and not self._is_begun(group, answered)
            )
            total += boxes + later + details
        return total

    def expected(
        self,
        possible: Collection[str],
        answered: Collection[str],
        likely: Mapping[str, float],
        ticked: Mapping[str, float],
    ) -> float:
        """Screens that will be shown on average.

        Args:
            possible: questions that may still be asked.
            answered: questions that are answered.
            likely: for each possible question, how likely it is that it has to be asked.
            ticked: for each choice or multi of a group, how likely it is that its box is ticked.
        """
        total = sum(likely[question] for question in possible if question not in self.group_of)
        for group in self.groups.values():
            left = [member.question for member in group.members if member.question in possible]
            details = [id_ for id_ in left if id_ not in self._boolean]
            if self._details_only(group, left, answered) or len(left) == 1:
                total += sum(likely[id_] for id_ in left)
            elif left:
                total += max(likely[id_] for id_ in left)
                total += sum(likely[id_] * ticked[id_] for id_ in details)
        return total

    def _shown(
        self, group: QuestionGroup, possible: Collection[str], before: Mapping[str, frozenset[str]]
    ) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Members that may have to be asked, and those of them that wait for nothing outside the group."""
        left = tuple(member.question for member in group.members if member.question in possible)
        return left, tuple(id_ for id_ in left if before[id_] <= self._ids[group.id])

    def _is_screen(self, group: QuestionGroup, shown: Sequence[str], answered: Collection[str]) -> bool:
        return len(shown) > 1 and not self._details_only(group, shown, answered)

    def _details_only(
        self, group: QuestionGroup, questions: Iterable[str], answered: Collection[str]
    ) -> bool:
        """Whether only choices are left of a group that was shown: their boxes were ticked."""
        return self._boolean.isdisjoint(questions) and self._is_begun(group, answered)

    def _is_begun(self, group: QuestionGroup, answered: Collection[str]) -> bool:
        return any(member.question in answered for member in group.members)


def unticked(knowledge: Knowledge, member: GroupMember) -> Answer:
    """Answer of a member whose box is left empty."""
    if knowledge.questions[member.question].type == "multi":
        return (str(member.unticked),)
    return member.unticked


def box_answers(
    knowledge: Knowledge,
    group: str,
    shown: Collection[str],
    ticked: Collection[str],
    not_known: Collection[str] = (),
) -> dict[str, Answer]:
    """Answers that the boxes of a screen give; a ticked choice or multi gives none, as it is asked in detail.

    Args:
        knowledge: the questions and their groups.
        group: id of the group.
        shown: members on the screen.
        ticked: those whose box is ticked.
        not_known: those answered "I don't know".
    """
    answers: dict[str, Answer] = {}
    for member in knowledge.question_groups[group].members:
        id_ = member.question
        if id_ not in shown:
            continue
        if id_ in not_known:
            answers[id_] = None
        elif id_ not in ticked:
            answers[id_] = unticked(knowledge, member)
        elif knowledge.questions[id_].type == "boolean":
            answers[id_] = member.ticked
    return answers
