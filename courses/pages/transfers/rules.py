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
LONGEST_NAME, KEPT_END = 80, 20


def shown_name(sent: str) -> str:
    """Return the name of a sent file as lists show it: no folders, nothing unseen, not too long."""
    last = sent.replace("\\", "/").rpartition("/")[2]
    seen = " ".join("".join(sign if sign.isprintable() else " " for sign in last).split())
    if len(seen) <= LONGEST_NAME:
        return seen
    return f"{seen[: LONGEST_NAME - KEPT_END - 1]}…{seen[-KEPT_END:]}"


def may_become(steps: Mapping[str, frozenset[str]], state: str, wanted: str) -> bool:
    """Return whether a row in this state may take the wanted one."""
    return wanted in steps.get(state, frozenset())


def is_at_work(state: str) -> bool:
    """Return whether a worker has to do something next."""
    return state in {CHECKING, LOADING, "making"}


def has_file(state: str) -> bool:
    """Return whether the file is still needed."""
    return is_at_work(state) or state == READY
