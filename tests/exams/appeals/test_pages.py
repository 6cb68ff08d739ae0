"""Pages of appeals: the candidate's panel and form, the desk from list to new result, documents, who may not."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from lms.accounts.models import User
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.exams.appeals.policies import appeals_visible_to, own_appeals
from lms.exams.models import Appeal, AppealPart, HandMark, Result
from lms.exams.sittings.verdicts import Verdict, verdict_of
from tests.exams.results.desk import english, page, text, text_of
from tests.factories.accounts import (
    administrator_at,
    examinations_officer_at,
    invigilator_at,
    registrar_at,
    trainee_at,
)
from tests.factories.appeals import ANSWER, WHY, a_released
from tests.factories.handmarks import AFTER, give
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def after():
    with time_machine.travel(AFTER, tick=False) as moment:
        yield moment


@pytest.fixture
def appealed():
    return a_released()


def sent(**values):
    return {"ground": "marks", "text": WHY, "client_key": str(uuid4()), **values}


def own(appealed, name="my_result", **kwargs):
    return reverse(f"exams:{name}", args=[appealed.attempt.uuid], **kwargs)


def test_the_candidate_files_sees_it_withdraws_and_files_again(appealed, after):
    client = english(appealed.candidate)
    shown = text(client.get(own(appealed)))
    assert "File an appeal" in shown
    assert "You can appeal until 20" in shown
    form = text(client.get(own(appealed, "my_appeal")))
    assert "Your result does not become lower by it." in form
    assert client.post(own(appealed, "my_appeal"), {"client_key": str(uuid4())}).status_code == 422
    answer = client.post(own(appealed, "my_appeal"), sent(parts=["short_answer"]))
    assert answer.url == own(appealed)
    shown = text(client.get(own(appealed)))
    assert "Your appeal is filed" in shown
    assert "File an appeal" not in shown
    assert client.get(own(appealed, "my_appeal")).url == own(appealed)
    assert client.post(own(appealed, "my_appeal"), sent()).status_code == 422
    client.post(own(appealed, "withdraw_appeal"))
    shown = text(client.get(own(appealed)))
    assert "File an appeal" in shown
    client.post(own(appealed, "my_appeal"), sent())
    appealed.take(Appeal.objects.get(state="filed"))
    assert "Your appeal is being looked at" in text(client.get(own(appealed)))
    client.post(own(appealed, "withdraw_appeal"))
    assert Appeal.objects.filter(state="in_review").count() == 1
    assert (
        client.get(reverse("exams:my_appeal_decision", args=[appealed.attempt.uuid, "zh"])).status_code == 404
    )


def test_after_the_window_the_page_says_so(appealed, after):
    after.shift(timedelta(days=31))
    client = english(appealed.candidate)
    shown = text(client.get(own(appealed)))
    assert "The time for an appeal against this result is over." in shown
    assert "File an appeal" not in shown
    assert client.post(own(appealed, "my_appeal"), sent()).status_code == 422
    assert not Appeal.objects.exists()


def test_from_the_list_to_the_decision(appealed):
    appeal = appealed.file()
    reviewer, other = english(appealed.reviewer), english(appealed.first)
    listed = page(reviewer, "appeals:index")
    assert "One appeal waits for an answer." in listed
    assert "15 days" in listed
    take = reverse("appeals:take", args=[appeal.uuid])
    assert take in page(reviewer, "appeals:appeal", appeal.uuid)
    for user in (appealed.first, appealed.second):
        shown = page(english(user), "appeals:appeal", appeal.uuid)
        assert take not in shown
        assert "moderated or released the result" in shown
    assert not AppealPart.objects.exists(), "to look writes nothing down"
    refused = other.post(take)
    assert refused.status_code == 409
    assert "moderated or released the result" in text(refused)
    for name in ("case", "decide"):
        assert reviewer.get(reverse(f"appeals:{name}", args=[appeal.uuid])).status_code == 403
    assert reviewer.post(reverse("appeals:take", args=[appeal.uuid])).status_code == 302
    assert "Only who reviews it sees what was logged." in page(other, "appeals:appeal", appeal.uuid)
    assert other.get(reverse("appeals:case", args=[appeal.uuid])).status_code == 403
    case = page(reviewer, "appeals:case", appeal.uuid)
    first_marker = appealed.marked.markers[0].display_name
    for words in ("先验电。", "8 / 30", first_marker, "The chain of the log is whole (6 entries)", "Started"):
        assert words in case, words
    decide = reverse("appeals:decide", args=[appeal.uuid])
    assert "Questions that a further person marks" in text(reviewer.get(decide))
    assert (
        reviewer.post(decide, {"outcome": "rejected", "remedy": "marking", "answer": ANSWER}).status_code
        == 422
    )
    items = [str(item) for item in appealed.marked.items()]
    values = {"outcome": "upheld", "remedy": "marking", "answer": ANSWER, "items": items}
    assert reviewer.post(decide, values).status_code == 302
    assert "This appeal was decided on." in text(reviewer.get(decide))


TRY, WHY_NOT = "This try does not count", "The candidate has passed: the examination is not taken again."


@pytest.mark.parametrize(("marks", "is_offered"), [("8", True), ("25", False)], ids=["failed", "passed"])
def test_the_decision_page_offers_what_the_domain_accepts_and_says_why_not_the_other(marks, is_offered):
    appealed = a_released(marks=marks)
    appeal = appealed.take(appealed.file())
    client, decide = english(appealed.reviewer), reverse("appeals:decide", args=[appeal.uuid])
    shown = text(client.get(decide))
    assert (TRY in shown, WHY_NOT in shown) == (is_offered, not is_offered)
    assert "A further person marks" in shown
    sent = client.post(decide, {"outcome": "upheld", "remedy": "try", "answer": ANSWER})
    assert sent.status_code == (302 if is_offered else 422)
    if not is_offered:
        assert text(sent).count(WHY_NOT) == 2, "as help and as error"


def test_after_a_try_that_does_not_count_nobody_reads_not_passed(appealed):
    candidate, officer = english(appealed.candidate), english(appealed.first)
    sitting = appealed.marked.sitting
    places = {
        "result": (candidate, own(appealed)),
        "receipt": (candidate, own(appealed, "receipt")),
        "list": (candidate, reverse("exams:my_sittings")),
        "home": (candidate, reverse("portal:home")),
        "desk": (officer, reverse("results:sitting", args=[sitting.uuid])),
        "file": (officer, reverse("results:file", args=[sitting.uuid])),
    }

    def shown():
        return {name: text(client.get(href)) for name, (client, href) in places.items()}

    assert all("not passed" in words.lower() for words in shown().values())
    appealed.decide(appealed.take(appealed.file(ground="room")), remedy="try")
    after = shown()
    assert [name for name, words in after.items() if "not passed" in words.lower()] == []
    for name in ("list", "home", "desk", "file"):
        assert "Does not count, can be written again" in after[name], name
    assert "This try does not count" in after["result"]
    assert "this try is not one of your tries" in after["result"]
    assert "you can write the examination again" in after["receipt"]
    slip, listed = (
        officer.get(reverse("results:print", args=[sitting.uuid, one, "zh"])) for one in ("slips", "list")
    )
    printed = ["".join(text_of(one.content).split()) for one in (slip, listed)]
    assert "本次不计次数" in printed[0]
    assert "不计次数，可以重考" in printed[1]
    assert "不合格" not in "".join(printed)


def test_a_pass_by_a_later_key_stays_a_pass_though_the_try_was_taken_out():
    assert verdict_of(passed=True, is_set_aside=True) is Verdict.PASSED


def test_from_the_decision_to_the_new_result(appealed):
    appeal = appealed.take(appealed.file())
    appealed.decide(appeal)
    reviewer, first_marker = english(appealed.reviewer), appealed.marked.markers[0].display_name
    candidate = english(appealed.candidate)
    shown = text(candidate.get(own(appealed)))
    assert "Your appeal was right" in shown
    assert ANSWER in shown
    assert "Another person marks your answers." in shown
    assert "2 answers wait for their marks." in page(reviewer, "appeals:appeal", appeal.uuid)
    assert "Upheld (new result to be made)" in page(reviewer, "appeals:index")
    assert reviewer.post(reverse("appeals:settle", args=[appeal.uuid])).status_code == 409
    further = english(appealed.further)
    for turn, marks in zip(appealed.take_further(), ("25", "24"), strict=True):
        place = reverse("exams:answers", args=[appealed.marked.sitting.uuid, turn.item_uuid])
        shown = text(further.get(place))
        assert first_marker not in shown
        key = str(uuid4())
        further.post(place, {"turn": str(turn.uuid), "marks": marks, "comment": "", "client_key": key})
    assert HandMark.objects.filter(turn__turn="appeal").count() == 2
    assert "Make the new result" in page(reviewer, "appeals:appeal", appeal.uuid)
    assert reviewer.post(reverse("appeals:settle", args=[appeal.uuid])).status_code == 302
    assert "new result to be made" not in page(reviewer, "appeals:index")
    made = page(reviewer, "appeals:appeal", appeal.uuid)
    assert "The result has changed." in made
    assert "It waits to be frozen and released by two officers." in made
    appealed.release()
    shown = text(candidate.get(own(appealed)))
    assert "Before: 36 / 100 · Not passed. Now: 69 / 100 · Passed." in shown
    assert "takes the place of the one of" in shown


def test_documents_say_what_they_have_to_and_the_candidates_no_right_answer(appealed):
    appeal = appealed.take(appealed.file())
    reviewer = english(appealed.reviewer)
    assert reviewer.get(reverse("appeals:print", args=[appeal.uuid, "decision", "zh"])).status_code == 404
    appealed.decide(appeal, outcome="rejected", remedy="nothing", answer="两位阅卷人的给分一致。")
    site = appealed.marked.sitting.site
    for language, words in (("zh", "两位阅卷人的给分一致。"), ("en", "Your appeal was not right")):
        own_pdf = english(appealed.candidate).get(
            reverse("exams:my_appeal_decision", args=[appealed.attempt.uuid, language])
        )
        told = text_of(own_pdf.content)
        assert words in told
        assert site.name not in told
        assert "验电" not in told
        answer = reviewer.get(reverse("appeals:print", args=[appeal.uuid, "case", language]))
        kept = text_of(answer.content)
        for part in ("8 / 30", "先验电。", appealed.marked.markers[0].display_name):
            assert part in kept, part
    assert AuditEntry.objects.filter(action="exams.read_appeal").count() == 2


def test_an_officer_files_for_a_candidate_from_the_results_of_the_sitting(appealed):
    client = english(appealed.reviewer)
    address = reverse("appeals:new", args=[appealed.attempt.uuid])
    assert address in page(client, "results:sitting", appealed.marked.sitting.uuid)
    assert "does not decide on it" in text(client.get(address))
    assert client.post(address, sent()).status_code == 422
    assert client.post(address, sent(behalf_reason="本人不会写字")).status_code == 302
    assert "本人不会写字" in page(client, "appeals:appeal", Appeal.objects.get().uuid)
    assert "There is an appeal" not in text(client.get(address))
    assert client.post(reverse("appeals:take", args=[Appeal.objects.get().uuid])).status_code == 409


def test_given_back_with_a_reason(appealed):
    appeal = appealed.take(appealed.file())
    client = english(appealed.reviewer)
    address = reverse("appeals:give_back", args=[appeal.uuid])
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "休假两周"}).status_code == 302
    assert Appeal.objects.get().state == "filed"


def test_rules_are_set_and_listed(appealed):
    client = english(appealed.reviewer)
    assert "There is no rule yet." in page(client, "appeals:rules")
    day = (AFTER + timedelta(days=1)).date().isoformat()
    values = {"code": "SCHEME", "valid_from": day, "file_days": "20", "answer_days": "10"}
    late = client.post(
        reverse("appeals:rules"), {**values, "basis_zh": "考务办法", "valid_from": "2026-01-01"}
    )
    assert late.status_code == 422
    assert "A rule holds from tomorrow at the earliest" in text(late)
    assert client.post(reverse("appeals:rules"), values).status_code == 422
    assert client.post(reverse("appeals:rules"), {**values, "basis_zh": "考务办法"}).status_code == 302
    assert "考务办法" in text(client.get(reverse("appeals:rules")))


def test_the_list_is_filtered_searched_and_kept_as_a_table(appealed, after):
    client = english(appealed.reviewer)
    assert "There is no appeal at your sites." in page(client, "appeals:index")
    appealed.file()
    name = appealed.candidate.person.full_name
    index = reverse("appeals:index")
    assert name in text(client.get(index, {"state": "filed"}))
    assert name in text(client.get(index, {"q": name}))
    for asked in ({"state": "decided"}, {"q": "nobody"}, {"examination": "NONE"}):
        assert "No appeal fits." in text(client.get(index, asked)), asked
    after.shift(timedelta(days=17))
    client = english(appealed.reviewer)  # the session has ended meanwhile
    assert "2 days late" in text(client.get(index))
    assert "One of them is late." in text(client.get(index))
    kept = client.get(reverse("appeals:file"), {"state": "filed"})
    assert name in text(kept)
    assert name not in text(client.get(reverse("appeals:file"), {"state": "decided"}))


@pytest.mark.parametrize("place", ["other site", "invigilator", "registrar", "administrator", "candidate"])
def test_who_does_not_run_examinations_there_finds_nothing(appealed, place):
    appeal, site = appealed.file(), appealed.marked.sitting.site
    people = {
        "other site": lambda: examinations_officer_at(a_site()),
        "invigilator": lambda: invigilator_at(site),
        "registrar": lambda: registrar_at(site),
        "administrator": lambda: administrator_at(site),
        "candidate": lambda: appealed.candidate,
    }
    client = english(people[place]())
    for name in ("appeal", "case", "decide", "give_back"):
        assert client.get(reverse(f"appeals:{name}", args=[appeal.uuid])).status_code in (302, 403, 404)
    assert client.post(reverse("appeals:take", args=[appeal.uuid])).status_code in (302, 403, 404)
    assert client.get(reverse("appeals:new", args=[appealed.attempt.uuid])).status_code in (302, 403, 404)
    assert Appeal.objects.get().state == "filed"
    listed = client.get(reverse("appeals:file"))
    assert appealed.candidate.person.full_name not in text(listed)


def test_an_officer_finds_no_appeal_against_the_own_result(appealed):
    appeal, site = appealed.file(), appealed.marked.sitting.site
    name = appealed.candidate.person.full_name
    User.objects.filter(pk=appealed.candidate.pk).update(person=None)
    officer = examinations_officer_at(site)
    assert appeals_visible_to(officer).filter(pk=appeal.pk).exists()
    User.objects.filter(pk=officer.pk).update(person=appealed.marked.enrolments[0].person)
    client = english(officer)
    assert name not in page(client, "appeals:index")
    assert client.get(reverse("appeals:appeal", args=[appeal.uuid])).status_code == 404
    assert client.get(reverse("appeals:new", args=[appealed.attempt.uuid])).status_code == 404


def test_a_list_of_appeals_reads_no_paper(appealed):
    appeal = appealed.file()
    for rows in (appeals_visible_to(appealed.reviewer), own_appeals(appealed.candidate.person_id)):
        assert "content" in rows.get(pk=appeal.pk).attempt.paper.get_deferred_fields()


def test_another_trainee_finds_nothing_of_it(appealed):
    appealed.file()
    client = english(trainee_at(appealed.marked.sitting.site))
    assert client.get(own(appealed, "my_appeal")).status_code == 404
    assert client.post(own(appealed, "my_appeal"), sent()).status_code == 404
    assert client.post(own(appealed, "withdraw_appeal")).status_code == 404
    assert Appeal.objects.get().state == "filed"


def queries(client, address):
    client.get(address)  # what is kept for later is kept now
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


def test_no_list_asks_more_for_more_appeals():
    counts = []
    for number in (1, 4):
        appealed = a_released(candidates=number)
        for place in range(number):
            candidate = appealed.marked.enrolments[place].person.user
            result = Result.objects.get(attempt=appealed.marked.attempt(place))
            appealed.file(result_uuid=result.uuid, actor=as_trainee(candidate))
        client = english(appealed.reviewer)
        counts.append([queries(client, reverse(f"appeals:{name}")) for name in ("index", "file")])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 40, counts


def as_trainee(user):
    return Actor(user.uuid, "trainee")


def test_marks_that_are_less_stay_and_the_desk_says_so():
    appealed = a_released(marks="25")
    appeal = appealed.take(appealed.file())
    appealed.decide(appeal)
    for turn in appealed.take_further():
        give(appealed.further, turn, "20")
    appealed.settle(appeal)
    assert "a result does not fall by an appeal" in page(
        english(appealed.first), "appeals:appeal", appeal.uuid
    )
    appealed.release()
    assert "Your marks stay." in text(english(appealed.candidate).get(own(appealed)))


def test_the_case_asks_no_more_for_a_longer_log_and_further_marks():
    counts = []
    for is_long in (False, True):
        appealed = a_released(flags=is_long)
        appeal = appealed.take(appealed.file())
        if is_long:
            appealed.decide(appeal)
            appealed.mark_further(["25", "24"])
            appealed.settle(appeal)
            appealed.release()
        counts.append(queries(english(appealed.reviewer), reverse("appeals:case", args=[appeal.uuid])))
    assert counts[0] == counts[1]
    assert counts[0] <= 60, counts


def test_the_case_says_of_a_seat_without_a_name_that_its_computer_was_not_registered(appealed):
    appeal = appealed.take(appealed.file())
    appealed.attempt.leases.update(seat="")
    case = page(english(appealed.reviewer), "appeals:case", appeal.uuid)
    times = appealed.attempt.events.count() + appealed.attempt.leases.count()
    assert case.count("unregistered computer") == times
