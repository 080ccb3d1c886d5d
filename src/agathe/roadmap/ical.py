"""The dates of a roadmap as a calendar file (iCalendar): calls, law to come, milestones, legal limits, dates the project told."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256

from agathe.documents.absent import AbsentPackageError
from agathe.documents.typography import is_web
from agathe.kernel import Language, Text, visible
from agathe.knowledge.base import Knowledge
from agathe.knowledge.schema.funding import Window
from agathe.roadmap.model import Grounds, Roadmap, Way
from agathe.roadmap.plan_model import Schedule
from agathe.roadmap.words import Words, capital
from agathe.rules.citation import cite
from agathe.rules.profile import Profile

NOTICE = timedelta(days=14)
"""How long before a legal deadline or the end of a call the reminder rings."""
_SPANS = {"month": 1, "quarter": 3}
"""Months of a period known without its day; a half-year or a year says too little to stand in a calendar."""


@dataclass(frozen=True)
class _Event:
    """One event of the calendar.

    Attributes:
        key: what it is about, unique and the same each time.
        start: first day.
        end: last day.
        title: title.
        lines: description.
        category: category.
        url: address of the source.
        rings: whether it has a reminder.
    """

    key: str
    start: date
    end: date
    title: str
    lines: tuple[str, ...]
    category: str
    url: str | None = None
    rings: bool = False


def deadlines_ics(
    roadmap: Roadmap, knowledge: Knowledge, language: Language, *, profile: Profile | None = None
) -> bytes:
    """The dates to come of a roadmap as an iCalendar file; the same roadmap gives the same bytes.

    Args:
        roadmap: what to show; its schedule gives milestones and estimated legal limits.
        knowledge: for the windows of calls and the deadlines of the schedule.
        language: ``fr`` or ``en``.
        profile: the project, for the dates it told itself.

    Raises:
        AbsentPackageError: icalendar is not installed.
    """
    try:
        from icalendar import Alarm, Calendar, Event, vText
    except ImportError:
        form = Text("Un calendrier", "A calendar")
        raise AbsentPackageError(form, "icalendar") from None
    writer = _Dates(roadmap, knowledge, language, profile)
    calendar = Calendar()
    calendar.add("prodid", f"-//Agathe//Roadmap//{language.upper()}")
    calendar.add("version", "2.0")
    for name in ("name", "x-wr-calname"):  # RFC 7986, and what came before it
        calendar.add(name, vText(" ".join(visible(writer.name()).split())))
    stamp = datetime.combine(roadmap.day, time(), UTC)
    for found in sorted(writer.events(), key=lambda event: (event.start, event.key)):
        event = Event()
        event.add("uid", sha256(f"{roadmap.project}\0{found.key}".encode()).hexdigest()[:32] + "@agathe")
        event.add("dtstamp", stamp)
        event.add("dtstart", found.start)
        event.add("dtend", found.end + timedelta(days=1))  # the first day after
        event.add("summary", visible(found.title))
        event.add("description", visible("\n".join(found.lines)))
        event.add("categories", [found.category])
        event.add("transp", "TRANSPARENT")
        if found.url is not None and is_web(found.url):
            event.add("url", found.url)
        if found.rings:
            alarm = Alarm()
            alarm.add("action", "DISPLAY")
            alarm.add("trigger", -NOTICE)
            alarm.add("description", visible(found.title))
            event.add_component(alarm)
        calendar.add_component(event)
    return bytes(calendar.to_ical())


class _Dates:
    def __init__(
        self, roadmap: Roadmap, knowledge: Knowledge, language: Language, profile: Profile | None
    ) -> None:
        self.roadmap = roadmap
        self.knowledge = knowledge
        self.language: Language = language
        self.profile = profile
        self.day = roadmap.day
        self.words = Words(language, knowledge)

    def name(self) -> str:
        title = self.say("Échéances", "Deadlines")
        return f"{title} · {self.roadmap.project}" if self.roadmap.project else title

    def events(self) -> Iterator[_Event]:
        for way in self.roadmap.schemes:
            if way.status not in ("closed", "ended"):
                yield from self.calls(way)
        yield from self.law()
        if self.roadmap.schedule is not None:
            yield from self.milestones(self.roadmap.schedule)
            yield from self.limits(self.roadmap.schedule)
        if self.profile is not None:
            yield from self.told(self.profile)

    # ------------------------------------------------------------------ small pieces

    def say(self, fr: str, en: str) -> str:
        return fr if self.language == "fr" else en

    def pair(self, label: str, value: str) -> str:
        return f"{label}{self.words.colon}{value}"

    def basis(self, grounds: Grounds) -> tuple[str, ...]:
        """Texts, check and confidence, then the version of the knowledge base."""
        law = cite(grounds.legal_ref or "", self.language)
        sure = " · ".join(self.words.dates(grounds, self.day))
        return (*((law,) if law else ()), capital(sure), self.version())

    def version(self) -> str:
        return capital(self.words.say("base", self.roadmap.knowledge[:8]))

    def sure(self, confidence: str) -> str:
        return self.words.say("confidence", self.words.say(confidence))

    def url(self, grounds: Grounds) -> str | None:
        return next((citation.url for citation in grounds.citations if citation.url), None)

    # ------------------------------------------------------------------ calls

    def calls(self, way: Way) -> Iterator[_Event]:
        """Windows of a call that open, close or are judged after the day; the end of the scheme itself."""
        scheme = self.knowledge.schemes[way.id]
        title = way.title[self.language]
        closings: set[date] = set()
        for window in scheme.windows:
            if window.opens is not None and window.opens > self.day:
                what = self.say("Ouverture", "Opening")
                yield from self.call(way, window, "opens", window.opens, window.opens_precision, what)
            if window.closes is not None and window.closes >= self.day:
                closings.add(window.closes)
                what = self.say("Clôture", "Closing")
                yield from self.call(way, window, "closes", window.closes, window.closes_precision, what)
            for cut_off in window.cut_offs:
                if cut_off > self.day and cut_off not in closings:
                    closings.add(cut_off)
                    what = self.say("Relève", "Cut-off")
                    yield from self.call(way, window, f"cut-off-{cut_off}", cut_off, "day", what)
        for key, end in (("valid-to", scheme.valid_to), ("at-latest", scheme.ends_at_latest)):
            if end is not None and end >= self.day and end not in closings:
                closings.add(end)
                yield _Event(
                    f"scheme:{way.id}/{key}", end, end,
                    self.pair(self.say("Fin du dispositif", "End of the scheme"), title), self.about(way),
                    self.say("Financement", "Funding"), self.url(way.grounds),
                )  # fmt: skip

    def about(self, way: Way) -> tuple[str, ...]:
        status = self.pair(self.say("Pour votre projet", "For your project"), self.words.say(way.status))
        return (way.description[self.language], status, *self.basis(way.grounds))

    def call(
        self, way: Way, window: Window, end: str, day: date, precision: str, what: str
    ) -> Iterator[_Event]:
        exact = precision == "day"
        first, last = (day, day) if exact else _period(day, precision, opens=end == "opens")
        if not exact and precision not in _SPANS:
            return
        vague = "" if exact else self.say(" (jour à confirmer)", " (day to be confirmed)")
        notes: tuple[str, ...] = (window.note[self.language],) if window.note else ()
        if window.confidence is not None:
            notes += (self.pair(self.say("Dates", "Dates"), self.sure(window.confidence)),)
        yield _Event(
            f"scheme:{way.id}/{window.id}/{end}", first, last,
            self.pair(what, f"{way.title[self.language]}{vague}"),
            (window.label[self.language], *notes, *self.about(way)),
            self.say("Financement", "Funding"), self.url(way.grounds), rings=exact and end != "opens",
        )  # fmt: skip

    # ------------------------------------------------------------------ law

    def law(self) -> Iterator[_Event]:
        """Duties and pathways of the project whose text takes or loses effect after the day."""
        category = self.say("Droit", "Law")
        for stage in self.roadmap.stages:
            for duty in stage.duties:
                if duty.status in ("done", "ended"):
                    continue
                lines = (duty.action[self.language], *self.basis(duty.grounds))
                yield from self.effect(f"duty:{duty.id}", duty.title, duty.grounds, lines, category)
        for way in self.roadmap.pathways:
            if way.status not in ("closed", "ended"):
                yield from self.effect(f"pathway:{way.id}", way.title, way.grounds, self.about(way), category)

    def effect(
        self, key: str, title: Text, grounds: Grounds, lines: tuple[str, ...], category: str
    ) -> Iterator[_Event]:
        for end, day, what in (
            ("from", grounds.valid_from, self.say("Prend effet", "Takes effect")),
            ("to", grounds.valid_to, self.say("Cesse d'avoir effet", "Loses effect")),
        ):
            if day is not None and day > self.day:
                name = self.pair(what, title[self.language])
                yield _Event(f"{key}/{end}", day, day, name, lines, category, self.url(grounds), rings=True)

    # ------------------------------------------------------------------ schedule

    def milestones(self, plan: Schedule) -> Iterator[_Event]:
        """Milestones: the date reached one time in two and the one reached nine times in ten."""
        half = self.say("estimation, 1 fois sur 2 avant cette date", "estimate, 1 in 2 before this date")
        nine = self.say("estimation, 9 fois sur 10 avant cette date", "estimate, 9 in 10 before this date")
        for one in plan.milestones:
            if one.dates is None or one.state == "reached":
                continue
            title = one.title[self.language]
            lines = (
                self.pair(self.say("1 fois sur 2 avant le", "1 in 2 before"), self.words.day(one.dates.p50)),
                self.pair(
                    self.say("9 fois sur 10 avant le", "9 in 10 before"), self.words.day(one.dates.p90)
                ),
                self.say("Suppose que chaque étape réussit.", "Supposes that each step succeeds."),
                self.version(),
            )
            category = self.say("Calendrier estimé", "Estimated schedule")
            for name, day, words in (("p50", one.dates.p50, half), ("p90", one.dates.p90, nine)):
                yield _Event(f"milestone:{one.id}/{name}", day, day, f"{title} ({words})", lines, category)

    def limits(self, plan: Schedule) -> Iterator[_Event]:
        """Legal limits that run from an event of the schedule: firm once it has happened, an estimate before."""
        for limit in plan.deadlines:
            entry = self.knowledge.deadlines.get(limit.id)
            begun = None if entry is None else self.moment(plan, entry.start)
            if begun is None:
                continue
            start, firm = begun
            day = start + timedelta(days=limit.max_days)
            if day < self.day:
                continue
            sure = "" if firm else self.say(" (estimation, 1 fois sur 2)", " (estimate, 1 in 2)")
            share = round(100 * limit.missed)
            missed = self.say(
                f"{limit.max_days} jours au plus ; manqué dans {share} % des plans simulés",
                f"{limit.max_days} days at most; missed in {share}% of the simulated plans",
            )
            law = (cite(limit.legal_ref, self.language),) if limit.legal_ref else ()
            title = limit.title[self.language]
            yield _Event(
                f"deadline:{limit.id}", day, day, self.pair(self.say("Limite", "Limit"), f"{title}{sure}"),
                (missed, *law, capital(self.sure(limit.confidence)), self.version()),
                self.say("Délai légal", "Legal deadline"), rings=firm,
            )  # fmt: skip

    def moment(self, plan: Schedule, name: str) -> tuple[date, bool] | None:
        """When a task or a milestone is over, and whether that has happened."""
        for milestone in plan.milestones:
            if milestone.id == name:
                if milestone.reached is not None:
                    return milestone.reached, True
                return None if milestone.dates is None else (milestone.dates.p50, False)
        for task in plan.tasks:
            if task.id == name:
                if task.done is not None:
                    return task.done, True
                return None if task.end is None else (task.end.p50, False)
        return None

    # ------------------------------------------------------------------ the project's own dates

    def told(self, profile: Profile) -> Iterator[_Event]:
        """Dates the project gave, in its answers and in its plan."""
        category = self.say("Projet", "Project")
        told = self.say("Date donnée par le projet.", "Date given by the project.")
        for id_, answer in profile.answers.items():
            if isinstance(answer, date) and answer > self.day:
                question = self.knowledge.questions[id_]
                label, asked = capital(question.label[self.language]), question.question[self.language]
                yield _Event(f"answer:{id_}", answer, answer, label, (asked, told), category)
        for id_, note in profile.plan.tasks.items():
            title = self.knowledge.tasks[id_].title[self.language]
            for name, day, what in (
                ("ends", note.ends, self.say("Fin prévue", "Planned end")),
                ("not-before", note.not_before, self.say("Pas avant", "Not before")),
            ):
                if day is not None and day > self.day:
                    yield _Event(f"plan:{id_}/{name}", day, day, self.pair(what, title), (told,), category)


def _period(day: date, precision: str, *, opens: bool) -> tuple[date, date]:
    """First and last day of a month or a quarter, of which an opening gives the first day and a closing the last."""
    months = _SPANS.get(precision, 0)
    if opens:
        return day, _shifted(day, months) - timedelta(days=1)
    return _shifted(day + timedelta(days=1), -months), day


def _shifted(day: date, months: int) -> date:
    """A first day of a month, some months later or earlier."""
    total = day.year * 12 + day.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)
