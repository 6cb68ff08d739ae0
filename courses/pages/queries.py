"""Reads of pages: the outline of a programme, the page that shows a lesson in the reader's language."""

from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.core.cache import cache
from django.utils import translation

from courses.catalog.api import Course, Lesson, Unit, VersionState, outline_of_version
from courses.pages.blocks.samples import SAMPLE_CIRCUIT
from courses.pages.circuits import digest_of
from courses.pages.models import CircuitDrawing, LessonPage, ProgrammePage
from lms.delivery.api import with_choice_of_steps
from lms.enrolments.api import Enrolment, EnrolmentState, list_enrolments_of


@dataclass(frozen=True, slots=True)
class ShownLesson:
    """A lesson page as found for a reader; `is_fallback` when the reader's language is missing."""

    page: LessonPage
    is_fallback: bool


def outline_of(page: ProgrammePage) -> list[Course] | list[Unit]:
    """Return the courses or units of the programme's newest published version, in teaching order."""
    version = page.programme.versions.filter(state=VersionState.PUBLISHED).order_by("-number").first()
    return outline_of_version(version.pk) if version is not None else []


def find_lesson_page(lesson: Lesson) -> ShownLesson | None:
    """Return the live page of a lesson in the active language, else the Chinese one, else None.

    Of two in one language (somebody copied a page) the older one counts.
    """
    pages = LessonPage.objects.live().filter(lesson=lesson).select_related("locale", "lesson").order_by("-pk")
    by_language = {page.locale.language_code: page for page in pages}
    wanted = by_language.get(translation.get_language() or "")
    if wanted is not None:
        return ShownLesson(wanted, is_fallback=False)
    chinese = by_language.get(settings.LANGUAGE_CODE)
    return ShownLesson(chinese, is_fallback=True) if chinese is not None else None


def find_enrolment_with_lesson(person_id: int | None, lesson_uuid: UUID) -> Enrolment | None:
    """Return the person's enrolment whose version holds the lesson; one in training before a completed one."""
    holding = list_enrolments_of(person_id).filter(version__courses__units__places__lesson__uuid=lesson_uuid)
    holding = with_choice_of_steps(holding.distinct())
    rows = sorted(holding, key=lambda enrolment: enrolment.state != EnrolmentState.ACTIVE)
    return rows[0] if rows else None


def practice_codes(page: LessonPage) -> list[str]:
    """Return the codes of all practice items that a lesson page shows."""
    blocks = (block.value for block in page.body if block.block_type == "practice")
    return [code for value in blocks for code in value["items"]]


def rubric_codes(page: LessonPage) -> list[str]:
    """Return the codes of all practical tasks that a lesson page shows."""
    return [block.value["rubric"] for block in page.body if block.block_type == "task"]


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
