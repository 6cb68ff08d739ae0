"""The one page of an employer for which no placement officer stands."""

from typing import Any

from lms.accounts.api import User, employers_person, last_decision_about
from lms.organisations.api import STAND_SUSPENDED, Standing, standing_of


def waiting_page(user: User) -> dict[str, Any]:
    """Return what the page says of the reader's organisation: how it stands, and nothing of why."""
    held = employers_person(user)
    if held is None or held.employer is None:
        return {"employer": None, "standing": ""}
    last = last_decision_about(held.employer.pk)
    standing = standing_of(is_verified=held.employer.is_verified, last=last.kind if last else "")
    # How far officers are with lifting it is between them.
    shown = Standing.SUSPENDED if standing in STAND_SUSPENDED else standing
    return {"employer": held.employer, "standing": shown.value}
