"""Decides at each request whether a session may go on, and ends it so that nothing stays in the browser."""

from datetime import datetime

from allauth.account.internal import flows
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME, SESSION_KEY
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lms.accounts import rules, watching
from lms.accounts.models import User
from lms.accounts.operations import record_sign_out
from lms.accounts.permissions import ENTER_AUTHORING
from lms.accounts.queries import actor_of
from lms.accounts.terminals import seat_of
from lms.accounts.watching import REST
from lms.core.access import LAST_AT_SEAT
from lms.core.enums import SECOND_FACTOR_ROLES, Role
from lms.core.errors import DomainError
from lms.core.faces import problem_response, wants_json
from lms.core.middleware import AUTHORING

BEGAN, SEEN, SEAT = "signed_in_at", "seen_at", "terminal"
# Cookies stay: the device token and the language are the machine's, the session row is gone anyway. Storage stays: it
# may hold sealed answers of an examination that have not arrived; the sign-in page sends them and forgets the rest
# (ADR 0103).
WIPE = '"cache"'
# Open to a signed-in user who still has to set up the second factor.
SET_UP_PAGES = frozenset(
    {
        "account_reauthenticate",
        "mfa_index",
        "mfa_reauthenticate",
        "mfa_reauthenticate_webauthn",
        "mfa_activate_totp",
        "mfa_list_webauthn",
        "mfa_add_webauthn",
        "mfa_view_recovery_codes",
        "mfa_generate_recovery_codes",
        "accounts:sign_out",
        "accounts:keep_alive",
        "account_logout",
        "preferences",
        "set_language",
        "healthz",
        "media",
    }
)
AUTHENTICATORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]


def begin_session(request: HttpRequest, *, now: datetime) -> None:
    """Write into a new session when it began and at which terminal."""
    request.session[BEGAN] = request.session[SEEN] = now.timestamp()
    if hasattr(request, "terminal"):
        request.session[SEAT] = seat_of(request)


def end_if_over(request: HttpRequest, *, now: datetime) -> HttpResponse | None:
    """Return the answer that ends a session which is over; else note the sign of life and return None.

    A room that is written in stays visible to staff who are idle: that page alone, and only to look at (ADR 0182).
    """
    user = request.user
    if not user.is_authenticated:
        if SESSION_KEY in request.session:
            request.session.flush()  # the user was closed meanwhile
        return None
    reason = _reason_to_end(request, user, now=now)
    if (reason == "idle" or (not reason and watching.is_about_rest(request))) and watching.stays_visible(
        request
    ):
        return _let_watch(request, is_idle=bool(reason), now=now)
    if reason:
        return _turn_away(request, user, reason=reason, now=now)
    _note_life(request, now=now)
    return None


def _let_watch(request: HttpRequest, *, is_idle: bool, now: datetime) -> HttpResponse | None:
    """Show the page, and note no life: a page that fetches itself is no sign that somebody sits there."""
    if REST in request.GET:
        request.session[SEEN] = now.timestamp() - session_limits(request).idle_on_server - 1
        return HttpResponseRedirect(request.path)
    request.is_watching = is_idle  # type: ignore[attr-defined]
    return None


def _reason_to_end(request: HttpRequest, user: User, *, now: datetime) -> str:
    if not user.held_roles() and not user.is_superuser:
        return "no_role"
    seat = seat_of(request)
    if Role.TRAINEE in user.held_roles() and request.session.setdefault(SEAT, seat) != seat:
        return "other_terminal"
    began = request.session.setdefault(BEGAN, now.timestamp())
    seen = request.session.setdefault(SEEN, now.timestamp())
    reason = rules.reason_to_end(
        age=now.timestamp() - began, idle=now.timestamp() - seen, limits=session_limits(request)
    )
    return "" if reason == "idle" and _outlives_idleness(request) else reason


def session_limits(request: HttpRequest) -> rules.SessionLimits:
    """Return the limits that hold where the request was made."""
    at_terminal = getattr(request, "terminal", None) is not None
    idle = settings.IDLE_SECONDS_TERMINAL if at_terminal else settings.IDLE_SECONDS_OFFICE
    return rules.SessionLimits(idle=idle, absolute=settings.SESSION_LONGEST_SECONDS)


def _outlives_idleness(request: HttpRequest) -> bool:
    """An examination saves by itself while the candidate thinks: it must never lose its session to idleness."""
    return request.path.startswith(tuple(settings.IDLE_EXEMPT_PREFIXES))


def _note_life(request: HttpRequest, *, now: datetime) -> None:
    if now.timestamp() - request.session[SEEN] >= rules.SEEN_EVERY:
        request.session[SEEN] = now.timestamp()


def _turn_away(request: HttpRequest, user: User, *, reason: str, now: datetime) -> HttpResponse:
    where = sign_in_url(request, user, reason=reason)
    sign_out(request, reason=reason, now=now)
    if wants_json(request):
        error = DomainError(_("You are no longer signed in."), code=f"accounts.session.{reason}")
        error.status = 401
        return wiping(problem_response(error))
    return leading_to_sign_in(request, where)


def sign_in_url(request: HttpRequest, user: User, *, reason: str = "") -> str:
    """Return where this user signs in again; only at an office desk does it lead back to the same page."""
    query = {"ended": reason} if reason else {}
    is_trainee = user.is_authenticated and Role.TRAINEE in user.held_roles()
    if getattr(request, "terminal", None) is not None or is_trainee:
        return _with_query(reverse("accounts:trainee_sign_in"), query)
    if reason and request.method == "GET":
        query[REDIRECT_FIELD_NAME] = request.get_full_path()
    return _with_query(reverse("account_login"), query)


def leading_to_sign_in(request: HttpRequest, where: str) -> HttpResponse:
    """Return the way to a sign-in page, which pages that ask for one lead to from now on at this computer."""
    response = wiping(HttpResponseRedirect(where))
    if where.startswith(reverse("accounts:trainee_sign_in")):
        is_secure = request.is_secure()
        response.set_cookie(LAST_AT_SEAT, Role.TRAINEE, httponly=True, samesite="Lax", secure=is_secure)
    else:
        response.delete_cookie(LAST_AT_SEAT, samesite="Lax")
    return response


def _with_query(path: str, query: dict[str, str]) -> str:
    return f"{path}?{urlencode(query)}" if query else path


def sign_out(request: HttpRequest, *, reason: str, now: datetime) -> None:
    """End the session on the server, half-finished sign-ins included, and write it down."""
    if request.user.is_authenticated:
        record_sign_out(user=request.user, reason=reason, actor=actor_of(request), now=now)
    flows.logout.logout(request, show_message=False)


def wiping(response: HttpResponse) -> HttpResponse:
    """Tell the browser to forget what it holds of the person who leaves."""
    response["Clear-Site-Data"] = WIPE
    response["Cache-Control"] = "no-store"
    return response


def needs_second_factor(user: User) -> bool:
    """Return whether the user's roles ask for a second factor that is not set up yet."""
    if not settings.MFA_REQUIRED or not (user.is_superuser or user.holds_any_role(SECOND_FACTOR_ROLES)):
        return False
    return not is_mfa_enabled(user, AUTHENTICATORS)


def refuse_desk(request: HttpRequest) -> None:
    """Refuse Wagtail's interface to a signed-in person who has no work there.

    Wagtail would send the person to the sign-in page, which sends who is signed in back, without end.

    :raises PermissionDenied: the person holds no role with a desk.
    """
    user = request.user
    if request.path.startswith(AUTHORING) and user.is_authenticated and not user.has_perm(ENTER_AUTHORING):
        raise PermissionDenied


def demand_second_factor(request: HttpRequest) -> HttpResponse | None:
    """Return the way to the set-up page when the user must set up a second factor first."""
    if not request.user.is_authenticated or request.resolver_match.view_name in SET_UP_PAGES:
        return None
    return HttpResponseRedirect(reverse("mfa_index")) if needs_second_factor(request.user) else None
