"""Who somebody is and what the roles allow: the one authentication backend, for trainees, staff and employers.

Builds on allauth's: its dummy hashing keeps unknown and known names equally slow.
"""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.conf import settings
from django.db.models import TextChoices
from django.http import HttpRequest

from lms.accounts.models import SignInCard, User
from lms.accounts.permissions import permissions_of
from lms.accounts.queries import asked_user, assignments_of, find_card_by_secret, user_in
from lms.accounts.sessions import read_ahead
from lms.core.enums import EMPLOYER_ROLES, STAFF_ROLES, Role
from lms.core.prepared import answers


class Audience(TextChoices):
    """Which sign-in page asks: a trainee's PIN is worth nothing at the office page, and the other way round."""

    TRAINEE = "trainee"
    OFFICE = "office"


class PlatformBackend(AuthenticationBackend):
    """Checks a secret for one audience; permissions come from roles, never from groups."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        self._request = request
        self._audience = Audience(credentials.pop("audience", Audience.OFFICE))
        if "card_secret" in credentials:
            return self._by_card(credentials["username"], credentials["card_secret"])
        return super().authenticate(request, **credentials)

    def _authenticate(self, request: HttpRequest | None, **credentials: Any) -> User | None:
        """Check one account only: allauth's own would hash twice for a known e-mail address and so give it away."""
        return self._check_password(self._find(credentials), credentials["password"])

    def _find(self, credentials: dict[str, Any]) -> User | None:
        user = User.objects.filter(username=credentials.get("username", "").lower()).first()
        if user is None and credentials.get("email") and self._audience is Audience.OFFICE:
            user = User.objects.filter(email=credentials["email"].lower()).first()
        return user if user is not None and self._admits(user) else None

    def _admits(self, user: User) -> bool:
        roles = user.held_roles()
        if self._audience is Audience.TRAINEE:
            return Role.TRAINEE in roles and self._sits_at_own_site(user)
        return Role.TRAINEE not in roles and (
            user.is_superuser or bool(roles & (STAFF_ROLES | EMPLOYER_ROLES))
        )

    def _sits_at_own_site(self, user: User) -> bool:
        terminal = getattr(self._request, "terminal", None)
        if terminal is None:
            return settings.TRAINEE_SIGN_IN_ANYWHERE
        return assignments_of(user, [Role.TRAINEE]).filter(site_id=terminal.site_id).exists()

    def _by_card(self, number: str, secret: str) -> User | None:
        card: SignInCard | None = find_card_by_secret(secret)
        if card is None or card.user.username != number.lower() or not self._admits(card.user):
            return None
        return card.user if self.user_can_authenticate(card.user) else None

    def get_user(self, user_id: Any) -> User | None:
        user = user_in(read_ahead(user_id) or answers(asked_user(user_id))[0])
        return user if user is not None and self.user_can_authenticate(user) else None

    def get_all_permissions(self, user_obj: Any, obj: Any = None) -> set[str]:
        if not user_obj.is_active or user_obj.is_anonymous or obj is not None:
            return set()
        if user_obj.is_superuser:
            return super().get_all_permissions(user_obj)
        return permissions_of(user_obj.held_roles())
