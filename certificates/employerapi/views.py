"""The keys of one's organisation: a list, a new one shown once, revoked at once; and how programs ask, for anybody."""

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from certificates.employerapi import operations, queries
from certificates.employerapi.errors import CannotMakeKey
from certificates.employerapi.forms import NewKeyForm
from certificates.employerapi.operations import NewKey
from certificates.employerapi.presentation import key_row
from certificates.employerapi.rules import KEYS_AT_ONCE, MOST_AT_ONCE
from certificates.verification import rules as limits
from certificates.verification.traces import leaves_no_trace
from lms.accounts.api import actor_of, knows_own_secret
from lms.core import clock
from lms.core.access import Public, Roles, access
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form


@access(Roles(Role.EMPLOYER))
@require_safe
def keys(request: HttpRequest) -> HttpResponse:
    """List the keys of one's organisation."""
    now = clock.now()
    rows = [key_row(key, now=now) for key in queries.keys_of(queries.employer_of(request.user) or 0)]  # type: ignore[arg-type]
    context = {"rows": rows, "most": KEYS_AT_ONCE}
    return render(request, "certificates/employer_keys/index.html", context)


@access(Roles(Role.EMPLOYER))
@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
def new_key(request: HttpRequest) -> HttpResponse:
    """Make a key, for which one's own password is asked again, and show it this once."""
    form = NewKeyForm(request.POST if request.method == "POST" else None)
    made = None
    if form.is_valid():
        with domain_errors_to_form(form):
            if knows_own_secret(request, form.cleaned_data["secret"]):
                made = operations.make_key(new=_wish(request, form), actor=actor_of(request), now=clock.now())
            else:
                form.add_error("secret", _("This is not your password."))
    if made:
        context = {"key": made[0], "secret": made[1]}
        return render(request, "certificates/employer_keys/made.html", context)
    status = 422 if form.is_bound else 200
    return render(request, "certificates/employer_keys/new.html", {"form": form}, status=status)


@access(Roles(Role.EMPLOYER))
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_key(request: HttpRequest, api_key_uuid: UUID) -> HttpResponse:
    """Revoke a key of one's organisation, after a question."""
    employer_id = queries.employer_of(request.user)  # type: ignore[arg-type]
    key = queries.own_key(employer_id=employer_id, key_uuid=api_key_uuid)
    if request.method != "POST":
        row = key_row(key, now=clock.now())
        return render(request, "certificates/employer_keys/revoke.html", {"row": row})
    operations.revoke_own_key(
        key_uuid=api_key_uuid, employer_id=employer_id, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("The key is revoked. It is refused from now on."))
    return redirect("certificates:employer_keys")


@access(Public)
@require_safe
def programs(request: HttpRequest) -> HttpResponse:
    """Say how a program of an employer checks certificates."""
    context = {
        "base": settings.PUBLIC_BASE_URL.rstrip("/"),
        "most": MOST_AT_ONCE,
        "requests": limits.KEY_REQUESTS,
        "rows": limits.EMPLOYER_ROWS,
        "misses": limits.EMPLOYER_MISSES,
        "minutes": limits.WINDOW_SECONDS // 60,
    }
    return render(request, "certificates/employer_keys/programs.html", context)


def _wish(request: HttpRequest, form: NewKeyForm) -> NewKey:
    """Return what the valid form asks for.

    :raises CannotMakeKey: when the role has just ended.
    """
    employer_id = queries.employer_of(request.user)  # type: ignore[arg-type]
    if employer_id is None:
        raise CannotMakeKey(_("Your account belongs to no employer any more."))
    said = form.cleaned_data
    return NewKey(employer_id, said["name"], said["days"], said["client_key"])
