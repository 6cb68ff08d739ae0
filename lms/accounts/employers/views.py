"""Faces of people of employers: the confirmed address, the colleagues of one's organisation, an accepted invitation."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID

from allauth.account.models import EmailConfirmationHMAC
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from lms.accounts import limits
from lms.accounts.employers import mails, operations, queries, rules
from lms.accounts.employers.forms import ConfirmForm, InviteForm, JoinForm, OrganisationForm
from lms.accounts.employers.signing_up import confirm_sign_up
from lms.accounts.errors import (
    ColleagueNotFound,
    ContactChanged,
    InvitationNotFound,
    InvitationRefused,
    NotAnOwner,
)
from lms.accounts.models import RoleAssignment, User
from lms.accounts.places import place_of
from lms.accounts.queries import actor_of
from lms.core import clock
from lms.core.access import Public, Roles, access
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.core.faces import domain_errors_to_form
from lms.organisations.api import contact_of_employer

Employers = Roles(Role.EMPLOYER)
EveryEmployer = Roles(Role.EMPLOYER, Role.EMPLOYER_APPLICANT)


def leaves_no_trace(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Keep what a secret link opens out of caches, indexes and the addresses that other sites are told."""

    @wraps(view)
    def traceless(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return traceless


@access(Public)
@require_safe
def link_sent(request: HttpRequest) -> HttpResponse:
    """Say that a link was sent: the same for every address."""
    return render(request, "accounts/employers/link_sent.html", {"days": rules.SIGN_UP_DAYS})


@access(Public)
@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, confirmation_key: str) -> HttpResponse:
    """Take an address as confirmed by who holds the link and knows the password that was chosen."""
    found = EmailConfirmationHMAC.from_key(confirmation_key)
    user: User | None = found.email_address.user if found else None
    if user is None or not hasattr(user, "employer_sign_up"):
        return _no_longer(request)
    form = ConfirmForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with domain_errors_to_form(form):
            if _knows_password(request, user, form.cleaned_data["password"]):
                confirm_sign_up(user=user, actor=_as(user, Role.EMPLOYER_APPLICANT), now=clock.now())
            else:
                form.add_error("password", _("This is not the password that was chosen at sign-up."))
    if form.is_bound and form.is_valid():
        messages.success(request, _("Your address is confirmed. Sign in with it now."))
        return redirect("account_login")
    status = 422 if form.is_bound else 200
    return render(request, "accounts/employers/confirm.html", {"form": form}, status=status)


def _knows_password(request: HttpRequest, user: User, password: str) -> bool:
    attempt = limits.begin(account=user.get_username(), place=place_of(request), everywhere=True)
    if not user.check_password(password):
        attempt.failed()
        return False
    attempt.succeeded()
    return True


def _as(user: User, role: Role) -> Actor:
    """Return the one to whom the link belongs: nobody is signed in yet."""
    return Actor(user.uuid, role)


def _no_longer(request: HttpRequest) -> HttpResponse:
    return render(request, "accounts/employers/no_longer.html", status=404)


@access(EveryEmployer)
@require_http_methods(["GET", "HEAD", "POST"])
def organisation(request: HttpRequest) -> HttpResponse:
    """Show how one's organisation is reached; an owner corrects it, also while nobody has verified it."""
    held = _own(request)
    if held.employer is None:
        raise NotAnOwner(_("Your account belongs to no employer any more."))
    stands = contact_of_employer(held.employer)
    form = OrganisationForm(request.POST if request.method == "POST" else None, stands=stands)
    if form.is_valid():
        with domain_errors_to_form(form):
            changed = operations.correct_organisation(
                owner=_owner(request),
                contact=form.contact(),
                seen=form.cleaned_data["seen"],
                actor=actor_of(request),
                now=clock.now(),
            )
    if form.is_bound and form.is_valid():
        messages.success(request, _("It is kept.") if changed else _("Nothing was changed."))
        return redirect("employers:organisation")
    is_outdated = form.has_error(NON_FIELD_ERRORS, ContactChanged.code)
    if is_outdated:
        held.employer.refresh_from_db()
        form.renew(contact_of_employer(held.employer))
    context = {
        "form": form,
        "employer": held.employer,
        "is_owner": held.is_owner,
        "shows_what_stands": is_outdated or not held.is_owner,
        "organisation_name": held.employer.name,
    }
    status = 422 if form.is_bound else 200
    return render(request, "accounts/employers/organisation.html", context, status=status)


@access(Employers)
@require_safe
def colleagues(request: HttpRequest) -> HttpResponse:
    """List who works for one's organisation here, and who is invited."""
    held = _own(request)
    employer = held.employer_id or 0
    people = list(queries.people_of(employer))
    context = {
        "people": people,
        "owners": sum(row.is_owner for row in people),
        "invitations": queries.open_invitations(employer, now=clock.now()) if held.is_owner else (),
        "own": held,
        # Known already: the layout asks nothing more.
        "organisation_name": held.employer.name if held.employer else "",
    }
    return render(request, "accounts/employers/colleagues.html", context)


@access(Employers)
@require_http_methods(["GET", "HEAD", "POST"])
def invite(request: HttpRequest) -> HttpResponse:
    """Invite a colleague by a link that opens once. Whether the address has an account is not told."""
    owner = _owner(request)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        with domain_errors_to_form(form):
            if not mails.may_invite(request, email):
                raise InvitationRefused(_("That were many letters. Wait three minutes, then try again."))
            made, secret = operations.invite(
                owner=owner,
                email=email,
                is_owner=form.cleaned_data["is_owner"],
                actor=actor_of(request),
                now=clock.now(),
            )
            mails.send_invitation(made, secret)
    if form.is_bound and form.is_valid():
        messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": email})
        return redirect("employers:colleagues")
    context = {"form": form, "days": rules.INVITATION_DAYS}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/employers/invite.html", context, status=status)


@access(Employers)
@require_http_methods(["GET", "HEAD", "POST"])
def withdraw(request: HttpRequest, invitation_uuid: UUID) -> HttpResponse:
    """Withdraw an invitation, after a question."""
    held = _own(request)
    rows = queries.open_invitations(held.employer_id or 0, now=clock.now())
    invitation = rows.filter(uuid=invitation_uuid).first()
    if invitation is None:
        raise InvitationNotFound
    owner = _owner(request)
    if request.method != "POST":
        return _ask(
            request,
            question=_("Withdraw this invitation?"),
            about=invitation.email,
            what_happens=_("Its link opens nothing from then on."),
            button=_("Withdraw the invitation"),
            variant="danger",
        )
    operations.withdraw_invitation(
        owner=owner, invitation_uuid=invitation_uuid, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("The invitation is withdrawn. Its link opens nothing any more."))
    return redirect("employers:colleagues")


@access(Employers)
@require_http_methods(["GET", "HEAD", "POST"])
def remove(request: HttpRequest, colleague_uuid: UUID) -> HttpResponse:
    """End a colleague's work here, after a question."""
    colleague, owner = _colleague(request, colleague_uuid), _owner(request)
    if request.method != "POST":
        return _ask(
            request,
            question=_("Remove this colleague?"),
            about=colleague.user.display_name,
            what_happens=_(
                "The account is of no use from then on. Keys that this person made are refused, and open invitations "
                "are withdrawn. You may invite the same address again later."
            ),
            button=_("Remove the colleague"),
            variant="danger",
        )
    operations.remove_colleague(
        owner=owner, colleague_uuid=colleague_uuid, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("%(name)s is removed.") % {"name": colleague.user.display_name})
    return redirect("portal:home" if owner.uuid == colleague_uuid else "employers:colleagues")


@access(Employers)
@require_http_methods(["GET", "HEAD", "POST"])
def let_own(request: HttpRequest, colleague_uuid: UUID) -> HttpResponse:
    """Make a colleague an owner, or no owner any more, after a question."""
    colleague, owner = _colleague(request, colleague_uuid), _owner(request)
    if request.method != "POST":
        return _ask(request, **_asks_who_owns(colleague))
    wish = request.POST.get("owner") == "yes"
    operations.let_own(
        owner=owner, colleague_uuid=colleague_uuid, is_owner=wish, actor=actor_of(request), now=clock.now()
    )
    messages.success(request, _("That is changed."))
    return redirect("employers:colleagues")


@access(Public)
@leaves_no_trace
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, invitation_token: str) -> HttpResponse:
    """Open an account by an invitation's link, once."""
    invitation = queries.invitation_behind(invitation_token, now=clock.now())
    if invitation is None:
        return _no_longer(request)
    form = JoinForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if form.is_valid():
        with domain_errors_to_form(form):
            try:
                operations.accept_invitation(
                    secret=invitation_token,
                    name=form.cleaned_data["name"],
                    password=form.cleaned_data["password1"],
                    actor=Actor(None, "invited"),
                    now=clock.now(),
                )
            except InvitationNotFound:
                return _no_longer(request)
    if form.is_bound and form.is_valid():
        messages.success(request, _("Your account is open. Sign in with your e-mail address."))
        return redirect("account_login")
    context = {"form": form, "invitation": invitation}
    status = 422 if form.is_bound else 200
    return render(request, "accounts/employers/join.html", context, status=status)


def _ask(request: HttpRequest, **words: str) -> HttpResponse:
    return render(request, "accounts/employers/question.html", words)


def _asks_who_owns(colleague: RoleAssignment) -> dict[str, str]:
    said = {"question": _("Change who is an owner?"), "about": colleague.user.display_name}
    if colleague.is_owner:
        words = _("This person will not invite and remove colleagues any more.")
        return said | {"what_happens": words, "button": _("No owner any more"), "wish": "no"}
    words = _("This person will invite and remove colleagues, you among them.")
    return said | {"what_happens": words, "button": _("Make an owner"), "wish": "yes"}


def _own(request: HttpRequest) -> RoleAssignment:
    """Return how the reader works for an employer.

    :raises NotAnOwner: the role has just ended.
    """
    held = queries.employers_person(request.user)  # type: ignore[arg-type]
    if held is None:
        raise NotAnOwner(_("Your account belongs to no employer any more."))
    return held


def _owner(request: HttpRequest) -> User:
    """Return the reader, an owner.

    :raises NotAnOwner: who is none.
    """
    if not _own(request).is_owner:
        raise NotAnOwner(_("Only owners of your organisation's account may do this."))
    return request.user  # type: ignore[return-value]


def _colleague(request: HttpRequest, uuid: UUID) -> RoleAssignment:
    colleague = queries.people_of(_own(request).employer_id or 0).filter(user__uuid=uuid).first()
    if colleague is None:
        raise ColleagueNotFound
    return colleague
