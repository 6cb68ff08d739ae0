"""Pages of practice over HTTP: my mistakes, mock examinations, whose they are, what they never show, what they cost."""

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.exams.api import load_items
from lms.exams.models import ItemVersion, MockExam, PracticeAnswer
from tests.factories.accounts import registrar_at, sign_in, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, an_item
from tests.factories.organisations import a_site
from tests.factories.practice import (
    RIGHT,
    WRONG,
    a_mock,
    a_mock_scheme,
    a_practice_item,
    answer,
    items_of_each_kind,
    load_practice,
)

pytestmark = pytest.mark.django_db
MISTAKES, MOCK = "/practice/", "/practice/mock/MOCK/"


@pytest.fixture(autouse=True)
def at_nine():
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def trainee():
    items_of_each_kind()
    a_mock_scheme()
    return trainee_at(a_site())


@pytest.fixture
def browser(client, trainee):
    client.cookies["language"] = "en"
    return sign_in(client, trainee)


def key_in(page):
    return re.search(r'name="form_key" value="([^"]+)"', page)[1]


def send(browser, kind, values):
    body = {"item": a_practice_item(kind)["code"], "form_key": uuid4(), "response": values}
    return browser.post(MISTAKES, body).content.decode()


# --- my mistakes --------------------------------------------------------------------------------------------------


def test_without_mistakes_the_page_says_where_they_would_come_from(browser):
    page = browser.get(MISTAKES)
    assert "Nothing to repeat yet" in page.content.decode()
    assert "no-store" in page.headers["Cache-Control"], "the next person at the seat must not find it"


@pytest.mark.parametrize("kind", RIGHT)
def test_a_mistake_is_asked_answered_and_rests(browser, trainee, kind):
    answer(trainee, kind, right=False)
    page = browser.get(MISTAKES).content.decode()
    assert f'value="{a_practice_item(kind)["code"]}"' in page
    assert 'name="response"' in page
    again = send(browser, kind, WRONG[kind])
    _before, _said, below = again.partition("Not right. The right answer stands below.")
    assert "Right answer" in below or 'class="parts"' in below
    assert "comes again today" in again
    assert f"The reason ({kind})" in again
    right = send(browser, kind, RIGHT[kind])
    assert "notice--success" in right
    assert "comes again on" in right
    assert "Nothing more for today" in browser.get(MISTAKES).content.decode()


def test_what_was_chosen_stands_in_the_form_again(browser, trainee):
    for kind in ("matching", "fill_in", "numeric"):
        answer(trainee, kind, right=False)
    assert 'value="a:2" selected' in send(browser, "matching", ["a:2", ""])
    gaps = send(browser, "fill_in", ['"><b>', ""])
    assert 'value="&quot;&gt;&lt;b&gt;"' in gaps
    assert "into every gap" in gaps
    assert 'value="about"' in send(browser, "numeric", ["about"])
    assert PracticeAnswer.objects.count() == 3


def test_the_same_page_sent_twice_counts_once(browser, trainee):
    answer(trainee, "single", right=False)
    body = {"item": "P-SINGLE", "form_key": key_in(browser.get(MISTAKES).content.decode()), "response": "b"}
    first, second = (browser.post(MISTAKES, body).content.decode() for _time in range(2))
    assert "comes again on" in first
    assert "comes again on" in second
    assert PracticeAnswer.objects.count() == 2


@pytest.mark.parametrize("body", [{}, {"item": "P-SINGLE"}, {"item": "a b", "form_key": str(uuid4())}])
def test_a_form_without_item_or_key_is_answered_in_words(browser, body):
    assert browser.post(MISTAKES, body).status_code == 404


def test_another_trainee_at_the_same_seat_finds_nothing(browser, trainee):
    answer(trainee, "single", right=False)
    mock = a_mock(trainee)
    browser.post("/sign-out/")
    other = sign_in(browser, trainee_at(a_site()))
    assert "P-SINGLE" not in other.get(MISTAKES).content.decode()
    body = {"item": "P-SINGLE", "form_key": uuid4(), "response": "b"}
    assert other.post(MISTAKES, body).status_code == 404
    for path in ("", "1/", "hand-in/", "result/"):
        assert other.get(f"/practice/papers/{mock.uuid}/{path}").status_code == 404
    assert other.post(f"/practice/papers/{mock.uuid}/1/", {"response": "b"}).status_code == 404
    assert other.post(f"/practice/papers/{mock.uuid}/hand-in/").status_code == 404
    assert MockExam.objects.get(handed_in_at=None) == mock


def test_staff_have_no_practice_and_no_way_to_anybody_elses(trainee, client):
    staff = sign_in(client, registrar_at(trainee.person.site))
    for path in (MISTAKES, MOCK, f"/practice/papers/{a_mock(trainee).uuid}/result/"):
        assert staff.get(path).status_code == 403


# --- mock examinations --------------------------------------------------------------------------------------------


def started(browser):
    return browser.post(MOCK, follow=True).redirect_chain[-1][0]


def test_the_first_page_says_what_it_is_and_that_it_is_shorter(browser):
    a_mock_scheme(count=2)
    page = browser.get(MOCK).content.decode()
    assert "The real examination has 16 questions. There are 8" in page
    assert "30 minutes" in page


def test_an_unknown_scheme_is_not_there_and_an_empty_bank_offers_nothing(browser):
    assert browser.get("/practice/mock/NONE/").status_code == 404
    assert browser.post("/practice/mock/NONE/").status_code == 404
    load_practice([{**a_practice_item(kind), "topic": "moved"} for kind in RIGHT])
    assert "Not possible yet" in browser.get(MOCK).content.decode()
    assert browser.post(MOCK).status_code == 409


def test_only_examinations_of_the_own_programmes_are_practised(browser, trainee):
    version = a_version(scheme="MOCK")
    for refused in (browser.get(MOCK), browser.post(MOCK)):
        assert refused.status_code == 404
        assert "not part of your programme" in refused.content.decode()
    enrol(trainee, version)
    assert browser.get(MOCK).status_code == 200
    assert browser.post(MOCK).status_code == 302


def test_before_the_end_the_open_questions_are_named_and_lead_there(browser):
    address = started(browser)
    browser.post(address, {"response": ["true"], "go": "2"})
    page = browser.get(address.replace("/1/", "/hand-in/")).content.decode()
    links = re.findall(r'href="(/practice/papers/[^"]+/\d+/)"', page)
    assert links == [address.replace("/1/", f"/{number}/") for number in range(2, 9)]


def test_from_start_to_result(browser, trainee):
    address = started(browser)
    numbers = {row.item_version.item.kind: row.number for row in MockExam.objects.get().questions.all()}
    base = address.removesuffix("1/")
    for kind, number in numbers.items():
        page = browser.get(f"{base}{number}/").content.decode()
        assert "Nothing is saved for this question yet." in page
        assert browser.post(f"{base}{number}/", {"response": RIGHT[kind], "go": "2"}).url == f"{base}2/"
    assert "Saved so far: 8 of 8." in browser.get(f"{base}2/").content.decode()
    assert browser.post(f"{base}8/", {"response": [], "go": "finish"}).url == f"{base}hand-in/"
    assert "answered 7 of 8" in browser.get(f"{base}hand-in/").content.decode()
    assert browser.get(f"{base}result/").url == base
    assert browser.post(f"{base}hand-in/").url == f"{base}result/"
    page = browser.get(f"{base}result/").content.decode()
    assert "87 percent: that would be enough." in page
    assert "7 of 8" in page
    assert "The reason (ordering)" in page
    assert browser.get(f"{base}3/").url == f"{base}result/"
    assert browser.get(f"{base}hand-in/").url == f"{base}result/"
    assert "87 %" in browser.get(MOCK).content.decode()
    assert "1 question for today" in home(browser, trainee)


def test_the_module_of_a_question_is_told_where_it_leads(browser, at_nine):
    address = started(browser)
    json = {"accept": "application/json"}
    body = {"response": ["true"], "go": "2"}
    assert browser.post(address, body, headers=json).json() == {"location": address.replace("/1/", "/2/")}
    assert 'value="true" checked' in browser.get(address).content.decode()
    at_nine.move_to(NOW + timedelta(minutes=31))
    late = browser.post(address, body, headers=json)
    assert late.json() == {"location": address.replace("/1/", "/hand-in/")}


def home(browser, trainee):
    enrol(trainee, a_version(scheme="MOCK"))
    return browser.get("/home/").content.decode()


def test_after_a_reload_or_at_another_seat_it_goes_on_where_it_was(browser, trainee):
    address = started(browser)
    browser.post(address, {"response": ["true"], "go": "2"})
    elsewhere = sign_in(Client(), trainee)
    assert elsewhere.get(address.removesuffix("1/")).url == address.replace("/1/", "/2/")
    assert 'value="true" checked' in elsewhere.get(address).content.decode()
    assert address.removesuffix("1/") in elsewhere.get(MOCK).content.decode()


def test_after_the_time_the_page_leads_to_the_result(browser, at_nine):
    address = started(browser)
    browser.post(address, {"response": ["true"], "go": "2"})
    assert "30:00" in browser.get(address).content.decode()
    at_nine.move_to(NOW + timedelta(minutes=31))
    hand_in = address.replace("/1/", "/hand-in/")
    assert browser.get(address).url == hand_in
    late = browser.post(address, {"response": ["false"], "go": "2"}, follow=True)
    assert late.redirect_chain[-1][0] == hand_in
    assert "The time is over" in late.content.decode()
    browser.post(hand_in)
    assert "12 percent" in browser.get(address.replace("/1/", "/result/")).content.decode()


def test_no_page_of_practice_holds_anything_of_an_examination_item(browser, trainee):
    secrets = [
        {
            **an_item(kind, topic="mock"),
            "code": f"SECRET-{kind}",
            "stem": {"zh": "机密题干", "en": "clandestine stem"},
            "rationale": {"zh": "机密原因", "en": "clandestine reason"},
        }
        for kind in ("true_false", "single", "multiple")
        for _number in range(3)
    ]
    load_items(
        bank_items=[{**row, "code": f"{row['code']}-{n}"} for n, row in enumerate(secrets)],
        actor=ACTOR,
        now=NOW,
    )
    hidden = ItemVersion.objects.filter(item__use="examination").select_related("item")
    needles = {
        "机密",
        "clandestine",
        "SECRET",
        *(str(row.uuid) for row in hidden),
        *(row.content_hash for row in hidden),
    }
    address = started(browser)
    base = address.removesuffix("1/")
    paths = [MISTAKES, MOCK, *(f"{base}{number}/" for number in range(1, 8)), f"{base}hand-in/"]
    pages = [browser.get(path).content.decode() for path in paths]
    browser.post(f"{base}hand-in/")
    pages += [browser.get(path).content.decode() for path in (f"{base}result/", MISTAKES)]
    assert [needle for needle in needles for page in pages if needle in page] == []
    assert hidden.count() == 9
    assert "Practice question" in pages[2], "control: the pages do show practice items"


def test_a_running_mock_does_not_tell_what_is_right(browser):
    address = started(browser)
    pages = [browser.get(address.replace("/1/", f"/{number}/")).content.decode() for number in range(1, 8)]
    assert not any("The reason" in page or "短路" in page or "4.55" in page for page in pages)


def test_the_home_page_leads_to_mistakes_and_to_the_mock_of_each_examination(browser, trainee):
    page = home(browser, trainee)
    assert f'href="{MISTAKES}"' in page
    assert f'href="{MOCK}"' in page
    assert "Nothing to repeat today" in page


def test_the_home_page_leads_on_with_a_mock_while_its_clock_runs(browser, trainee):
    paper = started(browser).removesuffix("1/")
    page = home(browser, trainee)
    assert f'href="{paper}"' in page
    assert "Go on with the mock examination" in page
    browser.post(f"{paper}hand-in/")
    after = home(browser, trainee)
    assert paper not in after
    assert f'href="{MOCK}"' in after


def queries(browser, path):
    browser.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(path).status_code == 200
    return len(asked)


def test_pages_cost_the_same_however_much_there_is(browser, trainee):
    answer(trainee, "single", right=False)
    mock = a_mock(trainee, is_ended=True)
    paths = [MISTAKES, MOCK, f"/practice/papers/{mock.uuid}/result/"]
    few = [queries(browser, path) for path in paths]
    for kind in RIGHT:
        answer(trainee, kind, right=False)
    load_practice([one_more(kind, number) for kind in RIGHT for number in range(3)])
    a_mock_scheme(count=4)
    longer = a_mock_of_all(trainee)
    paths[2] = f"/practice/papers/{longer.uuid}/result/"
    assert longer.questions.count() == 32
    assert [queries(browser, path) for path in paths] == few
    assert max(few) <= 16


def one_more(kind, number):
    """Return a further item of a kind, with words of its own: of equal ones a mock examination holds one."""
    item = a_practice_item(kind)
    stem = {language: f"{number} {words}" for language, words in item["stem"].items()}
    return {**item, "code": f"MORE-{kind.replace('_', '-')}-{number}", "stem": stem}


def a_mock_of_all(trainee):
    from lms.exams.practice.operations import hand_in_mock, start_mock

    mock = start_mock(person_id=trainee.person_id, scheme_code="MOCK", actor=ACTOR, now=NOW)
    return hand_in_mock(person_id=trainee.person_id, mock_uuid=mock.uuid, actor=ACTOR, now=NOW)
