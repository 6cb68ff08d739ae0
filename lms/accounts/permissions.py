"""Which Django permissions a role carries. There are no groups: roles are the one source (docs/decisions/0020).

Other apps add theirs in `AppConfig.ready` with `let_role`, so that Wagtail's screens ask the same roles as ours.
"""

from collections.abc import Iterable

from lms.core.enums import STAFF_ROLES, Role

ENTER_AUTHORING = "wagtailadmin.access_admin"
_permissions: dict[Role, set[str]] = {role: {ENTER_AUTHORING} for role in STAFF_ROLES}


def let_role(role: Role, *permissions: str) -> None:
    """Give a role more permissions, named "app_label.codename"."""
    _permissions.setdefault(role, set()).update(permissions)


def permissions_of(roles: Iterable[Role]) -> set[str]:
    """Return what these roles may do together."""
    return {permission for role in roles for permission in _permissions.get(role, ())}
