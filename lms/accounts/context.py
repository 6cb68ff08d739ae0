"""Gives pages the name of the employer for which somebody acts."""

from collections.abc import Callable

from django.http import HttpRequest

from lms.accounts.policies import employer_of
from lms.core.enums import Role

EMPLOYER = frozenset({Role.EMPLOYER})


def organisation(request: HttpRequest) -> dict[str, Callable[[], str]]:
    """Return what the layout of employers asks for; nothing is read where a page does not show it."""
    return {"organisation_name": lambda: _name(request)}


def _name(request: HttpRequest) -> str:
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or not user.holds_any_role(EMPLOYER):
        return ""
    employer = employer_of(user)
    return employer.name if employer else ""
