"""What is typical of an identity number that is none, so that it can be said. No Django."""

import re

_OLD_IDENTITY = re.compile(r"[0-9]{15}")  # of the cards before 1999, out of use since 2013
# O for 0, I or l for 1: what a hand or a scanner writes.
_LETTERS_FOR_DIGITS = re.compile(r"(?=.*[OIL])[0-9OIL]{17}[0-9XOIL]", re.IGNORECASE)


def form_of_identity(number: str) -> str:
    """Return what is typical of a number that is none: an old one, or letters that look like digits; or ""."""
    if _OLD_IDENTITY.fullmatch(number):
        return "identity_old_form"
    return "identity_letters" if _LETTERS_FOR_DIGITS.fullmatch(number) else ""
