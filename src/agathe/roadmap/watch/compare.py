"""Which conclusions change between two states of the law, for whom, and why.

Both sides are evaluated column by column, a slice of profiles at a time; states are compared as small codes, so that
only what changes costs anything more.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import msgspec
import numpy as np

from agathe.kernel import Text, nearest
from agathe.knowledge.base import Knowledge
from agathe.roadmap.grounds import grounds_of
from agathe.roadmap.watch.causes import Explainer, Moved
from agathe.roadmap.watch.describe import action_of, effect_of, state_text, title_of
from agathe.roadmap.watch.missing import Flags
from agathe.roadmap.watch.model import FORMAT, Cause, Change, Notice, Side, Watch
from agathe.roadmap.watch.states import ABSENT, SHUT, Codes, Key, States, StateTable, Subject
from agathe.rules.columnar import CHUNK
from agathe.rules.engine import Engine
from agathe.rules.profiles import Profiles

Progress = Callable[[int], None]
_EFFECTS = ("asks", "coming", "closes", "opens", "changes", "ends")


def watch(before: Engine, after: Engine, profiles: Profiles, progress: Progress | None = None) -> Watch:
    """What changes for some profiles between two states of the law.

    Closed, ended and absent are one and the same for a way: none of them is for the project. Nothing is told of a market
    the project aims at on neither side, nor of the calendar of a call that is closed to it on either.

    Args:
        before: knowledge base and day to compare.
        after: knowledge base and day to compare with.
        profiles: the projects.
        progress: told, now and then, how many profiles were compared.
    """
    comparison = _Comparison(StateTable(before), StateTable(after), profiles)
    for start in range(0, len(profiles), CHUNK):
        comparison.slice(start, start + CHUNK)
        if progress is not None:
            progress(min(start + CHUNK, len(profiles)))
    return comparison.result()


@dataclass
class _Found:
    """One change being gathered slice by slice."""

    rows: list[int] = field(default_factory=list)
    causes: dict[tuple[str, str, Text], Cause] = field(default_factory=dict)


class _Comparison:
    def __init__(self, before: StateTable, after: StateTable, profiles: Profiles) -> None:
        self.before = before
        self.after = after
        self.profiles = profiles
        self.explainer = Explainer(before, after)
        self.columns = [profiles.encoded(table.engine.knowledge) for table in (before, after)]
        # In the order of the later version; what only the earlier one has comes last.
        self.subjects = {
            **after.subjects,
            **{k: s for k, s in before.subjects.items() if k not in after.subjects},
        }
        self.found: dict[tuple[Key, str, str], _Found] = {}
        self.contradictions: dict[tuple[str, str], list[int]] = {}
        self.touched = np.zeros(len(profiles), dtype=np.bool_)

    def slice(self, start: int, stop: int) -> None:
        """Compare some profiles."""
        sides = [
            table(columns.slice(start, stop))
            for table, columns in zip((self.before, self.after), self.columns, strict=True)
        ]
        old, new = sides
        moved = Moved(old, new)
        for key, subject in self.subjects.items():
            for left, right, rows in _changes(
                self.before.subjects.get(key), self.after.subjects.get(key), old, new
            ):
                self.touched[start : start + len(rows)] |= rows
                found = self.found.setdefault((key, left, right), _Found())
                found.rows.extend((np.flatnonzero(rows) + start).tolist())
                for cause in self.explainer.explain(subject, rows, moved):
                    known = found.causes.setdefault((cause.reason, cause.on, cause.text), cause)
                    if known is not cause:
                        total = known.profiles + cause.profiles
                        found.causes[cause.reason, cause.on, cause.text] = msgspec.structs.replace(
                            known, profiles=total
                        )
        for name, states in (("before", old), ("after", new)):
            for rule, rows in states.contradictions():
                self.contradictions.setdefault((name, rule), []).extend(
                    (np.flatnonzero(rows) + start).tolist()
                )

    def result(self) -> Watch:
        before, after = self.before.engine, self.after.engine
        order = {key: position for position, key in enumerate(self.subjects)}
        changes = [self._change(*key, found) for key, found in self.found.items()]
        changes.sort(
            key=lambda c: (
                _EFFECTS.index(c.effect),
                c.since or date.max,
                order[c.kind, c.id],
                c.before,
                c.after,
            )
        )
        return Watch(
            format=FORMAT,
            before=Side(day=before.day, knowledge=before.knowledge.version),
            after=Side(day=after.day, knowledge=after.knowledge.version),
            names=tuple(self.profiles.names),
            changes=tuple(changes),
            notices=tuple(self._notices()),
            touched=int(self.touched.sum()),
        )

    def _change(self, key: Key, before: str, after: str, found: _Found) -> Change:
        subject = self.subjects[key]
        table = self.after if key in self.after.subjects else self.before
        effect = effect_of(subject, before, after)
        # What happens to most profiles first; the order is that of the search where they tie.
        causes = sorted(found.causes.values(), key=lambda cause: -cause.profiles)
        dates = {cause.day for cause in causes}
        texts = [
            state_text(subject, state, side.engine.knowledge)
            for state, side in ((before, self.before), (after, self.after))
        ]
        return Change(
            id=subject.id,
            kind=subject.kind,
            title=title_of(subject),
            before=before,
            after=after,
            before_text=texts[0],
            after_text=texts[1],
            effect=effect,
            action=action_of(subject, effect, after),
            since=dates.pop() if len(dates) == 1 else None,
            causes=tuple(causes),
            # A check is old on the earlier day, from which one looks, not on a day to come.
            grounds=grounds_of(
                subject.entry, table.engine.knowledge, min(self.before.engine.day, self.after.engine.day)
            ),
            profiles=tuple(found.rows),
        )

    # ------------------------------------------------------------------ notices

    def _notices(self) -> Iterator[Notice]:
        """Answers one side does not read, told once where both are the same base, and contradictions."""
        sides = (("before", self.before.engine), ("after", self.after.engine))
        for name, engine in sides:
            other = sides[1][1] if name == "before" else sides[0][1]
            if name == "after" and engine.knowledge is other.knowledge:
                continue
            for question, problem, rows in self.profiles.not_understood(engine.knowledge):
                text = _unread(question, problem, engine.knowledge)
                yield Notice(kind="unread", side=name, text=text, profiles=tuple(rows.tolist()))  # type: ignore[arg-type]
        told: set[tuple[str, tuple[int, ...]]] = set()
        for (name, rule), found in self.contradictions.items():
            knowledge = (self.before if name == "before" else self.after).engine.knowledge
            if (rule, tuple(found)) not in told:
                told.add((rule, tuple(found)))
                text = knowledge.consistency[rule].message
                yield Notice(kind="contradiction", side=name, text=text, profiles=tuple(found))  # type: ignore[arg-type]


def _changes(
    old: Subject | None, new: Subject | None, before: States, after: States
) -> Iterator[tuple[str, str, Flags]]:
    """Pairs of states of one conclusion that differ, and who goes from one to the other."""
    left, left_names = _states(old, before)
    right, right_names = _states(new, after)
    names = tuple(dict.fromkeys((*left_names, *right_names)))
    left = np.array([names.index(name) for name in left_names])[left]
    right = np.array([names.index(name) for name in right_names])[right]
    differs = left != right
    if not differs.any():
        return
    sides = [(subject, states) for subject, states in ((old, before), (new, after)) if subject is not None]
    subject = sides[-1][0]
    if subject.kind == "country":
        differs &= np.logical_or.reduce([states.aimed_at(way) for way, states in sides])
    elif subject.kind == "window":
        for scheme, states in sides:
            differs &= ~_shut(*states.of(replace(scheme, kind="scheme")))
    if subject.kind in ("pathway", "scheme", "country"):
        differs &= ~(_shut(left, names) & _shut(right, names))
    for pair in np.unique(left[differs] * len(names) + right[differs]).tolist():
        first, second = divmod(pair, len(names))
        yield names[first], names[second], differs & (left == first) & (right == second)


def _shut(codes: Codes, names: Sequence[str]) -> Flags:
    found: Flags = np.array([name in SHUT for name in names])[codes]
    return found


def _states(subject: Subject | None, states: States) -> tuple[Codes, Sequence[str]]:
    if subject is None:
        return np.zeros(states.results.size, dtype=np.int64), (ABSENT,)
    return states.of(subject)


def _unread(question: str, problem: Text | None, knowledge: Knowledge) -> Text:
    if problem is not None:
        return Text(f"{question} : {problem.fr}", f"{question}: {problem.en}")
    return Text(
        f"question inconnue « {question} »{nearest(question, knowledge.questions, 'fr')} : la réponse n'est pas lue",
        f"unknown question “{question}”{nearest(question, knowledge.questions)}: the answer is not read",
    )
