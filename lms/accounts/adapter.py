"""Our ways where allauth lets us choose: limits per account and seat, letters, audited passwords."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lms.accounts import limits
from lms.accounts.backends import Audience
from lms.accounts.errors import TooManyTries
from lms.accounts.guard import AUTHENTICATORS
from lms.accounts.letters import operations as letters
from lms.accounts.letters.addresses import whole_address
from lms.accounts.models import User
from lms.accounts.operations import set_password
from lms.accounts.places import place_of
from lms.accounts.queries import actor_of
from lms.core.clock import now
from lms.core.crypto import decrypt, encrypt
from lms.core.enums import SECOND_FACTOR_ROLES

_WRONG = gettext_lazy("The name or the password is not right. Check both and try again.")
_TOTP_CONTEXT = "mfa_authenticator.totp"


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in of everybody."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        # One sentence for all: which part was wrong, and whether the account exists, is not told.
        "username_password_mismatch": _WRONG,
        "email_password_mismatch": _WRONG,
        "incorrect_password": gettext_lazy("The password is not right."),
        "too_many_login_attempts": gettext_lazy(
            "Too many wrong tries. Please wait five minutes, then try again."
        ),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return True

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write to somebody, whatever the request's Host header says; a worker sends it, so nobody waits for that."""
        own = {"email": email, "site_name": _site_name(), "sign_up_url": whole_address("account_signup")}
        letters.post(self.render_mail(template_prefix, email, {**context, **own}), now=now())

    def get_email_confirmation_url(self, request: HttpRequest, emailconfirmation: Any) -> str:
        """As below: never from the request's Host header."""
        return whole_address("account_confirm_email", emailconfirmation.key)

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of this site, without a host: nothing else is ever a place to go on to."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts=None)

    def get_login_stages(self) -> list[str]:
        own = ["lms.accounts.stages.ConfirmIdentityStage", "lms.accounts.stages.ChoosePinStage"]
        return [*own, "allauth.mfa.stages.AuthenticateStage"]

    def pre_login(self, request: HttpRequest, user: Any, **kwargs: Any) -> HttpResponse | None:
        # Before a stage is stored in it: whoever planted the session key must not be able to finish the sign-in.
        request.session.cycle_key()
        return super().pre_login(request, user, **kwargs)

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        trainee = credentials.get("audience") == Audience.TRAINEE
        account = credentials.get("username") or credentials.get("email", "")
        try:
            self._attempt = limits.begin(account=account, place=place_of(request), everywhere=not trainee)
        except TooManyTries as error:
            if trainee:
                raise
            raise ValidationError(error.message, code="too_many_tries") from error

    def authenticate(self, request: HttpRequest, **credentials: Any) -> Any:
        user = super().authenticate(request, **credentials)
        if user is not None:
            self._attempt.succeeded()
        return user

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        self._attempt.failed()

    def set_password(self, user: Any, password: str) -> None:
        set_password(user=user, password=password, actor=actor_of(self.request), now=now())

    def get_reset_password_from_key_url(self, key: str) -> str:
        """Never from the request's Host header: a forged one would send the link elsewhere."""
        uid, _sep, token = key.partition("-")
        return whole_address("account_reset_password_from_key", uid, token)


def _site_name() -> str:
    return _("Skills Training and Certification")


class MFAAdapter(DefaultMFAAdapter):
    """The second factor."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": gettext_lazy("This code is not right. Wait for the next one and try again."),
        "cannot_delete_authenticator": gettext_lazy(
            "Your work needs a second step at sign-in. Add another one before you remove this."
        ),
    }

    def get_totp_issuer(self) -> str:
        return _("Skills Training and Certification")

    def _get_site_name(self) -> str:
        return _("Skills Training and Certification")

    def encrypt(self, text: str) -> str:
        return encrypt(text, context=_TOTP_CONTEXT)

    def decrypt(self, encrypted_text: str) -> str:
        return decrypt(encrypted_text, context=_TOTP_CONTEXT)

    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        user: User = authenticator.user
        if not settings.MFA_REQUIRED or not (user.is_superuser or user.holds_any_role(SECOND_FACTOR_ROLES)):
            return True
        others = Authenticator.objects.filter(user=user, type__in=AUTHENTICATORS).exclude(pk=authenticator.pk)
        return others.exists()
