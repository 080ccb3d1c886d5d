"""``agathe ask``: the guided path in the terminal. Every answer is saved at once; stop and come back when you like."""

import os
import re
from collections.abc import Mapping
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agathe.cli.app import Lang, LangOption, OnOption, app, engine, read_day, reported, write
from agathe.kernel import AgatheError, Language, Location, Text, visible

if TYPE_CHECKING:
    from agathe.knowledge.schema.question import Question, QuestionGroup
    from agathe.rules import Engine, Judgement
    from agathe.rules.interview.questions import Suggestion
    from agathe.rules.profile import Answer

_WORDS = {
    "fr": {
        "welcome": "Décrivez votre projet. Une question à la fois, dans l'ordre qui en demande le moins.",
        "keys": "Entrée vide ou « k » : je ne sais pas · « ? » : pourquoi cette question · « b » : revenir · « q » : enregistrer et sortir",
        "resumed": "Reprise de {0} : {1} réponses.", "name": "Nom du projet (facultatif) : ",
        "progress": "Question {0} · encore {1} au plus, sans doute {2}", "help": "Aide", "why": "Pourquoi",
        "moves": "Cette réponse peut décider de : ", "more": " et {0} autres", "none_before": "Il n'y a pas de réponse avant celle-ci.",
        "back": "Retour : la réponse à « {0} » est reprise.", "saved": "Enregistré dans {0}.",
        "finished": "C'est complet : plus aucune question ne change cette partie. Lisez la suite avec :\n  agathe roadmap {0}",
        "boolean": "o/n", "multi": "numéros séparés par des virgules", "choice": "numéro", "number": "nombre, sans séparateur de milliers",
        "boxes": "numéros des cases cochées, séparés par des virgules · 0 : aucune (case vide = non) · 3? : je ne sais pas pour la 3",
        "boxes_wrong": "par exemple : 1,4 · 0 · 1,3?",
        "date": "date AAAA-MM-JJ", "prompt": "> ", "wrong": "Réponse non comprise", "conflict": "Attention : ",
        "to_correct": "Des réponses se contredisent : reprenez « agathe ask -o {0} », « b » revient en arrière.",
        "redo": "Corrigez une des réponses : ", "not_known": "noté : je ne sais pas",
    },
    "en": {
        "welcome": "Describe your project. One question at a time, in the order that asks the fewest.",
        "keys": "Empty line or “k”: I don't know · “?”: why this question · “b”: back · “q”: save and leave",
        "resumed": "Resuming {0}: {1} answers.", "name": "Name of the project (optional): ",
        "progress": "Question {0} · at most {1} more, probably {2}", "help": "Help", "why": "Why",
        "moves": "This answer can decide: ", "more": " and {0} more", "none_before": "There is no answer before this one.",
        "back": "Back: the answer to “{0}” is taken again.", "saved": "Saved in {0}.",
        "finished": "Complete: no question changes this part any more. Read on with:\n  agathe roadmap {0}",
        "boolean": "y/n", "multi": "numbers separated by commas", "choice": "number", "number": "number, no thousands separator",
        "boxes": "numbers of the ticked boxes, separated by commas · 0: none (empty box = no) · 3?: I don't know for number 3",
        "boxes_wrong": "for example: 1,4 · 0 · 1,3?",
        "date": "date YYYY-MM-DD", "prompt": "> ", "wrong": "Answer not understood", "conflict": "Caution: ",
        "to_correct": "Some answers contradict one another: go on with “agathe ask -o {0}”, “b” goes back.",
        "redo": "Correct one of the answers: ", "not_known": "noted: I don't know",
    },
}  # fmt: skip
_YES = {"o", "oui", "y", "yes", "true", "1"}
_NO = {"n", "non", "no", "false", "0", "2"}


class Scope(StrEnum):
    """What the interview must settle: see :func:`agathe.rules.interview.questions.target_ids`."""

    product_class = "class"
    roadmap = "roadmap"
    everything = "everything"


class LeaveError(Exception):
    """The user asked to stop; everything is saved already."""


@app.command()
@reported
def ask(
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="PROFILE", help="Profil à créer ou reprendre / profile file."),
    ] = Path("profil.yaml"),
    on: OnOption = None,
    lang: LangOption = Lang.fr,
    scope: Annotated[
        Scope, typer.Option("--scope", help="Ce qu'il faut décider / what to settle.")
    ] = Scope.roadmap,
) -> None:
    """Répondre aux questions une par une et enregistrer le profil · Answer questions one by one, save the profile."""
    _Interview(engine(read_day(on)), output, lang.value, scope.value).run()


class _Interview:
    def __init__(self, rules: "Engine", path: Path, language: Language, scope: str) -> None:
        from agathe.rules import Profile, read_profile

        self.rules = rules
        self.path = path
        self.words = _WORDS[language]
        self.language: Language = language
        self.scope = scope
        self.profile: Profile = Profile()
        self.order: list[tuple[str, ...]] = []
        self.ticked: set[str] = set()
        self.changed = False
        typer.echo(self.words["welcome"])
        if path.exists():
            self.profile = read_profile(path, rules.knowledge)
            self.order = [(id_,) for id_ in self.profile.answers]
            typer.echo(self.words["resumed"].format(path, len(self.order)))

    def run(self) -> None:
        typer.echo(self.words["keys"] + "\n")
        try:
            if not self.path.exists():
                self._check_folder()
                name = visible(input(self.words["name"]).strip())
                self.profile = replace(self.profile, name=name)
                self.changed = bool(name)
                typer.echo()
            while (suggestion := self._next()) is not None:
                self._one(suggestion)
        except (LeaveError, EOFError, typer.Abort):
            self._save()
            if self.path.exists():
                typer.echo("\n" + self.words["saved"].format(self.path))
            return
        self._save()
        broken = self._conflicts()
        typer.echo(self.words["to_correct" if broken else "finished"].format(self.path))

    def _check_folder(self) -> None:
        """Say at once, not after the first answer, that the profile could not be saved."""
        folder = self.path.parent
        if not folder.is_dir() or not os.access(folder, os.W_OK | os.X_OK):
            message = Text(
                f"on ne peut pas écrire dans le dossier « {folder} »",
                f"one cannot write into the folder “{folder}”",
            )
            raise AgatheError(message, Location(field="-o"))

    def _judge(self) -> "Judgement":
        return self.rules.judge(self.profile)

    def _next(self) -> "Suggestion | None":
        from agathe.rules.interview.questions import next_question

        return next_question(self._judge(), self.scope, ticked=self.ticked)

    # ------------------------------------------------------------------ one screen

    def _one(self, suggestion: "Suggestion") -> None:
        words, language, knowledge = self.words, self.language, self.rules.knowledge
        counts = words["progress"].format(len(self.order) + 1, suggestion.at_most, round(suggestion.expected))
        typer.secho(counts, dim=True)
        if suggestion.group is None:
            asked: Question | QuestionGroup = knowledge.questions[suggestion.question]
            question = knowledge.questions[suggestion.question]
            labels, kind = [option.label for option in question.options], words[question.type]
        else:
            asked = group = knowledge.question_groups[suggestion.group]
            shown = [member for member in group.members if member.question in suggestion.together]
            labels, kind = [member.label for member in shown], words["boxes"]
        typer.secho(asked.question[language], bold=True)
        colon = " : " if language == "fr" else ": "
        typer.echo(f"  {words['help']}{colon}{asked.help[language]}")
        for number, label in enumerate(labels, 1):
            typer.echo(f"  {number:2}. {label[language]}")
        while True:
            raw = input(f"[{kind}] {words['prompt']}").strip()
            if raw == "?":
                self._why(asked, suggestion)
            elif raw.lower() == "q":
                raise LeaveError
            elif raw.lower() == "b":
                self._back()
                return
            elif suggestion.group is None:
                if self._understood(question, raw):
                    return
            elif self._boxes(suggestion.group, [member.question for member in shown], raw):
                return

    def _understood(self, question: "Question", raw: str) -> bool:
        """Record an answer; say what is wrong and return false when it cannot be understood."""
        from agathe.rules.profile import Read, read_answer
        from agathe.rules.prose import show_number

        if raw.lower() in ("", "k"):
            typer.secho(f"  {self.words['not_known']}", dim=True)
            found: Read | Text = Read(None)
        else:
            found = read_answer(question, self._raw(question, raw))
        if isinstance(found, Text):
            return self._wrong(self.words["boolean"] if question.type == "boolean" else found[self.language])
        if question.type == "number" and found.value is not None:
            assert isinstance(found.value, float)
            typer.secho(f"  = {show_number(found.value, self.language)} {question.unit or ''}", dim=True)
        self._record((question.id,), {question.id: found.value})
        return True

    def _wrong(self, expected: str) -> bool:
        typer.secho(f"  {self.words['wrong']} — {expected}", fg="red")
        return False

    def _boxes(self, group: str, shown: list[str], raw: str) -> bool:
        """Record a screen of boxes; say what is wrong and return false when it cannot be understood."""
        from agathe.rules.interview.screens import box_answers

        ticked: set[str] = set()
        not_known: set[str] = set()
        if raw.lower() in ("", "k"):
            typer.secho(f"  {self.words['not_known']}", dim=True)
            not_known = set(shown)
        elif raw not in ("0", "-"):
            for part in raw.replace(";", ",").replace(" ?", "?").replace(" ", ",").split(","):
                number = part.removesuffix("?")
                if not part:
                    continue
                if not number.isdecimal() or not 1 <= int(number) <= len(shown):
                    return self._wrong(self.words["boxes_wrong"])
                (not_known if part.endswith("?") else ticked).add(shown[int(number) - 1])
            if ticked & not_known or not ticked | not_known:
                return self._wrong(self.words["boxes_wrong"])
        self.ticked |= ticked - not_known
        self._record(tuple(shown), box_answers(self.rules.knowledge, group, shown, ticked, not_known))
        return True

    def _record(self, shown: tuple[str, ...], answers: "Mapping[str, Answer]") -> None:
        from agathe.rules.interview.questions import interview

        self.profile = interview(self.rules, self.scope).recorded(self.profile, answers)
        self.changed = True
        self.order.append(shown)
        self._save()
        self._conflicts()
        typer.echo()

    def _raw(self, question: "Question", raw: str) -> object:
        """What was typed, as a value: numbers stand for options."""
        ids = [option.id for option in question.options]

        def option(text: str) -> str:
            text = text.strip()
            return ids[int(text) - 1] if text.isdecimal() and 1 <= int(text) <= len(ids) else text

        match question.type:
            case "boolean":
                return True if raw.lower() in _YES else False if raw.lower() in _NO else raw
            case "choice":
                return option(raw)
            case "multi":
                return [
                    option(part)
                    for part in raw.replace(";", ",").replace(" ", ",").split(",")
                    if part.strip()
                ]
            case "number":
                # A mark before three figures may separate thousands or decimals: no guess is made about money.
                cleaned = "".join(raw.split())
                if not re.fullmatch(r"\d+([.,](\d{1,2}|\d{4,}))?", cleaned):
                    return raw
                return float(cleaned.replace(",", "."))
            case _:
                return raw

    def _why(self, asked: "Question | QuestionGroup", suggestion: "Suggestion") -> None:
        from agathe.rules.prose import Prose

        prose, most = Prose(self.rules.knowledge, self.language), 6
        colon = " : " if self.language == "fr" else ": "
        typer.echo(f"  {self.words['why']}{colon}{asked.why[self.language]}")
        moves = [prose.label(id_) for id_ in suggestion.moves]
        if moves:
            more = self.words["more"].format(len(moves) - most) if len(moves) > most else ""
            separator = " ; " if self.language == "fr" else "; "
            typer.echo(f"  {self.words['moves']}{separator.join(moves[:most])}{more}")

    def _back(self) -> None:
        if not self.order:
            typer.echo(f"  {self.words['none_before']}")
            return
        last = self.order.pop()
        self.changed = True
        self.profile = self.profile.without(last)
        if len(last) > 1:
            self.ticked -= set(last)
        self._save()
        labels = (self.rules.knowledge.questions[id_].label[self.language] for id_ in last)
        typer.echo("  " + self.words["back"].format(", ".join(labels)))

    def _conflicts(self) -> bool:
        """Show the rules that the answers break; whether one of them is an error."""
        judgement, errors = self._judge(), False
        for rule in self.rules.knowledge.consistency.values():
            if judgement.false(f"check:{rule.id}"):
                color = "red" if rule.severity == "error" else "yellow"
                typer.secho(f"  {self.words['conflict']}{rule.message[self.language]}", fg=color)
                errors = errors or rule.severity == "error"
        return errors

    def _save(self) -> None:
        """Write the profile; a file in which nothing changed is left as it is, comments included."""
        if not self.changed:
            return
        plain = self.profile.to_plain()
        if self.path.suffix.lower() == ".json":
            import msgspec

            text = msgspec.json.format(msgspec.json.encode(plain), indent=2).decode() + "\n"
        else:
            import yaml

            text = yaml.safe_dump(plain, sort_keys=False, allow_unicode=True)
        write(text, self.path)
