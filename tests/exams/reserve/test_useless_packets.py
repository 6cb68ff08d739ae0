"""Packets that would help nobody: they are not confirmed, not counted, and can be laid out again."""

import os
from base64 import b64encode
from datetime import timedelta

import pytest
from django.core.files.storage import storages
from django.test import Client
from django.urls import reverse

from lms.core import clock
from lms.core.transfers.files import UNKNOWN_FOR
from lms.exams.models import Attempt, PacketStep, Sitting
from lms.exams.reserve.errors import ReserveRefused
from lms.exams.reserve.operations import give_file, lay_out_again, strike_packet, tidy_files
from lms.exams.reserve.packet_queries import get_packet, sealed_packets_of, without_booklet
from lms.exams.reserve.packets import FILES
from tests.factories.accounts import sign_in
from tests.factories.courses import NOW
from tests.factories.reserves import OnPaper, a_new_reserve, a_sealed_room, as_, laid_out, ordered, sealed

pytestmark = pytest.mark.django_db


@pytest.fixture
def room() -> OnPaper:
    return a_sealed_room()


def drawn(room: OnPaper, *, at=NOW):
    return laid_out(ordered(a_new_reserve(room.sitting, seal="S-002"), room.officer, now=at), now=at)


def give(row, room: OnPaper, *, at=NOW) -> bytes:
    return give_file(reserve_uuid=row.uuid, actor=as_(room.officer), now=at)[1]


def pages(room: OnPaper, row) -> tuple[str, str, str]:
    about = [room.sitting.uuid, row.uuid]
    return tuple(reverse(f"sittings:packet{name}", args=about) for name in ("", "_file", "_again"))


def test_a_packet_in_which_nobody_can_write_any_more_is_not_confirmed(room, quick):
    row = drawn(room)
    give(row, room)
    Attempt.objects.filter(candidate__sitting=room.sitting).update(shuffle_seed="f" * 64)
    with pytest.raises(ReserveRefused, match="重新编排过"):
        sealed(row, room.officer, now=NOW)
    lay_out_again(reserve_uuid=row.uuid, actor=as_(room.officer), now=NOW)
    laid_out(row, now=NOW)
    assert get_packet(room.sitting, row.uuid).state.broken
    with pytest.raises(ReserveRefused, match="重新编排过"):
        sealed(row, room.officer, now=NOW)
    assert row not in [line.reserve for line in sealed_packets_of(room.sitting)]
    page = sign_in(Client(), room.officer).get(pages(room, row)[0]).content.decode()
    assert 'name="booklets"' not in page


def test_a_packet_that_still_fits_somebody_is_confirmed(room, quick):
    row = drawn(room)
    give(row, room)
    Attempt.objects.filter(pk=room.attempt(1).pk).update(shuffle_seed="f" * 64)
    assert sealed(row, room.officer, now=NOW) == row


def test_only_what_lies_sealed_holds_a_booklet(room, quick):
    strike_packet(reserve_uuid=room.reserve.uuid, reason="信封破损", actor=as_(room.officer), now=NOW)
    everybody = ["001", "002"]
    row = ordered(a_new_reserve(room.sitting, seal="S-002"), room.officer, now=NOW)
    assert without_booklet(room.sitting) == everybody
    laid_out(row, now=NOW)
    give(row, room)
    assert without_booklet(room.sitting) == everybody
    sealed(row, room.officer, now=NOW)
    assert without_booklet(room.sitting) == []


def test_a_file_that_is_gone_is_laid_out_again_from_the_page(room, quick):
    row, browser = drawn(room, at=clock.now()), sign_in(Client(), room.officer)
    storages["documents"].delete(FILES.name_of(*row.steps.values_list("uuid", "digest").get(kind="drawn")))
    page, file, again = pages(room, row)
    text = browser.post(file, follow=True).content.decode()
    assert "重新排版" in text
    assert again in text
    browser.post(again)
    laid_out(row, now=clock.now())
    assert browser.post(file).content.startswith(b"%PDF")


def test_a_file_that_no_key_opens_any_more_is_refused_in_words(room, quick, settings):
    row = drawn(room)
    settings.FIELD_KEYS = [b64encode(os.urandom(32)).decode()]
    with pytest.raises(ReserveRefused):
        give(row, room)


def test_after_the_sitting_nothing_secret_is_given_laid_out_or_kept(room, quick):
    today = clock.now()
    row = drawn(room, at=today)
    late = ordered(a_new_reserve(room.sitting, seal="S-003"), room.officer, now=today)
    later = today + UNKNOWN_FOR + timedelta(minutes=1)
    tidy_files(now=later)
    assert len(list(FILES.list_kept())) == 1, "a room that writes may need it"
    Sitting.objects.filter(pk=room.sitting.pk).update(state="closed")
    with pytest.raises(ReserveRefused):
        give(row, room, at=today)
    laid_out(late, now=today)
    assert PacketStep.objects.filter(reserve=late).latest("pk").kind == "broken"
    tidy_files(now=later)
    assert not list(FILES.list_kept())
