"""Practice for tests: `items_of_each_kind()`, `a_mock(trainee)`, `answer(trainee, kind, right=False)`.

The scheme "MOCK" asks for one question of each kind of topic "mock"; `items_of_each_kind()` loads them.
"""

from datetime import datetime
from uuid import UUID, uuid4

from lms.accounts.models import User
from lms.core.written_files import taken_back_on_failure
from lms.exams.api import (
    ExaminationScheme,
    FormAnswer,
    LoadReport,
    NewItem,
    NewScheme,
    answer_practice_item,
    load_items,
    load_scheme,
)
from lms.exams.intake.pictures import cleaned
from lms.exams.models import MockExam
from lms.exams.practice.operations import hand_in_mock, start_mock
from tests.factories.courses import NOW
from tests.factories.exams import ACTOR, an_item

# What a form sends for the right answer of `items_of_each_kind()`, and for a whole wrong one.
RIGHT = {
    "true_false": ["true"],
    "single": ["b"],
    "multiple": ["a", "c"],
    "ordering": ["a:2", "b:3", "c:1"],
    "matching": ["a:2", "b:1"],
    "numeric": ["４.5 A"],
    "fill_in": ["30 MA", " 短路 "],
    "hotspot": ["a"],
}
WRONG = {
    "true_false": ["false"],
    "single": ["a"],
    "multiple": ["a"],
    "ordering": ["a:1", "b:3", "c:2"],
    "matching": ["a:2", "b:3"],
    "numeric": ["4.7"],
    "fill_in": ["30 mA", "断路"],
    "hotspot": ["b"],
}


def a_practice_item(kind: str, *, topic: str = "mock") -> NewItem:
    """Return a practice item of a kind; its code names the kind: P-ORDERING."""
    item = an_item("true_false", use="practice", topic=topic)
    item |= {"code": f"P-{kind.upper().replace('_', '-')}", "type": kind, "difficulty": "easy"}
    item["stem"] = {"zh": f"练习题（{kind}）", "en": f"Practice question ({kind})"}
    item["rationale"] = {"zh": f"原因（{kind}）", "en": f"The reason ({kind})"}
    if kind in ("single", "multiple"):
        item["options"] = [{"zh": f"选项{n}", "en": f"Option {n}"} for n in range(1, 5)]
        item["key"] = 2 if kind == "single" else [1, 3]
    return {**item, **_MORE.get(kind, {})}


# A plan with two rooms beside each other; what is right lies on the left.
_PLAN = b"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 400 200" width="400" height="200">
<rect x="10" y="20" width="160" height="160" fill="#fff" stroke="#222" stroke-width="4"/>
<rect x="230" y="20" width="160" height="160" fill="#fff" stroke="#222" stroke-width="4"/></svg>"""
PICTURE = cleaned(_PLAN)
_MORE: dict[str, dict] = {
    "hotspot": {
        "stem": {"zh": "配电箱在哪里？\n[[1]]", "en": "Where is the distribution board?\n[[1]]"},
        "key": [1],
        "regions": [
            {"shape": "rect", "coords": [x, "0.1", y, "0.9"], "label": {"zh": zh, "en": en}}
            for x, y, zh, en in (("0.025", "0.425", "左边", "Left"), ("0.575", "0.975", "右边", "Right"))
        ],
        "attachments": [
            {"kind": "picture", "file": PICTURE.name, "alternative": {"zh": "平面图", "en": "A plan"}}
        ],
    },
    "ordering": {
        "options": [
            {"zh": "验电", "en": "Test"},
            {"zh": "接地", "en": "Earth"},
            {"zh": "断电", "en": "Switch off"},
        ],
        "key": [3, 1, 2],
    },
    "matching": {
        "options": [{"zh": "红色", "en": "Red"}, {"zh": "绿色", "en": "Green"}],
        "matches": [
            {"zh": "安全", "en": "Safe"},
            {"zh": "禁止", "en": "Forbidden"},
            {"zh": "警告", "en": "Warning"},
        ],
        "key": [2, 1],
    },
    "numeric": {"key": {"value": "4.55", "tolerance": "0.05", "unit": "A"}},
    "fill_in": {
        "stem": {"zh": "动作电流____，发生____时跳闸。", "en": "It trips at ____ when there is a ____."},
        "key": [["30 mA", "30毫安"], ["短路", "short circuit"]],
    },
}


def load_practice(items: list[NewItem]) -> LoadReport:
    """Load items with the picture that `a_practice_item` may name."""
    with taken_back_on_failure():
        return load_items(bank_items=items, files={PICTURE.name: PICTURE.content}, actor=ACTOR, now=NOW)


def items_of_each_kind(*, topic: str = "mock") -> list[NewItem]:
    """Load one practice item of each kind and return them."""
    items = [a_practice_item(kind, topic=topic) for kind in RIGHT]
    load_practice(items)
    return items


def a_mock_scheme(*, count: int = 1, minutes: int = 30) -> ExaminationScheme:
    """Load the scheme "MOCK": so many questions of each kind."""
    cells = [{"topic": "mock", "type": kind, "count": count, "marks": 5} for kind in RIGHT]
    scheme = NewScheme(
        code="MOCK",
        title={"zh": "模拟理论考试", "en": "Theory"},
        duration_minutes=minutes,
        pass_percent=80,
        blueprint=cells,
        basis={"zh": "教学计划", "en": "Plan"},
    )
    return load_scheme(scheme=scheme, actor=ACTOR, now=NOW)


def a_mock(trainee: User, *, is_ended: bool = False, now: datetime = NOW) -> MockExam:
    """Return a mock examination of the trainee, with the bank that it needs."""
    items_of_each_kind()
    a_mock_scheme()
    mock = start_mock(person_id=person_of(trainee), scheme_code="MOCK", actor=ACTOR, now=now)
    if is_ended:
        hand_in_mock(person_id=person_of(trainee), mock_uuid=mock.uuid, actor=ACTOR, now=now)
    return mock


def answer(
    trainee: User, kind: str, *, right: bool, now: datetime = NOW, form_key: UUID | None = None
) -> bool:
    """Let the trainee answer the practice item of a kind and return whether it was right."""
    values = (RIGHT if right else WRONG)[kind]
    sent = FormAnswer(a_practice_item(kind)["code"], values, form_key or uuid4())
    return answer_practice_item(person_id=person_of(trainee), answer=sent, now=now).is_correct


def person_of(trainee: User) -> int:
    """Return the key of the person behind a trainee's sign-in."""
    assert trainee.person_id is not None
    return trainee.person_id
