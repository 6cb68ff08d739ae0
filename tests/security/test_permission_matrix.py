"""Every address of ours x every role x own and other site x GET and POST: who is let in, who is not, never a 500."""

import dataclasses

import pytest
from django.http import HttpResponse, HttpResponseRedirect

from lms.core.access import Public, Roles, SignedIn
from lms.core.enums import Role
from tests.security.addresses import Address, addresses
from tests.security.classification import LISTED, NOBODY, OBJECT_RULES, RULES
from tests.security.matrix import Question, complaint, complaints, rule_for
from tests.security.world import make_world

OURS = [
    address
    for address in addresses()
    if not address.route.startswith(("authoring/", "documents/", "courses/"))
]


@pytest.mark.slow
@pytest.mark.django_db
def test_every_address_of_ours_lets_in_whom_its_rule_names(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    found = complaints(OURS, make_world())
    assert found == [], "\n" + "\n".join(found)


def test_every_address_is_classified() -> None:
    assert [address for address in addresses() if rule_for(address) is None] == []


def test_the_list_names_no_address_that_is_gone() -> None:
    known = {address.key for address in addresses()}
    assert {*RULES, *OBJECT_RULES} - known == set()


def test_no_address_is_listed_twice_and_each_list_says_why() -> None:
    names = [name for listed in LISTED for name in listed.names.split()]
    assert len(names) == len(set(names))
    assert all(len(listed.why) > 20 for listed in LISTED)


def test_the_list_does_not_overrule_what_a_view_declares() -> None:
    declared = {address.key for address in addresses() if address.rule is not None}
    assert declared & set(RULES) == set()


# --- the judgement itself, proved on answers that are made up ----------------

REGISTRARS = Roles(Role.REGISTRAR)
OWN = Question(Address("x/<uuid:uuid>/", "x", REGISTRARS), "/x/1/", is_own=True, method="get")
OTHER = dataclasses.replace(OWN, is_own=False)
IN, GONE, NO = HttpResponse(), HttpResponse(status=404), HttpResponse(status=403)
BROKEN, TO_LOGIN = HttpResponse(status=500), HttpResponseRedirect("/accounts/login/?next=/x/1/")


@pytest.mark.parametrize(
    ("question", "role", "rule", "response"),
    [
        (OWN, Role.REGISTRAR, REGISTRARS, IN),
        (OWN, Role.AUDITOR, REGISTRARS, NO),
        (OWN, Role.AUDITOR, REGISTRARS, GONE),
        (OWN, None, REGISTRARS, TO_LOGIN),
        (OTHER, Role.REGISTRAR, REGISTRARS, GONE),
        (OWN, None, Public, IN),
        (OWN, Role.TRAINEE, SignedIn, IN),
    ],
)
def test_a_right_answer_passes(question: Question, role, rule, response) -> None:
    assert complaint(question, role, rule, response) == ""


@pytest.mark.parametrize(
    ("question", "role", "rule", "response"),
    [
        (OWN, Role.REGISTRAR, REGISTRARS, NO),
        (OWN, Role.REGISTRAR, REGISTRARS, TO_LOGIN),
        (OWN, Role.REGISTRAR, REGISTRARS, BROKEN),
        (OWN, Role.AUDITOR, REGISTRARS, IN),
        (OWN, None, REGISTRARS, IN),
        (OTHER, Role.REGISTRAR, REGISTRARS, IN),
        (OWN, Role.ADMINISTRATOR, NOBODY, IN),
        (OWN, None, SignedIn, IN),
        (OWN, None, Public, BROKEN),
    ],
)
def test_a_wrong_answer_is_found(question: Question, role, rule, response) -> None:
    assert complaint(question, role, rule, response) != ""
