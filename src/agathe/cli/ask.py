"""``agathe ask``: the guided path in the terminal. Every answer is saved at once; stop and come back when you like."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agathe.cli.app import Lang, LangOption, OnOption, app, engine, read_day, reported, write
from agathe.kernel import Language, Text

if TYPE_CHECKING:
    from agathe.knowledge.schema.question import Question
    from agathe.rules import Engine, Judgement
    from agathe.rules.questions import Suggestion

_WORDS = {
    "fr": {
        "welcome": "Décrivez votre projet. Une question à la fois, dans l'ordre qui en demande le moins.",
        "keys": "Entrée vide ou « k » : je ne sais pas · « ? » : pourquoi cette question · « b » : revenir · « q » : enregistrer et sortir",
        "resumed": "Reprise de {0} : {1} réponses.", "name": "Nom du projet (facultatif) : ",
        "progress": "Question {0} · encore {1} au plus, sans doute {2}", "help": "Aide", "why": "Pourquoi",
        "moves": "Cette réponse peut décider de : ", "more": " et {0} autres", "none_before": "Il n'y a pas de réponse avant celle-ci.",
        "back": "Retour : la réponse à « {0} » est reprise.", "saved": "Enregistré dans {0}.",
        "finished": "C'est complet : plus aucune question ne change cette partie. Lisez la suite avec :\n  agathe roadmap {0}",
        "boolean": "o/n", "multi": "numéros séparés par des virgules", "choice": "numéro", "number": "nombre",
        "date": "date AAAA-MM-JJ", "prompt": "> ", "wrong": "Réponse non comprise", "conflict": "Attention : ",
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
        "boolean": "y/n", "multi": "numbers separated by commas", "choice": "number", "number": "number",
        "date": "date YYYY-MM-DD", "prompt": "> ", "wrong": "Answer not understood", "conflict": "Caution: ",
        "redo": "Correct one of the answers: ", "not_known": "noted: I don't know",
    },
}  # fmt: skip
_YES = {"o", "oui", "y", "yes", "true", "1"}
_NO = {"n", "non", "no", "false", "0", "2"}


class Scope(StrEnum):
    """What the interview must settle: see :func:`agathe.rules.questions.target_ids`."""

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
    """Répondre aux questions une par une et enregistrer le profil. · Answer questions one by one, save the profile."""
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
        self.order: list[str] = []
        self.changed = False
        typer.echo(self.words["welcome"])
        if path.exists():
            self.profile = read_profile(path, rules.knowledge)
            self.order = list(self.profile.answers)
            typer.echo(self.words["resumed"].format(path, len(self.order)))

    def run(self) -> None:
        typer.echo(self.words["keys"] + "\n")
        try:
            if not self.path.exists():
                self.profile = replace(self.profile, name=input(self.words["name"]).strip())
                typer.echo()
            while (suggestion := self._next()) is not None:
                self._one(suggestion)
        except (LeaveError, EOFError, typer.Abort):
            self._save()
            if self.path.exists():
                typer.echo("\n" + self.words["saved"].format(self.path))
            return
        self._save()
        typer.echo(self.words["finished"].format(self.path))

    def _judge(self) -> "Judgement":
        return self.rules.judge(self.profile)

    def _next(self) -> "Suggestion | None":
        from agathe.rules.questions import next_question

        return next_question(self._judge(), self.scope)

    # ------------------------------------------------------------------ one question

    def _one(self, suggestion: "Suggestion") -> None:
        question = self.rules.knowledge.questions[suggestion.question]
        words, language = self.words, self.language
        counts = words["progress"].format(len(self.order) + 1, suggestion.at_most, round(suggestion.expected))
        typer.secho(counts, dim=True)
        typer.secho(question.question[language], bold=True)
        typer.echo(
            f"  {words['help']} : {question.help[language]}"
            if language == "fr"
            else f"  {words['help']}: {question.help[language]}"
        )
        for number, option in enumerate(question.options, 1):
            typer.echo(f"  {number:2}. {option.label[language]}")
        while True:
            raw = input(f"[{words[question.type]}] {words['prompt']}").strip()
            if raw == "?":
                self._why(question, suggestion)
            elif raw.lower() == "q":
                raise LeaveError
            elif raw.lower() == "b":
                self._back()
                return
            elif self._understood(question, raw):
                return

    def _understood(self, question: "Question", raw: str) -> bool:
        """Record an answer; say what is wrong and return false when it cannot be understood."""
        from agathe.rules.profile import Read, read_answer

        if raw.lower() in ("", "k"):
            typer.secho(f"  {self.words['not_known']}", dim=True)
            found: Read | Text = Read(None)
        else:
            found = read_answer(question, self._raw(question, raw))
        if isinstance(found, Text):
            expected = self.words["boolean"] if question.type == "boolean" else found[self.language]
            typer.secho(f"  {self.words['wrong']} — {expected}", fg="red")
            return False
        self.profile = self.profile.answered(question.id, found.value)
        self.changed = True
        self.order = [*(id_ for id_ in self.order if id_ != question.id), question.id]
        self._save()
        self._conflicts()
        typer.echo()
        return True

    def _raw(self, question: "Question", raw: str) -> object:
        """What was typed, as a value: numbers stand for options."""
        ids = [option.id for option in question.options]

        def option(text: str) -> str:
            text = text.strip()
            return ids[int(text) - 1] if text.isdigit() and 1 <= int(text) <= len(ids) else text

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
                cleaned = raw.replace("\u202f", "").replace("\u00a0", "").replace(" ", "").replace(",", ".")
                try:
                    return float(cleaned)
                except ValueError:
                    return raw
            case _:
                return raw

    def _why(self, question: "Question", suggestion: "Suggestion") -> None:
        from agathe.rules.prose import Prose

        prose, most = Prose(self.rules.knowledge, self.language), 6
        colon = " : " if self.language == "fr" else ": "
        typer.echo(f"  {self.words['why']}{colon}{question.why[self.language]}")
        moves = [prose.label(id_) for id_ in suggestion.moves]
        if moves:
            more = self.words["more"].format(len(moves) - most) if len(moves) > most else ""
            typer.echo(f"  {self.words['moves']}{' ; '.join(moves[:most])}{more}")

    def _back(self) -> None:
        if not self.order:
            typer.echo(f"  {self.words['none_before']}")
            return
        last = self.order.pop()
        self.changed = True
        self.profile = self.profile.without([last])
        self._save()
        typer.echo(
            "  " + self.words["back"].format(self.rules.knowledge.questions[last].label[self.language])
        )

    def _conflicts(self) -> None:
        judgement = self._judge()
        for rule in self.rules.knowledge.consistency.values():
            if judgement.false(f"check:{rule.id}"):
                color = "red" if rule.severity == "error" else "yellow"
                typer.secho(f"  {self.words['conflict']}{rule.message[self.language]}", fg=color)

    def _save(self) -> None:
        """Write the profile; a file in which nothing changed is left as it is, comments included."""
        import yaml

        if not self.changed:
            return

        plain = self.profile.to_plain()
        write(yaml.safe_dump(plain, sort_keys=False, allow_unicode=True), self.path)
