"""Lets programs in by the key of their employer: no session, no cookie, one answer for every key that is none."""

from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from certificates.employerapi import operations, queries, rules
from certificates.employerapi.errors import KeyNotAccepted, TooMuchAsked
from certificates.employerapi.models import EmployerKey
from certificates.verification import limits
from lms.core import clock


class KeyHolder(HttpBearer):
    """A program with a key; also where the language is chosen, and an oversized body refused before it is read."""

    def __call__(self, request: HttpRequest) -> EmployerKey:
        """Return the key; the surrounding middleware puts the language back when the request ends.

        :raises KeyNotAccepted: without a key in force.
        :raises TooMuchAsked: for a body over the limit.
        :raises TooManyChecks: when this key, or who tries keys, has to wait.
        """
        translation.activate(rules.wished_language(request.headers.get("Accept-Language", "")))
        scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != self.openapi_scheme or not secret.strip():
            raise KeyNotAccepted(_("Send the key of your organisation: Authorization: Bearer KEY."))
        key = self.authenticate(request, secret.strip())
        if _length_of(request) > rules.MOST_BYTES:
            raise TooMuchAsked(_("This is too much at once."))
        return key

    def authenticate(self, request: HttpRequest, token: str) -> Any:
        now = clock.now()
        key = queries.find_by_secret(token, now=now)
        if key is None:
            wrong = limits.wrong_keys_of(request)
            wrong.refuse_when_full()
            wrong.add()
            raise KeyNotAccepted(_("This key is not accepted. It may have ended, or have been revoked."))
        requests = limits.requests_of_key(key.uuid)
        requests.refuse_when_full()
        requests.add()
        operations.note_use(key, now=now)
        return key


def _length_of(request: HttpRequest) -> int:
    try:
        return int(request.META.get("CONTENT_LENGTH") or 0)
    except ValueError:
        return 0
