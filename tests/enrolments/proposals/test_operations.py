"""Plans and lists: asked for once, filled once, the same from the same records, made again around decisions."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from lms.core import jobs
from lms.core.models import AuditEntry, Job
from lms.enrolments.errors import PlanBusy, PlanUnclear
from lms.enrolments.planning.site_facts import Fixes
from lms.enrolments.proposals import operations
from lms.enrolments.proposals.fixing import FORBID, KEEP, Answers, fixes_after
from lms.enrolments.proposals.models import PlanProposal, RiskList
from lms.enrolments.proposals.offered import code_of
from lms.enrolments.proposals.outcomes import fixes_as_json, fixes_from_json
from tests.enrolments.admission.dialogues import work
from tests.enrolments.proposals.dialogues import asked, listed, made
from tests.factories.courses import NOW, enrol
from tests.factories.outside import confirm, record, skill_paper
from tests.factories.proposals import TODAY, a_planned_site, a_stay

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """Let the worker read the day of the made-up records."""
    monkeypatch.setattr(timezone, "now", lambda: NOW)


def actions(row) -> list[str]:
    return list(
        AuditEntry.objects.filter(target_uuid=row.uuid).order_by("pk").values_list("action", flat=True)
    )


def standings(row) -> dict[str, str]:
    return {one["stay"]: one["standing"] for one in row.outcome["people"]}


def test_a_plan_is_made_by_the_worker_with_progress_and_audit() -> None:
    place = a_planned_site(people=3)
    row = asked(place.site, place.registrar)
    work()
    row.refresh_from_db()
    assert (row.outcome["reached"], row.outcome["bound"]) == (3, 3)
    assert len(row.outcome["inputs"]) == 64
    job = Job.objects.get(key=str(row.uuid))
    assert (job.state, job.progress_done, job.progress_total) == ("done", 6, 6)
    assert actions(row) == ["enrolments.ask_for_plan", "enrolments.keep_plan"]


def test_a_class_for_too_few_is_not_planned_and_the_outcome_says_how_few(settings) -> None:
    settings.SMALLEST_CLASS = f"{TODAY.isoformat()}:4"
    place = a_planned_site(people=3)
    row = made(asked(place.site, place.registrar))
    assert (row.outcome["cohorts"], row.outcome["smallest"]) == ([], 4)
    assert set(standings(row).values()) == {"too_few"}


def test_the_same_records_give_the_same_plan_and_other_records_another_mark() -> None:
    place = a_planned_site(people=4, seats=3)
    first, second = (made(asked(place.site, place.registrar)) for _time in range(2))
    assert first.outcome == second.outcome
    a_stay(place.site, release=TODAY + timedelta(days=300))
    third = made(asked(place.site, place.registrar))
    assert third.outcome["inputs"] != first.outcome["inputs"]


def test_a_form_sent_twice_asks_once_and_two_plans_are_not_made_at_once() -> None:
    place, key = a_planned_site(people=1), uuid4()
    row = asked(place.site, place.registrar, key=key)
    assert asked(place.site, place.registrar, key=key) == row
    with pytest.raises(PlanBusy):
        asked(place.site, place.registrar)
    work()
    assert asked(place.site, place.registrar) != row


def test_a_plan_that_broke_off_does_not_stand_in_the_way() -> None:
    place = a_planned_site(people=1)
    row = asked(place.site, place.registrar)
    Job.objects.filter(key=str(row.uuid)).update(state="failed")
    assert asked(place.site, place.registrar) != row


def test_the_outcome_is_filled_once_and_nothing_else_changes() -> None:
    place = a_planned_site(people=1)
    row = made(asked(place.site, place.registrar))
    before = row.outcome
    operations.solve_proposal(uuid=row.uuid, heard=lambda _part: None, now=NOW)
    row.refresh_from_db()
    assert row.outcome == before
    for changed in ({"outcome": {}}, {"fixes": {"joins": []}}):
        with pytest.raises(DatabaseError), transaction.atomic():
            PlanProposal.objects.filter(pk=row.pk).update(**changed)
    with pytest.raises(DatabaseError), transaction.atomic():
        PlanProposal.objects.filter(pk=row.pk).delete()
    made_list = listed(place.site)
    with pytest.raises(DatabaseError), transaction.atomic():
        RiskList.objects.filter(pk=made_list.pk).update(outcome={})
    operations.make_risk_list(uuid=made_list.uuid, heard=lambda _done, _of: None, now=NOW)
    assert made_list.people.count() == 1
    with pytest.raises(DatabaseError), transaction.atomic():
        made_list.people.update(danger="")
    with pytest.raises(DatabaseError), transaction.atomic():
        made_list.people.all().delete()


def test_who_gets_no_place_and_who_cannot_reach_it_are_told_why() -> None:
    place = a_planned_site(people=3, seats=2, release=TODAY + timedelta(days=110))
    late = a_stay(place.site, release=TODAY + timedelta(days=30))
    row = made(asked(place.site, place.registrar))
    found = standings(row)
    assert sorted(found.values()) == ["impossible", "no_place", "reached", "reached"]
    told = next(one for one in row.outcome["people"] if one["stay"] == str(late.uuid))
    assert {reason["why"] for one in told["alone"]["verdicts"] for reason in one["reasons"]} == {
        "no_exam_in_time"
    }


def test_staff_keep_a_class_leave_somebody_out_and_forbid_another_and_the_plan_follows() -> None:
    place = a_planned_site(people=3)
    row = made(asked(place.site, place.registrar))
    cohorts = row.outcome["cohorts"]
    out, kept = cohorts[0]["people"][0], cohorts[0]["people"][1]
    answers = Answers({0: KEEP, 1: FORBID}, kept=frozenset({(0, kept)}), left_out=frozenset({(0, out)}))
    fixes = fixes_after(row.outcome, fixes_from_json(row.fixes), answers)
    again = made(asked(place.site, place.registrar, fixes=fixes))
    classes = again.outcome["cohorts"]
    held = next(one for one in classes if one["code"] == cohorts[0]["code"])
    assert held["is_fixed"]
    assert kept in held["people"]
    assert all(out not in one["people"] for one in classes if one["programme"] == cohorts[0]["programme"])
    same = ("programme", "band", "first")
    assert [cohorts[1][name] for name in same] not in [[one[name] for name in same] for one in classes]


def test_who_was_kept_may_be_left_out_later_but_nobody_is_both_at_once() -> None:
    place = a_planned_site(people=2)
    row = made(asked(place.site, place.registrar))
    pair = frozenset({(0, row.outcome["cohorts"][0]["people"][0])})
    kept = fixes_after(row.outcome, Fixes(), Answers(kept=pair))
    later = fixes_after(row.outcome, kept, Answers(left_out=pair))
    assert (len(later.joins), len(later.refused)) == (0, 1)
    with pytest.raises(PlanUnclear) as refused:
        asked(
            place.site,
            place.registrar,
            fixes=fixes_after(row.outcome, Fixes(), Answers(kept=pair, left_out=pair)),
        )
    ((_place, stay),) = pair
    name = next(row.person.full_name for row in place.stays if str(row.uuid) == stay)
    assert name in refused.value.reasons[0]
    assert PlanProposal.objects.count() == 1


def test_decisions_are_taken_back_one_by_one() -> None:
    place = a_planned_site(people=2)
    row = made(asked(place.site, place.registrar))
    first = row.outcome["cohorts"][0]
    person = first["people"][0]
    fixes = fixes_after(row.outcome, Fixes(), Answers({0: KEEP}, kept=frozenset({(0, person)})))
    assert fixes_from_json(fixes_as_json(fixes)) == fixes
    assert fixes.joins == {(person, first["code"])}
    lifted = fixes_after({}, fixes, Answers(lifted=frozenset({f"join:{person}:{first['code']}"})))
    assert (len(lifted.cohorts), lifted.joins) == (1, frozenset())
    assert fixes_after({}, fixes, Answers(lifted=frozenset({f"cohort:{first['code']}"}))) == Fixes()


def test_what_cannot_be_is_named_and_no_class_is_opened() -> None:
    place = a_planned_site(people=2, seats=1)
    row = made(asked(place.site, place.registrar))
    first = row.outcome["cohorts"][0]
    joins = frozenset((str(stay.uuid), first["code"]) for stay in place.stays)
    fixes = fixes_after(row.outcome, Fixes(), Answers({0: KEEP}))
    again = made(asked(place.site, place.registrar, fixes=Fixes(fixes.cohorts, joins)))
    assert [one["clash"] for one in again.outcome["conflicts"]] == ["over_seats"]
    assert again.outcome["cohorts"] == []


def test_who_left_since_is_no_conflict_for_what_was_fixed() -> None:
    place = a_planned_site(people=2)
    row = made(asked(place.site, place.registrar))
    person = row.outcome["cohorts"][0]["people"][0]
    fixes = fixes_after(row.outcome, Fixes(), Answers({}, kept=frozenset({(0, person)})))
    gone = next(stay for stay in place.stays if str(stay.uuid) == person)
    gone.left_date = TODAY
    gone.save(update_fields=["left_date"])
    again = made(asked(place.site, place.registrar, fixes=fixes))
    assert again.outcome["conflicts"] == []
    assert person not in standings(again)


def test_the_list_names_who_is_not_on_the_way_and_leaves_out_who_is() -> None:
    place = a_planned_site(people=1)
    on_the_way, done = a_stay(place.site, release=TODAY + timedelta(days=500)), a_stay(place.site)
    for version in place.versions[:2]:
        enrol(on_the_way.person.user, version)
    for trade in ("电工", "焊工"):
        confirm(record(skill_paper(done.person, occupation=trade)))
    unknown, late = a_stay(place.site, release=None), a_stay(place.site, release=TODAY + timedelta(days=20))
    row = listed(place.site)
    assert row.outcome == {"day": TODAY.isoformat(), "of": 5, "at_risk": 3}
    assert {one.stay: one.danger for one in row.people.all()} == {
        place.stays[0]: "not_begun",
        unknown: "no_forecast",
        late: "impossible",
    }
    first = row.people.get(stay=place.stays[0]).told
    assert len(first["steps"]) == first["missing"] == 2
    assert set(first["steps"]) <= {code_of(version) for version in place.versions}


def test_the_week_asks_once_for_each_site_with_people() -> None:
    place = a_planned_site(people=1)
    a_planned_site(people=0)
    assert operations.ask_for_weekly_lists(now=NOW) == 1
    assert operations.ask_for_weekly_lists(now=NOW + timedelta(days=3)) == 0
    work()
    assert operations.ask_for_weekly_lists(now=NOW + timedelta(days=7)) == 1
    row = RiskList.objects.filter(site=place.site).earliest("pk")
    assert row.outcome["of"] == 1
    assert actions(row) == ["enrolments.ask_for_risk_list", "enrolments.keep_risk_list"]
    assert jobs.list_kinds().count(operations.RISK_JOB) == 1
