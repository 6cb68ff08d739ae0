"""Answers for the code on a paper before the rest of the chain, with a page that was drawn before (ADR 0184).

What is kept for a minute holds no value of a certificate and nothing of who asks. The record is read for each answer.
"""

import base64
import hashlib
import os
import re
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import DisallowedHost
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware, get_token
from django.template.loader import render_to_string
from django.utils import translation

from certificates.published.state import public_state
from certificates.verification.answers import Answer, about
from certificates.verification.forms import CheckForm
from certificates.verification.freshness import told
from lms.core import clock
from lms.core.context import page as surroundings
from lms.core.errors import Busy
from lms.core.holes import filled, hole
from lms.core.language import language_of
from lms.core.preferences import ALLOWED as PREFERENCES

TEMPLATE = "certificates/verify.html"
CODE = re.compile(r"/(?:V/([0-9A-Za-z]{26})/?|v/([0-9A-Za-z]{26})/)")
NONCE, TOKEN = "csp_nonce", "csrf_token"
LENGTH, COOKIE = "content-length", "set-cookie"  # computed anew for each answer, here or by who sends it

GetResponse = Callable[[HttpRequest], HttpResponse]


@dataclass(frozen=True, slots=True)
class Prepared:
    """A page with holes for what is a certificate's or a reader's own, and the headers that go with it."""

    html: str
    headers: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class _Anywhere:
    """Stands for the request where the page names its own address; `path` is that of no link on it."""

    path: str = ""

    def get_full_path(self) -> str:
        return hole("address")


def code_on_paper(get_response: GetResponse) -> GetResponse:
    """Answer at once for a code that is known, to who brings no session; let the view answer everybody else.

    The view stays the reference: from its answer the headers are learnt, and to it goes every miss and every refusal.
    """
    tokens = CsrfViewMiddleware(get_response)

    def middleware(request: HttpRequest) -> HttpResponse:
        code = _code_of(request)
        if not code:
            return get_response(request)
        with translation.override(language_of(request)):
            answer = _find(code)
            if answer is None:
                return get_response(request)
            key = _key(request, answer)
            prepared = caches["screens"].get(key)
            if prepared is not None:
                return _send(request, prepared, answer, tokens)
            response = get_response(request)
            learnt = _learn(request, response, answer)
        if learnt is not None:
            caches["screens"].set(key, learnt)
        return response

    return middleware


def _code_of(request: HttpRequest) -> str:
    """Return the code in the address when nothing else of the request changes the answer, else nothing."""
    found = CODE.fullmatch(request.path_info)
    if found is None or request.method != "GET" or request.META.get("QUERY_STRING"):
        return ""
    known = {settings.LANGUAGE_COOKIE_NAME, settings.CSRF_COOKIE_NAME, *PREFERENCES}
    if not known.issuperset(request.COOKIES):
        return ""
    try:
        request.get_host()
    except DisallowedHost:
        return ""
    return found[1] or found[2]


def _find(code: str) -> Answer | None:
    """Return what is said of a code that is known. One query."""
    try:
        state = public_state()
        record = state.find_by_token(code)
    except (OperationalError, Busy):  # said in words where all such are
        return None
    now = clock.now()
    return told(about(record, with_name=False, now=now), state.age(now=now)) if record else None


def _key(request: HttpRequest, answer: Answer) -> str:
    """Return the name under which a page is kept: all that it depends on and that does not stand in a hole."""
    around = {name: value for name, value in surroundings(request).items() if name != NONCE}
    items = [(item["term"], bool(item.get("hint")), bool(item.get("mono"))) for item in answer.items]
    whole = (
        "code-on-paper",
        translation.get_language(),
        around,
        answer.state,
        answer.title,
        answer.note,
        items,
    )
    return hashlib.sha256(repr(whole).encode()).hexdigest()


def _learn(request: HttpRequest, response: HttpResponse, answer: Answer) -> Prepared | None:
    """Draw the page with holes for who comes next; None when the view's answer is not one to repeat."""
    if response.status_code != 200 or set(response.cookies) - {settings.CSRF_COOKIE_NAME}:
        return None
    nonce = str(getattr(request, NONCE))
    headers = tuple(
        (name, value.replace(nonce, hole(NONCE)))
        for name, value in response.headers.items()
        if name.lower() != COOKIE
    )
    return Prepared(_draw(request, answer), headers)


def _draw(request: HttpRequest, answer: Answer) -> str:
    items = [
        item | {name: hole(f"{name}_{place}") for name in ("value", "hint") if item.get(name)}
        for place, item in enumerate(answer.items)
    ]
    shown = {
        "state": answer.state,
        "title": answer.title,
        "note": answer.note,
        "items": items,
        "where": answer.where,
    }
    shown |= {name: hole(name) for name in ("text", "checked_words")}
    context = {"form": CheckForm(), "answer": shown, "request": _Anywhere()}
    return render_to_string(TEMPLATE, context | {name: hole(name) for name in (NONCE, TOKEN)}, request)


def _send(
    request: HttpRequest, prepared: Prepared, answer: Answer, tokens: CsrfViewMiddleware
) -> HttpResponse:
    tokens.process_request(request)
    nonce = base64.b64encode(os.urandom(16)).decode("ascii")
    values: dict[str, object] = {
        NONCE: nonce,
        TOKEN: get_token(request),
        "address": request.get_full_path(),
        "text": answer.text,
        "checked_words": answer.checked_words,
    }
    for place, item in enumerate(answer.items):
        values |= {f"{name}_{place}": item.get(name, "") for name in ("value", "hint")}
    response = HttpResponse(filled(prepared.html, values))
    for name, value in prepared.headers:  # in the order of the view's
        is_length = name.lower() == LENGTH
        response.headers[name] = (
            str(len(response.content)) if is_length else value.replace(hole(NONCE), nonce)
        )
    return tokens.process_response(request, response)
