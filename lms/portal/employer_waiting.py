"""The one page of an employer whom no placement officer stands for."""

from typing import Any

from lms.accounts.api import User, employers_person


def waiting_page(user: User) -> dict[str, Any]:
    """Return what the page says of the reader's organisation."""
    held = employers_person(user)
    return {"employer": held.employer if held else None}
