"""Who is taught in the demonstration, by whom, where and when in the week; every name is evidently made up.

Days are counted from the first day of a class, so that on the day of the first start something is taught, whatever
weekday it is, and five weeks of it have passed.
"""

from dataclasses import dataclass
from datetime import time, timedelta

from lms.demonstration.in_words import NAMES as IN_WORDS
from lms.demonstration.people import trainee_names, trainee_number

SITE, SCHOOL = "DEMO-SITE-1", "DEMO-SCH-1"
# How long a class has run on the day of the first start, and how far ahead its sessions are planned.
RUN_SINCE, AHEAD = timedelta(days=35), timedelta(days=20)
HOUR, LONGEST = 45, 135  # minutes of a class hour, and of the longest session
# Days without teaching; both fall on a day of a class.
FREE_DAYS = ((16, "运动会"), (44, "设备检修"))


@dataclass(frozen=True, slots=True)
class Pupil:
    """One person of a class: days until the release from the first start on, and what happens on which day of it."""

    name: str
    release: int | None = 400
    schooling: str = "junior"
    comes: int = 95  # of a hundred sessions
    earlier_release: int | None = None
    rests_from: int | None = None
    withdraws_on: int | None = None
    holds_certificate: bool = False


@dataclass(frozen=True, slots=True)
class Class:
    """One class: what is taught by whom in which room, on which days of its own week, at which hour, how long."""

    code: str
    programme: str
    teacher: str
    qualification: str
    room: tuple[str, int]
    begins: time
    days: tuple[int, ...]
    weeks: int
    places: int
    pupils: tuple[Pupil, ...]


CLASSES = (
    Class(
        "示范电工1班",
        "LVE",
        "instructor",
        "低压电工教师资格（演示）",
        ("电工教室", 20),
        time(8, 30),
        (0, 1, 3, 5),
        12,
        10,
        (
            Pupil("孔样本", schooling="senior"),
            Pupil("曹样本", comes=80),
            Pupil("严样本", release=200, earlier_release=24),
            Pupil("华样本", schooling="vocational"),
            Pupil("金样本", rests_from=23),
            Pupil("魏样本", withdraws_on=17),
            Pupil("陶样本", comes=88),
            Pupil("姜样本", release=None),
        ),
    ),
    Class(
        "示范面点1班",
        "CPC5",
        "instructor2",
        "中式面点师二级（演示）",
        ("面点教室", 16),
        time(14, 0),
        (0, 2, 4),
        36,
        8,
        (
            Pupil("戚样本", schooling="senior", holds_certificate=True),
            Pupil("谢样本", comes=88),
            Pupil("邹样本", comes=82),
            Pupil("喻样本", schooling="primary", release=90),
            Pupil("柏样本"),
            Pupil("水样本", comes=90),
            Pupil("窦样本", release=620),
        ),
    ),
)


def place_of(name: str) -> int:
    """Return the place of a pupil in the list of all trainees: after the others."""
    names = [pupil.name for row in CLASSES for pupil in row.pupils]
    return len(trainee_names()) + len(IN_WORDS) + names.index(name)


def first_pupils() -> list[tuple[str, str]]:
    """Return number and name of one person of each class, as the sign-in page names them."""
    names = [row.pupils[0].name for row in CLASSES]
    return [(trainee_number(place_of(name)), name) for name in names]
