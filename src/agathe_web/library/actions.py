"""What is done to the library: its index made again, an error reported, a report closed."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from agathe.kernel import LANGUAGES, visible
from agathe_web import clock, engines
from agathe_web.journal.actions import record
from agathe_web.library import fulltext, perms
from agathe_web.library.catalogue import entry_of, every
from agathe_web.library.folding import tokens
from agathe_web.library.models import ErrorReport, IndexState, Page
from agathe_web.library.texts import text_of
from agathe_web.rights import Actor
from agathe_web.words import language

READING = "3"
"""Version of the way words are cut and folded: change it when that changes, so that indexes are made again."""
LOCK = 0x41676169
"""Number of the lock that PostgreSQL holds while the index is made."""
MOST_A_DAY = 300
"""Reports taken in one day: beyond that somebody floods the site."""


class TooManyError(Exception):
    """No more reports are taken today."""


def wanted() -> str:
    """Version an index has when it is up to date."""
    return f"{engines.knowledge().version}/{READING}"


def is_stale() -> bool:
    """Whether the index was made from another knowledge base, or never."""
    return IndexState.objects.values_list("version", flat=True).first() != wanted()


def index(*, force: bool = False) -> int:
    """Make the index from the knowledge base, unless it is up to date.

    It holds nothing that the knowledge base does not say, so the journal does not mention it. Two processes that find it
    stale at once make it one after the other, and the second has nothing left to do.

    Returns:
        Number of pages written; 0 when there was nothing to do.
    """
    if not force and not is_stale():
        return 0
    knowledge = engines.knowledge()
    with transaction.atomic():
        if connection.vendor == "postgresql":
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        if not force and not is_stale():
            return 0
        Page.objects.all().delete()
        texts = {
            (code, kind, key): text_of(kind, key, entry, knowledge, code)
            for kind, key, entry in every(knowledge)
            for code in LANGUAGES
        }
        Page.objects.bulk_create(
            (
                Page(language=code, kind=kind, key=key, title=text.title, body=text.body)
                for (code, kind, key), text in texts.items()
            ),
            batch_size=200,
        )
        ids = {
            (code, kind, key): pk
            for pk, code, kind, key in Page.objects.values_list("pk", "language", "kind", "key")
        }
        words = [
            fulltext.Words(
                ids[place], tokens(text.title), tokens(text.references), tokens(f"{text.body} {text.unseen}")
            )
            for place, text in texts.items()
        ]
        with connection.cursor() as cursor:
            fulltext.backend().fill(cursor, words)
        IndexState.objects.update_or_create(pk=1, defaults={"version": wanted(), "made_at": clock.now()})
    return len(texts)


def report_error(
    actor: Actor, *, kind: str, key: str, message: str, source: str = "", email: str = ""
) -> ErrorReport:
    """Note that somebody finds an entry wrong.

    Raises:
        TooManyError: the site took too many reports today.
    """
    if not perms.can_report(actor) or entry_of(kind, key) is None:
        raise PermissionDenied
    with transaction.atomic():
        if ErrorReport.objects.filter(created_at__gte=clock.now() - timedelta(days=1)).count() >= MOST_A_DAY:
            raise TooManyError
        report = ErrorReport.objects.create(
            kind=kind,
            key=key,
            message=visible(message)[:2000],
            source=visible(source)[:500],
            email=email[:254],
            reporter=actor.user,
            language=language(),
            knowledge=engines.knowledge().version,
        )
        record("library.report_error", actor, f"report:{report.pk}", {"entry": f"{kind}:{key}"})
    return report


def close_report(actor: Actor, report: ErrorReport, *, outcome: str = "") -> None:
    """Note that a report was dealt with."""
    if not perms.can_close(actor):
        raise PermissionDenied
    with transaction.atomic():
        report.closed_at, report.closed_by, report.outcome = clock.now(), actor.user, visible(outcome)
        report.save(update_fields=["closed_at", "closed_by", "outcome"])
        record("library.close_report", actor, f"report:{report.pk}")


def forget_reporter(actor: Actor) -> int:
    """Take the person out of the reports they sent: their account is being erased."""
    if actor.user is None:
        raise PermissionDenied
    return ErrorReport.objects.filter(reporter=actor.user).update(reporter=None, email="")
