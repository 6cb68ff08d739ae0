"""Turns the pack.yaml of a content pack into the plan of a programme version, and says what is wrong with it.

A pack without `courses:` has one course, which is the programme itself.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.utils.translation import gettext as _

from courses.catalog.api import (
    PlannedCourse,
    PlannedEquipment,
    PlannedLesson,
    PlannedRecognition,
    PlannedRequirement,
    PlannedUnit,
    ProgrammePlan,
    Teaching,
)
from courses.pages.packs.errors import PackError
from courses.pages.packs.faults import noted
from courses.pages.packs.shapes import LANGUAGES, Context, Fields, Plain
from courses.pages.packs.yaml_words import as_written
from lms.core.codes import is_code
from lms.core.equipment import MOST, is_kind_code

Lessons = Mapping[str, dict]
T = TypeVar("T")
MINUTES = Plain(int, between=(1, 32_767))
# A lesson that nobody has written yet: what the plan knows of it.
PLANNED = Fields(code=Plain(str), title=Plain(dict), minutes=MINUTES)
NO_TEXT = {"zh": "", "en": ""}
BLOCKS = {"", "public", "basic", "core", "practice", "internship", "elective"}
LEVELS = {None, 1, 2, 3, 4, 5}
THRESHOLDS = {
    "share_percent": "share_percent",
    "scheme": "examination_scheme",
    "rubric": "rubric_code",
    "theory_minutes": "theory_minutes",
    "practice_minutes": "practice_minutes",
    "minimum": "minimum",
    "block": "block",
}
NUMBERS = ("share_percent", "theory_minutes", "practice_minutes", "minimum")
# Kind -> the thresholds that it must have, and those that it may have.
KINDS: dict[str, tuple[set[str], set[str]]] = {
    "lessons_completed": ({"share_percent"}, set()),
    "hours_attended": (set(), {"theory_minutes", "practice_minutes"}),
    "examination_passed": ({"scheme"}, set()),
    "practical_task_passed": ({"rubric"}, set()),
    "credits_earned": ({"minimum"}, {"block"}),
    "electives_earned": ({"minimum"}, set()),
    "certificates_held": ({"minimum", "kinds"}, set()),
}


def plan_of_pack(head: dict, lessons: Sequence[dict]) -> ProgrammePlan:
    """Return the plan that pack.yaml writes down.

    :raises PackError: naming the course, unit or requirement and what is wrong with it.
    """
    programme, version = head["programme"], head["version"]
    occupation = head.get("occupation") or {"code": "", "title": NO_TEXT}
    if programme.get("level") not in LEVELS or (programme.get("level") and not occupation["code"]):
        raise PackError(_("pack.yaml programme: level is 5, 4, 3, 2 or 1, of an occupation."))
    planned = planned_in(head)
    check_places(head, lessons, planned)
    by_code = {lesson["code"]: lesson for lesson in (*lessons, *planned)}
    borrowed = {code: {"title": NO_TEXT, "minutes": 0} for code in head.get("borrows", ())}
    return ProgrammePlan(
        code=programme["code"],
        kind=programme["kind"],
        title=programme["title"],
        summary=programme["summary"],
        occupation_code=occupation["code"],
        occupation_title=occupation["title"],
        number=version["number"],
        valid_from=version["valid_from"],
        basis=version["basis"],
        standard=version.get("standard", ""),
        level=programme.get("level"),
        courses=_each("course", lambda row: _course(row, by_code, borrowed), courses_of(head)),
        requirements=_each("requirement", _requirement, head["requirements"]),
        recognition=_each("recognition", _recognition, head.get("recognition", ())),
        equipment=_each("equipment", _equipment, head.get("equipment", ())),
    )


def _each(kind: str, read: Callable[[dict], T], rows: Iterable[dict]) -> tuple[T, ...]:
    """Return what the rows say; those with a fault that is noted are left out."""
    found = []
    for row in rows:
        with noted(f"pack.yaml {kind}"):
            found.append(read(row))
    return tuple(found)


def courses_of(head: dict) -> list[dict]:
    """Return the courses as written, or the one that a pack of units implies.

    :raises PackError: when there are both courses and units at the top.
    """
    if "courses" not in head:
        programme = head["programme"]
        return [{"code": programme["code"], "title": programme["title"], "units": head["units"]}]
    if "units" in head:
        raise PackError(_("pack.yaml: units stand inside courses, or there are no courses; not both."))
    return list(head["courses"])


def planned_in(head: dict) -> list[dict]:
    """Return the lessons that the plan has and nobody has written yet, each with code, title and minutes.

    :raises PackError: naming the entry and the value that is wrong.
    """
    rows = [
        PLANNED.read(row, Context(), f"pack.yaml planned[{number}]")
        for number, row in enumerate(head.get("planned", ()), start=1)
    ]
    for row in rows:
        check_code(row["code"], "pack.yaml planned")
        if missing := [language for language in LANGUAGES if not row["title"].get(language)]:
            place = f"pack.yaml planned {row['code']}.title"
            words = _("%(place)s: the language %(language)s is missing.")
            raise PackError(words % {"place": place, "language": ", ".join(missing)})
    return rows


def check_code(code: Any, place: str) -> None:
    """Refuse what could not stand in an address or in the name of a file.

    :raises PackError: naming the place and the code.
    """
    if not is_code(code):
        words = _("%(place)s: %(code)s is no code. A code has letters, digits, - and _, at most 30.")
        raise PackError(words % {"place": place, "code": as_written(code)})


def check_places(head: dict, lessons: Sequence[dict], planned: Sequence[dict] = ()) -> None:
    """Every lesson of the pack, written or planned, and every borrowed one, stands in one unit: progress counts once.

    :raises PackError: naming the lesson.
    """
    borrowed = list(head.get("borrows", ()))
    placed = Counter(
        code for course in courses_of(head) for unit in course.get("units", ()) for code in unit["lessons"]
    )
    own = Counter(lesson["code"] for lesson in (*lessons, *planned))
    for code, times in own.items():
        if times > 1:
            words = _("pack.yaml planned: the lesson %(code)s is there twice, or it is written already.")
            raise PackError(words % {"code": code})
    for code in (*own, *borrowed):
        if placed[code] != 1:
            words = _("pack.yaml: the lesson %(code)s stands in %(number)s units, not in one.")
            _refuse(words % {"code": code, "number": placed[code]})
    for code in sorted(set(own) & set(borrowed)):
        words = _("pack.yaml borrows: the lesson %(code)s is this pack's own.")
        _refuse(words % {"code": code})


def _course(row: dict, lessons: Lessons, borrowed: Lessons) -> PlannedCourse:
    block = row.get("block", "")
    if block not in BLOCKS:
        _refuse_block(f"pack.yaml course {row['code']}", block)
    return PlannedCourse(
        code=row["code"],
        title=row["title"],
        block=block,
        credits=row.get("credits", 0),
        is_elective=bool(row.get("is_elective", block == "elective")),
        theory_minutes=row.get("theory_minutes", 0),
        practice_minutes=row.get("practice_minutes", 0),
        units=_each("unit", lambda unit: _unit(unit, lessons, borrowed), row.get("units", ())),
        requires=tuple(row.get("requires", ())),
    )


def _unit(unit: dict, lessons: Lessons, borrowed: Lessons) -> PlannedUnit:
    known = {**borrowed, **lessons}
    missing = [code for code in unit["lessons"] if code not in known]
    if missing:
        words = _(
            "pack.yaml unit %(code)s: there is no lesson %(missing)s; a lesson of another pack has to stand in borrows."
        )
        raise PackError(words % {"code": unit["code"], "missing": ", ".join(missing)})
    return PlannedUnit(
        code=unit["code"],
        title=unit["title"],
        theory_minutes=unit["theory_minutes"],
        practice_minutes=unit["practice_minutes"],
        lessons=tuple(
            PlannedLesson(code, known[code]["title"], known[code]["minutes"], is_borrowed=code in borrowed)
            for code in unit["lessons"]
        ),
    )


def _requirement(row: dict) -> PlannedRequirement:
    _check_requirement(row)
    values: dict[str, Any] = {THRESHOLDS[name]: row[name] for name in THRESHOLDS if name in row}
    kinds = tuple(row.get("kinds", ()))
    return PlannedRequirement(
        code=row["code"], title=row["title"], kind=row["kind"], certificate_kinds=kinds, **values
    )


def _check_requirement(row: dict) -> None:
    place = f"pack.yaml requirement {row['code']}"
    if row["kind"] not in KINDS:
        raise PackError(_("%(place)s: there is no kind %(kind)s.") % {"place": place, "kind": row["kind"]})
    needed, allowed = KINDS[row["kind"]]
    given = set(row) & {*THRESHOLDS, "kinds"}
    if needed - given or (row["kind"] == "hours_attended" and not given):
        wanted = ", ".join(sorted(needed or allowed))
        words = _("%(place)s: %(kind)s needs %(names)s.")
        raise PackError(words % {"place": place, "kind": row["kind"], "names": wanted})
    if given - needed - allowed:
        words, names = _("%(place)s: %(kind)s has no %(names)s."), ", ".join(sorted(given - needed - allowed))
        raise PackError(words % {"place": place, "kind": row["kind"], "names": names})
    if row.get("block", "") not in BLOCKS:
        _refuse_block(place, row["block"])
    for name in NUMBERS:
        if name in row and not _is_positive(row[name]):
            words = _("%(place)s: %(name)s is a whole number from 1.")
            raise PackError(words % {"place": place, "name": name})


def _recognition(row: dict) -> PlannedRecognition:
    place = f"pack.yaml recognition {row['valid_from']}"
    if set(row["cap_blocks"]) - BLOCKS:
        _refuse_block(place, ", ".join(sorted(set(row["cap_blocks"]) - BLOCKS)))
    if not all(_is_positive(number) for number in row["credits"].values()):
        raise PackError(_("%(place)s: credits are whole numbers from 1.") % {"place": place})
    if not _is_positive(row["cap_percent"]) or row["cap_percent"] > 100:
        raise PackError(_("%(place)s: cap_percent is a whole number from 1 to 100.") % {"place": place})
    return PlannedRecognition(
        valid_from=row["valid_from"],
        cap_percent=row["cap_percent"],
        cap_blocks=tuple(row["cap_blocks"]),
        credits=dict(row["credits"]),
        basis=row["basis"],
    )


def _equipment(row: dict) -> PlannedEquipment:
    place = f"pack.yaml equipment {row['kind']}"
    if not is_kind_code(row["kind"]) or not row["title"].get("zh"):
        words = _("%(place)s: a kind has a code of 2 to 20 capital letters, digits and hyphens, and a title.")
        raise PackError(words % {"place": place})
    if row.get("teaching", "") not in ("", *Teaching.values):
        raise PackError(_("%(place)s: teaching is theory or practice, or left out.") % {"place": place})
    if row.get("course") and row.get("unit"):
        raise PackError(_("%(place)s: it is for a course or for a unit, not for both.") % {"place": place})
    for name in ("count", "per_people"):
        if name in row and not (_is_positive(row[name]) and row[name] <= MOST):
            words = _("%(place)s: %(name)s is a whole number from 1 to %(most)d.")
            raise PackError(words % {"place": place, "name": name, "most": MOST})
    names = ("kind", "title", "count", "per_people", "teaching", "course", "unit")
    return PlannedEquipment(**{name: row[name] for name in names if name in row})


def _refuse(sentence: str) -> None:
    """Refuse a lesson's place, and look at the other ones where faults are gathered."""
    with noted():
        raise PackError(sentence)


def _refuse_block(place: str, block: str) -> None:
    raise PackError(_("%(place)s: there is no block %(block)s.") % {"place": place, "block": block})


def _is_positive(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1
