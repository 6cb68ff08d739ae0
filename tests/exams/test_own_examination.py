"""Nobody plans, watches, settles or releases an examination that they sit themselves, whatever roles they have."""

import pytest

from lms.core.enums import Role
from lms.exams.practical.policies import practicals_run_by
from lms.exams.results.policies import sets_visible_to, sittings_with_results
from lms.exams.sittingdesk.policies import sittings_planned_by
from lms.exams.sittings.policies import sittings_on_console_of
from tests.factories.accounts import examinations_officer_at, give_role
from tests.factories.practical import an_open_practical
from tests.factories.results import written

pytestmark = pytest.mark.django_db


def as_officer(enrolment):
    """Let a candidate run examinations at the own site."""
    user = enrolment.person.user
    give_role(user, Role.EXAMINATIONS_OFFICER, enrolment.site)
    return user


def test_an_own_examination_is_on_no_desk():
    sat = written(right=(10,))
    sat.freeze()
    own = as_officer(sat.sitting.candidates.get().enrolment)
    for user, count in ((examinations_officer_at(sat.sitting.site), 1), (own, 0)):
        for rows in (sittings_planned_by, sittings_with_results, sets_visible_to, sittings_on_console_of):
            assert rows(user).count() == count, rows.__name__


def test_an_own_practical_examination_is_not_either():
    practical = an_open_practical()
    own = as_officer(practical.enrolments[0])
    assert practicals_run_by(practical.officers[0]).exists()
    assert not practicals_run_by(own).exists()
