"""A key is corrected by two people: one proposes with a reason and sees what would change, another applies."""

import pytest
from django.urls import reverse

from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.core.numbers import plain
from lms.exams.audit_actions import AuditAction
from lms.exams.errors import LookFirst, SecondPersonNeeded
from lms.exams.models import KeyProposal, PaperKey, PaperPart, Result
from lms.exams.paperdesk.operations import apply_proposal
from lms.exams.paperdesk.presentation.contents import in_print_order
from lms.exams.papers.operations import look_on
from lms.exams.papers.operations.opening import LOOK
from tests.exams.papers.desk import at_the_desk, page
from tests.factories.accounts import examinations_officer_at, sign_in
from tests.factories.courses import NOW, enrolled_trainee
from tests.factories.exams import ACTOR, failed_sitting, passed_sitting
from tests.factories.results import as_actor

pytestmark = pytest.mark.django_db
FIRST_PAGES = ("wagtailadmin_home", "portal:home")
REASON, WHY = "A candidate reported question one", "The standard was changed in May"


@pytest.fixture
def result():
    _user, enrolment = enrolled_trainee()
    return failed_sitting(enrolment)


@pytest.fixture
def paper(result):
    return result.attempt.paper


@pytest.fixture
def site(result):
    return result.attempt.candidate.sitting.site


@pytest.fixture
def officer(site):
    return at_the_desk(site)


def a_choice(paper):
    """Return a question with one right answer, and a letter that is wrong so far."""
    item = next(item for item in in_print_order(paper) if item["kind"] == "single")
    right = PaperKey.objects.get(paper=paper, version=1).key[item["uuid"]]["key"]
    return item, next(option["letter"] for option in item["options"] if option["id"] != right)


def correct(client, paper, step, **changes):
    item, letter = a_choice(paper)
    form = {"reason": REASON, "step": step, "item": item["uuid"], "deed": "answers", "why": WHY}
    form |= {"answers": letter}
    return client.post(reverse("papers:correct_key", args=[paper.uuid]), {**form, **changes})


def proposed(client, paper):
    answer = correct(client, paper, "propose")
    assert answer.status_code == 302, answer.content.decode()
    return KeyProposal.objects.get()


def test_the_key_is_opened_with_a_reason_before_it_is_corrected(officer, paper):
    address = reverse("papers:correct_key", args=[paper.uuid])
    assert officer.post(address, {"reason": ""}).status_code == 422
    text = officer.post(address, {"reason": REASON}).content.decode()
    assert "Right:" in text
    assert AuditEntry.objects.filter(action="exams.open_paper_early", reason=REASON).count() == 1


def test_what_it_would_change_is_seen_before_it_is_proposed(officer, paper):
    text = correct(officer, paper, "preview").content.decode()
    assert "1 have sat the paper" in text
    assert "Propose this key" in text
    assert PaperKey.objects.filter(paper=paper).count() == 1
    assert not KeyProposal.objects.exists()


def test_all_steps_of_one_look_are_one_line_of_the_trail(officer, paper, site):
    for step in ("", "preview", "preview", "propose"):
        correct(officer, paper, step)
    opened = AuditEntry.objects.filter(action="exams.open_paper_early")
    assert opened.count() == 1
    at_the_desk(site).post(reverse("papers:correct_key", args=[paper.uuid]), {"reason": REASON})
    officer.post(reverse("papers:correct_key", args=[paper.uuid]), {"reason": f"{REASON} again"})
    assert opened.count() == 3
    who = {"paper_uuid": paper.uuid, "reason": REASON, "actor": Actor(opened.first().actor_uuid, "x")}
    look_on(**who, part=PaperPart.PAPER, now=opened.first().at)
    look_on(**who, part=PaperPart.KEY, now=opened.first().at + LOOK)
    assert opened.count() == 5


def test_answers_that_cannot_be_are_said(officer, paper):
    for answers in ("", "Z", "AB"):
        answer = correct(officer, paper, "propose", answers=answers)
        assert answer.status_code == 422
        assert "the letter of an option" in answer.content.decode()


def test_two_signs_are_reason_enough_from_first_to_last(officer, paper, site):
    assert correct(officer, paper, "propose", why="印错").status_code == 302
    row, second = KeyProposal.objects.get(), at_the_desk(site)
    second.post(reverse("papers:proposal", args=[row.uuid]), {"reason": "核对"})
    second.post(reverse("papers:apply_key", args=[row.uuid]))
    row.refresh_from_db()
    assert row.state == "applied"


def test_a_second_person_applies_it_and_everybody_is_marked_again(officer, paper, site):
    row = proposed(officer, paper)
    own = page(officer, "papers:proposal", row.uuid)
    assert "Somebody else than who proposed it applies it." in own
    assert "Apply and mark" not in own
    officer.post(reverse("papers:apply_key", args=[row.uuid]))
    assert PaperKey.objects.filter(paper=paper).count() == 1
    second = at_the_desk(site)
    for place in FIRST_PAGES:
        assert reverse("papers:proposal", args=[row.uuid]) not in page(officer, place)
        home = page(second, place)
        assert "1 correction of a key waits" in home
        assert reverse("papers:proposal", args=[row.uuid]) in home
    unseen = page(second, "papers:proposal", row.uuid)
    assert "Apply and mark" not in unseen
    assert "look at the question and at both answers" in unseen
    seen = second.post(reverse("papers:proposal", args=[row.uuid]), {"reason": REASON}).content.decode()
    assert "Apply and mark everybody again" in seen
    second.post(reverse("papers:apply_key", args=[row.uuid]))
    assert set(PaperKey.objects.filter(paper=paper).values_list("version", flat=True)) == {1, 2}
    assert Result.objects.filter(key_version=2).count() == 1
    row.refresh_from_db()
    assert row.state == "applied"
    assert WHY in page(officer, "papers:paper", paper.uuid)
    for place in FIRST_PAGES:
        assert "Corrected keys" not in page(second, place)
    item, letter = a_choice(paper)
    for client, sees_it in ((second, True), (at_the_desk(site), False)):
        changed = page(client, "papers:proposal", row.uuid)
        assert f"Question {item['number']}" in changed
        assert (f"→ <strong>{letter}</strong>" in changed) is sees_it


def test_once_applied_the_page_lists_whose_result_has_changed_and_leads_to_the_results():
    result = passed_sitting(enrolled_trainee()[1])
    paper, sitting = result.attempt.paper, result.attempt.candidate.sitting
    officer, second = at_the_desk(sitting.site), at_the_desk(sitting.site)
    row = proposed(officer, paper)
    second.post(reverse("papers:proposal", args=[row.uuid]), {"reason": REASON})
    answer = second.post(reverse("papers:apply_key", args=[row.uuid]), follow=True)
    shown = answer.content.decode()
    after = Result.objects.get(key_version=2)
    assert after.percent != result.percent
    assert "Whose result has changed" in shown
    listed = " ".join(shown.split())
    assert f">{plain(result.percent)} %</td>" in listed
    assert f">{plain(after.percent)} %</td>" in listed
    assert reverse("results:sitting", args=[sitting.uuid]) in shown
    assert reverse("papers:proposal", args=[row.uuid]) in page(officer, "papers:paper", paper.uuid)


def test_nobody_applies_an_own_proposal_by_any_way(site, paper):
    user = examinations_officer_at(site)
    client = sign_in(at_the_desk(site), user)
    row = proposed(client, paper)
    with pytest.raises(SecondPersonNeeded):
        apply_proposal(uuid=row.uuid, by=user, actor=ACTOR, now=NOW)


def test_nobody_applies_a_key_unseen_by_any_way(officer, paper, site):
    row, user = proposed(officer, paper), examinations_officer_at(site)
    second = sign_in(at_the_desk(site), user)
    told = second.post(reverse("papers:apply_key", args=[row.uuid]), follow=True).content.decode()
    assert "Before you apply it, look at the question and at both answers." in told
    assert PaperKey.objects.filter(paper=paper).count() == 1
    second.post(reverse("papers:proposal", args=[row.uuid]), {"reason": REASON})
    looked = AuditEntry.objects.filter(action=AuditAction.OPEN_PAPER_EARLY).latest("pk").at
    with pytest.raises(LookFirst):  # what was seen long ago is not before anybody's eyes
        apply_proposal(uuid=row.uuid, by=user, actor=as_actor(user), now=looked + LOOK)
    second.post(reverse("papers:apply_key", args=[row.uuid]))
    row.refresh_from_db()
    assert row.state == "applied"


def test_a_proposal_holds_back_the_answers_until_the_key_is_opened(officer, paper, site):
    row = proposed(officer, paper)
    item, letter = a_choice(paper)
    second = at_the_desk(site)
    closed = page(second, "papers:proposal", row.uuid)
    assert item["stem"]["zh"] not in closed
    assert f"<strong>{letter}</strong>" not in closed
    opened = second.post(reverse("papers:proposal", args=[row.uuid]), {"reason": REASON}).content.decode()
    assert item["stem"]["zh"] in opened
    assert f"→ <strong>{letter}</strong>" in opened
    assert all(option["zh"] in opened for option in item["options"])
    assert second.post(reverse("papers:proposal", args=[row.uuid]), {"reason": ""}).status_code == 422


def test_one_proposal_waits_at_a_time_and_one_that_is_let_be_changes_nothing(officer, paper):
    row = proposed(officer, paper)
    assert "Another correction of this key waits" in correct(officer, paper, "propose").content.decode()
    address = reverse("papers:withdraw_key", args=[row.uuid])
    assert "This cannot be undone" in page(officer, "papers:withdraw_key", row.uuid)
    for reason, words in (("", "Fill this in."), ("x" * 501, "at most 500 characters; these are 501")):
        refused = officer.post(address, {"reason": reason})
        assert refused.status_code == 422
        assert words in refused.content.decode()
    officer.post(address, {"reason": "原答案是对的"})
    row.refresh_from_db()
    assert row.state == "withdrawn"
    assert PaperKey.objects.filter(paper=paper).count() == 1
    again = page(officer, "papers:proposal", row.uuid)
    assert "Not applied" in again
    assert "原答案是对的" in again
