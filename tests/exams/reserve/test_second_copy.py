"""Packets come back from the second copy as they stood: sealed, opened, struck out after a refusal; old ones too."""

import pytest

from lms.exams.models import PacketStep, ReserveOpening
from lms.exams.reserve.operations import strike_packet
from lms.exams.secondcopy.files import CopyFile, lines_of, opened
from tests.exams.test_second_copy import bring, copied, copier, lost  # noqa: F401
from tests.factories.courses import NOW
from tests.factories.reserves import LATER, a_packet, a_sealed_room, agree, as_, ask

pytestmark = pytest.mark.django_db


def kinds_and_openings() -> tuple[list[str], list[str]]:
    kinds = PacketStep.objects.order_by("pk").values_list("reserve__seal", "kind")
    openings = ReserveOpening.objects.order_by("pk").values_list("reserve__seal", "state")
    return [" ".join(row) for row in kinds], [" ".join(row) for row in openings]


def test_packets_come_back_with_their_steps_and_openings(copier):  # noqa: F811
    room = a_sealed_room()
    first = room.reserve
    with lost():
        room.reserve = a_packet(room.sitting, room.officer, at=NOW, seal="S-002")
        agree(room, ask(room), approve=False)
        strike_packet(reserve_uuid=room.reserve.uuid, reason="信封破损", actor=as_(room.officer), now=LATER)
        room.reserve = first
        agree(room, ask(room))
        path, wanted = copied(copier), kinds_and_openings()
    assert kinds_and_openings() != wanted
    for _time in range(2):
        bring(path)
        assert kinds_and_openings() == wanted
    assert wanted[0][-1] == "S-002 struck"
    assert wanted[1] == ["S-002 refused", "S-001 opened"]


def test_a_copy_from_before_steps_were_kept_brings_its_opening_too(copier):  # noqa: F811
    with lost():
        room = a_sealed_room()
        agree(room, ask(room))
        path = copied(copier)
    rows = [opened(line) for line in lines_of(path) if line.kind != PacketStep._meta.label_lower]
    path.unlink()
    CopyFile(path).append(rows)
    bring(path)
    assert kinds_and_openings()[1] == ["S-001 opened"]
