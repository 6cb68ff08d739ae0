"""Slows down guessing: counts failed checks per network and per number, and files per network, in the cache only.

When the shared cache is away, each process counts for itself: limits turn local, never off.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

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


class TryCount:
    """What one check is measured against: tries that were counted in this window, each kind with limit and words."""

    def __init__(self, limits: Mapping[tuple[str, str], tuple[int, str]], *, now: datetime) -> None:
        self._now = now.timestamp()
        self._counters = [(_key(kind, value, now=now), *most) for (kind, value), most in limits.items()]

    @property
    def is_full(self) -> bool:
        """Return whether there were too many in this window."""
        return self._words_of_full() is not None

    def _words_of_full(self) -> str | None:
        full = (words for key, limit, words in self._counters if _in_cache(partial(_read, key=key)) >= limit)
        return next(full, None)

    def refuse_when_full(self) -> None:
        """Refuse before anything is looked up.

        :raises TooManyChecks: when there were too many in this window.
        """
        if (words := self._words_of_full()) is not None:
            error = TooManyChecks(words)
            error.retry_after = rules.seconds_left(self._now)
            raise error

    def add(self, times: int = 1) -> None:
        """Count one, or as many as were asked for at once."""
        for key, _limit, _words in self._counters:
            _in_cache(partial(_increment, key=key, by=times))


def failures_of(request: HttpRequest, *, about: str) -> TryCount:
    """Return the failures that a check is measured against: of the caller's network, and on its number or link."""
    words = _(
        "Too many checks without a match came from this network, which others may share. "
        "Please wait a few minutes, or use another network, as that of your telephone."
    )
    limits = {("network", _network_of(request)): (rules.NETWORK_FAILURES, words)}
    if about:
        limits["number", about] = (rules.NUMBER_FAILURES, _words_on_number())
    return TryCount(limits, now=clock.now())


def files_of(request: HttpRequest) -> TryCount:
    """Return the files of the caller's network: each costs time here, whatever is found."""
    words = _("Too many files were checked from your network. Please wait a few minutes.")
    return TryCount({("file", _network_of(request)): (rules.NETWORK_FILES, words)}, now=clock.now())


def failures_on(number: str) -> TryCount:
    """Return the failures on one number alone, for who asks for many at once."""
    return TryCount({("number", number): (rules.NUMBER_FAILURES, _words_on_number())}, now=clock.now())


def _words_on_number() -> str:
    """Say that it may have been somebody else, and what answers meanwhile."""
    return _(
        "This number was asked for too often with names that did not match, perhaps by somebody else. "
        "The code on the certificate and its file are answered now; number and name in a few minutes."
    )


def numbers_that_wait(numbers: Iterable[str]) -> set[str]:
    """Return those numbers that too many checks failed on in this window. One question to the cache."""
    now = clock.now()
    keys = {_key("number", number, now=now): number for number in numbers}
    counts = _in_cache(lambda store: store.get_many(list(keys)))
    return {keys[key] for key, count in counts.items() if int(count) >= rules.NUMBER_FAILURES}


def rows_of_employer(employer: int) -> TryCount:
    """Return how many rows the people of an employer asked for."""
    words = _(
        "Your organisation has checked as many certificates as it may for now. Please wait a few minutes."
    )
    return TryCount({("employer-rows", str(employer)): (rules.EMPLOYER_ROWS, words)}, now=clock.now())


def misses_of_employer(employer: int) -> TryCount:
    """Return how many of them had no match."""
    words = _("Too many checks without a match. Please wait a few minutes.")
    return TryCount({("employer-misses", str(employer)): (rules.EMPLOYER_MISSES, words)}, now=clock.now())


def requests_of_key(uuid: UUID) -> TryCount:
    """Return how many requests came with one key of an employer."""
    words = _("Too many requests with this key. Please wait a few minutes.")
    return TryCount({("api-key", str(uuid)): (rules.KEY_REQUESTS, words)}, now=clock.now())


def wrong_keys_of(request: HttpRequest) -> TryCount:
    """Return how many requests of the caller's network came with a key that is none."""
    words = _("Too many requests with a key that is not accepted. Please wait a few minutes.")
    return TryCount({("wrong-key", _network_of(request)): (rules.WRONG_KEYS, words)}, now=clock.now())


def _key(kind: str, value: str, *, now: datetime) -> str:
    digest = hashlib.sha256(f"{kind}\x00{value}".encode("utf-8", "replace")).hexdigest()
    return f"verify:{rules.window_of(now.timestamp())}:{digest}"


def _network_of(request: HttpRequest) -> str:
    address = rules.client_address(
        remote=request.META.get("REMOTE_ADDR", ""),
        forwarded=request.headers.get("X-Forwarded-For", ""),
        trusted_proxies=getattr(settings, "ALLAUTH_TRUSTED_PROXY_COUNT", 0),
    )
    return rules.network_of(address)


def _read(store: BaseCache, *, key: str) -> int:
    return int(store.get(key, 0))


def _increment(store: BaseCache, *, key: str, by: int) -> int:
    store.add(key, 0, timeout=rules.WINDOW_SECONDS)
    try:
        return store.incr(key, by)
    except ValueError:  # it ran out between the two calls
        return by


def _in_cache(work: Callable[[BaseCache], Any]) -> Any:
    try:
        return work(cache)
    except Exception:
        logger.warning("The cache is away; failed checks are counted in this process only.")
        return work(_own)
