"""Numbers as people write them: a mark is 72 or 72.5, on every page and every sheet."""

from decimal import Decimal, InvalidOperation


def plain(number: Decimal | float | str | None) -> str:
    """Return a number without zeros that say nothing; what is no number stays as it is, and nothing is empty."""
    try:
        text = f"{Decimal(str(number)):f}"
    except InvalidOperation:
        return "" if number is None else str(number)
    return text.rstrip("0").rstrip(".") if "." in text else text
