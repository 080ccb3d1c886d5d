"""What day it is in Paris. Views, tasks and commands ask here and pass the date on; the domain never reads a clock."""

from datetime import date, datetime

from django.conf import settings
from django.utils import timezone


def now() -> datetime:
    """This instant."""
    return timezone.now()


def today() -> date:
    """The day in Paris; ``settings.TODAY`` fixes it for tests and demonstrations."""
    fixed: date | None = getattr(settings, "TODAY", None)
    return fixed or timezone.localdate()
