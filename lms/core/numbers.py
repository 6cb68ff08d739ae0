"""Numbers as people write them: a mark is 72 or 72.5, on every page and every sheet."""

from decimal import Decimal, InvalidOperation

_MOST_DIGITS = 9  # Python refuses to read very long ones, and no column counts so far


def plain(number: Decimal | float | str | None) -> str:
    """Return a number without zeros that say nothing; what is no number stays as it is, and nothing is empty."""
    try:
        text = f"{Decimal(str(number)):f}"
    except InvalidOperation:
        return "" if number is None else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text


def count_in(text: str) -> int | None:
    """Return the number from 0 on that a form sends in digits; None for anything else or more than nine digits."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS else None
