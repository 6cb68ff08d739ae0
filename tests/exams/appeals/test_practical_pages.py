"""Pages of appeals against practical results: the candidate's, the desk, documents, who may not."""

import re
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.exams.appeals.practicals import practicals_of
from lms.exams.appeals.presentation import reference_of
from lms.exams.models import Appeal, PracticalResult
from lms.exams.practical.printing import PANEL, print_practical
from tests.exams.appeals.test_practical import two_tries
from tests.exams.appeals.test_practical_case import with_photos
from tests.exams.results.desk import english, page, text, text_of
from tests.factories.accounts import (
    administrator_at,
    examinations_officer_at,
    invigilator_at,
    registrar_at,
    trainee_at,
)
from tests.factories.appeals import a_released
from tests.factories.courses import NOW
from tests.factories.organisations import a_site
from tests.factories.practical_appeals import ANSWER, WHY, work_that_failed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def work():
    return work_that_failed()


def sent(**values):
    return {"ground": "room", "text": WHY, "client_key": str(uuid4()), **values}


def own(work, name="my_practical_result", *more):
    return reverse(f"exams:{name}", args=[work.result.uuid, *more])


def test_the_candidate_files_sees_it_withdraws_and_files_again(work):
    client = english(work.candidate)
    shown = text(client.get(own(work)))
    assert "File an appeal" in shown
    assert "You can appeal until 20" in shown
    form = text(client.get(own(work, "my_practical_appeal")))
    for words in ("Marks do not change", "nobody can mark it again", "Something went wrong in the workshop"):
        assert words in form
    assert "At most 600 characters." in form
    assert "1 to 600" not in form
    assert "Something went wrong in the room" not in form
    assert client.post(own(work, "my_practical_appeal"), {"client_key": str(uuid4())}).status_code == 422
    code = work.result.parts[0]["code"]
    answer = client.post(own(work, "my_practical_appeal"), sent(parts=[code]))
    assert answer.url == own(work)
    shown = text(client.get(own(work)))
    assert "Your appeal is filed" in shown
    assert "File an appeal" not in shown
    assert client.get(own(work, "my_practical_appeal")).url == own(work)
    assert client.post(own(work, "my_practical_appeal"), sent()).status_code == 422
    client.post(own(work, "withdraw_practical_appeal"))
    assert "File an appeal" in text(client.get(own(work)))
    client.post(own(work, "my_practical_appeal"), sent())
    work.take(Appeal.objects.get(state="filed"))
    client.post(own(work, "withdraw_practical_appeal"))
    assert Appeal.objects.filter(state="in_review").count() == 1
    assert client.get(own(work, "my_practical_appeal_decision", "zh")).status_code == 404


def test_the_chinese_form_says_that_marks_do_not_change(work):
    client = english(work.candidate)
    client.cookies["language"] = "zh-hans"
    form = text(client.get(own(work, "my_practical_appeal")))
    for words in ("不会改分", "没有人能重新评分", "实操现场出了问题"):
        assert words in form


def promises_of(work) -> dict[str, str]:
    """Return what the forms say of an appeal: the candidate's, that of an officer, that of the decision."""
    new = reverse("appeals:new_practical", args=[work.result.uuid])
    said = {"own": text(english(work.candidate).get(own(work, "my_practical_appeal")))}
    said["officer"] = text(english(work.reviewer).get(new))
    appeal = work.take(work.file())
    return {**said, "decide": page(english(work.reviewer), "appeals:decide", appeal.uuid)}


PROMISES = {
    "own": "you can do the examination once more",
    "officer": "the examination can be done again",
    "decide": "then the examination can be done again",
}


def test_who_has_not_passed_is_told_that_the_try_may_not_count(work):
    said = promises_of(work)
    assert [words for name, words in PROMISES.items() if words not in said[name]] == []


@pytest.mark.parametrize("passed", ["at once", "at the second try of the day"])
def test_who_has_passed_that_day_is_promised_no_further_try(passed):
    said = promises_of(work_that_failed(value="90") if passed == "at once" else two_tries("95"))
    assert [words for name, words in PROMISES.items() if words in said[name]] == []
    assert "You passed that day" in said["own"]
    for name in ("officer", "decide"):
        assert "The candidate passed that day" in said[name]


def test_from_the_list_to_the_decision(work):
    appeal = work.file()
    reviewer, other = english(work.reviewer), english(work.practical.officers[0])
    listed = page(reviewer, "appeals:index")
    assert "Sample practical examination" in listed
    assert "15 days" in listed
    shown = page(other, "appeals:appeal", appeal.uuid)
    assert reverse("appeals:take", args=[appeal.uuid]) not in shown
    assert "moderated or released the result" in shown
    assert reverse("appeals:take", args=[appeal.uuid]) in page(reviewer, "appeals:appeal", appeal.uuid)
    refused = other.post(reverse("appeals:take", args=[appeal.uuid]))
    assert refused.status_code == 409
    assert "moderated or released the result" in text(refused)
    for name in ("case", "decide"):
        assert reviewer.get(reverse(f"appeals:{name}", args=[appeal.uuid])).status_code == 403
    assert reviewer.post(reverse("appeals:take", args=[appeal.uuid])).status_code == 302
    assert other.get(reverse("appeals:case", args=[appeal.uuid])).status_code == 403
    shown = page(reviewer, "appeals:appeal", appeal.uuid)
    assert "Something went wrong in the workshop" in shown
    case = page(reviewer, "appeals:case", appeal.uuid)
    assessor = work.practical.assessors[0].get_full_name()
    for words in (
        assessor,
        "The logs of the assessors are whole",
        "Released the results",
        "60 / 100",
    ):
        assert words in case, words
    decide = reverse("appeals:decide", args=[appeal.uuid])
    form = text(reviewer.get(decide))
    assert "cannot be marked again" in form
    assert 'value="marking"' not in form
    assert 'value="key"' not in form
    values = {"outcome": "upheld", "remedy": "marking", "answer": ANSWER}
    assert reviewer.post(decide, values).status_code == 422
    assert reviewer.post(decide, {**values, "remedy": "try"}).status_code == 302
    assert "This appeal was decided on." in text(reviewer.get(decide))
    decided = page(reviewer, "appeals:appeal", appeal.uuid)
    assert "the examination can be done again" in decided


def test_after_the_decision_every_page_says_that_the_try_does_not_count(work):
    candidate, officer = english(work.candidate), english(work.practical.officers[0])
    practical = reverse("exams:practical", args=[work.practical.examination.uuid])
    before = text(officer.get(practical))
    assert "An appeal has set it aside" not in before
    assert "Not passed" in before
    work.decide(work.take(work.file()))
    shown = text(candidate.get(own(work)))
    for words in (
        "Your appeal was right",
        ANSWER,
        "This try does not count",
        "You can do the examination once more",
    ):
        assert words in shown, words
    listed = text(candidate.get(reverse("exams:my_practical_results")))
    assert "Does not count, can be done again" in listed
    home = text(candidate.get(reverse("portal:home")))
    assert "This try does not count" in home
    for_officer = text(officer.get(practical))
    assert "An appeal has set it aside" in for_officer
    assert "Does not count, can be done again" in for_officer
    case = page(english(work.reviewer), "appeals:case", Appeal.objects.get().uuid)
    assert re.findall(r"\b60\.0+\b", case + shown + for_officer) == []
    (about_the_try,) = re.findall(r"<h2 id=.try-1.*?</h2>", case)
    assert "60 / 100 · Does not count, can be done again" in about_the_try
    panel = text_of(print_practical(PANEL, "en", work.practical.examination))
    assert "Does not count, can be done again" in " ".join(panel.split())
    for said in (shown, listed, home, for_officer, about_the_try, panel):
        assert "Not passed" not in said
    with translation.override("en"):
        assert practicals_of(work.practical.enrolments[0].pk)[0].verdict.startswith("Does not count")


def test_documents_say_what_they_have_to_and_photographs_are_in_the_file():
    work, kept, struck = with_photos()
    appeal = work.take(work.file())
    reviewer = english(work.reviewer)
    case = text(reviewer.get(reverse("appeals:case", args=[appeal.uuid])))
    for photo in (kept, struck):
        assert reverse("exams:practical_photo", args=[work.practical.examination.uuid, photo.uuid]) in case
    assert "拍错了工件" in case
    assert reviewer.get(reverse("appeals:print", args=[appeal.uuid, "decision", "zh"])).status_code == 404
    work.decide(appeal)
    site = work.practical.examination.site
    for language, words in (("zh", "本次考试不计次数"), ("en", "This try does not count.")):
        own_pdf = english(work.candidate).get(own(work, "my_practical_appeal_decision", language))
        told = text_of(own_pdf.content)
        assert words in told
        assert site.name not in told
        assert work.practical.assessors[0].get_full_name() not in told
        answer = reviewer.get(reverse("appeals:print", args=[appeal.uuid, "case", language]))
        assert answer.content.count(b"/DCTDecode") >= 2
        filed = text_of(answer.content)
        for part in (work.practical.assessors[0].get_full_name(), "拍错了工件", WHY):
            assert part in filed, part
    assert AuditEntry.objects.filter(action="exams.read_appeal").count() == 3


def test_an_officer_files_for_a_candidate_from_the_practical_examination(work):
    client = english(work.reviewer)
    address = reverse("appeals:new_practical", args=[work.result.uuid])
    assert address in text(client.get(reverse("exams:practical", args=[work.practical.examination.uuid])))
    assert "Marks do not change by an appeal" in text(client.get(address))
    assert client.post(address, sent()).status_code == 422
    assert client.post(address, sent(behalf_reason="本人手部受伤")).status_code == 302
    assert "本人手部受伤" in page(client, "appeals:appeal", Appeal.objects.get().uuid)
    assert client.post(reverse("appeals:take", args=[Appeal.objects.get().uuid])).status_code == 409


def test_both_kinds_stand_in_one_list_that_is_searched_and_filtered(work):
    written = a_released(site=work.practical.examination.site)
    appeals = (written.file(), work.file())
    client, code = english(work.reviewer), written.marked.sitting.scheme.code
    index, kept = reverse("appeals:index"), reverse("appeals:file")
    for asked, found in (
        ({}, (True, True)),
        ({"q": "Sample practical"}, (False, True)),
        ({"examination": "practical"}, (False, True)),
        ({"examination": code}, (True, False)),
        ({"site": work.practical.examination.site.pk}, (True, True)),
        ({"state": "decided"}, (False, False)),
    ):
        said = text(client.get(index, asked))
        assert tuple(str(row.uuid) in said for row in appeals) == found, asked
        if "q" not in asked:
            said = text(client.get(kept, asked))
            assert tuple(reference_of(row) in said for row in appeals) == found, asked


@pytest.mark.parametrize("place", ["other site", "invigilator", "registrar", "administrator", "candidate"])
def test_who_does_not_run_examinations_there_finds_nothing(work, place):
    appeal, site = work.file(), work.practical.examination.site
    people = {
        "other site": lambda: examinations_officer_at(a_site()),
        "invigilator": lambda: invigilator_at(site),
        "registrar": lambda: registrar_at(site),
        "administrator": lambda: administrator_at(site),
        "candidate": lambda: work.candidate,
    }
    client = english(people[place]())
    for name in ("appeal", "case", "decide", "give_back"):
        assert client.get(reverse(f"appeals:{name}", args=[appeal.uuid])).status_code in (302, 403, 404)
    assert client.post(reverse("appeals:take", args=[appeal.uuid])).status_code in (302, 403, 404)
    new = reverse("appeals:new_practical", args=[work.result.uuid])
    assert client.get(new).status_code in (302, 403, 404)
    assert Appeal.objects.get().state == "filed"
    assert work.candidate.person.full_name not in text(client.get(reverse("appeals:file")))


def test_an_officer_finds_no_appeal_against_the_own_result(work):
    appeal, site = work.file(), work.practical.examination.site
    officer = examinations_officer_at(site)
    new = reverse("appeals:new_practical", args=[work.result.uuid])
    assert english(officer).get(new).status_code == 200
    User.objects.filter(pk=work.candidate.pk).update(person=None)
    User.objects.filter(pk=officer.pk).update(person=work.practical.enrolments[0].person)
    client = english(officer)
    assert str(appeal.uuid) not in page(client, "appeals:index")
    assert client.get(reverse("appeals:appeal", args=[appeal.uuid])).status_code == 404
    assert client.get(new).status_code == 404


def test_another_trainee_finds_nothing_of_it(work):
    work.file()
    client = english(trainee_at(work.practical.examination.site))
    assert client.get(own(work, "my_practical_appeal")).status_code == 404
    assert client.post(own(work, "my_practical_appeal"), sent()).status_code == 404
    assert client.post(own(work, "withdraw_practical_appeal")).status_code == 404
    assert Appeal.objects.get().state == "filed"


def queries(client, address):
    client.get(address)  # what is kept for later is kept now
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_no_page_asks_more_for_more_appeals_or_candidates():
    counts = []
    for number in (1, 4):
        work = work_that_failed(candidates=number)
        for enrolment in work.practical.enrolments:
            result = PracticalResult.objects.get(candidate__enrolment=enrolment)
            actor = Actor(enrolment.person.user.uuid, "trainee")
            appeal = work.file(result_uuid=result.uuid, actor=actor)
            work.decide(work.take(appeal))
        client, officer = english(work.reviewer), english(work.practical.officers[0])
        practical = reverse("exams:practical", args=[work.practical.examination.uuid])
        case = reverse("appeals:case", args=[appeal.uuid])
        counts.append(
            [queries(client, reverse(f"appeals:{name}")) for name in ("index", "file")]
            + [queries(client, case), queries(officer, practical)]
        )
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 60, counts
