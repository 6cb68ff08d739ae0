"""Pages of the reserve over HTTP: print, open by two, key blind and by saved pieces, third look, hand in, minutes."""

import re
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from lms.core import clock
from lms.core.enums import Role
from lms.core.models import AuditEntry
from lms.exams.models import Keying, PacketStep, PaperSheet, SealedReserve
from lms.exams.practical.operations import declare_conflict
from tests.factories.accounts import a_user, examinations_officer_at, sign_in
from tests.factories.organisations import a_site
from tests.factories.reserves import (
    AFTER,
    OnPaper,
    a_new_reserve,
    a_room_on_paper,
    a_sealed_room,
    as_,
    ask,
    handed_in,
    key,
    keyed_twice,
    laid_out,
    ordered,
)

pytestmark = pytest.mark.django_db
JSON = {"Accept": "application/json"}
TRUE_OR_FALSE = "请键入√或×，也可以键入T或F。"


def client_of(user) -> Client:
    return sign_in(Client(), user)


def sheet_at(room: OnPaper, place: int = 0) -> str:
    return reverse("exams:key_sheet", args=[room.sheet(place).uuid])


def test_the_officer_prints_a_packet_confirms_it_and_the_room_sees_it():
    room = a_sealed_room()
    officer, address = client_of(room.officer), reverse("sittings:print_reserve", args=[room.sitting.uuid])
    assert officer.get(address).status_code == 200
    body = {
        "seal": "S-777",
        "first_number": 1,
        "last_number": 2,
        "edition": "en",
        "reason": "spare",
        "client_key": uuid4(),
    }
    at = officer.post(address, body).url
    row = SealedReserve.objects.get(seal="S-777", printed_by=room.officer.uuid)
    assert at == reverse("sittings:packet", args=[room.sitting.uuid, row.uuid])
    assert "data-live" in officer.get(at).content.decode()
    laid_out(row, now=clock.now())
    page = officer.get(at).content.decode()
    assert "data-live" not in page
    file = reverse("sittings:packet_file", args=[room.sitting.uuid, row.uuid])
    answer = officer.post(file)
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
    assert "no-store" in answer["Cache-Control"]
    at_room = reverse("exams:room_reserve", args=[room.sitting.uuid])
    console = client_of(room.invigilators[0])
    assert "S-777" not in console.get(at_room).content.decode()
    wrong = officer.post(at, {"seal": "S-777", "booklets": 3})
    assert wrong.status_code == 422
    assert "应有2份试卷" in wrong.content.decode()
    assert officer.post(at, {"seal": "S-777", "booklets": 2}).status_code == 302
    page = console.get(at_room).content.decode()
    assert "S-777" in page
    assert '<option value="" selected>请选择</option>' in page, "of two packets none is chosen beforehand"
    assert "已经密封" in officer.post(file, follow=True).content.decode()
    refused = officer.post(address, {**body, "client_key": uuid4()})
    assert refused.status_code == 422
    assert officer.post(address, {**body, "last_number": 0}).status_code == 422
    page = officer.get(reverse("sittings:reserve", args=[room.sitting.uuid])).content.decode()
    assert "S-777" in page


def test_another_officer_gets_the_file_after_having_it_laid_out_and_strikes_the_packet_out():
    room = a_sealed_room()
    row = ordered(a_new_reserve(room.sitting, seal="S-777"), room.officer, now=clock.now())
    PacketStep.objects.create(reserve=row, kind="drawn", digest="0", at=clock.now())
    other, about = client_of(examinations_officer_at(room.sitting.site)), [room.sitting.uuid, row.uuid]
    at, again = (reverse(f"sittings:{name}", args=about) for name in ("packet", "packet_again"))
    page = other.get(at).content.decode()
    assert f"文件由{room.officer.display_name}申请排版" in page
    assert reverse("sittings:packet_file", args=about) not in page
    assert other.post(again).url == at
    assert "data-live" in other.get(at).content.decode()
    strike = reverse("sittings:strike_packet", args=about)
    assert other.post(strike, {"reason": ""}).status_code == 422
    assert other.post(strike, {"reason": "没有打印"}).status_code == 302
    page = other.get(at).content.decode()
    assert "已作废" in page
    assert "没有打印" in page
    assert strike not in page


def test_a_packet_of_another_room_is_not_found_here():
    room, there = a_sealed_room(), a_sealed_room(site=a_site())
    officer = client_of(room.officer)
    for name in ("packet", "strike_packet"):
        address = reverse(f"sittings:{name}", args=[room.sitting.uuid, there.reserve.uuid])
        assert officer.get(address).status_code == 404
    for name in ("packet_file", "packet_again"):
        address = reverse(f"sittings:{name}", args=[room.sitting.uuid, there.reserve.uuid])
        assert officer.post(address).status_code == 404


def test_a_sitting_without_a_reserve_says_so_everywhere():
    room = a_sealed_room()
    other = a_sealed_room(site=a_site())
    assert other.sitting.site_id != room.sitting.site_id
    officer = client_of(room.officer)
    page = officer.get(reverse("sittings:reserve", args=[room.sitting.uuid])).content.decode()
    assert "还没有人改用纸质试卷" in page
    console = client_of(room.invigilators[0])
    assert console.get(reverse("exams:sheets")).content.decode().count("没有等您录入的答题卡") == 1
    assert console.get(reverse("exams:room_reserve", args=[other.sitting.uuid])).status_code == 404


def test_two_invigilators_open_a_packet_at_the_console():
    room = a_sealed_room(began=clock.now())
    first, second = (client_of(user) for user in room.invigilators[:2])
    address = reverse("exams:room_reserve", args=[room.sitting.uuid])
    body = {
        "packet": room.reserve.uuid,
        "cause": "power",
        "reason": "停电",
        "is_intact": "no",
        "numbers": "1-2",
        "client_key": uuid4(),
    }
    # Numbers that come to none would put the whole packet on paper.
    for wrong in ("x", "2-1", ",", "3, 9-7"):
        assert first.post(address, {**body, "numbers": wrong}).status_code == 422, wrong
    assert not room.reserve.openings.exists()
    assert first.post(address, {**body, "packet": uuid4()}).status_code == 422
    assert first.post(address, body).status_code == 302
    opening = room.reserve.openings.get()
    assert opening.numbers == [1, 2]
    decide = reverse("exams:decide_opening", args=[room.sitting.uuid, opening.uuid])
    console = reverse("exams:console_sitting", args=[room.sitting.uuid])
    assert decide in second.get(console).content.decode()
    asked = second.get(decide).content.decode()
    names = [enrolment.person.full_name for enrolment in room.enrolments]
    assert [name in asked for name in names] == [True, True] + [False] * (len(names) - 2)
    assert "2 名考生" in asked
    assert first.post(decide, {"decision": "approve"}).status_code == 422
    assert second.post(decide, {"decision": "approve"}).status_code == 302
    assert PaperSheet.objects.count() == 2
    page = second.get(console).content.decode()
    assert "用纸质试卷作答" in page
    log = second.get(reverse("exams:room_log", args=[room.sitting.uuid])).content.decode()
    assert "封条不完好" in log
    minutes = second.get(reverse("exams:room_minutes", args=[room.sitting.uuid]))
    assert minutes.content.startswith(b"%PDF")


def test_who_asked_takes_the_question_back_and_is_not_told_that_it_was_refused():
    room = a_sealed_room(began=clock.now())
    first, second = (client_of(user) for user in room.invigilators[:2])
    opening = ask(room, now=clock.now())
    decide = reverse("exams:decide_opening", args=[room.sitting.uuid, opening.uuid])
    at_room = reverse("exams:room_reserve", args=[room.sitting.uuid])
    for page in (first.get(decide), first.get(at_room)):
        assert "撤回申请" in page.content.decode()
        assert "不同意" not in page.content.decode()
    assert "不同意" in second.get(decide).content.decode()
    answer = first.post(decide, {"decision": "refuse", "reason": "来电了"}, follow=True)
    assert "申请已撤回，试卷袋仍然密封。" in answer.content.decode()
    (entry,) = AuditEntry.objects.filter(target_uuid=opening.uuid).exclude(action="exams.ask_for_reserve")
    assert (entry.action, entry.reason) == ("exams.take_back_reserve", "来电了")
    at_desk = client_of(room.officer).get(reverse("sittings:reserve", args=[room.sitting.uuid]))
    for page in (second.get(decide), second.get(at_room), at_desk):
        said = page.content.decode()
        assert "已撤回" in said
        assert "已拒绝" not in said
    again = ask(room, now=clock.now())
    refused = {"decision": "refuse", "reason": "再等等"}
    second.post(reverse("exams:decide_opening", args=[room.sitting.uuid, again.uuid]), refused)
    assert AuditEntry.objects.filter(action="exams.refuse_reserve", target_uuid=again.uuid).count() == 1
    assert "已拒绝" in second.get(at_room).content.decode()


def test_somebody_keys_question_by_question_and_finds_it_again():
    room = a_room_on_paper()
    user, line = room.invigilators[0], room.lines()[0]
    client = client_of(user)
    assert client.get(sheet_at(room)).status_code == 404
    begin = reverse("exams:begin_keying", args=[room.sheet().uuid])
    assert client.post(begin).url == sheet_at(room)
    told = client.post(sheet_at(room), {f"q-{line.item}": "t"}, headers=JSON).json()
    assert told["typed"] == 1
    assert told["problem"] == ""
    other = room.lines()[1]
    assert "还没有录好" not in told["saved"]
    assert client.post(sheet_at(room), {f"q-{other.item}": "zz"}, headers=JSON).json()["problem"]
    # Saving another question does not hide that one is refused.
    told = client.post(sheet_at(room), {f"q-{line.item}": "t"}, headers=JSON).json()
    assert told["problem"] == ""
    assert "有1道题还没有录好" in told["saved"]
    assert "有1道题还没有录好" in client.get(sheet_at(room)).content.decode()
    assert Keying.objects.get().answers == {line.item: ["t"], other.item: ["zz"]}
    page = client.get(sheet_at(room)).content.decode()
    assert 'value="zz"' in page
    assert room.enrolments[0].person.full_name not in page
    refused = client.post(sheet_at(room), {f"q-{line.item}": "t", "finish": "1"})
    assert refused.status_code == 422
    assert "第 2 题" in refused.content.decode()
    done = client.post(sheet_at(room), {f"q-{other.item}": "f", "finish": "1"})
    assert done.url == reverse("exams:sheets")
    assert room.sheet().state == "once"


def test_the_second_sees_nothing_of_the_first():
    room = a_room_on_paper()
    first, second = room.invigilators[:2]
    line = room.lines()[8]
    key(room.sheet(), first, {line.item: ["ACDB"]}, is_done=False)
    client = client_of(second)
    client.post(reverse("exams:begin_keying", args=[room.sheet().uuid]))
    page = client.get(sheet_at(room)).content.decode()
    assert "ACDB" not in page
    assert first.display_name not in page
    sheet = reverse("sittings:sheet", args=[room.sitting.uuid, room.sheet().uuid])
    assert "ACDB" not in client_of(room.officer).get(sheet).content.decode()


def test_the_keyers_own_sheet_can_be_given_back():
    room = a_room_on_paper()
    user = room.invigilators[0]
    key(room.sheet(), user, {}, is_done=False)
    client = client_of(user)
    assert client.post(reverse("exams:give_back_keying", args=[room.sheet().uuid])).status_code == 302
    assert client.get(sheet_at(room)).status_code == 404


def test_who_is_in_conflict_does_not_find_the_sheet():
    room = a_room_on_paper()
    user = room.invigilators[0]
    declare_conflict(
        assessor=user, person=room.enrolments[0].person, reason="亲戚", actor=as_(user), now=AFTER
    )
    page = client_of(user).get(reverse("exams:sheets")).content.decode()
    assert str(room.sheet(0).uuid) not in page
    assert str(room.sheet(1).uuid) in page
    assert client_of(user).post(reverse("exams:begin_keying", args=[room.sheet().uuid])).status_code == 302
    assert not Keying.objects.exists()


def look(line, text):
    """Return what the third look sends for one question."""
    words = {"box": text, "reason": "看原件", "client_key": uuid4()}
    return {"item": line.item} | {f"{line.item}-{name}": value for name, value in words.items()}


def test_deciding_one_question_keeps_what_was_typed_for_another():
    room = a_room_on_paper()
    right, (one, two) = room.right(), room.lines()[:2]
    sheet = keyed_twice(room, right, {**right, one.item: ["?"], two.item: ["?"]})
    officer = client_of(room.officer)
    address = reverse("sittings:sheet", args=[room.sitting.uuid, sheet.uuid])
    begun = {f"{two.item}-box": "ZQ", f"{two.item}-reason": "笔迹很淡"}
    page = officer.post(address, {**look(one, right[one.item][0]), **begun}).content.decode()
    assert sheet.decisions.count() == 1
    assert 'value="ZQ"' in page
    assert "笔迹很淡" in page
    assert f'value="{one.item}"' not in page
    assert officer.post(address, look(two, right[two.item][0])).status_code == 302
    assert room.sheet().state == "agreed"


def test_a_sheet_with_unanswered_questions_is_handed_in_only_after_a_tick():
    room = a_room_on_paper()
    # Some of the questions were answered at the computer before.
    sheet = keyed_twice(room, {}, {})
    officer, about = client_of(room.officer), [room.sitting.uuid, sheet.uuid]
    page = officer.get(reverse("sittings:sheet", args=about)).content.decode()
    assert re.search(r"有\d+道题没有答案", page)
    officer.post(reverse("sittings:hand_in_sheet", args=about))
    assert room.attempt().state != "handed_in"
    officer.post(reverse("sittings:hand_in_sheet", args=about), {"is_sure": "on"})
    assert room.attempt().state == "handed_in"


def test_the_officer_looks_a_third_time_and_hands_in():
    room = a_room_on_paper()
    right, line = room.right(), room.lines()[0]
    sheet = keyed_twice(room, right, {**right, line.item: ["?"]})
    officer = client_of(room.officer)
    address = reverse("sittings:sheet", args=[room.sitting.uuid, sheet.uuid])
    page = officer.get(address).content.decode()
    assert "两人录入不一致的题目" in page
    body = look(line, "Q")
    refused = officer.post(address, body)
    assert refused.status_code == 422
    said = refused.content.decode()
    assert said.count(TRUE_OR_FALSE) == 1
    assert said.index(f"第{line.number}题") < said.index(TRUE_OR_FALSE), "it stands at its question"
    short = officer.post(address, {**body, f"{line.item}-box": "T", f"{line.item}-reason": "对"})
    assert "至少2个字" in short.content.decode()
    # Empty is an answer only where somebody says so.
    empty = {**body, f"{line.item}-box": ""}
    assert "二者选一" in officer.post(address, empty).content.decode()
    assert (
        officer.post(address, {**body, f"{line.item}-box": "T", f"{line.item}-is_empty": "on"}).status_code
        == 422
    )
    assert room.sheet().state == "apart"
    assert officer.post(address, {**body, f"{line.item}-box": right[line.item][0]}).status_code == 302
    assert room.sheet().state == "agreed"
    assert officer.post(reverse("sittings:hand_in_sheet", args=[room.sitting.uuid, sheet.uuid])).url == (
        reverse("sittings:reserve", args=[room.sitting.uuid])
    )
    assert room.attempt().state == "handed_in"
    after = officer.get(address).content.decode()
    (kept,) = room.sheet().decisions.all()
    assert f"第{line.number}题 · 看原件 · " in after
    assert f"· {room.officer.display_name}</li>" in after
    shown = {"T": "√", "F": "×"}[kept.texts[0]]
    assert f">{shown}</td>" in after, "the third look stands there as it is printed, like the others"
    assert "看原件" in after


def test_who_keyed_does_not_look_a_third_time():
    room = a_room_on_paper()
    right, line = room.right(), room.lines()[0]
    key(room.sheet(), room.officer, right)
    key(room.sheet(), room.invigilators[0], {**right, line.item: []})
    address = reverse("sittings:sheet", args=[room.sitting.uuid, room.sheet().uuid])
    officer = client_of(room.officer)
    assert "第三个人" in officer.get(address).content.decode()
    body = look(line, "T")
    assert officer.post(address, body).status_code == 422


def test_a_sheet_that_is_not_agreed_is_not_handed_in_and_a_missing_one_is_written_down():
    room = a_room_on_paper()
    officer, about = client_of(room.officer), [room.sitting.uuid, room.sheet().uuid]
    officer.post(reverse("sittings:hand_in_sheet", args=about))
    assert room.attempt().state == "in_progress"
    key(room.sheet(), room.invigilators[0], {}, is_done=False)
    assert officer.post(reverse("sittings:no_sheet", args=about), {"reason": "没有来"}).status_code == 422
    free = reverse("sittings:free_turn", args=[*about, room.invigilators[0].uuid])
    assert officer.post(free).status_code == 302
    assert officer.post(reverse("sittings:no_sheet", args=about), {"reason": "没有来"}).status_code == 302
    assert room.sheet().state == "none"


def test_the_candidate_is_told_and_has_a_receipt_as_any_other():
    room = a_room_on_paper()
    trainee = client_of(room.enrolments[0].person.user)
    handed_in(room)
    page = trainee.get(reverse("exams:receipt", args=[room.attempt().uuid])).content.decode()
    assert room.attempt().receipts.get().short_code in page


def test_strangers_find_nothing():
    room = a_room_on_paper()
    there = a_site()
    officer, other = client_of(examinations_officer_at(there)), client_of(a_user(Role.INVIGILATOR, there))
    about = [room.sitting.uuid, room.sheet().uuid]
    assert officer.get(reverse("sittings:sheet", args=about)).status_code == 404
    assert officer.post(reverse("sittings:hand_in_sheet", args=about)).status_code == 404
    assert other.post(reverse("exams:begin_keying", args=[room.sheet().uuid])).status_code == 404
    assert str(room.sheet().uuid) not in other.get(reverse("exams:sheets")).content.decode()


@pytest.mark.parametrize("name", ["sittings:reserve", "exams:room_reserve", "exams:sheets"])
def test_lists_ask_no_more_of_the_database_as_they_grow(name, django_assert_max_num_queries):
    counts = []
    for candidates in (2, 6):
        room = a_room_on_paper(candidates=candidates)
        for place in range(candidates):
            key(room.sheet(place), room.invigilators[0], {}, is_done=place % 2 == 0)
        client = client_of(room.officer if name.startswith("sittings") else room.invigilators[1])
        address = reverse(name, args=[] if name == "exams:sheets" else [room.sitting.uuid])
        client.get(address)
        with django_assert_max_num_queries(60) as asked:
            assert client.get(address).status_code == 200
        counts.append(len(asked))
    assert counts[0] == counts[1]
