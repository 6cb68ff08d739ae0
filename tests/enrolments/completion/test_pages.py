"""The audit of an enrolment on its page: rows behind, what if, credits, own sites only, and nothing written."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.core.clock import local_date, now
from lms.core.models import AuditEntry
from lms.delivery.api import complete_lesson
from lms.enrolments.api import Question, audit_of, withdraw_enrolment
from lms.enrolments.completion.expected import ExpectedPaper
from lms.enrolments.completion.rules import Outcome, State
from lms.enrolments.credits.models import CreditRow
from lms.enrolments.external.queries import list_certificates_of
from lms.enrolments.models import Evidence, Interruption
from lms.enrolments.proposals import sources
from lms.enrolments.proposals.sources import ExaminationDay
from tests.enrolments.completion.test_credits import courses, give
from tests.factories.accounts import registrar_at, sign_in
from tests.factories.certificates import complete, issue
from tests.factories.courses import (
    NOW,
    a_diploma_version,
    a_version,
    a_version_asking_for_everything,
    enrol,
    enrolled_trainee,
    finish_all_lessons,
    lessons_of,
)
from tests.factories.organisations import a_site
from tests.factories.outside import confirm, licence_paper, record, skill_paper
from tests.factories.proposals import a_trade
from tests.factories.teaching import ACTOR

pytestmark = pytest.mark.django_db
TODAY = date(2026, 6, 1)


@pytest.fixture
def enrolment():
    return enrolled_trainee(a_diploma_version())[1]


@pytest.fixture
def client(enrolment):
    client = sign_in(Client(), registrar_at(enrolment.site))
    client.cookies["language"] = "en"
    return client


def address(enrolment, name: str = "enrolment") -> str:
    return reverse(f"audit:{name}", args=[enrolment.uuid])


def states(enrolment, **question) -> dict[str, State]:
    audit = audit_of(enrolment, Question(TODAY, **question))
    return {line.requirement.kind: line.line.state for line in audit.lines}


def test_behind_the_count_of_lessons_stands_each_lesson_with_its_day(client, enrolment) -> None:
    first, *others = lessons_of(enrolment)
    complete_lesson(enrolment_uuid=enrolment.uuid, lesson_uuid=first.uuid, actor=ACTOR, now=NOW)
    page = client.get(address(enrolment)).content.decode()
    assert f"<li>{local_date(NOW).isoformat()} · {first.title_en}</li>" in page
    for other in others:
        assert f"<li>Not learnt yet · {other.title_en}</li>" in page


def test_the_audit_follows_lessons_credits_and_certificates_and_names_the_outcome(enrolment) -> None:
    assert set(states(enrolment).values()) == {State.NOT_YET}
    finish_all_lessons(enrolment)
    for course in courses(enrolment):
        give(enrolment, course)
    found = states(enrolment)
    assert found["lessons_completed"] is found["credits_earned"] is State.MET
    assert found["examination_passed"] is State.NOT_YET
    assert audit_of(enrolment, Question(TODAY)).outcome is Outcome.STUDY_COMPLETION


def test_time_after_a_withdrawal_is_no_study(enrolment) -> None:
    begun = local_date(enrolment.enrolled_at)
    later = Question(begun + timedelta(days=500))
    assert audit_of(enrolment, later).outcome is Outcome.PARTIAL_STUDY
    about = {"reason": "调岗", "code": "own_wish", "actor": ACTOR}
    withdraw_enrolment(enrolment_uuid=enrolment.uuid, now=enrolment.enrolled_at + timedelta(days=60), **about)
    enrolment.refresh_from_db()
    assert audit_of(enrolment, later).outcome is Outcome.NOTHING


def test_time_that_rests_is_no_study(enrolment) -> None:
    begun = local_date(enrolment.enrolled_at)
    later = Question(begun + timedelta(days=400))
    pause = Interruption.objects.create(
        enrolment=enrolment,
        reason="clinic",
        began_on=begun + timedelta(days=10),
        ended_on=begun + timedelta(days=45),
        at=enrolment.enrolled_at,
        client_key=uuid4(),
    )
    assert audit_of(enrolment, later).outcome is Outcome.PARTIAL_STUDY
    Interruption.objects.filter(pk=pause.pk).update(ended_on=begun + timedelta(days=46))
    assert audit_of(enrolment, later).outcome is Outcome.NOTHING
    Interruption.objects.filter(pk=pause.pk).update(ended_on=None)
    assert audit_of(enrolment, Question(begun + timedelta(days=900))).outcome is Outcome.NOTHING


def test_time_after_a_completion_is_no_study(enrolment) -> None:
    enrolment.completed_at = enrolment.enrolled_at + timedelta(days=300)
    later = Question(local_date(enrolment.enrolled_at) + timedelta(days=900))
    assert audit_of(enrolment, later).outcome is Outcome.NOTHING


def test_every_kind_of_requirement_is_audited_and_electives_are_only_electives() -> None:
    enrolment = enrolled_trainee(a_version_asking_for_everything())[1]
    for course in courses(enrolment):
        give(enrolment, course)
    audit = audit_of(enrolment, Question(TODAY))
    assert len(audit.lines) == enrolment.version.requirements.count()
    assert states(enrolment)["certificates_held"] is State.NOT_YET
    for number in ("1", "2"):
        paper = skill_paper(
            enrolment.person, kind="single_skill", level=None, number=number, occupation=number
        )
        confirm(record(paper))
    assert states(enrolment)["certificates_held"] is State.MET


def test_what_if_shows_and_writes_nothing(enrolment, client) -> None:
    finish_all_lessons(enrolment)
    for course in courses(enrolment):
        give(enrolment, course)
    code = enrolment.version.requirements.get(kind="examination_passed").code
    before = (Evidence.objects.count(), CreditRow.objects.count(), AuditEntry.objects.count())
    text = client.get(address(enrolment), {"assume": code, "until": "2027-06-01"}).content.decode()
    assert "nothing of it is written down" in text
    assert "Graduation: everything is met." in text
    assert "Reached: with the diploma, or with the right to it." in text
    assert (Evidence.objects.count(), CreditRow.objects.count(), AuditEntry.objects.count()) == before
    assert "Graduation" not in client.get(address(enrolment)).content.decode()


def test_another_day_of_release_alone_is_a_what_if_too(enrolment, client) -> None:
    page = client.get(address(enrolment), {"until": str(local_date(now()) + timedelta(days=90))})
    assert page.context["is_what_if"]
    assert "nothing of it is written down" in page.content.decode()
    assert not client.get(address(enrolment)).context["is_what_if"]


def test_what_is_met_is_not_offered_and_the_next_examination_is_named(enrolment, client, monkeypatch) -> None:
    exam = enrolment.version.requirements.get(kind="examination_passed")
    lessons = enrolment.version.requirements.get(kind="lessons_completed")
    early, late = (local_date(now()) + timedelta(days=count) for count in (40, 100))
    days = [ExaminationDay(exam.examination_scheme, day, "") for day in (late, early)]
    monkeypatch.setattr(sources, "_examinations", [lambda site, *, now: days])

    def offered(**asked: str) -> dict[str, str]:
        form = client.get(address(enrolment), asked).context["what_if"]
        return dict(form.fields["assume"].choices)

    assert offered(until=str(early))[exam.code].endswith(f"(next examination: {early})")
    assert (
        "comes after that release"
        in offered(until=str(early - timedelta(days=1)), assume=exam.code)[exam.code]
    )
    assert lessons.code in offered()
    finish_all_lessons(enrolment)
    assert lessons.code not in offered()
    days.clear()
    assert offered()[exam.code].endswith("(no examination is planned)")


class TestExpectedCertificates:
    """What if other bodies issue or confirm certificates: shown on the page, and nothing is written."""

    @pytest.fixture
    def trade(self):
        return enrolled_trainee(a_trade("电工", "6-31-01-03"))[1]

    @pytest.fixture
    def client(self, trade):
        client = sign_in(Client(), registrar_at(trade.site))
        client.cookies["language"] = "en"
        return client

    def texts(self, client, trade, **asked) -> list[str]:
        found = client.get(address(trade), asked).context["targets"]
        return [one["text"].split(":")[0] for one in found]

    def test_the_paper_of_the_programme_and_one_not_confirmed_yet_reach_the_target(
        self, client, trade
    ) -> None:
        row = record(licence_paper(trade.person, review_due=date(2030, 5, 6)))
        code = f"award-{trade.version.programme.code}"
        before = AuditEntry.objects.count()
        assert self.texts(client, trade) == ["Not reached"]
        assert self.texts(client, trade, papers=[code]) == ["Not reached", "Not reached"]
        both = {"papers": [code, f"paper-{row.uuid}"]}
        assert self.texts(client, trade, **both) == ["Not reached", "Reached"]
        html = client.get(address(trade), both).content.decode()
        assert "nothing of it is written down" in html
        assert "(taken as there)" in html
        assert AuditEntry.objects.count() == before
        assert list_certificates_of(trade.person_id)[0].last_result is None

    def test_any_other_can_be_asked_with_but_two_of_one_trade_are_one(self, client, trade) -> None:
        confirm(record(skill_paper(trade.person, occupation="电工")))
        other = {"kind": "skill_level", "occupation": "焊工", "level": "5"}
        other["until"] = str(local_date(now()) + timedelta(days=180))
        assert self.texts(client, trade, **other) == ["Not reached", "Reached"]
        assert self.texts(client, trade, **other | {"occupation": "电 工"}) == ["Not reached", "Not reached"]
        assert self.texts(client, trade, **other | {"kind": "diploma"}) == ["Not reached", "Reached"]

    @pytest.mark.parametrize(
        "wrong",
        [
            {"kind": "skill_level"},
            {"kind": "skill_level", "occupation": "焊工"},
            {"occupation": "焊工"},
            {"papers": ["paper-1"]},
            {"kind": "x", "occupation": "y"},
        ],
    )
    def test_what_is_half_said_or_made_up_is_marked_and_changes_nothing(self, client, trade, wrong) -> None:
        page = client.get(address(trade), wrong)
        assert page.status_code == 200
        assert page.context["what_if"].errors
        assert [one["is_reached"] for one in page.context["targets"]] == [False]

    def test_a_requirement_on_certificates_counts_them_by_the_same_rule(self) -> None:
        row = enrolled_trainee(a_version_asking_for_everything())[1]
        asked = row.version.requirements.get(kind="certificates_held")
        kind = asked.certificate_kinds[0]
        level = int(kind[-1]) if kind.startswith("skill_level") else None
        paper = ExpectedPaper("skill_level" if level else kind, "焊工", level)
        papers = tuple(replace(paper, occupation=str(number)) for number in range(asked.minimum))
        assert states(row)["certificates_held"] is State.NOT_YET
        assert states(row, expected=papers[:-1])["certificates_held"] is State.NOT_YET
        assert states(row, expected=papers)["certificates_held"] is State.MET


def test_the_page_shows_the_rows_behind_and_gives_and_takes_credits(enrolment, client) -> None:
    course = courses(enrolment)[0]
    sent = {"course": str(course.uuid), "source": "course", "mark": "72", "reason": "List 3"}
    text = client.post(address(enrolment, "course"), sent, follow=True).content.decode()
    assert "List 3" in text
    assert "mark 72" in text
    again = client.post(address(enrolment, "course"), sent)
    assert again.status_code == 422
    assert "counts already" in again.content.decode()
    row = CreditRow.objects.get()
    back = reverse("audit:take_back", args=[enrolment.uuid, row.uuid])
    text = client.post(back, {"reason": "wrong list"}, follow=True).content.decode()
    assert "wrong list" in text


def test_a_version_without_a_table_says_so_before_anything_is_chosen() -> None:
    enrolment = enrolled_trainee()[1]
    confirm(record(skill_paper(enrolment.person)))
    client = sign_in(Client(), registrar_at(enrolment.site))
    client.cookies["language"] = "en"
    html = client.get(address(enrolment, "recognise")).content.decode()
    assert "Neither the school nor this version has a table that converts certificates into credits." in html
    assert "<select" not in html


def test_a_confirmed_certificate_is_recognised_on_its_page() -> None:
    enrolment = enrolled_trainee(a_diploma_version(courses=15))[1]
    client = sign_in(Client(), registrar_at(enrolment.site))
    client.cookies["language"] = "en"
    row = record(skill_paper(enrolment.person))
    assert client.post(address(enrolment, "recognise"), {"certificate": str(row.uuid)}).status_code == 422
    confirm(row)
    answer = client.post(address(enrolment, "recognise"), {"certificate": str(row.uuid)}, follow=True)
    assert "certificate recognised" in answer.content.decode()


def test_the_target_counts_confirmed_papers_now_and_at_the_day_asked_for(enrolment, client) -> None:
    confirm(record(skill_paper(enrolment.person)))
    licence = record(licence_paper(enrolment.person, expires=date(2027, 1, 1)))
    assert audit_of(enrolment, Question(TODAY)).now.missing == 1
    confirm(licence)
    audit = audit_of(enrolment, Question(TODAY, date(2027, 6, 1)))
    assert audit.now.is_reached
    assert audit.then is not None
    assert audit.then.missing == 1
    text = client.get(address(enrolment), {"until": "2035-01-01"}).content.decode()
    assert "is not valid any more on that day" in text


def test_a_release_that_has_passed_is_no_answer_to_what_if(enrolment, client) -> None:
    page = client.get(address(enrolment), {"until": "1900-01-01"})
    assert page.context["what_if"].errors["until"]
    assert not page.context["is_what_if"]
    assert len(page.context["targets"]) == 1


def test_training_certificates_of_our_own_are_seen_and_do_not_count_as_two(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path
    user, done = enrolled_trainee(a_version())
    issue(complete(done).uuid)
    other = enrol(user, a_diploma_version())
    audit = audit_of(other, Question(date(2030, 1, 1)))
    assert [reason.value for _held, reason in audit.now.left_out] == ["kind"]


def test_the_list_tells_people_of_one_name_apart_and_says_when_there_are_more(
    enrolment, client, monkeypatch
) -> None:
    html = client.get(reverse("audit:index")).content.decode()
    assert enrolment.person.user.username in html
    assert "These are the newest" not in html
    for module in ("choosing", "views"):
        monkeypatch.setattr(f"lms.enrolments.completion.{module}.MOST_FOUND", 1)
    assert "These are the newest 1." in client.get(reverse("audit:index")).content.decode()


def test_another_site_sees_nothing(enrolment) -> None:
    stranger = sign_in(Client(), registrar_at(a_site()))
    row = give(enrolment, courses(enrolment)[0])
    assert stranger.get(address(enrolment)).status_code == 404
    assert stranger.get(reverse("audit:take_back", args=[enrolment.uuid, row.uuid])).status_code == 404
    assert enrolment.person.full_name not in stranger.get(reverse("audit:index")).content.decode()


def test_the_audit_asks_as_many_queries_for_many_rows_as_for_one(enrolment, client) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address(enrolment)).status_code == 200
        return len(asked)

    rows = courses(enrolment)
    give(enrolment, rows[0])
    confirm(record(skill_paper(enrolment.person)))
    queries()
    before = queries()
    for course in rows[1:]:
        give(enrolment, course)
    for place in range(4):
        confirm(record(licence_paper(enrolment.person, occupation=f"{place}")))
    assert queries() == before


def test_the_trainee_sees_what_the_audit_says(enrolment) -> None:
    trainee = sign_in(Client(), enrolment.person.user)
    trainee.cookies["language"] = "en"
    for course in courses(enrolment)[:1]:
        give(enrolment, course)
    text = trainee.get(reverse("portal:home")).content.decode()
    assert f"{courses(enrolment)[0].credits}/6" in text


@pytest.mark.parametrize(
    ("name", "words"),
    [("course", "No course of this version gives credits."), ("recognise", "has no confirmed certificate.")],
)
def test_without_anything_to_choose_the_page_says_what_is_missing(name, words) -> None:
    enrolment = enrolled_trainee()[1]
    client = sign_in(Client(), registrar_at(enrolment.site))
    client.cookies["language"] = "en"
    html = client.get(address(enrolment, name)).content.decode()
    assert words in html
    assert "<select" not in html
    assert client.post(address(enrolment, name), {}).status_code == 422
