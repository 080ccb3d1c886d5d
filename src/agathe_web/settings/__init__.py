"""Settings of the portal, all from the environment; without any it runs on SQLite in the user's data folder.

=======================  =====================================================================================
``AGATHE_DATA_DIR``      folder of the database, the files people attach and the secret key
``DATABASE_URL``         ``postgres://user:password@host/name`` instead of SQLite
``AGATHE_SECRET_KEY``    secret of the signatures; made and kept in the data folder when absent
``AGATHE_HOSTS``         host names served, separated by commas (``localhost`` and ``127.0.0.1`` without it)
``AGATHE_URL``           address people type, for the links of e-mails; ``https://`` turns on secure cookies
``AGATHE_EMAIL_URL``     ``smtp://user:password@host:587?tls=1``; e-mails are printed without it
``AGATHE_EMAIL_FROM``    sender of the e-mails
``AGATHE_KNOWLEDGE_DIR`` folder of the knowledge base, instead of the one that comes with the package
``AGATHE_THEME``         name of a package of templates put before the neutral theme
``AGATHE_DEMO``          ``1`` shows the banner "demonstration" and lets demonstration accounts sign in
``AGATHE_OIDC_*``        sign-in with OpenID Connect: see :mod:`agathe_web.accounts.openid`
``AGATHE_API_RATE``      heavy requests to the API that one address may make, ``60/min`` without it; empty: no limit
``AGATHE_PROXIES``       number of our own proxies in front, whose word on the visitor's address is taken (0)
``AGATHE_DEBUG``         ``1`` for developers only
=======================  =====================================================================================
"""

import os
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import dj_database_url
from csp.constants import NONE, SELF
from platformdirs import user_data_path

from agathe_web.accounts import openid
from agathe_web.settings.secret import secret_key


def flag(name: str) -> bool:
    """Whether a setting is switched on."""
    return os.environ.get(name, "").strip().lower() in ("1", "true", "yes", "on")


DATA_DIR = Path(os.environ.get("AGATHE_DATA_DIR") or user_data_path("agathe", appauthor=False))
DEBUG = flag("AGATHE_DEBUG")
DEMO = flag("AGATHE_DEMO")
SECRET_KEY = os.environ.get("AGATHE_SECRET_KEY") or secret_key(DATA_DIR)
PUBLIC_URL = (os.environ.get("AGATHE_URL") or "http://localhost:8000").rstrip("/")
SECURE = PUBLIC_URL.startswith("https://")
ALLOWED_HOSTS = [h for h in os.environ.get("AGATHE_HOSTS", "").split(",") if h] or [
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]
KNOWLEDGE_DIR = Path(folder) if (folder := os.environ.get("AGATHE_KNOWLEDGE_DIR")) else None
THEME = os.environ.get("AGATHE_THEME", "")

INSTALLED_APPS = [
    *([THEME] if THEME else []),
    "agathe_web.theme",
    "agathe_web.accounts",
    "agathe_web.journal",
    "agathe_web.library",
    "agathe_web.projects",
    "agathe_web.counter",
    "agathe_web.community",
    "agathe_web.home",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_htmx",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "axes",
    "django_tasks",
    "django_tasks_db",
    "ninja",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "agathe_web.rights.ActorMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "agathe_web.urls"
WSGI_APPLICATION = "agathe_web.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "APP_DIRS": True,
        "OPTIONS": {
            "environment": "agathe_web.theme.environment.environment",
            "context_processors": ["agathe_web.projects.context.notices"],
        },
    },
    {
        # Only for the administration and the packages that come with Django templates.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ]
        },
    },
]

DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(url, conn_max_age=600)
    if (url := os.environ.get("DATABASE_URL"))
    else {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(DATA_DIR / "agathe.sqlite3"),
        "CONN_MAX_AGE": 600,
    }
}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        # A write waits for the one before it instead of failing; what was acknowledged is on the disk.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
globals().update(openid.settings_from(os.environ))
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}", "OPTIONS": options}
    for name, options in (
        ("UserAttributeSimilarityValidator", {"user_attributes": ("email", "name")}),
        ("MinimumLengthValidator", {"min_length": 12}),
        ("CommonPasswordValidator", {}),
    )
]
LOGIN_URL = "accounts:sign_in"
LOGIN_REDIRECT_URL = "projects:dashboard"
LOGOUT_REDIRECT_URL = "home:home"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_LOCKOUT_CALLABLE = "agathe_web.accounts.views.locked_out"
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
OTP_TOTP_ISSUER = "Agathe"

LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", "Français"), ("en", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
CACHES = {
    "default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    # What takes long to compute and can always be computed again.
    "schedules": {
        "BACKEND": "django.core.cache.backends.filebased.FileBasedCache",
        "LOCATION": DATA_DIR / "cache" / "schedules",
        "OPTIONS": {"MAX_ENTRIES": 5000},
    },
}
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024

SESSION_COOKIE_NAME = "agathe_session"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
CSRF_FAILURE_VIEW = "agathe_web.home.views.stale_form"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}

DEFAULT_FROM_EMAIL = os.environ.get("AGATHE_EMAIL_FROM") or "Agathe <noreply@localhost>"
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
if address := os.environ.get("AGATHE_EMAIL_URL"):
    _mail = urlsplit(address)
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST, EMAIL_PORT = _mail.hostname or "localhost", _mail.port or 25
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = unquote(_mail.username or ""), unquote(_mail.password or "")
    EMAIL_USE_TLS = parse_qs(_mail.query).get("tls") == ["1"]

API_RATE = os.environ.get("AGATHE_API_RATE", "60/min")
API_PROXIES = int(os.environ.get("AGATHE_PROXIES") or 0)
AXES_IPWARE_PROXY_COUNT = API_PROXIES or None
ANONYMOUS_DAYS = 30
"""Days without a visit after which the project of a visitor without account is erased."""
MAX_PROFILE_BYTES = 256 * 1024
MAX_EVIDENCE_BYTES = 10 * 1024 * 1024
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
    "loggers": {"agathe_web": {"level": "INFO"}},
}
