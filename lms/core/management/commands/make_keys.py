"""Prints fresh keys for a new installation, as lines of an environment file. Nothing is stored or read."""

import base64
import secrets
from typing import Any

from django.core.management.base import BaseCommand

from lms.core.checks import KEY_BYTES


class Command(BaseCommand):
    help = "Print fresh keys as lines for the environment file. Keep them apart from the database's backups."
    requires_system_checks = ()  # it makes the values that the checks ask for

    def handle(self, *args: Any, **options: Any) -> None:
        for name, value in new_keys().items():
            self.stdout.write(f"{name}={value}")


def new_keys() -> dict[str, str]:
    """Return one value for each key, each for one purpose."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "FIELD_KEYS": _random_base64(),
        "LOOKUP_KEY": secrets.token_urlsafe(48),
        "SIGNING_KEY": _random_base64(),
    }


def _random_base64() -> str:
    return base64.b64encode(secrets.token_bytes(KEY_BYTES)).decode("ascii")
