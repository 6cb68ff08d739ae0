"""Production refuses to start when a value is missing, is the demonstration's, or is plainly wrong; it says which."""

import base64
import importlib
import os
import secrets
import sys
from collections.abc import Iterator
from types import ModuleType

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from lms.core.management.commands.make_keys import new_keys
from lms.settings import demonstration_keys

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
MODULES = ("lms.settings.production", "lms.settings.base")


@pytest.fixture
def complete(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    """An environment with which production starts."""
    values = {
        **new_keys(),
        "DATABASE_URL": "postgres://lms:secret@127.0.0.1/lms",
        "CELERY_BROKER_URL": "redis://127.0.0.1:6379/0",
        "CACHE_URL": "redis://127.0.0.1:6379/1",
        "ALLOWED_HOSTS": "learn.example.cn",
        "PUBLIC_BASE_URL": "https://learn.example.cn/",
        "DATA_DIR": "/srv/lms",
        "EMAIL_URL": "consolemail://",
        "DEFAULT_FROM_EMAIL": "office@example.cn",
    }
    for name in ("DEMONSTRATION", "STORAGE_URL", "MEDIA_ACCEL_PREFIX", "DEBUG", "MFA_REQUIRED"):
        monkeypatch.delenv(name, raising=False)
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    loaded = {name: sys.modules.pop(name) for name in MODULES if name in sys.modules}
    yield monkeypatch
    for name in MODULES:
        sys.modules.pop(name, None)
    sys.modules.update(loaded)


def production() -> ModuleType:
    """Read the settings of production anew."""
    for name in MODULES:
        sys.modules.pop(name, None)
    return importlib.import_module("lms.settings.production")


def test_a_complete_environment_starts(complete: pytest.MonkeyPatch) -> None:
    settings = production()
    assert settings.DEBUG is False
    assert settings.DEMONSTRATION is False
    assert settings.MFA_REQUIRED is True
    assert settings.TRAINEE_SIGN_IN_ANYWHERE is False
    assert not getattr(settings, "STYLEGUIDE", False)
    assert not getattr(settings, "FAILPOINTS_ALLOWED", False)
    assert settings.PUBLIC_BASE_URL == "https://learn.example.cn"
    assert settings.DATABASES["default"]["ENGINE"] == "django.db.backends.postgresql"


def test_sign_in_outlives_redis_and_nothing_that_all_processes_say_alike_does(
    complete: pytest.MonkeyPatch,
) -> None:
    caches = production().CACHES
    assert caches["default"]["BACKEND"] == "lms.core.cache.SturdyRedisCache"
    assert caches["shared"]["BACKEND"] == "django.core.cache.backends.redis.RedisCache"
    assert caches["shared"]["LOCATION"] == caches["default"]["LOCATION"]


def test_nobody_waits_for_a_row_for_ever(complete: pytest.MonkeyPatch) -> None:
    assert "lock_timeout=10s" in production().DATABASES["default"]["OPTIONS"]["options"]


def test_no_statement_is_compiled_and_own_options_of_the_database_stand_last(
    complete: pytest.MonkeyPatch,
) -> None:
    address = "postgresql://platform@db.example.cn/platform"
    complete.setenv("DATABASE_URL", f"{address}?options=-c%20lock_timeout%3D3s")
    said = production().DATABASES["default"]["OPTIONS"]["options"]
    assert said == "-c lock_timeout=10s -c jit=off -c lock_timeout=3s"  # the last one counts


def test_cookies_and_transport_are_secure(complete: pytest.MonkeyPatch) -> None:
    settings = production()
    assert settings.SESSION_COOKIE_SECURE
    assert settings.CSRF_COOKIE_SECURE
    assert settings.SESSION_COOKIE_HTTPONLY
    assert settings.SESSION_COOKIE_NAME.startswith("__Host-")
    assert settings.CSRF_COOKIE_NAME.startswith("__Host-")
    assert settings.SECURE_HSTS_SECONDS >= 31_536_000
    assert issubclass(import_string(settings.PASSWORD_HASHERS[0]), Argon2PasswordHasher)
    assert settings.CELERY_ACCEPT_CONTENT == ["json"]


@pytest.mark.parametrize("name", REQUIRED)
@pytest.mark.parametrize("value", [None, "", "  "])
def test_a_missing_value_is_named(complete: pytest.MonkeyPatch, name: str, value: str | None) -> None:
    complete.delenv(name) if value is None else complete.setenv(name, value)
    with pytest.raises(ImproperlyConfigured, match=name):
        production()


def test_all_missing_values_are_named_at_once(complete: pytest.MonkeyPatch) -> None:
    complete.delenv("SECRET_KEY")
    complete.delenv("CACHE_URL")
    with pytest.raises(ImproperlyConfigured, match=r"SECRET_KEY.*CACHE_URL"):
        production()


def test_an_authority_for_time_stamps_is_named_with_its_certificate(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("TIME_STAMP_URL", "https://time.example.cn")
    with pytest.raises(ImproperlyConfigured, match="TIME_STAMP_ROOTS"):
        production()
    complete.setenv("TIME_STAMP_ROOTS", "/etc/time.pem")
    assert production().TIME_STAMP_ROOTS == "/etc/time.pem"
    assert not production().TIME_STAMP_DOCUMENTS


def test_documents_are_not_to_be_stamped_by_nobody(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("TIME_STAMP_DOCUMENTS", "1")
    with pytest.raises(ImproperlyConfigured, match="TIME_STAMP_URL"):
        production()


WRONG = {
    "the demonstration's secret": ("SECRET_KEY", demonstration_keys.SECRET_KEY),
    "the demonstration's look-up key": ("LOOKUP_KEY", demonstration_keys.LOOKUP_KEY),
    "the demonstration's signing key": ("SIGNING_KEY", demonstration_keys.SIGNING_KEY),
    "the demonstration's field key": ("FIELD_KEYS", demonstration_keys.FIELD_KEYS[0]),
    "the demonstration's field key behind a good one": (
        "FIELD_KEYS",
        base64.b64encode(secrets.token_bytes(32)).decode() + "," + demonstration_keys.FIELD_KEYS[0],
    ),
    "a short secret": ("SECRET_KEY", "short"),
    "a short look-up key": ("LOOKUP_KEY", "x" * 49),
    "demonstration switched on": ("DEMONSTRATION", "1"),
    "any host": ("ALLOWED_HOSTS", "learn.example.cn,*"),
    "a database file": ("DATABASE_URL", "sqlite:////srv/lms.sqlite3"),
    "a cache of each process for itself": ("CACHE_URL", "locmemcache://"),
    "a cache that keeps nothing": ("CACHE_URL", "dummycache://"),
    "an address without TLS": ("PUBLIC_BASE_URL", "http://learn.example.cn"),
}


@pytest.mark.parametrize("name", WRONG)
def test_production_refuses(complete: pytest.MonkeyPatch, name: str) -> None:
    variable, value = WRONG[name]
    complete.setenv(variable, value)
    with pytest.raises(ImproperlyConfigured, match=variable):
        production()


def test_one_key_for_two_purposes_is_refused(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("SIGNING_KEY", os.environ["FIELD_KEYS"])
    with pytest.raises(ImproperlyConfigured, match="one key for one purpose"):
        production()


@pytest.mark.parametrize("name", ["SECRET_KEY", "LOOKUP_KEY", "SIGNING_KEY"])
def test_the_key_that_leaves_the_house_is_no_other(complete: pytest.MonkeyPatch, name: str) -> None:
    complete.setenv("PUBLISHED_KEY", os.environ[name])
    with pytest.raises(ImproperlyConfigured, match="PUBLISHED_KEY"):
        production()


def test_the_key_that_leaves_the_house_is_long(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("PUBLISHED_KEY", "p" * 49)
    with pytest.raises(ImproperlyConfigured, match="PUBLISHED_KEY is shorter"):
        production()
    complete.setenv("PUBLISHED_KEY", "p" * 50)
    assert production().PUBLISHED_KEY == "p" * 50


def test_loopback_without_tls_is_for_a_rehearsal(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("PUBLIC_BASE_URL", "http://127.0.0.1:8260")
    settings = production()
    assert settings.SESSION_COOKIE_SECURE is False
    assert settings.SECURE_HSTS_SECONDS == 0


def test_object_storage_is_read_from_one_address(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("STORAGE_URL", "s3://KEY:SECRET@store.example.cn:9000/bucket?region=cn-1&secure=0")
    options = production().STORAGES["documents"]["OPTIONS"]
    assert options["endpoint_url"] == "http://store.example.cn:9000"
    assert (options["bucket_name"], options["location"], options["region_name"]) == (
        "bucket",
        "documents",
        "cn-1",
    )
    assert options["querystring_auth"] is True


def test_nginx_does_not_send_from_a_folder_that_the_files_are_not_in(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("MEDIA_ACCEL_PREFIX", "/stored-media/")
    assert production().MEDIA_ACCEL_PREFIX == "/stored-media/"
    complete.setenv("STORAGE_URL", "s3://KEY:SECRET@store.example.cn/bucket")
    with pytest.raises(ImproperlyConfigured, match="MEDIA_ACCEL_PREFIX"):
        production()


def test_a_secret_with_signs_of_an_address_is_read_as_it_was(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("STORAGE_URL", "s3://KEY:a%2Fb%2Bc%40d@store.example.cn/bucket")
    settings = production()
    assert settings.STORAGES["documents"]["OPTIONS"]["secret_key"] == "a/b+c@d"
    assert settings.STORAGES["default"]["BACKEND"] == "lms.core.object_storage.PictureStorage"


def test_the_refusal_shows_no_value(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("SECRET_KEY", "a-short-but-real-secret")
    with pytest.raises(ImproperlyConfigured) as refusal:
        production()
    assert "a-short-but-real-secret" not in str(refusal.value)


def test_fresh_keys_are_good_keys() -> None:
    one, other = new_keys(), new_keys()
    assert len(one["SECRET_KEY"]) >= 50
    for name in ("FIELD_KEYS", "SIGNING_KEY"):
        assert len(base64.b64decode(one[name])) == 32
    assert all(one[name] != other[name] for name in one)


def test_the_mail_server_is_not_told_what_the_machine_is_called(complete: pytest.MonkeyPatch) -> None:
    complete.setenv("EMAIL_URL", "smtp+tls://user:secret@mail.example.cn:587")
    settings = production()
    assert settings.EMAIL_BACKEND == "lms.core.mail_server.EmailBackend"
    assert settings.EMAIL_TIMEOUT == 20
