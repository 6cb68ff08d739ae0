"""What staff type and others read says what it looks like: nothing in it turns or hides what stands beside."""

from dataclasses import replace

import pytest

from lms.core.unseen import has_unseen
from lms.delivery.cohorts.operations import NewCohort, against_opening
from lms.exams.api import schedule_sitting
from lms.exams.errors import ReasonMissing, UnusableRule, UnusableTitle
from lms.exams.papers.operations import checked_reason
from lms.exams.reserve.errors import UnusableReserve
from lms.exams.reserve.operations.printing import checked_seal
from lms.exams.sittings.operations import Change, NewRule, change_sitting, set_admission_rule
from lms.organisations.errors import UnusableName
from lms.organisations.models import School, Site
from lms.organisations.operations import NewOrganisation, add_organisation, add_room
from lms.organisations.rules import faults_of
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR
from tests.factories.organisations import a_school, a_site
from tests.factories.planning import BEFORE, elsewhere, planned, shown

WHO = {"actor": ACTOR, "now": BEFORE}
TURNED = "理论\u202e考试"


@pytest.mark.parametrize(
    "text",
    [TURNED, "a\u200bb", "\ufeff考试", "a\x00", "a\ue000", "\u3164", "\u2800\u2800", "\u17b4", "\U0001d159"],
)
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


@pytest.mark.parametrize("reason", ["\u200b\u200b\u200b", "停电\u202e了", "\u3164\u3164\u3164", " \u3000\t "])
def test_a_reason_that_nobody_can_read_is_none(reason):
    with pytest.raises(ReasonMissing) as refused:
        checked_reason(reason, "Write down why.", field="why")
    assert refused.value.field == "why"
    assert checked_reason(" 停电\u3000了\n", "Write down why.") == "停电 了"


def test_the_number_of_a_seal_is_what_one_reads_on_the_packet():
    assert checked_seal(" A 12\n") == "A 12"
    with pytest.raises(UnusableReserve):
        checked_seal("A\u200b12")


@pytest.mark.django_db(transaction=True)
def test_no_school_site_or_room_is_named_by_what_cannot_be_seen():
    site = a_site()
    for kind in (School, Site):
        for zh, en in ((TURNED, ""), ("学校", "A\u200bB"), ("\u3000 ", "School")):
            with pytest.raises(UnusableName):
                add_organisation(kind=kind, organisation=NewOrganisation("NEW", zh, en), **WHO)
        assert not kind.objects.filter(code="NEW").exists()
    for name in ("A\u200b1", "  ", "\u2800"):
        with pytest.raises(UnusableName):
            add_room(site=site, name=name, seats=4, **WHO)
    known = add_room(site=site, name="机房 1", seats=4, **WHO)
    assert add_room(site=site, name=" 机房\u3000 1", seats=4, **WHO) == known
