"""One practical examination of the electricians: three assessors, half marked. Its rules come from here, not a pack."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from lms.accounts.api import find_user
from lms.core.actor import Actor
from lms.demonstration.places import Places
from lms.enrolments.api import Enrolment
from lms.exams.api import (
    NewPractical,
    NewPracticalScheme,
    PracticalExamination,
    PracticalScheme,
    admit_to_practical,
    load_practical_scheme,
    mark_for_demonstration,
    name_assessor,
    open_practical,
    schedule_practical,
)

SITE = "DEMO-SITE-1"
WORKSHOP = 1  # which of the rooms of a site
PROGRAMME = "LVE"
CANDIDATES = 3
PANEL = ("assessor", "assessor2", "assessor3")
# Who has signed which candidate numbers; the third has not begun.
SIGNED = {"assessor": (1, 2), "assessor2": (1,)}

_GROUPS = (
    ("K1", "安全用具使用", "Use of safety gear", ("LVE-K11", "LVE-K12", "LVE-K13"), 20),
    (
        "K2",
        "安全操作技术",
        "Safe operation",
        ("LVE-K21", "LVE-K22", "LVE-K23", "LVE-K24", "LVE-K25"),
        40,
    ),
    ("K3", "作业现场安全隐患排除", "Hazards at the place of work", ("LVE-K31", "LVE-K32"), 20),
    ("K4", "作业现场应急处置", "Emergencies at the place of work", ("LVE-K41", "LVE-K42", "LVE-K43"), 20),
)

SCHEME = NewPracticalScheme(
    code="LVE-PRACTICAL",
    title={
        "zh": "低压电工作业实操考试（练习）",
        "en": "Low-voltage electrical work: practical examination (practice)",
    },
    minutes=60,
    pass_percent=80,
    groups=[
        {"code": code, "title": {"zh": zh, "en": en}, "tasks": list(tasks), "count": 1, "weight": weight}
        for code, zh, en, tasks, weight in _GROUPS
    ],
    basis={
        "zh": "四个科目各抽一题，权重20、40、20、20，60分钟，80分及格，出现否决项不及格，当天可考两次。"
        "考评员人数和分差限值是教学计划值。",
        "en": "One task of each of four subjects, weights 20, 40, 20, 20, 60 minutes, pass mark 80, a veto item fails, "
        "two tries on the day. The number of assessors and the spread limit are planning values.",
    },
    least_assessors=3,
    aggregation="mean",
    spread_limit=15,
    veto="examination",
    tries=2,
)


def build_practical(
    places: Places, enrolments: Sequence[Enrolment], key: UUID, *, actor: Actor, now: datetime
) -> PracticalExamination | None:
    """Plan, open and half mark the examination of these enrolments; again it only adds what is missing."""
    chosen = list(enrolments)[:CANDIDATES]
    if not chosen:
        return None
    about = {"actor": actor, "now": now}
    scheme: PracticalScheme = load_practical_scheme(scheme=SCHEME, bank=PROGRAMME, **about)
    row = schedule_practical(new=NewPractical(scheme, places.rooms[SITE, WORKSHOP], now, key), **about)
    if row.state == "scheduled":
        admit_to_practical(examination_uuid=row.uuid, enrolment_uuids=[e.uuid for e in chosen], **about)
        for name in PANEL:
            name_assessor(examination_uuid=row.uuid, assessor=find_user(name), **about)
        open_practical(examination_uuid=row.uuid, **about)
    for name, numbers in SIGNED.items():
        mark_for_demonstration(examination_uuid=row.uuid, assessor=find_user(name), numbers=numbers, now=now)
    return row
