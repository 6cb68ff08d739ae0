"""The file of a packet comes again only to who printed it, for some minutes, and each time is written down."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from lms.core.models import AuditEntry
from lms.exams.models import SealedReserve
from lms.exams.reserve.errors import ReserveRefused
from lms.exams.reserve.operations import print_reserve
from tests.factories.accounts import examinations_officer_at, sign_in
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR
from tests.factories.reserves import a_new_reserve, a_sealed_room, as_

pytestmark = pytest.mark.django_db
SOON = NOW + timedelta(minutes=9)


def entries() -> list[AuditEntry]:
    rows = SealedReserve.objects.filter(seal="S-002")
    found = AuditEntry.objects.filter(action="exams.print_reserve", target_uuid__in=rows.values("uuid"))
    return list(found.order_by("pk"))


def test_each_time_that_the_file_is_given_out_stands_in_the_trail():
    room = a_sealed_room()
    new = a_new_reserve(room.sitting, seal="S-002")
    for at in (NOW, SOON):
        row, content = print_reserve(new=new, actor=as_(room.officer), now=at)
        assert content.startswith(b"%PDF")
    first, again = entries()
    assert {first.actor_uuid, again.actor_uuid} == {room.officer.uuid}
    assert first.after_hash != again.after_hash, "that it was given out again is part of what is recorded"
    assert row.printed_at == NOW


def test_nobody_else_and_nobody_later_gets_the_file_again():
    room = a_sealed_room()
    new = a_new_reserve(room.sitting, seal="S-002")
    print_reserve(new=new, actor=as_(room.officer), now=NOW)
    other = examinations_officer_at(room.sitting.site)
    for actor, at in (
        (as_(other), NOW),
        (as_(room.officer), NOW + timedelta(minutes=11)),
        (as_(room.officer), NOW - timedelta(minutes=11)),
    ):
        with pytest.raises(ReserveRefused):
            print_reserve(new=new, actor=actor, now=at)
    assert len(entries()) == 1


def test_what_no_person_printed_comes_once():
    room = a_sealed_room()
    new = replace(a_new_reserve(room.sitting), seal="S-002")
    print_reserve(new=new, actor=ACTOR, now=NOW)
    with pytest.raises(ReserveRefused):
        print_reserve(new=new, actor=ACTOR, now=NOW)


def test_another_officer_who_sends_the_form_again_is_told_so():
    room = a_sealed_room()
    new = a_new_reserve(room.sitting, seal="S-002")
    print_reserve(new=new, actor=as_(room.officer), now=NOW)
    body = {name: getattr(new, name) for name in ("seal", "first_number", "last_number", "edition", "reason")}
    client = sign_in(Client(), examinations_officer_at(room.sitting.site))
    address = reverse("sittings:print_reserve", args=[room.sitting.uuid])
    answer = client.post(address, {**body, "client_key": new.client_key})
    assert answer.status_code == 422
    assert "这个试卷袋已经打印过" in answer.content.decode()
