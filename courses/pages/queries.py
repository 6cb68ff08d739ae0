"""Reads of pages: the outline of a programme, the page that shows a lesson in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache, caches
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils import translation
from wagtail.models import Page, WorkflowState

from courses.catalog.api import (
    Course,
    Lesson,
    Unit,
    UnitLesson,
    VersionState,
    lessons_in_order,
    outline_of_version,
)
from courses.pages.blocks.pictures import load_body
from courses.pages.blocks.samples import SAMPLE_CIRCUIT
from courses.pages.models import CircuitDrawing, LessonPage, ProgrammePage, UnitPage
from courses.pages.parts import titles_in
from lms.accounts.api import User
from lms.core.circuits import digest_of
from lms.core.prepared import Question, slot
from lms.enrolments.api import Enrolment, EnrolmentState, list_enrolments_of
from lms.exams.api import being_examined

EDITION_SECONDS = 5
# What a lesson's page needs of an enrolment; every look at a lesson asks for it.
NEEDED = (
    "uuid",
    "state",
    "person_id",
    "version__uuid",
    "version__programme__title_zh",
    "version__programme__title_en",
)
_ENROLMENTS = Question(
    lambda: (
        list_enrolments_of(slot(Enrolment, "person"))
        .select_related(None)
        .select_related("version__programme")
        .annotate(is_examined=being_examined("person"))
        .only(*NEEDED)
    )
)


@dataclass(frozen=True, slots=True)
class ShownLesson:
    """A lesson page as found for a reader; `is_fallback` when the reader's language is missing."""

    page: LessonPage
    is_fallback: bool


@dataclass(frozen=True, slots=True)
class Edition:
    """Which page shows a lesson, and its state of publication: another one means other words."""

    page_id: int
    state: str
    is_fallback: bool


def outline_of(page: ProgrammePage) -> list[Course] | list[Unit]:
    """Return the courses or units of the programme's newest published version, in teaching order."""
    version = page.programme.versions.filter(state=VersionState.PUBLISHED).order_by("-number").first()
    return outline_of_version(version.pk) if version is not None else []


def find_edition(lesson: Lesson) -> Edition | None:
    """Return which live page of a lesson is shown: in the active language, else Chinese, else another, else None.

    Every look at a lesson asks this, so the answer is kept for some seconds, and forgotten when this process
    changes a page of the lesson; what another process publishes shows after these seconds.
    """
    language = translation.get_language() or ""
    name = edition_name(lesson.pk, language)
    return caches["screens"].get_or_set(name, lambda: _edition(lesson, language), EDITION_SECONDS)


def edition_name(lesson_id: int, language: str) -> str:
    """Return the name under which is kept which page shows a lesson."""
    return f"edition-{lesson_id}-{language}"


def _edition(lesson: Lesson, language: str) -> Edition | None:
    pages = LessonPage.objects.showing([lesson.code])
    by_language: dict[str, tuple[int, str]] = {}
    rows = pages.values_list("locale__language_code", "pk", "live_revision_id", "last_published_at")
    for code, pk, revision, at in rows:
        by_language.setdefault(code, (pk, f"{revision} {at}"))
    if language in by_language:
        return Edition(*by_language[language], is_fallback=False)
    others = [by_language[code] for code, _title in settings.LANGUAGES if code in by_language]
    if not others:
        return None
    return Edition(*by_language.get(settings.LANGUAGE_CODE, others[0]), is_fallback=True)


def part_titles(lesson_ids: Iterable[int]) -> dict[int, list[str]]:
    """Return what the parts of lessons are called on the pages that are shown: in the active language, else another."""
    pages = LessonPage.objects.live().filter(lesson__in=list(lesson_ids)).order_by("-pk")
    language = translation.get_language()
    rows = sorted(pages.select_related("locale"), key=lambda page: page.locale.language_code == language)
    return {page.lesson_id: titles_in(page.body.raw_data) for page in rows}


def unwritten_lessons(lesson_ids: Iterable[int]) -> set[int]:
    """Return which of these lessons have no page that can be read now, in whatever language."""
    wanted = set(lesson_ids)
    pages = LessonPage.objects.live().filter(lesson__in=wanted)
    return wanted - set(pages.order_by().values_list("lesson_id", flat=True).distinct())


def lessons_to_write(page: UnitPage) -> QuerySet[Lesson]:
    """Return the programme's lessons without a page in the language of a unit's page, `is_of_unit` ones first.

    What the programme borrows is written where it belongs; a lesson of nobody may be written anywhere.
    """
    programme = page.unit.course.version.programme
    own = Lesson.objects.filter(Q(owner=None) | Q(owner=programme))
    shown = LessonPage.objects.filter(locale=page.locale).values("lesson")
    places = UnitLesson.objects.filter(lesson=OuterRef("pk"), unit__code=page.unit.code)
    of_unit = Exists(places.filter(unit__course__version__programme=programme))
    return own.exclude(pk__in=shown).annotate(is_of_unit=of_unit).order_by("-is_of_unit", "code")


def find_lessons_to_write() -> list[tuple[UnitPage, Lesson]]:
    """Return the planned lessons that have no Chinese page, not even a draft, each with the page of its unit."""
    begun = LessonPage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).values("lesson")
    owned = Q(lesson__owner=F("unit__course__version__programme"))
    places = UnitLesson.objects.filter(owned, unit__pages__locale__language_code=settings.LANGUAGE_CODE)
    # A unit that a newer version has no longer keeps its page: of the places of a lesson the newest one counts.
    rows = places.exclude(lesson__in=begun).select_related("lesson").order_by("unit__course__version__number")
    newest = {row.lesson_id: row for row in rows}.values()
    shown = UnitPage.objects.filter(unit__in={row.unit_id for row in newest})
    chinese = shown.filter(locale__language_code=settings.LANGUAGE_CODE)
    pages = {page.unit_id: page for page in chinese.select_related("unit__course__version__programme")}
    return [(pages[row.unit_id], row.lesson) for row in sorted(newest, key=lambda row: row.lesson.code)]


def drafts_begun_by(user: User) -> QuerySet[LessonPage]:
    """Return what a user has to go on with, newest first: own lessons nobody has approved yet, and what came back.

    What waits for a reviewer is not among them.
    """
    states = WorkflowState.objects.filter(base_content_type=ContentType.objects.get_for_model(Page))
    waiting = states.filter(status=WorkflowState.STATUS_IN_PROGRESS).values("object_id")
    back = states.filter(status=WorkflowState.STATUS_NEEDS_CHANGES, requested_by=user).values("object_id")
    # Wagtail keeps the number of the page as text.
    pages = LessonPage.objects.annotate(number=Cast("pk", CharField()))
    own = Q(owner=user, live=False, first_published_at=None) | Q(number__in=back)
    return pages.filter(own).exclude(number__in=waiting).order_by("-latest_revision_created_at")


def shown_lesson(edition: Edition) -> ShownLesson | None:
    """Return the page of an edition with what its blocks show; None when another process has just deleted it."""
    page = LessonPage.objects.select_related("locale", "lesson").filter(pk=edition.page_id).first()
    if page is None:
        return None
    load_body(page.body)
    return ShownLesson(page, edition.is_fallback)


def find_enrolment_with_lesson(person_id: int | None, lesson_uuid: UUID) -> Enrolment | None:
    """Return the person's enrolment whose version holds the lesson; one in training before a completed one.

    `is_examined` says whether the person writes an examination at the moment: every look at a lesson asks for it.
    """
    rows = _ENROLMENTS.rows(person=person_id) if person_id else ()
    holding = [row for row in rows if _holds(row, lesson_uuid)]
    return min(holding, key=lambda enrolment: enrolment.state != EnrolmentState.ACTIVE, default=None)


def lessons_of_enrolment(enrolment: Enrolment) -> tuple[Lesson, ...]:
    """Return the lessons of an enrolment in teaching order."""
    return lessons_in_order(enrolment.version_id, enrolment.version.uuid)


def _holds(enrolment: Enrolment, lesson_uuid: UUID) -> bool:
    return any(lesson.uuid == lesson_uuid for lesson in lessons_of_enrolment(enrolment))


def practice_codes(page: LessonPage) -> list[str]:
    """Return the codes of all practice items that a lesson page shows."""
    blocks = (block.value for block in page.body if block.block_type == "practice")
    return [code for value in blocks for code in value["items"]]


def rubric_codes(page: LessonPage) -> list[str]:
    """Return the codes of all practical tasks that a lesson page shows."""
    return [block.value["rubric"] for block in page.body if block.block_type == "task"]


def scheme_codes(page: LessonPage) -> list[str]:
    """Return the codes of all examinations that a lesson page leads to."""
    return [block.value["scheme"] for block in page.body if block.block_type == "examination"]


def find_circuit_svg(digest: str) -> str | None:
    """Return the kept drawing of this name."""
    return CircuitDrawing.objects.filter(sha256=digest).values_list("svg", flat=True).first()


def find_circuit_spec(digest: str) -> str | None:
    """Return the description that a lesson has for a drawing of this name.

    Lessons are searched at most once a minute, whoever asks for names that do not exist.
    """
    known = cache.get_or_set("pages:circuit-specs", _circuit_specs, 60)
    return (known or {}).get(digest)


def _circuit_specs() -> dict[str, str]:
    bodies = LessonPage.objects.values_list("body", flat=True)
    written = [
        block["value"]["spec"] for body in bodies for block in body.raw_data if block["type"] == "circuit"
    ]
    return {digest_of(spec): spec for spec in [SAMPLE_CIRCUIT, *written]}
