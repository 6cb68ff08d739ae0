"""The desk for sittings in the browser's place: planned, admitted, seated, arranged, printed; and who may not."""

import re
from datetime import UTC, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext, override

from lms.core import clock
from lms.exams.api import admit_candidates, schedule_sitting
from lms.exams.models import Arrangement, Sitting, SittingCandidate
from tests.exams.results.desk import text_of
from tests.factories.accounts import (
    administrator_at,
    examinations_officer_at,
    invigilator_at,
    registrar_at,
    sign_in,
    terminal_at,
    trainee_at,
)
from tests.factories.courses import enrol
from tests.factories.exams import ACTOR
from tests.factories.organisations import a_room, a_site
from tests.factories.planning import BEFORE, elsewhere, planned

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan():
    """A sitting of tomorrow, by the real clock: pages ask it."""
    opens = clock.now() + timedelta(days=1)
    return planned(candidates=3, forms=2, opens_at=opens, closes_at=opens + timedelta(minutes=30))


@pytest.fixture
def officer(plan, client):
    return sign_in(client, plan.officer)


def url(name, plan, *more):
    return reverse(f"sittings:{name}", args=[plan.sitting.uuid, *more])


def hidden(answer, name, *, default=None):
    """What a page carries along in a hidden field; one without a value has none."""
    found = re.search(f'name="{name}" value="([^"]*)"', text(answer))
    return found.group(1) if found else default


def text(answer):
    return answer.content.decode()


def test_an_officer_plans_a_sitting_with_a_paper_drawn_now(plan, officer):
    room = a_room(plan.site)
    day = localtime(plan.sitting.opens_at).date().isoformat()
    page = text(officer.get(reverse("sittings:new")))
    assert room.name in page
    sent = {
        "papers": f"draw:{plan.scheme.uuid}",
        "title_zh": "",
        "title_en": "",
        "room": str(room.uuid),
        "day": day,
        "doors": "08:30",
        "opens": "09:00",
        "closes": "09:20",
        "key": str(uuid4()),
    }
    answer = officer.post(reverse("sittings:new"), sent)
    row = Sitting.objects.latest("pk")
    assert answer.url == reverse("sittings:sitting", args=[row.uuid])
    assert (row.title_zh, localtime(row.doors_at).strftime("%H:%M")) == (plan.scheme.title_zh, "08:30")
    assert officer.post(reverse("sittings:new"), sent).status_code == 302  # sent twice: one sitting
    assert Sitting.objects.count() == 2
    taken = officer.post(reverse("sittings:new"), {**sent, "key": str(uuid4())})
    assert taken.status_code == 422
    assert room.name in text(taken)
    wrong = officer.post(reverse("sittings:new"), {**sent, "key": str(uuid4()), "closes": "08:00"})
    assert wrong.status_code == 422


def test_the_list_the_calendar_and_the_sitting_say_what_is_missing(plan, officer):
    assert plan.sitting.title in text(officer.get(reverse("sittings:index")))
    month = f"{localtime(plan.sitting.opens_at):%Y-%m}"
    calendar = officer.get(reverse("sittings:calendar"), {"month": month, "site": str(plan.site.uuid)})
    assert plan.sitting.title in text(calendar)
    of_all = text(officer.get(reverse("sittings:calendar"), {"month": month}))
    assert f"<small>{plan.site.name} · {plan.sitting.room.name}" in of_all, "of all sites each is named"
    assert officer.get(reverse("sittings:calendar"), {"month": "nonsense"}).status_code == 200
    page = text(officer.get(url("sitting", plan)))
    assert "监考员需要 2 人，已安排 0 人" in page
    assert "没有座位的考生：3 人" in page


def test_a_closed_sitting_leads_to_its_results(plan, officer):
    results = reverse("results:sitting", args=[plan.sitting.uuid])
    assert results not in text(officer.get(url("sitting", plan)))
    Sitting.objects.filter(pk=plan.sitting.pk).update(state="closed")
    assert results in text(officer.get(url("sitting", plan)))


def test_the_title_of_an_officers_page_ends_in_the_name_of_the_platform(officer):
    page = text(officer.get(reverse("sittings:index")))
    title = " ".join(re.search(r"<title>(.*?)</title>", page, re.S)[1].split())
    with override("zh-hans"):
        assert title.endswith(gettext("Skills Training and Certification"))
    assert "Wagtail" not in title


def test_a_room_without_any_terminal_is_not_ready(plan, officer):
    words = "本教室没有登记终端。"
    assert words in text(officer.get(url("sitting", plan)))
    terminal, _token = terminal_at(plan.sitting.room)
    assert words not in text(officer.get(url("sitting", plan)))
    terminal.withdrawn_at = clock.now()
    terminal.save(update_fields=["withdrawn_at"])
    assert words in text(officer.get(url("sitting", plan)))


def test_what_was_chosen_names_examination_and_paper(plan, officer):
    page = text(officer.get(reverse("sittings:new")))
    options = re.findall(r"<option value=\"draw:[^>]*>([^<]*)</option>", page)
    assert options
    assert all(plan.scheme.code in option and "·" in option for option in options)


def test_who_can_come_is_admitted_in_one_act_and_others_with_a_reason_not(plan, officer):
    able = plan.another_trainee()
    page = text(officer.get(url("candidates", plan)))
    assert able.person.full_name in page
    answer = officer.post(url("candidates", plan), {"enrolment": [str(able.uuid)]})
    assert answer.status_code == 302
    assert SittingCandidate.objects.filter(enrolment=able, number=4).exists()
    officer.post(url("candidates", plan), {"enrolment": ["nonsense"]})
    assert plan.sitting.candidates.count() == 4


def test_whom_a_colleague_admitted_meanwhile_is_not_counted_again(plan, officer):
    meanwhile, fresh = plan.another_trainee(), plan.another_trainee()
    admit_candidates(
        sitting_uuid=plan.sitting.uuid, enrolment_uuids=[meanwhile.uuid], actor=ACTOR, now=BEFORE
    )
    sent = {"enrolment": [str(meanwhile.uuid), str(fresh.uuid)]}
    page = officer.post(url("candidates", plan), sent, follow=True)
    assert [str(one) for one in page.context["messages"]] == ["已安排 1 名考生。"]


def test_who_waits_in_another_sitting_is_not_chosen_and_the_page_says_why(plan, officer):
    able, waits = plan.another_trainee(), plan.another_trainee()
    later = schedule_sitting(sitting=elsewhere(plan, hours=9), actor=ACTOR, now=BEFORE)
    admit_candidates(sitting_uuid=later.uuid, enrolment_uuids=[waits.uuid], actor=ACTOR, now=BEFORE)
    page = text(officer.get(url("candidates", plan)))
    boxes = dict(re.findall(r'name="enrolment" id="e\d+" value="([^"]+)"( checked)?>', page))
    assert boxes == {str(able.uuid): " checked", str(waits.uuid): ""}
    assert later.title in page


def test_the_list_of_candidates_is_a_file_that_opens(plan, officer):
    names = [row.person.full_name for row in plan.enrolments]
    csv = officer.get(url("candidates_file", plan))
    assert csv["Content-Type"].startswith("text/csv")
    assert all(name in text(csv) for name in names)
    book = officer.get(url("candidates_file", plan), {"format": "xlsx"})
    assert book.content.startswith(b"PK")


def test_a_candidate_is_arranged_for_and_taken_out(plan, officer):
    first = plan.candidates()[0]
    sent = {"extra_percent": "50", "has_reader": "on", "reason": "Reads slowly"}
    assert officer.post(url("arrange", plan, first.uuid), sent).status_code == 302
    kept = Arrangement.objects.get()
    assert (kept.extra_percent, kept.has_reader, kept.allowed_by) == (50, True, plan.officer)
    assert "50%" in text(officer.get(url("candidates", plan)))
    assert officer.post(url("arrange", plan, first.uuid), {"reason": "Reads slowly"}).status_code == 422
    seen = hidden(officer.get(url("arrange", plan, first.uuid)), "instead_of")
    again = {**sent, "extra_percent": "25", "instead_of": seen}
    assert officer.post(url("arrange", plan, first.uuid), again).status_code == 302
    assert Arrangement.objects.get().extra_percent == 25
    assert officer.post(url("take_out", plan, first.uuid), {"reason": ""}).status_code == 422
    assert officer.post(url("take_out", plan, first.uuid), {"reason": "Ill"}).status_code == 302
    assert plan.sitting.candidates.count() == 2


def test_seats_are_drawn_looked_at_and_swapped_without_a_mouse(plan, officer):
    officer.post(url("seats", plan))
    first, second = plan.candidates()[:2]
    chosen = text(officer.get(url("seats", plan), {"candidate": str(first.uuid)}))
    there = f"{second.uuid} {second.seat}"
    assert f'value="{there}"' in chosen, "each other seat is a button"
    seen = {"seat": there, "seen_at": first.seat}
    officer.post(url("move", plan, first.uuid), seen)
    assert plan.candidates()[0].seat == second.seat
    stale = officer.post(url("move", plan, second.uuid), {**seen, "seat": there}, follow=True)
    assert "座位刚刚有变动" in text(stale)
    refused = officer.post(url("move", plan, first.uuid), {"seat": " nowhere"}, follow=True)
    assert "没有这个座位" in text(refused)


def test_seats_give_way_only_to_who_says_so_of_those_that_are_there(plan, officer):
    def seated():
        return [row.seat for row in plan.candidates()]

    officer.post(url("seats", plan))
    first, drawn = Sitting.objects.get(pk=plan.sitting.pk).seating, seated()
    # A second click, and another officer's page on which nothing was drawn yet.
    again = officer.post(url("seats", plan))
    assert (again.status_code, seated()) == (422, drawn)
    assert f'value="{first}" required' in text(again)
    officer.post(url("seats", plan), {"instead_of": first})
    drawn = seated()
    assert officer.post(url("seats", plan), {"instead_of": first}).status_code == 422
    assert seated() == drawn


def test_nobody_to_seat_is_said_as_such(client):
    opens = clock.now() + timedelta(days=1)
    empty = planned(candidates=0, opens_at=opens, closes_at=opens + timedelta(minutes=30))
    refused = text(sign_in(client, empty.officer).post(url("seats", empty)))
    assert "没有需要在本考场就座的考生" in refused


@pytest.mark.parametrize(
    ("name", "more"), [("candidates_file", ()), ("print", ("door", "zh")), ("print", ("room", "en"))]
)
def test_files_are_named_by_the_day_at_the_site(plan, officer, name, more):
    # At 22:00 UTC it is the next day in Shanghai.
    opens = plan.sitting.opens_at.astimezone(UTC).replace(hour=22)
    Sitting.objects.filter(pk=plan.sitting.pk).update(opens_at=opens, closes_at=opens + timedelta(minutes=30))
    named = officer.get(url(name, plan, *more))["Content-Disposition"]
    assert f"{localtime(opens):%Y%m%d}" in named
    assert f"{opens:%Y%m%d}" not in named


def test_the_list_of_candidates_as_a_file_heads_names_of_people_as_such(plan, officer):
    head = officer.get(url("candidates_file", plan)).content.decode().splitlines()[0]
    assert "姓名" in head
    assert "名称" not in head


@pytest.mark.parametrize("document", ["room", "door"])
def test_the_head_of_a_list_says_how_long_the_examination_takes(plan, officer, document):
    minutes = plan.scheme.duration_minutes
    assert f"{minutes} minutes" in text_of(officer.get(url("print", plan, document, "en")).content)
    assert f"{minutes}分钟" in text_of(officer.get(url("print", plan, document, "zh")).content)


@pytest.mark.parametrize("document", ["slips", "room", "door"])
@pytest.mark.parametrize("language", ["zh", "en", "both"])
def test_slips_and_lists_are_pdfs(plan, officer, document, language):
    officer.post(url("seats", plan))
    answer = officer.get(url("print", plan, document, language))
    assert answer.content.startswith(b"%PDF")
    assert officer.get(url("print", plan, "other", language)).status_code == 404


@pytest.mark.parametrize("document", ["slips", "room", "door"])
def test_a_rare_character_in_one_name_keeps_no_room_from_its_papers(plan, officer, document):
    person = plan.enrolments[0].person
    person.full_name = "王\U00030000"
    person.save(update_fields=["full_name"])
    answer = officer.get(url("print", plan, document, "zh"))
    assert answer.status_code == 200
    assert "U+30000" in "".join(text_of(answer.content).split())


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ("slips", ("准考证", "Admission slip")),
        ("room", ("考场名单", "Room list")),
        ("door", ("签到表", "Door list")),
    ],
)
def test_one_print_serves_who_reads_chinese_and_who_reads_english(plan, officer, document, words):
    officer.post(url("seats", plan))
    assert url("print", plan, document, "both") in text(officer.get(url("sitting", plan)))
    printed = "".join(text_of(officer.get(url("print", plan, document, "both")).content).split())
    assert all("".join(one.split()) in printed for one in words)
    assert plan.enrolments[0].person.full_name in printed
    chinese = text_of(officer.get(url("print", plan, document, "zh")).content)
    assert words[1] not in chinese


def test_the_slip_of_who_has_more_time_says_so_and_the_others_do_not(plan, officer):
    first = plan.candidates()[0]
    officer.post(url("arrange", plan, first.uuid), {"extra_minutes": "10", "reason": "Reads slowly"})
    usual = plan.scheme.duration_minutes
    said = re.findall(r"\((\d+) minutes\)", text_of(officer.get(url("print", plan, "slips", "en")).content))
    assert said == [str(usual + 10), *[str(usual)] * (len(plan.candidates()) - 1)]


def test_a_sitting_is_changed_and_cancelled_with_reasons_and_the_candidate_reads_why(plan, officer, client):
    sent = {
        "title_zh": "改期",
        "title_en": "",
        "room": str(plan.sitting.room.uuid),
        "day": localtime(plan.sitting.opens_at).date().isoformat(),
        "opens": "09:00",
        "closes": "10:00",
        "reason": "The teacher is away",
        "shown": hidden(officer.get(url("change", plan)), "shown"),
    }
    assert officer.post(url("change", plan), sent).status_code == 302
    assert Sitting.objects.get().title_zh == "改期"
    stale = officer.post(url("change", plan), {**sent, "title_zh": "更名"})
    assert (stale.status_code, Sitting.objects.get().title_zh) == (422, "改期")
    assert officer.post(url("cancel", plan), {"reason": "停电检修"}).status_code == 302
    trainee = sign_in(client, plan.enrolments[0].person.user)
    page = text(trainee.get(reverse("exams:sitting", args=[plan.sitting.uuid])))
    assert "停电检修" in page


def test_who_watches_is_chosen_among_the_invigilators_of_the_site(plan, officer):
    user = invigilator_at(plan.site)
    kept = officer.post(url("invigilators", plan), {"people": [str(user.uuid)]}, follow=True)
    assert "监考员已安排。" in text(kept)
    assert list(plan.sitting.invigilators.all()) == [user]
    foreign = invigilator_at(a_site())
    assert officer.post(url("invigilators", plan), {"people": [str(foreign.uuid)]}).status_code == 422


def test_who_assigns_from_an_old_page_takes_nobody_away_whom_a_colleague_assigned(plan, officer):
    first, second = (str(invigilator_at(plan.site).uuid) for _number in range(2))
    old = hidden(officer.get(url("invigilators", plan)), "seen", default="")
    assert officer.post(url("invigilators", plan), {"people": [first], "seen": old}).status_code == 302
    assert (
        officer.post(url("invigilators", plan), {"people": [first], "seen": old}).status_code == 302
    )  # twice
    assert officer.post(url("invigilators", plan), {"people": [second], "seen": old}).status_code == 422
    assert officer.post(url("invigilators", plan), {"people": [second], "seen": "x"}).status_code == 422
    assert [str(user.uuid) for user in plan.sitting.invigilators.all()] == [first]
    now = hidden(officer.get(url("invigilators", plan)), "seen")
    both = {"people": [first, second], "seen": now}
    assert officer.post(url("invigilators", plan), both).status_code == 302
    assert plan.sitting.invigilators.count() == 2


def test_rules_of_admission_are_set_and_listed(plan, officer):
    sent = {"code": plan.scheme.code, "valid_from": "2026-01-01", "resits": "1", "basis_zh": "办法第十条"}
    assert officer.post(reverse("sittings:rules"), sent).status_code == 302
    assert "办法第十条" in text(officer.get(reverse("sittings:rules")))
    assert officer.post(reverse("sittings:rules"), {**sent, "resits": "2"}).status_code == 422


def test_officers_of_other_sites_and_other_roles_see_nothing(plan, client):
    foreign = sign_in(client, examinations_officer_at(a_site()))
    pages = ("sitting", "candidates", "candidates_file", "seats", "change", "cancel", "invigilators")
    assert {foreign.get(url(name, plan)).status_code for name in pages} == {404}
    assert foreign.post(url("seats", plan)).status_code == 404
    assert plan.sitting.title not in text(foreign.get(reverse("sittings:index")))
    for user in (registrar_at(plan.site), invigilator_at(plan.site)):
        assert sign_in(client, user).get(url("candidates", plan)).status_code == 403


def test_pages_ask_the_database_as_often_for_thirty_candidates_as_for_three(plan, officer):
    pages = [url(name, plan) for name in ("candidates", "seats", "sitting")]
    officer.post(url("seats", plan))

    def queries():
        counts = []
        for page in pages:
            with CaptureQueriesContext(connection) as asked:
                assert officer.get(page).status_code == 200
            counts.append(len(asked))
        return counts

    queries()
    few = queries()
    more = [enrol(trainee_at(plan.site), plan.version) for _place in range(9)]
    officer.post(url("candidates", plan), {"enrolment": [str(row.uuid) for row in more]})
    officer.post(url("seats", plan), {"instead_of": Sitting.objects.get(pk=plan.sitting.pk).seating})
    queries()
    many = queries()
    assert many == few
    assert max(many) <= 40


def test_an_administrator_writes_the_plan_of_a_room(plan, client):
    admin = sign_in(client, administrator_at(plan.site))
    room = plan.sitting.room
    assert room.name in text(admin.get(reverse("accounts:rooms")))
    address = reverse("accounts:room_plan", args=[room.uuid])
    assert admin.post(address, {"plan": "A1, A2,, A3\nB1"}).status_code == 302
    room.refresh_from_db()
    assert (room.plan, room.seats) == ([["A1", "A2", "", "A3"], ["B1", "", "", ""]], 4)
    assert admin.post(address, {"plan": "A1, A1"}).status_code == 200
    elsewhere = sign_in(client, administrator_at(a_site()))
    assert elsewhere.get(address).status_code == 404
