"""The history of a project in words: which answers changed, what else, and what that changed in the conclusions."""

import csv
import io
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import Http404

from agathe.documents import figures
from agathe.kernel import Text, visible
from agathe.knowledge import Knowledge
from agathe.rules.profile import encode_answer, read_answer
from agathe.rules.program import question_type
from agathe.rules.prose import Prose, show_date
from agathe_web import engines
from agathe_web.projects.models import Project, Version
from agathe_web.words import language, said, say

KINDS = {
    "start": said("Début du projet", "Start of the project"),
    "answer": said("Réponses", "Answers"),
    "plan": said("Plan et devoirs faits", "Plan and duties done"),
    "import": said("Fichier repris", "File taken in"),
    "restore": said("Retour à une version", "Return to a version"),
    "name": said("Nom", "Name"),
}
EFFECTS = {
    "decision": said("Ce qui est établi", "What is established"),
    "duty": said("Obligation", "Duty"),
    "pathway": said("Voie", "Pathway"),
    "requirement": said("Évaluation demandée", "Assessment required"),
    "scheme": said("Financement", "Funding"),
    "country": said("Marché", "Market"),
}


@dataclass(frozen=True)
class Told:
    """One difference, in words.

    Attributes:
        what: what changed: a question, a duty, a task.
        before: how it was told; ``None`` where it was not.
        after: how it is told.
        id: the question, for exports; empty for the rest.
    """

    what: str
    before: str | None
    after: str | None
    id: str = ""


@dataclass(frozen=True)
class Account:
    """A version in words.

    Attributes:
        answers: answers that changed.
        others: what else the project changed: its name, duties done, its plan.
        effects: conclusions that changed by it.
    """

    version: Version
    answers: tuple[Told, ...]
    others: tuple[Told, ...]
    effects: tuple[Told, ...]


def version_of(project: Project, number: int) -> Version:
    """A version of a project."""
    found = project.versions.select_related("author").filter(number=number).first()
    if found is None:
        raise Http404
    return found


def account_of(version: Version, former: Version | None) -> Account:
    """What a version changed.

    Args:
        version: the version.
        former: the one before it, ``None`` for the first.
    """
    words = _Words(engines.knowledge())
    changes = version.changes
    return Account(
        version,
        tuple(words.changed(change) for change in changes),
        () if former is None else tuple(words.others(former.profile, version.profile)),
        tuple(effect(row) for row in version.effects),
    )


def account_between(before: Version, after: Version) -> list[Told]:
    """What coming back from one version to another changes, answers first."""
    words = _Words(engines.knowledge())
    old, new = (dict(version.profile.get("answers") or {}) for version in (before, after))
    changed = [id_ for id_ in {**old, **new} if (id_ in old, old.get(id_)) != (id_ in new, new.get(id_))]
    sides = [
        {"question": id_, **({"before": old[id_]} if id_ in old else {}), **({"after": new[id_]} if id_ in new else {})} for id_ in changed
    ]  # fmt: skip
    return [*(words.changed(change) for change in sides), *words.others(before.profile, after.profile)]


def effect(row: Mapping[str, Any]) -> Told:
    """A conclusion that changed, as :class:`agathe.roadmap.whatif.model.Row` told it then."""
    values = [value[language()] for value in row["values"]]
    return Told(row["title"][language()], values[0], values[-1], row["id"])


def answers_of(version: Version) -> list[Told]:
    """All answers of a version."""
    words = _Words(engines.knowledge())
    return [
        Told(words.label(id_), None, words.answer(id_, raw), id_)
        for id_, raw in dict(version.profile.get("answers") or {}).items()
    ]  # fmt: skip


class _Words:
    def __init__(self, knowledge: Knowledge) -> None:
        self.knowledge = knowledge
        self.prose = Prose(knowledge, language())

    def label(self, question: str) -> str:
        """Name of a question; what the present base does not know keeps its id."""
        found = self.knowledge.questions.get(question)
        return _capital(found.label[language()]) if found else visible(question)

    def answer(self, question: str, raw: object) -> str:
        """An answer; one that the present base does not understand is told as it was written."""
        asked = self.knowledge.questions.get(question)
        found = None if asked is None else read_answer(asked, raw)
        if asked is None or found is None or isinstance(found, Text):
            return visible(str(raw))[:200]
        if found.value is None:
            return say("je ne sais pas encore", "I don't know yet")
        if asked.unit == "EUR" and isinstance(found.value, float):
            return figures.money(found.value, language())
        return self.prose.value(question, question_type(asked), encode_answer(asked, found.value))

    def changed(self, change: Mapping[str, Any]) -> Told:
        id_ = change["question"]
        before, after = (
            self.answer(id_, change[side]) if side in change else None for side in ("before", "after")
        )
        return Told(self.label(id_), before, after, id_)

    # ------------------------------------------------------------------ beside the answers

    def others(self, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[Told]:
        for key, what in (("name", say("Nom", "Name")), ("description", say("Description", "Description"))):
            if before.get(key) != after.get(key):
                yield Told(what, _text(before.get(key)), _text(after.get(key)))
        yield from self._done(dict(before.get("done") or {}), dict(after.get("done") or {}))
        old, new = (dict(side.get("plan") or {}) for side in (before, after))
        if old.get("start") != new.get("start"):
            yield Told(
                say("Début du plan", "Start of the plan"), _day(old.get("start")), _day(new.get("start"))
            )
        if old.get("tags") != new.get("tags"):
            what = say("Scénarios du plan", "Scenarios of the plan")
            yield Told(what, self._tags(old.get("tags")), self._tags(new.get("tags")))
        was, now = (dict(plan.get("tasks") or {}) for plan in (old, new))
        for id_ in dict.fromkeys((*was, *now)):
            if was.get(id_) != now.get(id_):
                task = self.knowledge.tasks.get(id_)
                what = say("Tâche : ", "Task: ") + (task.title[language()] if task else visible(id_))
                yield Told(what, _note(was.get(id_)), _note(now.get(id_)))

    def _done(self, before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[Told]:
        for id_ in dict.fromkeys((*before, *after)):
            if before.get(id_) != after.get(id_):
                duty = self.knowledge.duties.get(id_)
                what = say("Obligation : ", "Duty: ") + (duty.title[language()] if duty else visible(id_))
                yield Told(what, self._proof(before.get(id_)), self._proof(after.get(id_)))

    def _proof(self, named: str | None) -> str | None:
        if named is None:
            return None
        return say("fait", "done") + (
            say(f", preuve : {visible(named)}", f", evidence: {visible(named)}") if named else ""
        )

    def _tags(self, tags: list[str] | None) -> str | None:
        if tags is None:
            return None
        return ", ".join(visible(tag) for tag in tags) or say("aucun", "none")


def _note(raw: object) -> str | None:
    """What was said of a task."""
    if raw is None:
        return None
    note = dict(raw) if isinstance(raw, Mapping) else {"done": raw}
    told = []
    for key, value in note.items():
        shown = _day(value) if isinstance(value, str) else value
        if key in ("weeks", "cost_eur") and isinstance(value, list) and len(value) == 3:
            shown = say(f"{value[0]:g} à {value[2]:g}", f"{value[0]:g} to {value[2]:g}")
        told.append({
            "done": say("terminée", "over") + ("" if value is True else say(f" le {shown}", f" on {shown}")),
            "started": say(f"commencée le {shown}", f"begun on {shown}"),
            "ends": say(f"finira le {shown}", f"will end on {shown}"),
            "not_before": say(f"pas avant le {shown}", f"not before {shown}"),
            "weeks": say(f"{shown} semaines", f"{shown} weeks"),
            "cost_eur": say(f"{shown} euros hors taxes", f"{shown} euros without tax"),
            "skip": say("écartée", "set aside"),
        }.get(key, say("attend d'autres tâches", "waits for other tasks")))  # fmt: skip
    return ", ".join(told)


def _text(value: object) -> str | None:
    return visible(str(value))[:200] if value else None


def _day(value: object) -> str | None:
    try:
        return show_date(date.fromisoformat(str(value)), language()) if value else None
    except ValueError:
        return visible(str(value))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


# ---------------------------------------------------------------------- files


def accounts(project: Project) -> Iterator[Account]:
    """All versions, the first one first."""
    former: Version | None = None
    for version in project.versions.select_related("author").order_by("number").iterator():
        yield account_of(version, former)
        former = version


def history_csv(project: Project) -> str:
    """The history as a table, one row for each change."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(
        say(
            "version moment qui genre jour_du_droit base changement quoi avant après",
            "version moment who kind day_of_the_law base change what before after",
        ).split()
    )
    for account in accounts(project):
        one = account.version
        head = (
            one.number,
            one.at.isoformat(timespec="seconds"),
            who(one),
            str(KINDS.get(one.kind, one.kind)),
            one.day.isoformat(),
            one.knowledge,
        )
        rows = [
            *((say("réponse", "answer"), told) for told in account.answers),
            *((say("projet", "project"), told) for told in account.others),
            *((say("conclusion", "conclusion"), told) for told in account.effects),
        ]  # fmt: skip
        for name, told in rows or [("", Told("", None, None))]:
            writer.writerow(
                [_cell(cell) for cell in (*head, name, told.what, told.before or "", told.after or "")]
            )
    return "\ufeff" + stream.getvalue()


def history_json(project: Project) -> str:
    """The history as data: the answers and conclusions as the rules know them, and each whole profile."""
    versions = [
        {
            "number": one.number, "at": one.at.isoformat(), "author": who(one), "kind": one.kind, "day": one.day.isoformat(),
            "knowledge": one.knowledge, "changes": one.changes, "effects": one.effects, "profile": one.profile,
        }
        for one in project.versions.select_related("author").order_by("number").iterator()
    ]  # fmt: skip
    return json.dumps(
        {"agathe_history": 1, "project": project.name, "versions": versions}, ensure_ascii=False, indent=1
    )


def who(version: Version) -> str:
    """Name of whoever made a version."""
    return visible(str(version.author)) if version.author else say("sans compte", "without account")


def _cell(value: object) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    text = str(value)
    return f"'{text}" if text.startswith(("=", "+", "-", "@", "\t", "\r")) else text
