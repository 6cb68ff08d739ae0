"""Slows down guessing: counts failed checks per network and per number, in the cache only.

When the shared cache is away, each process counts for itself: limits turn local, never off.
"""

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from functools import partial

from django.conf import settings
from django.core.cache import cache
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.http import HttpRequest
from django.utils.translation import gettext as _

from certificates.verification import rules
from certificates.verification.errors import TooManyChecks
from lms.core import clock

logger = logging.getLogger(__name__)
_own = LocMemCache("verification-limits", {})


class FailureCount:
    """The failures that one check is measured against: those of its network and those on its number."""

    def __init__(self, *, network: str, number: str, now: datetime) -> None:
        self._now = now.timestamp()
        self._counters = [(self._key("network", network), rules.NETWORK_FAILURES)]
        if number:
            self._counters.append((self._key("number", number), rules.NUMBER_FAILURES))

    def _key(self, kind: str, value: str) -> str:
        digest = hashlib.sha256(f"{kind}\x00{value}".encode("utf-8", "replace")).hexdigest()
        return f"verify:{rules.window_of(self._now)}:{digest}"

    def refuse_when_full(self) -> None:
        """Refuse before anything is looked up.

        :raises TooManyChecks: when there were too many failures in this window.
        """
        if any(_in_cache(partial(_read, key=key)) >= limit for key, limit in self._counters):
            error = TooManyChecks(_("Too many checks without a match. Please wait a few minutes."))
            error.retry_after = rules.seconds_left(self._now)
            raise error

    def add(self) -> None:
        """Count one failure."""
        for key, _limit in self._counters:
            _in_cache(partial(_increment, key=key))


def failures_of(request: HttpRequest, *, about: str) -> FailureCount:
    """Return what a check is measured against: the caller's network, and the number or link it is about."""
    address = rules.client_address(
        remote=request.META.get("REMOTE_ADDR", ""),
        forwarded=request.headers.get("X-Forwarded-For", ""),
        trusted_proxies=getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0),
    )
    return FailureCount(network=rules.network_of(address), number=about, now=clock.now())


def _read(store: BaseCache, *, key: str) -> int:
    return int(store.get(key, 0))


def _increment(store: BaseCache, *, key: str) -> int:
    store.add(key, 0, timeout=rules.WINDOW_SECONDS)
    try:
        return store.incr(key)
    except ValueError:  # it ran out between the two calls
        return 1


def _in_cache(work: Callable[[BaseCache], int]) -> int:
    try:
        return work(cache)
    except Exception:
        logger.warning("The cache is away; failed checks are counted in this process only.")
        return work(_own)
