"""Names in the order in which people count: 机房2 before 机房10, 2排3座 before 10排1座."""

import re
import unicodedata

_NUMBER = re.compile(r"\d+", re.ASCII)


def natural_key(name: str) -> str:
    """Return a text by which names sort, numbers in them by their value; wide digits and capitals count as plain ones.

    Each number is led by how many digits it has, two places wide: a longer one is a larger one.
    """
    return _NUMBER.sub(_counted, unicodedata.normalize("NFKC", name).casefold())


def _counted(found: re.Match[str]) -> str:
    digits = found[0].lstrip("0")
    return f"{min(len(digits), 99):02}{digits}"
