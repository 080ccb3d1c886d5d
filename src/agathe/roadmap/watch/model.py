"""What a watch finds, as plain data. Its JSON form keeps these names."""

from datetime import date
from typing import Literal

import msgspec

from agathe.kernel import Text
from agathe.roadmap.model import Grounds

FORMAT = 1
Kind = Literal["decision", "duty", "pathway", "requirement", "scheme", "window", "country"]
Effect = Literal["asks", "coming", "opens", "closes", "ends", "changes"]
Reason = Literal["date", "parameter", "today", "version", "added", "removed"]


class _Struct(msgspec.Struct, kw_only=True, frozen=True, omit_defaults=True):
    """Base of the structures: fields that keep their default are left out of JSON."""


class Side(_Struct, kw_only=True, frozen=True):
    """One of the two states of the law that are compared.

    Attributes:
        day: date whose law is applied.
        knowledge: version of the knowledge base.
    """

    day: date
    knowledge: str


class Cause(_Struct, kw_only=True, frozen=True):
    """One reason why a conclusion changes.

    Attributes:
        reason: ``date`` (a text, or a version of a rule, begins or ends), ``parameter`` (an amount or a threshold has
            another value), ``today`` (a date of the project is compared with the day), ``version`` (the entry is
            written otherwise), ``added`` or ``removed`` (the entry exists in one version only).
        on: definition that carries it: the conclusion itself, one of its parts, a fact or a question.
        title: its name.
        text: the reason in words.
        day: when it happens, for a ``date`` or a ``parameter``.
        legal_ref: texts of the entry.
        fields: for a ``version``, path, earlier and later value of each field that changed.
        profiles: number of profiles for which it counts.
    """

    reason: Reason
    on: str
    title: Text
    text: Text
    day: date | None = None
    legal_ref: str | None = None
    fields: tuple[tuple[str, str, str], ...] = ()
    profiles: int = 0


class Change(_Struct, kw_only=True, frozen=True):
    """A conclusion that has another status, for the profiles that had the same one before and have the same one after.

    Attributes:
        id: the conclusion (``duty:…``, ``pathway:…``, a fact).
        kind: ``window`` is whether one can apply to a scheme; the others are conclusions of the roadmap.
        title: its name.
        before: status before: those of the roadmap, or ``absent``. For a decision, the options still possible joined by
            ``|``, after ``upcoming:`` while the law it rests on has no effect yet.
        after: status after.
        before_text: the status in words.
        after_text: the status in words.
        effect: what it means: ``asks`` (something to do or to find out), ``coming`` (something to prepare), ``opens``,
            ``closes``, ``ends`` (something that no longer counts), ``changes`` (anything else).
        action: what to do.
        since: day of the change, when all its causes have the same one.
        causes: why.
        grounds: what the conclusion rests on, after if it still exists, else before.
        profiles: positions of the profiles, from 0.
    """

    id: str
    kind: Kind
    title: Text
    before: str
    after: str
    before_text: Text
    after_text: Text
    effect: Effect
    action: Text
    since: date | None = None
    causes: tuple[Cause, ...] = ()
    grounds: Grounds
    profiles: tuple[int, ...]


class Notice(_Struct, kw_only=True, frozen=True):
    """Something to know about the profiles themselves.

    Attributes:
        kind: ``unread`` (an answer that one side does not understand, and takes as not given) or ``contradiction``
            (answers that disagree: what is said of these profiles may be wrong).
        side: ``before`` or ``after``.
        text: what is wrong.
        profiles: positions of the profiles, from 0.
    """

    kind: Literal["unread", "contradiction"]
    side: Literal["before", "after"]
    text: Text
    profiles: tuple[int, ...]


class Watch(_Struct, kw_only=True, frozen=True):
    """What changes for a set of profiles.

    Attributes:
        format: version of this structure.
        before: what is compared.
        after: with what.
        names: names of the profiles, in order.
        changes: what changes, what asks for something first.
        notices: what to know about the profiles.
        touched: number of profiles for which something changes.
    """

    format: int
    before: Side
    after: Side
    names: tuple[str, ...]
    changes: tuple[Change, ...] = ()
    notices: tuple[Notice, ...] = ()
    touched: int = 0
