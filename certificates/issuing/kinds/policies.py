"""Who decides what a kind of certificate is: it holds for every school, so no school decides alone."""

from lms.accounts.api import User, assignments_of
from lms.core.enums import Role


def may_propose(user: User) -> bool:
    """Return whether this user is an issuing officer, of whichever school."""
    return assignments_of(user, (Role.ISSUING_OFFICER,)).exists()


def may_approve(user: User) -> bool:
    """Return whether this user is an administrator above all schools and sites."""
    return assignments_of(user, (Role.ADMINISTRATOR,)).filter(administration__isnull=False).exists()
