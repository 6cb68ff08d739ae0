"""Rooms that went on on paper: `a_room_on_paper()`, then `key(sheet, user)`, `keyed_twice(...)`, `third(...)`.

The paper is that of `tests.factories.exams`: four true/false, four single, two multiple. The first candidate is writing
when the packet is opened, the others have not begun.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from lms.accounts.models import User
from lms.core import clock
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.enrolments.api import Enrolment
from lms.exams.api import (
    NewEvent,
    Sitting,
    admit_candidates,
    hand_in,
    open_sitting,
    save_events,
    schedule_sitting,
    take_lease,
)
from lms.exams.models import Attempt, PaperKey, PaperSheet, Receipt, ReserveOpening, SealedReserve
from lms.exams.reserve.booklets import digests_of, lines_of
from lms.exams.reserve.operations import (
    Envelope,
    NewOpening,
    NewReserve,
    NewThirdLook,
    OpeningDecision,
    ask_to_open,
    begin_keying,
    decide_keyed_answer,
    decide_opening,
    finish_keying,
    give_file,
    hand_in_sheet,
    lay_out,
    order_reserve,
    save_keying,
    seal_packet,
)
from lms.exams.reserve.rules import Line
from lms.organisations.api import Site
from tests.factories.accounts import PASSWORD, a_user, examinations_officer_at, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, a_new_sitting, attempt_of, ref_of
from tests.factories.organisations import a_site

LATER = NOW + timedelta(minutes=10)
AFTER = NOW + timedelta(hours=1)
Texts = Mapping[str, list[str]]


@dataclass
class OnPaper:
    """A room whose packet was opened, and everybody around it."""

    sitting: Sitting
    enrolments: list[Enrolment]
    officer: User
    invigilators: list[User]
    reserve: SealedReserve
    opening: ReserveOpening | None = None

    def attempt(self, place: int = 0) -> Attempt:
        """Return a candidate's attempt."""
        return attempt_of(self.sitting, self.enrolments[place])

    def sheet(self, place: int = 0) -> PaperSheet:
        """Return a candidate's sheet, the newest of several."""
        return PaperSheet.objects.filter(attempt=self.attempt(place)).latest("pk")

    def lines(self, place: int = 0) -> tuple[Line, ...]:
        """Return the questions as a candidate's booklet shows them."""
        return lines_of(self.attempt(place))

    def right(self, place: int = 0) -> dict[str, list[str]]:
        """Return what a keyer types of a sheet on which everything is right."""
        key = PaperKey.objects.get(paper=self.attempt(place).paper).key
        return {line.item: [_typed(line, key[line.item]["key"])] for line in self.lines(place)}


def _typed(line: Line, right: object) -> str:
    signs = {name: sign for sign, name in line.names.items()}
    if isinstance(right, bool):
        return "T" if right else "F"
    return "".join(sorted(signs[name] for name in right)) if isinstance(right, list) else signs[str(right)]


def as_(user: User) -> Actor:
    """Return the user as who acts."""
    return Actor(user.uuid, Role.INVIGILATOR)


def a_new_reserve(sitting: Sitting, *, seal: str = "S-001", **values: object) -> NewReserve:
    """Return what an officer asks to be printed."""
    asked = {"edition": "zh", "first_number": 1, "last_number": 30, "reason": "备用", "client_key": uuid4()}
    return NewReserve(sitting.uuid, seal, **(asked | values))  # type: ignore[arg-type]


def a_packet(sitting: Sitting, officer: User, *, at: datetime, seal: str = "S-001") -> SealedReserve:
    """Return a packet for everybody that lies sealed; to draw the pages takes seconds, and few look at them."""
    new = a_new_reserve(sitting, seal=seal)
    attempts = Attempt.objects.filter(candidate__sitting=sitting).select_related("paper", "candidate")
    numbers = sorted(row.candidate.number for row in attempts)
    row = SealedReserve.objects.create(
        sitting=sitting,
        seal=new.seal,
        edition=new.edition,
        first_number=numbers[0],
        last_number=numbers[-1],
        booklets=digests_of(attempts),
        reason=new.reason,
        client_key=new.client_key,
        printed_by=officer.uuid,
        printed_at=at,
    )
    for kind in ("asked", "given", "sealed"):
        row.steps.create(kind=kind, by=officer.uuid, at=at)
    return row


def ordered(new: NewReserve, officer: User, *, now: datetime) -> SealedReserve:
    """Return a packet that an officer asks for, before a worker looks."""
    return order_reserve(new=new, actor=as_(officer), now=now)


def laid_out(row: SealedReserve, *, now: datetime) -> SealedReserve:
    """Return a packet after a worker has laid it out as it was last asked for."""
    lay_out(step_uuid=row.steps.filter(kind="asked").latest("pk").uuid, now=now)
    return row


def printed(new: NewReserve, officer: User, *, now: datetime) -> tuple[SealedReserve, bytes]:
    """Return a packet and its file, as its officer gets it."""
    row = laid_out(ordered(new, officer, now=now), now=now)
    return give_file(reserve_uuid=row.uuid, actor=as_(officer), now=now)


def sealed(row: SealedReserve, officer: User, *, now: datetime, **values: Any) -> SealedReserve:
    """Return a packet that an officer confirms as sealed."""
    seen = {"booklets": len(row.booklets), "seal": row.seal} | values
    return seal_packet(envelope=Envelope(row.uuid, **seen), actor=as_(officer), now=now)


def a_sealed_room(*, candidates: int = 2, site: Site | None = None, began: datetime = NOW) -> OnPaper:
    """Return an open room with a packet; its first candidate is writing and has answered two questions."""
    site, version = site or a_site(), a_version()
    about: Any = {"actor": ACTOR, "now": began}
    window = {"opens_at": began, "closes_at": began + timedelta(hours=2)}
    sitting = schedule_sitting(sitting=replace(a_new_sitting(site), **window), **about)
    enrolments = [enrol(trainee_at(site), version) for _ in range(candidates)]
    uuids = [row.uuid for row in enrolments]
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=uuids, **about)
    officer = examinations_officer_at(site)
    reserve = a_packet(sitting, officer, at=began)
    sitting = open_sitting(sitting_uuid=sitting.uuid, **about)
    room = OnPaper(sitting, enrolments, officer, [a_user(Role.INVIGILATOR, site) for _ in range(3)], reserve)
    take_lease(ref=ref_of(room.attempt()), **about)
    answer_at_computer(room, (0, 1), began=began)
    return room


def answer_at_computer(room: OnPaper, places: tuple[int, ...], *, began: datetime = NOW) -> None:
    """Let the first candidate answer questions wrongly at the computer."""
    key = PaperKey.objects.get(paper=room.attempt().paper).key
    lines = [line for line in room.lines() if line.kind == "true_false"]
    events = [
        NewEvent(number, UUID(lines[place].item), not key[lines[place].item]["key"], 1000)
        for number, place in enumerate(places, start=1)
    ]
    save_events(ref=ref_of(room.attempt()), epoch=1, events=events, actor=ACTOR, now=began)


def for_the_browser(rooms: int = 2) -> str:
    """Make open rooms with sealed packets on a running platform; return as JSON who is there and what is where."""
    return json.dumps([_for_the_browser(a_sealed_room(began=clock.now())) for _ in range(rooms)])


def _for_the_browser(room: OnPaper) -> dict[str, Any]:
    people = {"officer": room.officer, "first": room.invigilators[0], "second": room.invigilators[1]}
    return {
        "sitting": str(room.sitting.uuid),
        "texts": [room.right()[line.item][0] for line in room.lines()],
        "people": {name: user.username for name, user in people.items()},
        "password": PASSWORD,
    }


def hold_an_answer(sitting: str) -> None:
    """Hand in for the candidate who writes on a running platform, and let an answer come after it: it is held."""
    attempt = Attempt.objects.filter(candidate__sitting__uuid=sitting, state="in_progress").get()
    about: Any = {"ref": ref_of(attempt), "actor": ACTOR, "now": clock.now()}
    hand_in(final_seq=2, **about)
    (line, *_rest) = lines_of(attempt)
    save_events(epoch=1, events=[NewEvent(3, UUID(line.item), True, 2000)], **about)


def ask(room: OnPaper, *, now: datetime = LATER, **values: object) -> ReserveOpening:
    """Let the first invigilator ask to open the packet."""
    asked = {"cause": "power", "is_intact": True, "reason": "停电", "client_key": uuid4()}
    asked |= {"sitting_uuid": room.sitting.uuid, "reserve_uuid": room.reserve.uuid}
    new = NewOpening(**(asked | values))  # type: ignore[arg-type]
    return ask_to_open(new=new, actor=as_(room.invigilators[0]), now=now)


def agree(
    room: OnPaper,
    row: ReserveOpening,
    *,
    by: User | None = None,
    approve: bool = True,
    now: datetime = LATER,
) -> ReserveOpening:
    """Let the second invigilator, or somebody else, decide."""
    decision = OpeningDecision(room.sitting.uuid, row.uuid, approve)
    return decide_opening(decision=decision, actor=as_(by or room.invigilators[1]), now=now)


def a_room_on_paper(*, candidates: int = 2, site: Site | None = None) -> OnPaper:
    """Return a room whose packet was opened for everybody."""
    room = a_sealed_room(candidates=candidates, site=site)
    room.opening = agree(room, ask(room))
    return room


def key(sheet: PaperSheet, user: User, texts: Texts, *, is_done: bool = True) -> None:
    """Let somebody key a sheet."""
    begin_keying(sheet_uuid=sheet.uuid, user=user, actor=as_(user), now=AFTER)
    save_keying(sheet_uuid=sheet.uuid, user=user, answers=texts, now=AFTER)
    if is_done:
        finish_keying(sheet_uuid=sheet.uuid, user=user, actor=as_(user), now=AFTER)


def keyed_twice(room: OnPaper, first: Texts, second: Texts, *, place: int = 0) -> PaperSheet:
    """Let the first two invigilators key a sheet."""
    for user, texts in zip(room.invigilators, (first, second), strict=False):
        key(room.sheet(place), user, texts)
    return room.sheet(place)


def third(sheet: PaperSheet, by: User, item: str, texts: tuple[str, ...]) -> None:
    """Let a third person look."""
    look = NewThirdLook(sheet.uuid, item, texts, "看原件", by, uuid4())
    decide_keyed_answer(look=look, actor=as_(by), now=AFTER)


def handed_in(room: OnPaper, *, place: int = 0) -> Receipt:
    """Key a sheet twice, everything right, and hand it in."""
    sheet = keyed_twice(room, room.right(place), room.right(place), place=place)
    return hand_in_sheet(sheet_uuid=sheet.uuid, actor=as_(room.officer), now=AFTER)
