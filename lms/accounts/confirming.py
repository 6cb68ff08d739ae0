"""Asks somebody who is signed in for the own secret once more, before an act that counts as a signature."""

from django.http import HttpRequest

from lms.accounts import limits
from lms.accounts.places import place_of


def knows_own_secret(request: HttpRequest, secret: str) -> bool:
    """Return whether the secret is the one of the person who is signed in; guessing is slowed as at the sign-in.

    :raises TooManyTries: when the caller has to wait.
    """
    user = request.user
    attempt = limits.begin(account=user.get_username(), place=place_of(request), everywhere=True)
    if not user.is_authenticated or not user.check_password(secret):
        attempt.failed()
        return False
    attempt.succeeded()
    return True
