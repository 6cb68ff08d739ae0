"""Characters of which a reader sees nothing, though they turn or hide what stands beside them."""

import unicodedata

UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def has_unseen(text: str) -> bool:
    """Return whether it has characters that nobody sees, as control marks and turns of direction."""
    return any(unicodedata.category(one) in UNSEEN for one in text)
