"""Events as an iCalendar file (RFC 5545)."""

from collections.abc import Iterable
from datetime import UTC

from django.conf import settings

from agathe.documents.absent import AbsentPackageError
from agathe.kernel import Text, visible
from agathe_web.community.models import Event
from agathe_web.theme.links import address


def icalendar_of(events: Iterable[Event]) -> bytes:
    """Events as an iCalendar file, in the language of the page; the same events give the same bytes.

    Raises:
        AbsentPackageError: icalendar is not installed.
    """
    try:
        from icalendar import Calendar
        from icalendar import Event as Entry
    except ImportError:
        raise AbsentPackageError(Text("Un calendrier", "A calendar"), "icalendar") from None
    calendar = Calendar()
    calendar.add("prodid", "-//Agathe//Community//FR")
    calendar.add("version", "2.0")
    for event in events:
        entry = Entry()
        page = f"{settings.PUBLIC_URL}{address('community:event', event.pk)}"
        entry.add("uid", f"event-{event.pk}@{settings.PUBLIC_URL.split('//')[-1]}")
        # Instants in UTC: they hold whatever the calendar program knows of Paris.
        entry.add("dtstamp", event.updated_at.astimezone(UTC).replace(microsecond=0))
        entry.add("dtstart", event.starts_at.astimezone(UTC))
        entry.add("dtend", event.ends_at.astimezone(UTC))
        entry.add("summary", visible(event.title))
        lines = (event.body, event.organiser, *((event.link,) if event.link else ()), page)
        entry.add("description", visible("\n\n".join(lines)))
        if event.place:
            entry.add("location", visible(event.place))
        entry.add("url", event.link or page)
        calendar.add_component(entry)
    return bytes(calendar.to_ical())
