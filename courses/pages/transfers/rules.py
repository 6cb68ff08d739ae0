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
    # Discarded only when the work broke off.
    "making": frozenset({READY, "refused", "expired", "discarded"}),
    READY: frozenset({"expired", "discarded"}),
}
WITH_FILE = frozenset({CHECKING, READY, LOADING, "making"})


def is_at_work(state: str) -> bool:
    """Return whether a worker has to do something next."""
    return state in {CHECKING, LOADING, "making"}
