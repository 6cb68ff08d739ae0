"""What staff type and others read says what it looks like: nothing in it turns or hides what stands beside."""

from dataclasses import replace

import pytest

from lms.core.unseen import has_unseen
from lms.delivery.cohorts.operations import NewCohort, against_opening
from lms.exams.api import schedule_sitting
from lms.exams.errors import UnusableRule, UnusableTitle
from lms.exams.sittings.operations import Change, NewRule, change_sitting, set_admission_rule
from lms.organisations.rules import faults_of
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR
from tests.factories.organisations import a_school
from tests.factories.planning import BEFORE, elsewhere, planned, shown

WHO = {"actor": ACTOR, "now": BEFORE}
TURNED = "理论\u202e考试"


@pytest.mark.parametrize("text", [TURNED, "a\u200bb", "\ufeff考试", "a\x00", "a\ue000"])
def test_what_nobody_sees_is_found(text):
    assert has_unseen(text)
    assert not has_unseen("特种作业（低压电工）理论 No. 2 · B-3")


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "title"), [("zh", {"zh": TURNED}), ("en", {"zh": "理论", "en": "A\u200bB"})]
)
def test_no_sitting_is_scheduled_or_renamed_by_a_title_that_reads_otherwise(language, title):
    plan = planned(candidates=0)
    with pytest.raises(UnusableTitle) as new:
        schedule_sitting(sitting=replace(elsewhere(plan, hours=5), title=title), **WHO)
    changed = Change(plan.sitting.room, title, elsewhere(plan, hours=5).window, "改名", shown(plan))
    with pytest.raises(UnusableTitle) as other:
        change_sitting(sitting_uuid=plan.sitting.uuid, change=changed, **WHO)
    assert {new.value.field, other.value.field} == {f"title_{language}"}


@pytest.mark.django_db
def test_rules_cohorts_and_seats_have_no_unseen_names_either():
    plan = planned(candidates=0)
    rule = NewRule(plan.scheme.code, NOW.date(), {"zh": TURNED})
    with pytest.raises(UnusableRule):
        set_admission_rule(rule=rule, **WHO)
    wanted = NewCohort("K\u202e1", plan.version, a_school(), plan.site, 5, NOW.date(), NOW.date())
    named = replace(wanted, code="K1")
    assert len(against_opening(wanted)) == len(against_opening(named)) + 1
    assert faults_of([["A1", "A\u200b1"]]) == ["unseen"]
