"""Settings: one process and one SQLite file unless the environment says otherwise."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

from stoppress.toolkit import sqlite

sqlite.swap_in()

DATA = Path(os.environ.get("STOPPRESS_DATA", "data")).absolute()
PUBLIC_URL = os.environ.get("STOPPRESS_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
_public = urlsplit(PUBLIC_URL)
_is_secure = _public.scheme == "https"


def _secret_key() -> str:
    """The environment's key, or that of the data folder; `serve` makes one, and refuses to start without."""
    if given := os.environ.get("STOPPRESS_SECRET_KEY"):
        return given
    kept = DATA / "secret-key"
    return kept.read_text().strip() if kept.exists() else "only-for-commands-that-sign-nothing"


SECRET_KEY = _secret_key()
DEBUG = os.environ.get("STOPPRESS_DEBUG") == "1"
ALLOWED_HOSTS = os.environ.get(
    "STOPPRESS_ALLOWED_HOSTS", ",".join({_public.hostname or "127.0.0.1", "127.0.0.1", "localhost", "[::1]"})
).split(",")
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

#: Reverse proxies in front of us: their `X-Forwarded-For` is believed, and the bounds of one address do not hold for them.
PROXIES = [address for address in os.environ.get("STOPPRESS_PROXIES", "127.0.0.1,::1").split(",") if address]

#: Where pictures lie, if not in the data folder: s3://bucket/prefix, on any storage that speaks S3.
_bucket, _, _prefix = os.environ.get("STOPPRESS_PICTURES", "").removeprefix("s3://").partition("/")
PICTURES_BUCKET = (
    {
        "bucket": _bucket,
        "prefix": _prefix.strip("/"),
        "endpoint": os.environ.get("STOPPRESS_PICTURES_ENDPOINT", ""),
        "region": os.environ.get("STOPPRESS_PICTURES_REGION", ""),
        "key": os.environ.get("STOPPRESS_PICTURES_KEY", ""),
        "secret": os.environ.get("STOPPRESS_PICTURES_SECRET", ""),
    }
    if _bucket
    else {}
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django_prose_editor",  # only its static editor.js, which the desk imports
    "stoppress.wire",
    "stoppress.people",
    "stoppress.stories",
    "stoppress.media",
    "stoppress.questions",
    "stoppress.alerts",
    "stoppress.embeds",
    "stoppress.snippets",
    "stoppress.polls",
    "stoppress.press",
    "stoppress.publishing",
    "stoppress.importers",
    "stoppress.desk",
    "stoppress.reader",
    "stoppress.api",
    "stoppress.demo",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "stoppress.desk.headers.DeskHeaders",
    "stoppress.project.former_names.FormerNames",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
]

ROOT_URLCONF = "stoppress.project.urls"
WSGI_APPLICATION = None
AUTH_USER_MODEL = "people.Member"
LOGIN_URL = "/desk/sign-in/"
LOGIN_REDIRECT_URL = "/desk/"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA / "stoppress.sqlite3",
        "CONN_MAX_AGE": None,
        "TEST": {"NAME": DATA / "test.sqlite3"},  # a file, as in earnest: threads and edges meet in it
        "OPTIONS": {
            "timeout": 5,  # an act waits so long for a lock, and then fails visibly and whole
            "transaction_mode": "IMMEDIATE",
            # FULL: what was acknowledged is on the disk (measured: NORMAL lost 729 of 46,914 commits at power loss).
            # secure_delete: what was taken down is not left in free pages.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA secure_delete=ON;"
            "PRAGMA journal_size_limit=67108864; PRAGMA cache_size=-16000;",
        },
    }
}

PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

#: Single sign-on (OpenID Connect); off unless an issuer is named.
OIDC_ISSUER = os.environ.get("STOPPRESS_OIDC_ISSUER", "")
OIDC_CLIENT_ID = os.environ.get("STOPPRESS_OIDC_CLIENT_ID", "")
OIDC_CLIENT_SECRET = os.environ.get("STOPPRESS_OIDC_CLIENT_SECRET", "")
#: What the button says.
OIDC_NAME = os.environ.get("STOPPRESS_OIDC_NAME", "")
#: The role of whoever the provider knows and we do not; empty: people are invited first. And in which newsroom.
OIDC_ROLE = os.environ.get("STOPPRESS_OIDC_ROLE", "")
OIDC_NEWSROOM = os.environ.get("STOPPRESS_OIDC_NEWSROOM", "")
#: “on”: the provider asks for a second factor itself, and we ask for none after it.
OIDC_IS_SECOND_FACTOR = os.environ.get("STOPPRESS_OIDC_SECOND_FACTOR", "off") == "on"

#: Off unless a server for outgoing mail is named; then readers are offered to be told of an answer.
EMAIL_HOST = os.environ.get("STOPPRESS_MAIL_HOST", "")
MAIL_IS_SENT = bool(EMAIL_HOST)
_mail_security = os.environ.get("STOPPRESS_MAIL_SECURITY", "starttls")  # or tls, or none
EMAIL_PORT = int(
    os.environ.get("STOPPRESS_MAIL_PORT", {"tls": "465", "none": "25"}.get(_mail_security, "587"))
)
EMAIL_HOST_USER = os.environ.get("STOPPRESS_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("STOPPRESS_MAIL_PASSWORD", "")
EMAIL_USE_TLS = _mail_security == "starttls"
EMAIL_USE_SSL = _mail_security == "tls"
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("STOPPRESS_MAIL_FROM", f"no-reply@{_public.hostname or 'localhost'}")

#: Push messages to readers who follow a live blog; “off” where a newsroom does not want them.
PUSH_KEY = DATA / "push-key"
PUSH_IS_ON = os.environ.get("STOPPRESS_PUSH", "on") != "off"
#: Whom a push service writes to when something is wrong with our messages: an https or mailto address.
PUSH_CONTACT = os.environ.get("STOPPRESS_PUSH_CONTACT", PUBLIC_URL)
#: The push services of the browsers; `*.` stands before what all hosts of one end in, a `*` alone lets all in.
PUSH_SERVICES = os.environ.get(
    "STOPPRESS_PUSH_SERVICES",
    "fcm.googleapis.com,*.push.services.mozilla.com,*.push.apple.com,*.notify.windows.com",
).split(",")
#: “off” makes the service worker in browsers that have it remove itself and all that it keeps.
SERVICE_WORKER_IS_ON = os.environ.get("STOPPRESS_SERVICE_WORKER", "on") != "off"

LANGUAGE_CODE = "en-gb"
#: A newsroom's own words go before ours.
LOCALE_PATHS = [
    *([Path(os.environ["STOPPRESS_LOCALE"]).absolute()] if os.environ.get("STOPPRESS_LOCALE") else []),
    Path(__file__).parent.parent / "locale",
]
#: The language of the front page and of what belongs to no live blog; a live blog has its own.
HOUSE_LANGUAGE = os.environ.get("STOPPRESS_LANGUAGE", "en")
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

#: A folder with the newsroom's own sheet of style and logo (docs/theming.md).
THEME = Path(os.environ["STOPPRESS_THEME"]).absolute() if os.environ.get("STOPPRESS_THEME") else None
#: A folder with the newsroom's own kinds of post, a file each (docs/developers.md).
KINDS = Path(os.environ["STOPPRESS_KINDS"]).absolute() if os.environ.get("STOPPRESS_KINDS") else None

#: A WebSub hub that passes on feeds at once; readers of feeds are only told of it.
WEBSUB_HUB = os.environ.get("STOPPRESS_WEBSUB_HUB", "")

STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "stoppress.press.theme_finder.ThemeFinder",
]
STATIC_ROOT = DATA / "static"
#: Besides what is compressed already: the editor's source map, which takes longer than everything else and is for nobody.
WHITENOISE_SKIP_COMPRESS_EXTENSIONS = (
    *("jpg", "jpeg", "png", "gif", "webp", "avif", "gz", "br", "woff", "woff2"),
    "map",
)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "stoppress.project.static.StaticFiles"},
}

SESSION_COOKIE_AGE = 7 * 24 * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _is_secure
SESSION_COOKIE_NAME = "__Host-desk" if _is_secure else "desk"
CSRF_COOKIE_NAME = "__Host-csrf" if _is_secure else "csrf"
VOTE_COOKIE_NAME = "__Secure-vote" if _is_secure else "vote"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "stoppress.desk.views.trouble.csrf_failed"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _is_secure else None
X_FRAME_OPTIONS = "DENY"
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
SILENCED_SYSTEM_CHECKS: list[str] = []

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "stoppress.project.trouble.Line",
            "format": "%(asctime)s %(levelname)s %(name)s: %(message)s",
        }
    },
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {"stoppress": {"level": "INFO"}},
}
