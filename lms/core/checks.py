"""System checks of core: keys of the right size, so that a wrong one is found at start and not at first use."""

import base64
import binascii
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

KEY_BYTES = 32


def _is_key(value: str) -> bool:
    try:
        return len(base64.b64decode(value, validate=True)) == KEY_BYTES
    except (binascii.Error, ValueError):
        return False


@register()
def keys_have_their_size(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check FIELD_KEYS and SIGNING_KEY: base64 of 32 bytes each."""
    found: list[CheckMessage] = []
    if not settings.FIELD_KEYS or not all(_is_key(key) for key in settings.FIELD_KEYS):
        found.append(Error("FIELD_KEYS must hold base64 of 32 bytes each.", id="core.E001"))
    if not _is_key(settings.SIGNING_KEY):
        found.append(Error("SIGNING_KEY must be base64 of 32 bytes.", id="core.E002"))
    if not settings.LOOKUP_KEY:
        found.append(Error("LOOKUP_KEY is empty.", id="core.E003"))
    return found
