"""What the rules say of projects, worked out once for each version of a project and kept for a while.

A version of a project never changes (see :class:`agathe_web.projects.models.Version`): its key and number, the day and the knowledge
base name everything that can be concluded from it.
"""

from collections import OrderedDict
from collections.abc import Collection
from datetime import date
from functools import cached_property
from threading import Lock

from agathe.roadmap import Roadmap, build_roadmap
from agathe.roadmap.plan_model import Schedule
from agathe.rules import Judgement
from agathe.rules.interview.questions import Suggestion, next_question
from agathe_web import clock, engines
from agathe_web.projects.models import Project
from agathe_web.projects.schedules import schedule_of

SCOPE = "roadmap"
"""What the guided path settles; see :func:`agathe.rules.interview.questions.target_ids`."""
KEPT = 128


class Reading:
    """What is concluded from one version of a project on one day; each part is worked out when first asked for."""

    def __init__(self, judgement: Judgement, dropped: tuple[str, ...] = ()) -> None:
        self.judgement = judgement
        self.dropped = dropped
        """What the present knowledge base no longer understands: left out of all conclusions."""
        self.pages: dict[tuple[object, ...], str] = {}
        """Parts of pages that show it, by all that they depend on besides."""
        self._next: dict[frozenset[str], Suggestion | None] = {}

    @cached_property
    def roadmap(self) -> Roadmap:
        """The roadmap, without its schedule."""
        return build_roadmap(self.judgement)

    @cached_property
    def schedule(self) -> Schedule:
        """The schedule: ten thousand plans."""
        return schedule_of(self.judgement)

    def next(self, ticked: Collection[str] = ()) -> Suggestion | None:
        """The next question; ``ticked`` as in :func:`agathe.rules.interview.questions.next_question`."""
        key = frozenset(ticked)
        if key not in self._next:
            self._next[key] = next_question(self.judgement, SCOPE, ticked=key)
        return self._next[key]


_kept: OrderedDict[tuple[str, int, date, str], Reading] = OrderedDict()
_lock = Lock()


def reading_of(project: Project, day: date | None = None) -> Reading:
    """What is concluded from the present version of a project, today when no day is given."""
    on = day or clock.today()
    key = (project.pk, project.number, on, engines.knowledge().version)
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    profile, dropped = engines.read_kept(project.profile)
    reading = Reading(engines.engine(on).judge(profile), dropped)
    with _lock:
        _kept[key] = reading
        while len(_kept) > KEPT:
            _kept.popitem(last=False)
    return reading
