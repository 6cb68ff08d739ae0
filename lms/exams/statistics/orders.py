"""Whether the order of what was chosen counts, as far as the key and the answers of a column tell. No Django."""

from collections.abc import Sequence

_OPTIONS = frozenset("ABCDEFGHIJ0123456789")
_ARROWS = ("->", "→", ">", "⇒")
_FEWEST_IN_ORDER = 3


def option_signs(cell: str) -> list[str]:
    """Return the options that a cell names, in its order; none if it is a word."""
    signs = [sign for sign in cell.upper() if sign.isalnum()]
    return signs if _OPTIONS.issuperset(signs) else []


def does_order_count(key: str, cells: Sequence[str]) -> bool | None:
    """Return whether "BA" is another answer than "AB" in a column with this key, None if nothing tells.

    Right steps in their order name all options, from A or 1 on, and so does every answer to them. Answers to choose
    from name others too. Where nobody wrote the same signs in another order, it does not matter.
    """
    signs = option_signs(key)
    if len(signs) < 2:
        return False
    if any(arrow in key for arrow in _ARROWS):
        return True
    answers = [found for cell in cells if (found := option_signs(cell))]
    same = [one for one in answers if sorted(one) == sorted(signs)]
    if all(one == signs for one in same) or all(one == sorted(one) for one in (signs, *same)):
        return False
    if not _are_all_steps(signs):
        return None if key.strip().isdecimal() else False  # 13 may be a number
    if len(same) == len(answers):
        return True if signs != sorted(signs) and signs in same else None
    return False if signs == sorted(signs) and not key.strip().isdecimal() else None


def _are_all_steps(signs: Sequence[str]) -> bool:
    """Return whether signs are all of A, B, C, … or of 1, 2, 3, …."""
    if len(signs) < _FEWEST_IN_ORDER:
        return False
    return any(sorted(signs) == [chr(ord(first) + at) for at in range(len(signs))] for first in "A1")
