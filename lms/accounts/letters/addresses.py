"""Addresses that stand in letters: from the settings, never from the Host header that a request came with."""

from urllib.parse import urljoin

from django.conf import settings
from django.urls import reverse


def whole_address(name: str, *args: str) -> str:
    """Return the whole address of a page."""
    return urljoin(settings.PUBLIC_BASE_URL, reverse(name, args=args))
