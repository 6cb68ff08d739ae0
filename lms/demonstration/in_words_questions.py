"""The questions of the demonstration's examination in own words, and what its three candidates answered."""

from datetime import date
from typing import Any

from lms.exams.api import NewItem, NewReview

TOPIC: dict[str, Any] = {"code": "SEW/safety", "title": {"zh": "用电安全", "en": "Electrical safety"}}
SOURCE = "演示用题，自编"


def _statement(number: int, key: bool, zh: str, en: str) -> NewItem:
    return {
        "code": f"SEW-{number:03d}",
        "topic": TOPIC["code"],
        "type": "true_false",
        "use": "examination",
        "stem": {"zh": zh, "en": en},
        "key": key,
        "source": SOURCE,
    }


def _in_words(number: int, stem: dict[str, str], phrases: list[str], model: dict[str, str]) -> NewItem:
    return {
        "code": f"SEW-{number:03d}",
        "topic": TOPIC["code"],
        "type": "short_answer",
        "use": "examination",
        "stem": stem,
        "key": phrases,
        "rationale": model,
        "source": SOURCE,
    }


ITEMS: list[NewItem] = [
    _statement(
        1,
        True,
        "发现有人触电，应先切断电源，再去救人。",
        "When somebody gets a shock, switch off the supply first, then help.",
    ),
    _statement(
        2,
        True,
        "验电前，先在有电的设备上试一试验电器是否完好。",
        "Before proving dead, try the voltage tester on something live.",
    ),
    _statement(
        3,
        False,
        "只要站在干木板上，就可以用湿手换灯泡。",
        "On a dry board a lamp may be changed with wet hands.",
    ),
    _statement(
        4,
        False,
        "漏电保护器装好以后，不必再按试验按钮。",
        "Once fitted, a residual-current device need not be tested any more.",
    ),
    _in_words(
        5,
        {
            "zh": "停电检修前，要依次做哪四步？每一步写一句话。",
            "en": "Which four steps come before work on a dead circuit, in order? One sentence for each.",
        },
        ["断电", "验电", "接地", "挂牌"],
        {
            "zh": "先断开电源，再验电确认无电，然后装设接地线，最后挂上“禁止合闸，有人工作”的牌子。",
            "en": "Switch off, prove dead, fit the earth, then hang the sign against switching on.",
        },
    ),
    _in_words(
        6,
        {
            "zh": "同事触电倒地，没有呼吸。您怎么做？按先后写。",
            "en": "A colleague lies on the ground after a shock and does not breathe. What do you do, in order?",
        },
        ["切断电源", "呼救", "心肺复苏"],
        {
            "zh": "先切断电源，再大声呼救、拨打120，随即做心肺复苏，直到医务人员到来。",
            "en": "Switch off, call for help and for an ambulance, then resuscitate until they arrive.",
        },
    ),
]
# Which wordings a second reader found fit for use; one that changes has to be read again.
READ: dict[str, str] = {
    "SEW-001": "824efaeb4d96ab51273028cf0109e7592c7b4ff6e2ace03391fa85690bb45dba",
    "SEW-002": "afc180654c3c24f2a8042ef3ad3732b0a078e400001895fc0674808be2b907e3",
    "SEW-003": "ce5a96f3dff59976c422482ee687d6b36188b52bda550bea1dd10c23548f3629",
    "SEW-004": "da320601294fdece50805c3b2305221fe5ca9314a0e774e065bf8d5f77cf1130",
    "SEW-005": "a8730635c057ffdcd13e609dfab722357a32ab47ca789ba4020a797e6dce4c53",
    "SEW-006": "d6bc082ce12443ff120302e75485378aebd3617dc0c7074d732516b75b91fbd4",
}
REVIEWS = [
    NewReview(item, sha256, "editorial second reader", date(2026, 11, 27)) for item, sha256 in READ.items()
]
SCHEME: dict[str, Any] = {
    "code": "SEW-WORDS",
    "title": {
        "zh": "用电安全问答考试（演示）",
        "en": "Electrical safety in own words: examination (demonstration)",
    },
    "duration_minutes": 30,
    "pass_percent": 60,
    "blueprint": [
        {"topic": TOPIC["code"], "type": "true_false", "count": 4, "marks": 10},
        {"topic": TOPIC["code"], "type": "short_answer", "count": 2, "marks": 30},
    ],
    "basis": {
        "zh": "判断题4道，简答题2道，30分钟，60分及格。题量、时间和及格线是教学计划值。",
        "en": "Four statements and two answers in words, 30 minutes, 60 to pass. Planning values.",
    },
}
# How many statements each candidate judges rightly, and what each writes: well, in part, hardly.
ANSWERS: tuple[tuple[int, dict[str, str]], ...] = (
    (
        4,
        {
            "SEW-005": "第一步断开电源。第二步验电，确认没有电。第三步装接地线。第四步挂牌，写明有人工作，禁止合闸。",
            "SEW-006": "先拉闸断电，再喊人帮忙、打120，马上做心肺复苏，一直做到医生来。",
        },
    ),
    (
        3,
        {
            "SEW-005": "先断电，再验电，就可以干活了。干活时要有人看着。",
            "SEW-006": "先把人拉开，再打电话叫救护车，等医生来。",
        },
    ),
    (2, {"SEW-005": "戴好手套，小心一点。", "SEW-006": "赶快告诉老师。"}),
)
