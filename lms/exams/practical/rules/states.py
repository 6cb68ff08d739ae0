"""From which state an act leads to which, one table per model."""

from collections.abc import Mapping

EXAMINATION_TRANSITIONS = {
    ("scheduled", "open"): "open",
    ("scheduled", "cancel"): "cancelled",
    ("open", "close"): "closed",
    ("closed", "release"): "released",
}
SHEET_TRANSITIONS = {("open", "sign"): "signed", ("open", "set_aside"): "set_aside"}


def next_state(table: Mapping[tuple[str, str], str], state: str, act: str) -> str | None:
    """Return the state that an act leads to, or None when it is not possible."""
    return table.get((state, act))
