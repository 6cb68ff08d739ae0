"""The production profile: everything from the environment; refuses to start on a missing or demonstration value."""

from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

from lms.settings import demonstration_keys
from lms.settings.base import *
from lms.settings.base import CACHES, DATABASES, INSTALLED_APPS, STORAGES, env

REQUIRED = [
    "SECRET_KEY",
    "FIELD_KEYS",
    "LOOKUP_KEY",
    "SIGNING_KEY",
    "DATABASE_URL",
    "CELERY_BROKER_URL",
    "CACHE_URL",
    "ALLOWED_HOSTS",
    "PUBLIC_BASE_URL",
    "DATA_DIR",
    "EMAIL_URL",
    "DEFAULT_FROM_EMAIL",
]


def _refuse(reason: str) -> None:
    raise ImproperlyConfigured(f"Production does not start: {reason}")


_missing = [name for name in REQUIRED if not env.str(name, default="").strip()]
if _missing:
    _refuse(f"set the environment variable(s) {', '.join(_missing)} (see docs/settings.md).")
for _name in ("SECRET_KEY", "LOOKUP_KEY", "SIGNING_KEY"):
    if env.str(_name) == getattr(demonstration_keys, _name):
        _refuse(
            f"{_name} is the demonstration's, which everybody knows. Make one with `manage.py make_keys`."
        )
if set(env.list("FIELD_KEYS")) & set(demonstration_keys.FIELD_KEYS):
    _refuse("FIELD_KEYS holds the demonstration's key. Make one with `manage.py make_keys`.")
if env.bool("DEMONSTRATION", default=False):
    _refuse("DEMONSTRATION is on; it belongs to lms.settings.dev.")
if "*" in env.list("ALLOWED_HOSTS"):
    _refuse("ALLOWED_HOSTS must name the hosts; '*' lets anyone forge links.")
if env.bool("TIME_STAMP_DOCUMENTS", default=False) and not env.str("TIME_STAMP_URL", default="").strip():
    _refuse("TIME_STAMP_DOCUMENTS is set without TIME_STAMP_URL: nobody would stamp the documents.")
if env.str("TIME_STAMP_URL", default="").strip() and not env.str("TIME_STAMP_ROOTS", default="").strip():
    _refuse("TIME_STAMP_URL is set without TIME_STAMP_ROOTS: whoever answers there would be believed.")
if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
    _refuse("DATABASE_URL must name a PostgreSQL database.")
_published = env.str("PUBLISHED_KEY", default="").strip()
for _name in ("SECRET_KEY", "LOOKUP_KEY", *(["PUBLISHED_KEY"] if _published else [])):
    if len(env.str(_name).strip()) < 50:
        _refuse(f"{_name} is shorter than 50 characters.")
_keys = [env.str("SECRET_KEY"), env.str("LOOKUP_KEY"), env.str("SIGNING_KEY"), *env.list("FIELD_KEYS")]
_keys += [_published] if _published else []  # the one that another machine has, too
if len(set(_keys)) < len(_keys):
    _refuse(
        "SECRET_KEY, LOOKUP_KEY, SIGNING_KEY, FIELD_KEYS and PUBLISHED_KEY must differ: one key for one purpose."
    )

# Who waits longer for a row is told that the system is busy, before all threads of the web server wait with him.
DATABASES["default"]["OPTIONS"]["options"] = (
    f"-c lock_timeout=10s {DATABASES['default']['OPTIONS']['options']}"
)

PUBLIC_BASE_URL = env.str("PUBLIC_BASE_URL").rstrip("/")
WAGTAILADMIN_BASE_URL = PUBLIC_BASE_URL
_SECURE = PUBLIC_BASE_URL.startswith("https://")
# Plain http is for a rehearsal on one machine only.
if not _SECURE and urlsplit(PUBLIC_BASE_URL).hostname not in {"127.0.0.1", "localhost", "::1"}:
    _refuse("PUBLIC_BASE_URL must begin with https://.")

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = _SECURE
SESSION_COOKIE_NAME = "__Host-session" if _SECURE else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if _SECURE else "csrf"
SECURE_HSTS_SECONDS = 31536000 if _SECURE else 0
SECURE_SSL_REDIRECT = False  # nginx redirects; the application listens on loopback
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=1)

if CACHES["default"]["BACKEND"].endswith(("LocMemCache", "DummyCache")):
    _refuse("CACHE_URL must name a cache that all web processes share, such as redis://HOST:6379/1.")
CACHES["shared"] = CACHES["default"]
if CACHES["default"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache":
    # Sign-in outlives Redis; what all processes must know alike does not.
    CACHES["default"] = {**CACHES["default"], "BACKEND": "lms.core.cache.SturdyRedisCache"}

vars().update(env.email_url("EMAIL_URL"))
if vars()["EMAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend":
    EMAIL_BACKEND = "lms.core.mail_server.EmailBackend"
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL")
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if _SECURE else "http"


def _object_storage(url: str, *, backend: str, prefix: str) -> dict:
    """Read s3://KEY:SECRET@HOST[:PORT]/BUCKET?region=R&secure=1 into django-storages options.

    Signs that have a meaning in an address are written in percent signs: secrets often hold / and +.
    """
    parts, query = urlsplit(url), parse_qs(urlsplit(url).query)
    scheme = "http" if query.get("secure", ["1"])[0] == "0" else "https"
    return {
        "BACKEND": backend,
        "OPTIONS": {
            "access_key": unquote(parts.username or ""),
            "secret_key": unquote(parts.password or ""),
            "bucket_name": parts.path.strip("/"),
            "endpoint_url": f"{scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else ""),
            "region_name": query.get("region", [None])[0],
            "location": prefix,
            "file_overwrite": False,
            "querystring_auth": True,
        },
    }


_storage_url = env.str("STORAGE_URL", default="")
if _storage_url and env.str("MEDIA_ACCEL_PREFIX", default=""):
    _refuse(
        "MEDIA_ACCEL_PREFIX lets nginx send files from the local folder; with STORAGE_URL they are not there."
    )
if _storage_url:
    STORAGES = {
        **STORAGES,
        "default": _object_storage(
            _storage_url, backend="lms.core.object_storage.PictureStorage", prefix="media"
        ),
        "documents": _object_storage(
            _storage_url, backend="storages.backends.s3.S3Storage", prefix="documents"
        ),
    }
    INSTALLED_APPS = [*INSTALLED_APPS, "storages"]
