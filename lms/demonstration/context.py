"""Gives the sign-in pages of the demonstration their list of sign-ins."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import SimpleLazyObject

from lms.demonstration.sign_ins import list_sign_ins


def sign_ins(request: HttpRequest) -> dict:
    """Return the list on sign-in pages only."""
    pages = (reverse("accounts:trainee_sign_in"), reverse("account_login"))
    return {"demonstration_sign_ins": SimpleLazyObject(list_sign_ins)} if request.path in pages else {}
