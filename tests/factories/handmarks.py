"""Sittings with answers that somebody marks: `an_ended_sitting(candidates=2)`, then `mark_all(...)` by its markers.

The scheme has four true/false questions of ten marks and two short answers of thirty; it is passed with 60 of 100.
Every candidate gets the first `right` of the four right, and writes something for each short answer.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from lms.accounts.models import User
from lms.core import clock
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.enrolments.api import Enrolment
from lms.exams.api import (
    NewDecision,
    NewEvent,
    NewItem,
    NewScheme,
    Sitting,
    admit_candidates,
    close_sitting,
    decide_evidence,
    hand_in,
    load_items,
    load_scheme,
    open_sitting,
    save_events,
    schedule_sitting,
    take_lease,
)
from lms.exams.handmarking.operations import NewHandMark, appoint_markers, give_mark, take_answers
from lms.exams.handmarking.standing import standing_of
from lms.exams.models import AnswerEvent, Attempt, HandMark, MarkingTurn, PaperKey
from lms.exams.sittings.operations import Seat
from lms.organisations.api import Site
from tests.factories.accounts import PASSWORD, a_user, examinations_officer_at, trainee_at
from tests.factories.courses import NOW, a_version, enrol
from tests.factories.exams import ACTOR, a_new_sitting, an_item, attempt_of, ref_of
from tests.factories.organisations import a_site

AFTER = NOW + timedelta(hours=3)
WHO = {"actor": ACTOR, "now": AFTER}
SHORT = 30


@dataclass
class Marked:
    """A closed sitting with short answers, and everybody around it."""

    sitting: Sitting
    enrolments: list[Enrolment]
    markers: list[User]
    officer: User

    def attempt(self, place: int = 0) -> Attempt:
        """Return a candidate's attempt."""
        return attempt_of(self.sitting, self.enrolments[place])

    def items(self) -> list[UUID]:
        """Return the two short answers, in the order of the paper."""
        content = self.sitting.papers.get().content["items"]
        return [UUID(item["uuid"]) for item in content if item["kind"] == "short_answer"]

    def turn(self, user: User, place: int = 0, item: int = 0) -> MarkingTurn:
        """Return a marker's answer of a candidate."""
        rows = MarkingTurn.objects.filter(marker__user=user, attempt=self.attempt(place))
        return rows.get(item_uuid=self.items()[item])


def a_short_answer() -> NewItem:
    """Return a question that is answered in words, with key phrases and a model answer."""
    item = {**an_item("short_answer"), "key": ["验电", "接地"]}
    item["rationale"] = {"zh": "停电、验电、接地、挂牌。", "en": "MODEL: off, prove dead, earth, sign."}
    item.pop("options", None)
    return item


def a_scheme_with_short_answers(*, code: str = "SCHEME") -> NewScheme:
    """Return the rules, and load the questions they draw."""
    load_items(
        bank_items=[an_item() for _ in range(4)] + [a_short_answer() for _ in range(2)], actor=ACTOR, now=NOW
    )
    cells = [("true_false", 4, 10), ("short_answer", 2, SHORT)]
    return NewScheme(
        code=code,
        title={"zh": "有简答题的考试", "en": "Examination with short answers"},
        duration_minutes=30,
        pass_percent=60,
        blueprint=[{"topic": "safety", "type": kind, "count": n, "marks": m} for kind, n, m in cells],
        basis={"zh": "教学计划", "en": "Teaching plan"},
    )


def an_ended_sitting(
    *,
    candidates: int = 1,
    markers: int = 2,
    right: int = 4,
    texts: Sequence[str] = ("先验电。", "再接地。"),
    site: Site | None = None,
    began: datetime = NOW,
    flags: bool = False,
) -> Marked:
    """Return a closed sitting at which every candidate handed in; markers are appointed.

    With `flags` every question was marked for later as well, and one mark taken off.
    """
    site, version = site or a_site(), a_version()
    about, after = {"actor": ACTOR, "now": began}, {"actor": ACTOR, "now": began + timedelta(hours=3)}
    scheme = load_scheme(scheme=a_scheme_with_short_answers(), **about)
    window = {"opens_at": began, "closes_at": began + timedelta(hours=2)}
    sitting = schedule_sitting(sitting=replace(a_new_sitting(site, scheme=scheme), **window), **about)
    enrolments = [enrol(trainee_at(site), version) for _ in range(candidates)]
    uuids = [row.uuid for row in enrolments]
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=uuids, **about)
    open_sitting(sitting_uuid=sitting.uuid, **about)
    for place, enrolment in enumerate(enrolments):
        write(attempt_of(sitting, enrolment), right, texts, seat=f"seat:{place}", began=began, flags=flags)
    close_sitting(sitting_uuid=sitting.uuid, **after)
    sitting.refresh_from_db()
    users = [a_user(Role.ASSESSOR, site) for _ in range(markers)]
    chosen = [user.uuid for user in users]
    appoint_markers(sitting_uuid=sitting.uuid, user_uuids=chosen, **after)
    return Marked(sitting, enrolments, users, examinations_officer_at(site))


def write(
    attempt: Attempt, right: int, texts: Sequence[str], *, seat: str, began: datetime, flags: bool = False
) -> None:
    """Answer and hand in."""
    ref = ref_of(attempt, seat=Seat(holder=seat, label="A1"))
    lease = take_lease(ref=ref, actor=ACTOR, now=began)
    key = PaperKey.objects.get(paper=attempt.paper).key
    words, truths, events = iter(texts), iter([True] * right + [False] * 4), []
    for item in attempt.paper.content["items"]:
        entry = key[item["uuid"]]
        if entry["kind"] == "short_answer":
            response: object = next(words)
        else:
            response = entry["key"] if next(truths) else not entry["key"]
        if response != "":
            events.append(NewEvent(len(events) + 1, UUID(item["uuid"]), response, 1000))
    if flags:
        items = [UUID(item["uuid"]) for item in attempt.paper.content["items"]]
        for item, is_marked in [*((item, True) for item in items), (items[0], False)]:
            events.append(NewEvent(len(events) + 1, item, None, 2000, marked=is_marked))
    save_events(ref=ref, epoch=lease.epoch, events=events, actor=ACTOR, now=began)
    hand_in(ref=ref, final_seq=len(events), actor=ACTOR, now=began)


def let_other_words_count(marked: Marked, words: str, *, place: int = 0, item: int = 0) -> None:
    """Let a journal come after the end with other words for an answer, and an officer say that they count."""
    attempt = marked.attempt(place)
    ref = ref_of(attempt, seat=Seat(holder=f"seat:{place}", label="A1"))
    late = NewEvent(seq=50, item=marked.items()[item], response=words, monotonic_ms=25 * 60_000)
    save_events(ref=ref, epoch=1, events=[late], actor=ACTOR, now=AFTER)
    position = AnswerEvent.objects.get(attempt=attempt, seq=50).position
    decision = NewDecision(attempt.uuid, marked.sitting.uuid, (position,), True, "属实", uuid4())
    decide_evidence(decision=decision, actor=Actor(marked.officer.uuid, Role.EXAMINATIONS_OFFICER), now=AFTER)


def take_all(marked: Marked, user: User) -> list[MarkingTurn]:
    """Let a marker take everything that waits for somebody."""
    return [
        turn
        for item in marked.items()
        for turn in take_answers(sitting_uuid=marked.sitting.uuid, item=item, user=user, **WHO)
    ]


def give(
    user: User, turn: MarkingTurn, marks: str | None, *, key: UUID | None = None, now: datetime = AFTER
) -> HandMark:
    """Let a marker give a mark."""
    value = None if marks is None else Decimal(marks)
    mark = NewHandMark(user, turn.uuid, value, key or uuid4())
    return give_mark(mark=mark, actor=Actor(user.uuid, Role.ASSESSOR), now=now)


def mark_all(marked: Marked, user: User, marks: str) -> None:
    """Let a marker take everything and give each answer the same mark."""
    for turn in take_all(marked, user):
        give(user, turn, marks)


def give_first_turn(marked: Marked, user: User, place: int) -> MarkingTurn:
    """Let a marker, who is appointed for it, have the first answer of a candidate."""
    appoint_markers(sitting_uuid=marked.sitting.uuid, user_uuids=[user.uuid], **WHO)
    attempt, item = marked.attempt(place), str(marked.items()[0])
    return MarkingTurn.objects.create(
        marker=marked.sitting.markers.get(user=user),
        attempt=attempt,
        item_uuid=item,
        answer_hash=standing_of(attempt).answers[item].answer_hash,
        receipt_number=1,
        turn="first",
        taken_at=AFTER,
    )


def two_apart(*, site: Site | None = None, candidates: int = 1) -> Marked:
    """Return a sitting whose first candidate has two marks for each answer that are apart."""
    marked = an_ended_sitting(site=site, candidates=candidates)
    for user, marks in zip(marked.markers, ("10", "20"), strict=True):
        for turn in take_all(marked, user):
            if turn.attempt_id == marked.attempt().pk:
                give(user, turn, marks)
    MarkingTurn.objects.filter(marks__isnull=True).delete()
    return marked


def for_the_browser() -> str:
    """Make a closed sitting on a running platform; return as JSON who marks there."""
    marked = an_ended_sitting(candidates=2, began=clock.now())
    return json.dumps([{"username": user.username, "password": PASSWORD} for user in marked.markers])
