"""What is written to people of employers. Addresses in it come from the settings, never from a request's Host."""

from collections.abc import Iterable, Mapping

from allauth.account.adapter import get_adapter
from allauth.core.internal import ratelimit
from django.http import HttpRequest

from lms.accounts.employers import rules
from lms.accounts.employers.models import EmployerInvitation
from lms.accounts.letters.addresses import whole_address
from lms.accounts.models import User
from lms.accounts.policies import acting_for_employers
from lms.organisations.api import Employer


def may_write_to(request: HttpRequest, email: str) -> bool:
    """Return whether it is time for another letter to this address: one in three minutes, whoever asks."""
    return bool(
        ratelimit.consume(request, app="allauth.account", action="confirm_email", key=email, limit_get=True)
    )


def may_invite(request: HttpRequest, email: str) -> bool:
    """Return whether an owner may write to this address now: nobody's mailbox is filled from here."""
    return bool(
        ratelimit.consume(request, app="allauth.account", action="invite", key=email, user=request.user)
    )


def tell_account_exists(email: str) -> None:
    """Tell the owner of an address that somebody signed up with it."""
    context = {
        "sign_in_url": whole_address("account_login"),
        "password_reset_url": whole_address("account_reset_password"),
    }
    get_adapter().send_mail("account/email/account_already_exists", email, context)


def tell_second_step_ended(email: str) -> None:
    """Tell somebody that an officer has ended the second step: whoever asked may have been another."""
    context = {
        "mfa_url": whole_address("mfa_index"),
        "password_reset_url": whole_address("account_reset_password"),
    }
    get_adapter().send_mail("accounts/email/second_step_ended", email, context)


def tell_verified(employer: Employer) -> None:
    """Tell the people of an employer that they may work here now: nobody looks each day whether an officer decided."""
    about = {"employer": employer.name_zh}
    write_to_people_of(employer.pk, "accounts/email/employer_verified", page="portal:home", about=about)


def tell_suspended(employer: Employer, people: Iterable[int]) -> None:
    """Tell these people what a suspension of their employer means and whom to ask. No letter says why."""
    held = User.objects.filter(pk__in=list(people), is_active=True).exclude(email="").order_by("pk")
    for email in held.values_list("email", flat=True):
        about = {"employer": employer.name_zh}
        write_to(email, "accounts/email/employer_suspended", page="portal:home", about=about)


def tell_lifted(employer: Employer) -> None:
    """Tell the people of an employer that they may work here again."""
    about = {"employer": employer.name_zh}
    write_to_people_of(employer.pk, "accounts/email/employer_lifted", page="portal:home", about=about)


def send_invitation(invitation: EmployerInvitation, secret: str) -> None:
    """Send the link of an invitation, which opens once."""
    context = {
        "employer": invitation.employer,
        "join_url": whole_address("employers:join", secret),
        "days": rules.INVITATION_DAYS,
    }
    get_adapter().send_mail("accounts/email/invitation", invitation.email, context)


def write_to_people_of(employer_id: int, template_prefix: str, *, page: str, about: dict[str, str]) -> None:
    """Write to everybody who acts for an employer; `page` is the name of the page that the letter leads to."""
    held = acting_for_employers().filter(employer=employer_id).exclude(user__email="").order_by("pk")
    for email in held.values_list("user__email", flat=True):
        write_to(email, template_prefix, page=page, about=about)


def write_to(email: str, template_prefix: str, *, page: str, about: Mapping[str, object]) -> None:
    """Write a letter to one address; `page` is the name of the page that it leads to."""
    get_adapter().send_mail(template_prefix, email, {**about, "page_url": whole_address(page)})
