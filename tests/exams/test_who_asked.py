"""Pages of acts say whose request it is, and no end of a time that stands still."""

from uuid import uuid4

import pytest
import time_machine
from django.test import Client

from lms.exams.models import RoomAct
from tests.factories.accounts import invigilator_at, sign_in
from tests.factories.courses import NOW
from tests.factories.exams import MINUTE, started_attempt

pytestmark = pytest.mark.django_db


@pytest.fixture
def begun():
    with time_machine.travel(NOW + MINUTE, tick=False):
        yield started_attempt()


def page_of(begun, path):
    return f"/exams/console/{begun.sitting.uuid}/{path}"


def test_the_second_person_reads_who_asked(begun, client):
    first = invigilator_at(begun.sitting.site)
    address = page_of(begun, f"attempts/{begun.attempt.uuid}/acts/extra/")
    sign_in(client, first).post(address, {"minutes": 40, "reason": "电脑坏了", "client_key": uuid4()})
    act = RoomAct.objects.get()
    second = sign_in(Client(), invigilator_at(begun.sitting.site))
    said = second.get(page_of(begun, f"requests/{act.uuid}/")).content.decode()
    assert first.get_full_name()
    assert f"{first.get_full_name()}于10:01申请：电脑坏了" in said


def test_no_page_of_an_act_tells_the_end_of_a_time_that_stands_still(begun, client):
    staff = sign_in(client, invigilator_at(begun.sitting.site))
    acts = [f"attempts/{begun.attempt.uuid}/acts/{name}/" for name in ("extra", "force")]
    pages = [*acts, f"incidents/?attempt={begun.attempt.uuid}"]

    def told(words):
        return [words in staff.get(page_of(begun, page)).content.decode() for page in pages]

    assert all(told("这名考生的考试时间到10:30:00为止。"))
    paused = {"reason": "上厕所", "client_key": uuid4()}
    staff.post(page_of(begun, f"attempts/{begun.attempt.uuid}/acts/pause/"), paused)
    assert not any(told("为止。"))
    assert all(told("该考生的计时自"))
