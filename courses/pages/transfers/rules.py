"""Which step may follow which. No Django."""

from collections.abc import Mapping

CHECKING, READY, LOADING = "checking", "ready", "loading"
# State of an upload -> what it may become; what is not named is the end.
UPLOAD_STEPS: Mapping[str, frozenset[str]] = {
    CHECKING: frozenset({READY, "unchanged", "refused", "expired", "discarded"}),
    READY: frozenset({LOADING, CHECKING, "discarded", "expired"}),
    # Discarded only when the work broke off.
    LOADING: frozenset({"loaded", "unchanged", "refused", READY, CHECKING, "discarded", "expired"}),
}
EXPORT_STEPS: Mapping[str, frozenset[str]] = {
    "making": frozenset({READY, "refused", "expired"}),
    READY: frozenset({"expired"}),
}


def may_become(steps: Mapping[str, frozenset[str]], state: str, wanted: str) -> bool:
    """Return whether a row in this state may take the wanted one."""
    return wanted in steps.get(state, frozenset())


def is_at_work(state: str) -> bool:
    """Return whether a worker has to do something next."""
    return state in {CHECKING, LOADING, "making"}


def has_file(state: str) -> bool:
    """Return whether the file is still needed."""
    return is_at_work(state) or state == READY
