"""A watch for people: text for a terminal, rows for a spreadsheet."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from textwrap import wrap

from agathe.kernel import Language, Text
from agathe.knowledge.base import Knowledge
from agathe.roadmap.watch.model import Change, Effect, Watch
from agathe.roadmap.words import Words, capital
from agathe.rules.prose import show_number

NAMES = 5
"""Names shown of the projects that share a change."""
CAUSES = 4
"""Causes shown of a change, those that count for most projects first."""
_TITLES: dict[Effect, Text] = {
    "asks": Text("À faire ou à établir", "To do or to find out"),
    "coming": Text("À préparer", "To prepare"),
    "closes": Text("Ce qui se ferme", "What closes"),
    "opens": Text("Ce qui s'ouvre", "What opens"),
    "changes": Text("Autres changements", "Other changes"),
    "ends": Text("Ce qui ne compte plus", "What no longer counts"),
}
_WORDS = {
    "fr": {
        "head": "Veille du droit", "days": "Droit au {0}, comparé au droit au {1}", "day": "Droit au {0}",
        "bases": "Base de connaissances {0}, comparée à {1}", "base": "Base de connaissances {0}",
        "nothing": "Rien ne change pour {0}.", "summary": "{0} sur {1} : quelque chose change.",
        "project": "le projet", "projects": "{0} projets", "one": "1 projet", "who": "Projets", "since": "À partir du",
        "why": "Pourquoi", "do": "À faire", "more": "et {0} autres", "count": "{0} sur {1} projets", "causes": "{0} autres raisons",
        "fields": "{0} : {1} → {2}", "notices": "À revoir dans les profils",
        "before": "dans l'état d'avant", "after": "dans l'état d'après", "kind": {
            "decision": "ce qui est établi", "duty": "devoir", "pathway": "voie", "requirement": "évaluation demandée",
            "scheme": "financement", "window": "calendrier du guichet", "country": "marché",
        },
        "columns": ("projet", "conclusion", "genre", "titre", "avant", "après", "effet", "à partir du", "pourquoi", "à faire",
                    "texte", "sources", "confiance"),
    },
    "en": {
        "head": "Law watch", "days": "Law of {0}, compared with the law of {1}", "day": "Law of {0}",
        "bases": "Knowledge base {0}, compared with {1}", "base": "Knowledge base {0}",
        "nothing": "Nothing changes for {0}.", "summary": "{0} of {1}: something changes.",
        "project": "the project", "projects": "{0} projects", "one": "1 project", "who": "Projects", "since": "From",
        "why": "Why", "do": "To do", "more": "and {0} more", "count": "{0} of {1} projects", "causes": "{0} more reasons",
        "fields": "{0}: {1} → {2}", "notices": "To look at in the profiles",
        "before": "in the earlier state", "after": "in the later state", "kind": {
            "decision": "what is established", "duty": "duty", "pathway": "pathway", "requirement": "assessment required",
            "scheme": "funding", "window": "calendar of applications", "country": "market",
        },
        "columns": ("project", "conclusion", "kind", "title", "before", "after", "effect", "from", "why", "to do",
                    "text", "sources", "confidence"),
    },
}  # fmt: skip


def render_text(watch: Watch, knowledge: Knowledge, language: Language, *, width: int = 100) -> str:
    """A watch as text.

    Args:
        watch: what to show.
        knowledge: for the words shared with the roadmap.
        language: ``fr`` or ``en``.
        width: columns.
    """
    return "\n".join(_Page(watch, Words(language, knowledge), width).lines()) + "\n"


def render_csv(watch: Watch, knowledge: Knowledge, language: Language) -> str:
    """A watch as a table with one row for each project and change."""
    words, page = _WORDS[language], _Page(watch, Words(language, knowledge), 0)
    stream = StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(words["columns"])
    for change in watch.changes:
        publishers = dict.fromkeys(citation.publisher for citation in change.grounds.citations)
        cells = (
            change.id,
            page.kind(change),
            change.title[language],
            change.before_text[language],
            change.after_text[language],
            _TITLES[change.effect][language],
            change.since.isoformat() if change.since else "",
            "; ".join(cause.text[language] for cause in change.causes),
            change.action[language],
            page.words.reference(change.grounds),
            ", ".join(publishers),
            page.words.say(change.grounds.confidence),
        )
        for row in change.profiles:
            writer.writerow((_cell(watch.names[row]), *cells))
    return stream.getvalue()


def _cell(name: str) -> str:
    """A name that a spreadsheet will not take for a formula."""
    return f"'{name}" if name.startswith(("=", "+", "-", "@")) else name


class _Page:
    def __init__(self, watch: Watch, words: Words, width: int) -> None:
        self.watch = watch
        self.words = words
        self.language: Language = words.language
        self.width = width

    def say(self, key: str, *values: object) -> str:
        return str(_WORDS[self.language][key]).format(*values)

    def kind(self, change: Change) -> str:
        kinds = _WORDS[self.language]["kind"]
        assert isinstance(kinds, dict)
        return str(kinds[change.kind])

    def number(self, count: int) -> str:
        return show_number(count, self.language)

    def projects(self, count: int) -> str:
        return self.say("one") if count == 1 else self.say("projects", self.number(count))

    def wrapped(self, text: str, first: str, indent: str) -> list[str]:
        return wrap(text, self.width, initial_indent=first, subsequent_indent=indent, break_on_hyphens=False)

    # ------------------------------------------------------------------ page

    def lines(self) -> Iterator[str]:
        yield from self.header()
        for effect, title in _TITLES.items():
            found = [change for change in self.watch.changes if change.effect == effect]
            if found:
                yield from self.title(title[self.language])
                for group in _together(found):
                    yield ""
                    yield from self.group(group)
        if self.watch.notices:
            yield from self.title(self.say("notices"))
            for notice in self.watch.notices:
                side = f" ({self.say(notice.side)})" if notice.kind == "unread" else ""
                yield from self.wrapped(f"{notice.text[self.language]}{side}", "  ! ", "    ")
                yield from self.field("who", self.names(notice.profiles))
        yield ""
        yield from self.wrapped(self.words.say("legal"), "", "")

    def header(self) -> Iterator[str]:
        watch, day = self.watch, self.words.day
        yield self.say("head")
        if watch.before.day == watch.after.day:
            yield self.say("day", day(watch.after.day))
        else:
            yield self.say("days", day(watch.before.day), day(watch.after.day))
        bases = [side.knowledge[:8] for side in (watch.before, watch.after)]
        yield self.say("base", bases[0]) if bases[0] == bases[1] else self.say("bases", *bases)
        yield ""
        everybody = self.projects(len(watch.names))
        if watch.changes:
            yield self.say("summary", self.number(watch.touched), everybody)
        else:
            who = self.say("project") if len(watch.names) == 1 else everybody
            yield from self.wrapped(self.say("nothing", who), "", "")

    def title(self, text: str) -> Iterator[str]:
        yield ""
        yield text.upper()
        yield "─" * min(len(text), self.width)

    def group(self, group: Sequence[Change]) -> Iterator[str]:
        """Changes of one conclusion with the same meaning."""
        first = group[0]
        yield from self.wrapped(f"{capital(first.title[self.language])} ({self.kind(first)})", "  ● ", "    ")
        for change in group:
            states = f"{change.before_text[self.language]} → {change.after_text[self.language]}"
            colon = self.words.colon
            yield from self.wrapped(f"{states}{colon}{self.names(change.profiles)}", "      ", "        ")
        since = {change.since for change in group}
        if len(since) == 1 and (day := since.pop()) is not None:
            yield from self.field("since", self.words.day(day))
        # A text that begins and the rule that says so are one reason when they share their day.
        causes = {
            (cause.on, cause.day or cause.text): cause
            for change in reversed(group)
            for cause in reversed(change.causes)
        }
        for cause in list(reversed(causes.values()))[:CAUSES]:
            yield from self.field("why", cause.text[self.language])
            for path, old, new in cause.fields[:CAUSES]:
                yield from self.wrapped(self.say("fields", path, old, new), "        ", "          ")
        if len(causes) > CAUSES:
            yield from self.field("why", self.say("causes", len(causes) - CAUSES))
        for action in dict.fromkeys(change.action[self.language] for change in group):
            yield from self.field("do", action)
        grounds = first.grounds
        publishers = ", ".join(dict.fromkeys(citation.publisher for citation in grounds.citations))
        parts = [
            self.words.reference(grounds), publishers, *self.words.dates(grounds, self.watch.after.day)
        ]  # fmt: skip
        text = f"{self.words.say('basis')}{self.words.colon}{' · '.join(part for part in parts if part)}"
        yield from self.wrapped(text, "      ", "        ")

    def field(self, key: str, text: str) -> list[str]:
        return self.wrapped(f"{self.say(key)}{self.words.colon}{text}", "      ", "        ")

    def names(self, rows: Sequence[int]) -> str:
        """All the names when they are few, else how many and the first ones."""
        shown = [self.watch.names[row] for row in rows[: NAMES if len(rows) > NAMES + 1 else None]]
        left = len(rows) - len(shown)
        separator = " ; " if self.language == "fr" else "; "
        if not left:
            return separator.join(shown)
        count = self.say("count", self.number(len(rows)), self.number(len(self.watch.names)))
        return f"{count} ({separator.join(shown)} {self.say('more', self.number(left))})"


def _together(changes: Iterable[Change]) -> list[list[Change]]:
    """Changes of the same conclusion, in the order of the first of each."""
    groups: dict[tuple[str, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.kind, change.id), []).append(change)
    return list(groups.values())
