"""Who may call a view is declared and held: strangers are led to sign in, others are refused."""

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory
from django.views import View

from lms.core.access import AccessMixin, Public, Roles, Rule, SignedIn, access
from lms.core.enums import EMPLOYER_ROLES, SECOND_FACTOR_ROLES, STAFF_ROLES, Role
from lms.core.errors import NotAllowed


class Someone:
    is_authenticated = True

    def __init__(self, *roles: Role) -> None:
        self.roles = frozenset(roles)

    def holds_any_role(self, roles: frozenset[Role]) -> bool:
        return bool(self.roles & roles)


REGISTRAR, TRAINEE, NOBODY = Someone(Role.REGISTRAR), Someone(Role.TRAINEE), AnonymousUser()
OFFICE = Roles(Role.REGISTRAR, Role.AUDITOR)


@pytest.mark.parametrize(
    ("rule", "user", "admitted"),
    [
        (Public, NOBODY, True),
        (Public, TRAINEE, True),
        (SignedIn, NOBODY, False),
        (SignedIn, TRAINEE, True),
        (OFFICE, NOBODY, False),
        (OFFICE, TRAINEE, False),
        (OFFICE, REGISTRAR, True),
        (OFFICE, Someone(), False),
    ],
)
def test_a_rule_admits(rule: Rule, user: Any, admitted: bool) -> None:
    assert rule.admits(user) is admitted


def calling(rule: Rule, user: Any, *, as_class: bool) -> HttpResponse:
    """Call a view under the rule."""
    request = RequestFactory().get("/somewhere/?a=1")
    request.user = user

    @access(rule)
    def function(request: HttpRequest) -> HttpResponse:
        return HttpResponse("in")

    class Page(AccessMixin, View):
        access = rule

        def get(self, request: HttpRequest) -> HttpResponse:
            return HttpResponse("in")

    return Page.as_view()(request) if as_class else function(request)


@pytest.mark.parametrize("as_class", [False, True])
def test_the_admitted_get_in(as_class: bool) -> None:
    assert calling(OFFICE, REGISTRAR, as_class=as_class).content == b"in"


@pytest.mark.parametrize("as_class", [False, True])
def test_a_stranger_is_led_to_sign_in_and_back(as_class: bool) -> None:
    response = calling(OFFICE, NOBODY, as_class=as_class)
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/?next=/somewhere/")


def test_where_only_trainees_go_strangers_are_led_to_the_number_pad() -> None:
    assert calling(Roles(Role.TRAINEE), NOBODY, as_class=False)["Location"].startswith("/sign-in/?next=")


@pytest.mark.parametrize("as_class", [False, True])
def test_who_is_signed_in_and_may_not_is_refused(as_class: bool) -> None:
    with pytest.raises(NotAllowed):
        calling(OFFICE, TRAINEE, as_class=as_class)


def test_the_declaration_can_be_read_from_the_view() -> None:
    @access(OFFICE)
    def view(request: HttpRequest) -> HttpResponse:
        return HttpResponse()

    assert view.access is OFFICE  # type: ignore[attr-defined]


def test_every_role_belongs_to_staff_trainees_or_employers() -> None:
    assert {*STAFF_ROLES, *EMPLOYER_ROLES, Role.TRAINEE} == set(Role)
    assert SECOND_FACTOR_ROLES < STAFF_ROLES
