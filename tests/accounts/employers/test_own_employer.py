"""Nobody decides about an employer for which they work: no button, no form, and refused where it is sent."""

import pytest
from django.test import Client
from django.utils import timezone

from lms.accounts.models import RoleAssignment
from lms.core.enums import Role
from lms.organisations.employers.rules import Decision
from lms.organisations.errors import DecisionRefused
from tests.accounts.employers.test_deciding import DESK, an_officer, say, waiting
from tests.factories.accounts import sign_in

pytestmark = pytest.mark.django_db


def test_nobody_decides_about_an_own_employer() -> None:
    officer = an_officer()
    employer, _user = waiting()
    RoleAssignment.objects.create(
        user=officer, role=Role.EMPLOYER_APPLICANT, employer=employer, valid_from=timezone.now()
    )
    for decision in (Decision.VERIFIED, Decision.REFUSED):
        with pytest.raises(DecisionRefused):
            say(employer, decision, by=officer)
    office = sign_in(Client(), officer)
    page = office.get(f"{DESK}{employer.uuid}/").content.decode()
    assert f"{DESK}{employer.uuid}/verify/" not in page
    assert f"{DESK}{employer.uuid}/refuse/" not in page
    assert "由另一位就业指导员决定" in office.get(f"{DESK}{employer.uuid}/verify/").content.decode()
    assert say(employer, Decision.VERIFIED, by=an_officer()) is Decision.VERIFIED
