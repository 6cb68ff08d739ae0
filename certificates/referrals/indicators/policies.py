"""Who may see indicators: officers of their places with the people behind them, authorities numbers alone."""

from lms.accounts.api import User, sites_visible_to
from lms.core.access import Roles
from lms.core.enums import Role
from lms.organisations.api import Site

OFFICER_ROLES = (Role.PLACEMENT_OFFICER, Role.REGISTRAR)
OFFICERS = Roles(*OFFICER_ROLES)
READERS = Roles(*OFFICER_ROLES, Role.AUTHORITY_READER)


def may_see_people(user: User) -> bool:
    """Return whether the user sees who stands behind a number; such a reader sees the own places only."""
    return user.holds_any_role(OFFICERS.roles)


def sites_of(user: User) -> list[Site]:
    """Return the sites whose figures the user may see, by code."""
    roles = OFFICER_ROLES if may_see_people(user) else (Role.AUTHORITY_READER,)
    return list(sites_visible_to(user, roles).distinct().order_by("code"))
