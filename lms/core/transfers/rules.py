"""Names of sent files as lists show them, and which step may follow which. No Django."""

from collections.abc import Mapping

Steps = Mapping[str, frozenset[str]]
LONGEST_NAME, KEPT_END = 80, 20


def shown_name(sent: str) -> str:
    """Return the name of a sent file as lists show it: no folders, nothing unseen, not too long."""
    last = sent.replace("\\", "/").rpartition("/")[2]
    seen = " ".join("".join(sign if sign.isprintable() else " " for sign in last).split())
    if len(seen) <= LONGEST_NAME:
        return seen
    return f"{seen[: LONGEST_NAME - KEPT_END - 1]}…{seen[-KEPT_END:]}"


def may_become(steps: Steps, state: str, wanted: str) -> bool:
    """Return whether a row in this state may take the wanted one."""
    return wanted in steps.get(state, frozenset())
