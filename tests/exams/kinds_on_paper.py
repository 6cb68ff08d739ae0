"""An examination of every kind for a trainee who waits on a running platform, with pictures, formulas and a circuit."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from uuid import uuid4

from lms.core import clock
from lms.core.actor import Actor
from lms.core.written_files import taken_back_on_failure
from lms.exams.api import (
    NewScheme,
    NewSitting,
    admit_candidates,
    files_with_drawings,
    load_items,
    load_scheme,
    open_sitting,
    schedule_sitting,
)
from lms.exams.models import Attempt
from lms.exams.sittings.operations import take_out_candidate
from lms.organisations.api import Room
from tests.factories.handmarks import a_short_answer
from tests.factories.practice import PICTURE, RIGHT, a_practice_item

ACTOR = Actor.system("test")
CIRCUIT = 'source "~230 V" up\nswitch "S1" right\nlamp "EL1" down\nwire left'
DRAWN = [
    {
        "kind": "circuit",
        "source": CIRCUIT,
        "alternative": {"zh": "一个开关控制一盏灯", "en": "One switch, one lamp"},
    },
    {"kind": "formula", "source": r"I = \frac{U}{R}"},
    {
        "kind": "picture",
        "file": PICTURE.name,
        "alternative": {"zh": "两个房间的平面图", "en": "A plan of two rooms"},
    },
]
STEM = {
    "zh": "看电路图[[1]]，按公式[[2]]判断：\n哪个房间有配电箱？[[3]]",
    "en": "Look at [[1]] and use [[2]]:\nwhich room? [[3]]",
}


def items_of_a_paper() -> list[dict]:
    """Return one item of each kind, one with drawings of all sorts, and one picture that is pointed at."""
    items = [{**a_practice_item(kind, topic="all"), "use": "examination"} for kind in RIGHT]
    for item in items:
        item["code"] = item["code"].replace("P-", "X-")
        if item["type"] == "fill_in":
            listed = {"accepted": ["短路"], "choices": ["短路", "断路", "过载"]}
            item["key"] = [item["key"][0], listed]
        if item["type"] == "single":
            item |= {"stem": STEM, "attachments": DRAWN}
            item["options"] = [{"zh": "左边[[2]]", "en": "Left [[2]]"}, {"zh": "右边", "en": "Right"}]
    bare = {**next(item for item in items if item["type"] == "hotspot"), "code": "X-BARE"}
    bare["regions"] = bare["regions"][:1]
    bare["stem"] = {"zh": "总开关在哪里？\n[[1]]", "en": "Where is the main switch?\n[[1]]"}
    return [*items, bare]


def examine(username: str, *, in_words: bool = False) -> str:
    """Open a sitting with all of them for a trainee; return the address of its waiting room.

    `in_words`: with one more that is answered in words, and that somebody has to mark.
    """
    rows = Attempt.objects.select_related(
        "candidate__sitting__scheme", "candidate__sitting__room", "candidate__enrolment"
    )
    mine = rows.filter(candidate__enrolment__person__user__username=username).latest("pk").candidate
    items, now = items_of_a_paper(), clock.now()
    if in_words:
        items.append({**a_short_answer(), "code": "X-WORDS", "topic": "all"})
    with taken_back_on_failure():
        files = files_with_drawings(items, {PICTURE.name: PICTURE.content})
        load_items(bank_items=items, files=files, actor=ACTOR, now=now)
    scheme = mine.sitting.scheme
    counts = Counter(item["type"] for item in items)
    cells = [{"topic": "all", "type": kind, "count": number, "marks": 2} for kind, number in counts.items()]
    title, basis = {"zh": "全部题型", "en": "All kinds"}, {"zh": "计划", "en": "Plan"}
    rules = NewScheme(scheme.code, title, 60, 60, cells, basis)
    newer = load_scheme(scheme=rules, bank=scheme.bank, actor=ACTOR, now=now)
    # Nobody is in two rooms at once, and no room holds two sittings.
    out = {"candidate_uuid": mine.uuid, "sitting_uuid": mine.sitting.uuid, "reason": "all kinds instead"}
    take_out_candidate(**out, actor=ACTOR, now=now)
    # Named by who sits there: each call is a process of its own, and counts its rooms from one.
    room = Room.objects.create(site=mine.sitting.site, name=username, seats=4)
    new = NewSitting(newer, room, title, now, now + timedelta(hours=3), "seed", uuid4())
    sitting = schedule_sitting(sitting=new, actor=ACTOR, now=now)
    admit_candidates(sitting_uuid=sitting.uuid, enrolment_uuids=[mine.enrolment.uuid], actor=ACTOR, now=now)
    open_sitting(sitting_uuid=sitting.uuid, actor=ACTOR, now=now)
    return f"/exams/sittings/{sitting.uuid}/"
