"""In which languages an item of a paper can be read."""

from collections.abc import Mapping
from typing import Any

from lms.exams.bank.rules import lacks_english


def is_translated(shown: Mapping[str, Any]) -> bool:
    """Return whether all that candidates read of an item is there in English too."""
    return not lacks_english([shown["stem"], *shown["options"], *shown.get("matches", ())])
