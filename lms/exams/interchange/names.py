"""Names that options and matches get inside an item, as `drafts.py` says: "a", "b", ... "z", "aa", ..."""

from collections.abc import Iterable

from lms.exams.interchange.drafts import Option, Text


def name(index: int) -> str:
    """Return the name of the option at an index."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(ord("a") + rest) + letters
    return letters


def options(texts: Iterable[Text]) -> tuple[Option, ...]:
    """Return options with names in their order."""
    return tuple(Option(name(index), text) for index, text in enumerate(texts))
