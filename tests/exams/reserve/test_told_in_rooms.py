"""What rooms and cases say of somebody who writes on paper."""

import pytest
from django.test import Client
from django.urls import reverse

from tests.factories.accounts import sign_in
from tests.factories.reserves import a_room_on_paper, handed_in

pytestmark = pytest.mark.django_db


def test_where_somebody_writes_on_paper_the_room_says_so_before_and_after():
    room = a_room_on_paper()
    watcher = sign_in(Client(), room.invigilators[0])
    address = reverse("exams:console_sitting", args=[room.sitting.uuid])
    assert "纸质试卷（备用）" in watcher.get(address).content.decode()
    handed_in(room)
    shown = watcher.get(address).content.decode()
    assert "纸质试卷（备用）" in shown
    assert "未登记的电脑" not in shown
    case = watcher.get(f"{address}attempts/{room.attempt().uuid}/").content.decode()
    assert "未登记的电脑" not in case
