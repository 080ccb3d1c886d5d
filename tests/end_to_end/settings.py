"""Settings of the portals that the browser tests start: those of any installation, on a fixed day, e-mails in files."""

from datetime import date

from agathe_web.settings import *  # noqa: F403
from agathe_web.settings import DATA_DIR

TODAY = date(2026, 11, 25)
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = DATA_DIR / "mails"
