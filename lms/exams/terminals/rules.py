"""What may be found at a terminal, how grave it is, and when a finding is too old to rely on.

Green: fit. Amber: one can write here, and a protection is missing or not known. Red: one cannot write here.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum


class Level(StrEnum):
    """How grave one finding is, or the worst of all."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


class Readiness(StrEnum):
    """Where a terminal stands."""

    READY = "ready"
    AMBER = "amber"
    RED = "red"
    OLD = "old"
    NEVER = "never"


OUTCOMES: Mapping[str, Mapping[str, Level]] = {
    "browser": {"fits": Level.GREEN, "old": Level.RED},
    "keeping": {"kept": Level.GREEN, "lost": Level.AMBER},
    "restart": {"survived": Level.GREEN, "waits": Level.AMBER, "wiped": Level.AMBER},
    "protection": {"sealed": Level.GREEN, "plain": Level.AMBER},
    "clock": {"right": Level.GREEN, "off": Level.AMBER, "unknown": Level.AMBER},
    "speed": {"fast": Level.GREEN, "slow": Level.AMBER, "failing": Level.RED},
    "screen": {"fits": Level.GREEN, "small": Level.AMBER, "tiny": Level.RED},
    "space": {"enough": Level.GREEN, "little": Level.AMBER, "unknown": Level.AMBER},
    "keyboard": {"works": Level.GREEN, "waits": Level.AMBER},
}
STALE_AFTER = timedelta(days=14)
_GRAVITY = list(Level)


def is_complete(outcomes: Mapping[str, str]) -> bool:
    """Return whether every check, and nothing else, has one of its outcomes."""
    return outcomes.keys() == OUTCOMES.keys() and all(
        isinstance(found, str) and found in OUTCOMES[check] for check, found in outcomes.items()
    )


def verdict_of(outcomes: Mapping[str, str]) -> Level:
    """Return the worst of what was found."""
    return max((OUTCOMES[check][found] for check, found in outcomes.items()), key=_GRAVITY.index)


def readiness_of(verdict: str, checked_at: datetime | None, *, now: datetime) -> Readiness:
    """Return where a terminal stands by its newest check."""
    if checked_at is None:
        return Readiness.NEVER
    if now - checked_at > STALE_AFTER:
        return Readiness.OLD
    return {Level.GREEN: Readiness.READY, Level.AMBER: Readiness.AMBER, Level.RED: Readiness.RED}[
        Level(verdict)
    ]
