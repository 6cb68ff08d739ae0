"""Slows guessing: counts tries per account and seat, never per address (60 people sit behind one).

A try is counted before it is checked, so that parallel guesses gain nothing. Kept in the cache only.
"""

from dataclasses import dataclass
from hashlib import sha256
from math import ceil

from django.core.cache import cache
from django.utils.translation import ngettext

from lms.accounts import rules
from lms.accounts.errors import TooManyTries
from lms.core.clock import now

WINDOW = 3600
# What one seat, or (for the office) one account from all places, may get wrong in an hour before it waits as well.
SPRAY_TRIES = 100


@dataclass(frozen=True, slots=True)
class _Counter:
    """Wrong tries under one key; the gate is shut while somebody has to wait."""

    key: str
    free: int

    @property
    def gate(self) -> str:
        return f"{self.key}:gate"

    def take(self) -> int:
        """Count one try and return the number of tries so far.

        :raises TooManyTries: while the gate is shut.
        """
        tries = self._increment()
        wait = rules.seconds_to_wait(tries - 1, free=self.free)
        until = now().timestamp() + wait
        # Past the free tries whoever sets the gate may try; `add` lets one of many parallel tries through.
        if wait and not cache.add(self.gate, until, timeout=wait):
            self.give_back()
            raise too_many(ceil(cache.get(self.gate, until) - now().timestamp()))
        return tries

    def _increment(self) -> int:
        cache.add(self.key, 0, timeout=WINDOW)
        try:
            tries = cache.incr(self.key)
        except ValueError:  # it expired between the two calls
            cache.set(self.key, 1, timeout=WINDOW)
            return 1
        cache.touch(self.key, WINDOW)
        return tries

    def give_back(self) -> None:
        try:
            cache.decr(self.key)
        except ValueError:
            return

    def shut(self, tries: int) -> None:
        wait = rules.seconds_to_wait(tries, free=self.free)
        if wait:
            cache.set(self.gate, now().timestamp() + wait, timeout=wait)

    def clear(self) -> None:
        cache.delete_many([self.key, self.gate])


def too_many(seconds: int) -> TooManyTries:
    """Return the refusal that says how long to wait."""
    seconds = max(seconds, 1)
    message = ngettext(
        "Too many wrong tries. Please wait %(seconds)d second, then try again.",
        "Too many wrong tries. Please wait %(seconds)d seconds, then try again.",
        seconds,
    ) % {"seconds": seconds}
    error = TooManyTries(message)
    error.retry_after = seconds
    return error


class Attempt:
    """One try at one account from one place, counted already; tell it how it ended."""

    def __init__(self, own: _Counter, shared: list[_Counter]) -> None:
        self._own, self._shared, self._tries = own, shared, {}
        for counter in [own, *shared]:
            try:
                self._tries[counter] = counter.take()
            except TooManyTries:
                for taken in self._tries:
                    taken.give_back()
                raise

    def failed(self) -> None:
        """Make the next try wait when there were too many."""
        for counter, tries in self._tries.items():
            counter.shut(tries)

    def succeeded(self) -> None:
        """Forget this account's tries from this place; what was counted for others stays counted."""
        self._own.clear()
        for counter in self._shared:
            counter.give_back()


def begin(*, account: str, place: str, everywhere: bool) -> Attempt:
    """Count a try at an account from a place; `everywhere` also counts the account's tries from all places.

    :raises TooManyTries: when it has to wait.
    """
    name = account.strip().lower()
    shared = [_Counter(_key("place", place), SPRAY_TRIES)]
    if everywhere:
        shared.append(_Counter(_key("account", name), SPRAY_TRIES))
    return Attempt(_Counter(_key("pair", name, place), rules.FREE_TRIES), shared)


def _key(*parts: str) -> str:
    return "sign-in:" + sha256("\x00".join(parts).encode()).hexdigest()
