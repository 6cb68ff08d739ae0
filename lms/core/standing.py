"""How what comes from outside stands to what is here: new, changed or the same, each by its code."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Standing:
    """Codes of one kind of thing, each in one of three lists."""

    new: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    same: tuple[str, ...] = ()

    @property
    def number(self) -> int:
        """Return how many there are altogether."""
        return len(self.new) + len(self.changed) + len(self.same)


def standing_of(wanted: Mapping[str, Any], known: Mapping[str, Any]) -> Standing:
    """Compare the contents (or their hashes) that come with those that are here, in the order in which they come."""
    return Standing(
        new=tuple(code for code in wanted if code not in known),
        changed=tuple(code for code in wanted if code in known and known[code] != wanted[code]),
        same=tuple(code for code in wanted if code in known and known[code] == wanted[code]),
    )
