"""What somebody looks for at the desk. No Django."""

from dataclasses import dataclass, fields
from enum import StrEnum


class Shelf(StrEnum):
    """Where a question lies: in the bank, or as a draft on its way there."""

    BANK = "bank"
    OPEN = "open"
    WAITING = "waiting"
    BACK = "back"
    RETIRED = "retired"
    DISCARDED = "discarded"


# Looks for drafts that name no topic at all; no code of a topic has this sign alone.
NO_TOPIC = "-"
IN_BANK = (Shelf.BANK, Shelf.RETIRED)
CHANGEABLE = (Shelf.OPEN, Shelf.BACK)  # drafts that their writers may change and submit


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty is not asked."""

    shelf: Shelf = Shelf.BANK
    words: str = ""
    bank: str = ""
    topic: str = ""
    kind: str = ""
    use: str = ""
    difficulty: str = ""
    depth: str = ""
    origin: str = ""
    no_english: bool = False
    unread: bool = False
    mine: bool = False
    flagged: bool = False

    @property
    def is_of_drafts(self) -> bool:
        """Return whether drafts are looked for."""
        return self.shelf not in IN_BANK

    def is_narrowed(self) -> bool:
        """Return whether anything but the shelf is asked."""
        return any(getattr(self, one.name) for one in fields(self) if one.name != "shelf")

    def is_narrowed_further(self) -> bool:
        """Return whether something is asked that is looked for less often."""
        further = ("use", "difficulty", "depth", "origin", "no_english", "unread", "mine", "flagged")
        return any(getattr(self, name) for name in further)
