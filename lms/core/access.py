"""Every view says who may call it; the permission matrix test reads what is said here.

@access(Public)                     anybody
@access(SignedIn)                   anybody signed in
@access(Roles(Role.REGISTRAR))      who holds one of the roles, at any site or school; the object's own
                                    site is asked by the policy's `visible_to`
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.translation import gettext as _

from lms.core.enums import Role
from lms.core.errors import NotAllowed

# Names nobody: it says that a trainee was the last who signed out at this computer, until the browser is closed.
LAST_AT_SEAT = "last_at_seat"

View = Callable[..., HttpResponse]


@dataclass(frozen=True, slots=True)
class Rule:
    """Who may call a view."""

    audience: str
    roles: frozenset[Role] = field(default_factory=frozenset)

    def admits(self, user: Any) -> bool:
        """Return whether this user may call the view at all."""
        if self.audience == "public":
            return True
        if not user.is_authenticated:
            return False
        return self.audience == "signed_in" or user.holds_any_role(self.roles)


Public = Rule("public")
SignedIn = Rule("signed_in")


def Roles(*roles: Role) -> Rule:
    """Return the rule that admits holders of any of these roles."""
    return Rule("roles", frozenset(roles))


def require(rule: Rule, request: HttpRequest) -> HttpResponse | None:
    """Return None when the caller is admitted, else a way to sign in.

    :raises NotAllowed: when somebody is signed in who may not.
    """
    if rule.audience == "public" or rule.admits(request.user):
        return None
    if request.user.is_authenticated:
        raise NotAllowed(_("Your account may not open this page."))
    if getattr(request, "terminal", None) is not None or request.COOKIES.get(LAST_AT_SEAT) == Role.TRAINEE:
        # Without `next`: whoever signs in at this seat may be somebody else.
        return HttpResponseRedirect(resolve_url("accounts:trainee_sign_in"))
    # Here, as the public part that stands alone has no accounts, and the import loads their tables.
    from django.contrib.auth.views import redirect_to_login

    trainee_only = rule.roles == {Role.TRAINEE}
    login_url = resolve_url("accounts:trainee_sign_in" if trainee_only else "account_login")
    return redirect_to_login(request.get_full_path(), login_url)


def access(rule: Rule) -> Callable[[View], View]:
    """Declare and enforce who may call a function view."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            return require(rule, request) or view(request, *args, **kwargs)

        guarded.access = rule  # type: ignore[attr-defined]
        return guarded

    return decorate


def stays_visible(check: Callable[..., bool]) -> Callable[[View], View]:
    """Let a page of staff be looked at, and nothing more, after its reader was idle: while `check` says so (ADR 0182).

    `check` gets the user and what the address names.
    """

    def decorate(view: View) -> View:
        view.stays_visible = check  # type: ignore[attr-defined]
        return view

    return decorate


class AccessMixin:
    """Class views: set `access`; it is asked in `dispatch`, before anything else."""

    access: Rule

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return require(self.access, request) or super().dispatch(request, *args, **kwargs)  # type: ignore[misc]
