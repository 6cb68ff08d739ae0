"""The public part alone: answers about certificates from published files, without a database (ADR 0186).

It has none of the platform's keys and passwords but the key of those files, and refuses to start beside others.
"""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from lms.settings.base import *
from lms.settings.base import CACHES, MIDDLEWARE, TEMPLATES, env

REQUIRED = ["SECRET_KEY", "PUBLISHED_KEY", "PUBLISHED_DIR", "PUBLIC_BASE_URL", "ALLOWED_HOSTS", "DATA_DIR"]
FOREIGN = [
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "STORAGE_URL",
    "EMAIL_URL",
    "FIELD_KEYS",
    "LOOKUP_KEY",
    "SIGNING_KEY",
    "SIGNING_PKCS11_PIN",
]


def _refuse(reason: str) -> None:
    raise ImproperlyConfigured(f"The public part does not start: {reason}")


if _missing := [name for name in REQUIRED if not env.str(name, default="").strip()]:
    _refuse(f"set the environment variable(s) {', '.join(_missing)} (see docs/settings.md).")
if _foreign := [name for name in FOREIGN if env.str(name, default="").strip()]:
    _refuse(f"{', '.join(_foreign)} belong to the platform; whoever breaks in here must not find them.")
for _name in ("SECRET_KEY", "PUBLISHED_KEY"):
    if len(env.str(_name)) < 50:
        _refuse(f"{_name} is shorter than 50 characters.")
if env.str("SECRET_KEY") == env.str("PUBLISHED_KEY"):
    _refuse("SECRET_KEY and PUBLISHED_KEY must differ: one key for one purpose.")
if "*" in env.list("ALLOWED_HOSTS"):
    _refuse("ALLOWED_HOSTS must name the hosts; '*' lets anyone forge links.")

PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL").rstrip("/")
_SECURE = PUBLIC_BASE_URL.startswith("https://")
if not _SECURE and urlsplit(PUBLIC_BASE_URL).hostname not in {"127.0.0.1", "localhost", "::1"}:
    _refuse("PUBLIC_BASE_URL must begin with https://.")

# Nothing to connect to: Django refuses every query.
DATABASES: dict = {}
FIELD_KEYS: list[str] = []
LOOKUP_KEY = SIGNING_KEY = ""
PUBLIC_STATE = "certificates.published.files.FileState"
REGISTER_DIR = env.str("REGISTER_DIR", default="").strip() or f"{PUBLISHED_DIR}/register"

ROOT_URLCONF = "lms.public_urls"
WSGI_APPLICATION = "lms.public_wsgi.application"
# No app with tables: what is imported by mistake fails at start, and not at the first question.
INSTALLED_APPS = ["django.contrib.staticfiles", "django.contrib.humanize", "django.forms"]
# Nor what keeps drawn pages: there are no tables to spare.
_WITHOUT = ("sessions", "auth", "account", "messages", "accounts", "prepared")
MIDDLEWARE = [name for name in MIDDLEWARE if not set(name.split(".")) & set(_WITHOUT)]
TEMPLATES[0]["OPTIONS"]["context_processors"] = [
    "django.template.context_processors.request",
    "django.template.context_processors.i18n",
    "lms.core.context.page",
]
AUTHENTICATION_BACKENDS: list[str] = []
# The same cache for all: without CACHE_URL one process counts tries for itself, so only one may run.
CACHES = {"default": CACHES["default"]}

CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrf"
SECURE_HSTS_SECONDS = 31536000 if _SECURE else 0
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)
