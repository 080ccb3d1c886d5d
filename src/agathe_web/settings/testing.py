"""Settings of the tests: quick password hashing, tasks run at once, static files as they lie."""

import os
import tempfile

os.environ.setdefault("AGATHE_DATA_DIR", tempfile.mkdtemp(prefix="agathe-test-"))
os.environ.setdefault("AGATHE_SECRET_KEY", "not-a-secret-but-long-enough-for-the-tests-of-the-portal")

from agathe_web.settings import *  # noqa: F403
from agathe_web.settings import DATA_DIR, STORAGES

ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
MEDIA_ROOT = DATA_DIR / "files"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
DEMO = True
