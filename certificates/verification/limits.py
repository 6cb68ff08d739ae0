"""Slows down guessing: counts failed checks per network and per number, and files per network, in the cache only.

When the shared cache is away, each process counts for itself: limits turn local, never off.
"""

import hashlib
import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple
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


class Limit(NamedTuple):
    """How many tries of one kind there may be in a window, and what is said when there were as many."""

    kind: str
    value: str
    most: int
    words: str


class TryCount:
    """What one check is measured against: tries that were counted in this window, each kind with its limit."""

    def __init__(self, *limits: Limit, now: datetime) -> None:
        self._now = now.timestamp()
        self._counters = [(_key(limit.kind, limit.value, now=now), limit) for limit in limits]

    def refuse_when_full(self) -> None:
        """Refuse before anything is done for the caller.

        :raises TooManyChecks: when there were too many in this window.
        """
        for key, limit in self._counters:
            if _in_cache(partial(_read, key=key)) >= limit.most:
                error = TooManyChecks(limit.words)
                error.retry_after = rules.seconds_left(self._now)
                raise error

    def refuse_or_add(self) -> None:
        """Count one that led to nothing, or refuse it.

        :raises TooManyChecks: when there were too many in this window.
        """
        self.refuse_when_full()
        self.add()

    def add(self, times: int = 1) -> None:
        """Count one, or as many as were asked for at once."""
        for key, _limit in self._counters:
            _in_cache(partial(_increment, key=key, by=times))


def failures_of(request: HttpRequest, *, about: str) -> TryCount:
    """Return the failures that a check is measured against: of the caller's network, and on its number or link."""
    words = _(
        "Too many checks without a match came from this network, which others may share. "
        "Please wait a few minutes, or use another network, as that of your telephone."
    )
    network = Limit("network", _network_of(request), rules.NETWORK_FAILURES, words)
    return TryCount(network, *([_on_number(about)] if about else []), now=clock.now())


def passcodes_of(request: HttpRequest) -> TryCount:
    """Return the wrong passcodes of the caller's network: at links alone, so that they hold up no other check."""
    words = _(
        "Too many wrong passcodes came from this network, which others may share. Please wait a few minutes, or use "
        "another network, as that of your telephone."
    )
    limit = Limit("passcode", _network_of(request), rules.NETWORK_FAILURES, words)
    return TryCount(limit, now=clock.now())


def _on_number(number: str) -> Limit:
    """Return the limit that others may have filled: whoever asks once learns which ways are open."""
    words = _(
        "This number was looked for with wrong names too often, perhaps by others. Scan the code on the paper, or "
        "check the file: both are answered at once. By number and name it goes again in a few minutes."
    )
    return Limit("number", number, rules.NUMBER_FAILURES, words)


def files_of(request: HttpRequest) -> TryCount:
    """Return the files of the caller's network: each costs time here, whatever is found."""
    words = _("Too many files were checked from your network. Please wait a few minutes.")
    return TryCount(Limit("file", _network_of(request), rules.NETWORK_FILES, words), now=clock.now())


def failures_on(number: str) -> TryCount:
    """Return the failures on one number alone, for who asks for many at once."""
    return TryCount(_on_number(number), now=clock.now())


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
    return TryCount(Limit("employer-rows", str(employer), rules.EMPLOYER_ROWS, words), now=clock.now())


def misses_of_employer(employer: int) -> TryCount:
    """Return how many of them had no match."""
    words = _("Too many checks without a match. Please wait a few minutes.")
    return TryCount(Limit("employer-misses", str(employer), rules.EMPLOYER_MISSES, words), now=clock.now())


def requests_of_key(uuid: UUID) -> TryCount:
    """Return how many requests came with one key of an employer."""
    words = _("Too many requests with this key. Please wait a few minutes.")
    return TryCount(Limit("api-key", str(uuid), rules.KEY_REQUESTS, words), now=clock.now())


def wrong_keys_of(request: HttpRequest) -> TryCount:
    """Return how many requests of the caller's network came with a key that is none."""
    words = _("Too many requests with a key that is not accepted. Please wait a few minutes.")
    return TryCount(Limit("wrong-key", _network_of(request), rules.WRONG_KEYS, words), now=clock.now())


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
