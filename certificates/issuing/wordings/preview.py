"""A certificate of nobody in a school's words, void across the page: what a version would look like."""

import io
from dataclasses import asdict, dataclass
from datetime import date
from functools import lru_cache

from django.conf import settings
from PIL import Image

from certificates.issuing.emblems.queries import Emblems
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.payload import Award
from certificates.issuing.readiness import PREVIEW_NUMBER, preview_award
from certificates.issuing.rules import last_valid_day
from certificates.issuing.studies.rules import Result
from certificates.issuing.transcripts.rules import Examined, Records, Row
from certificates.issuing.wordings.words import NOTHING, Words
from lms.organisations.api import School

RESULTS = {
    CredentialKind.TRAINING_CERTIFICATE: Result.PASSED,
    CredentialKind.DIPLOMA: Result.GRADUATION,
    CredentialKind.STUDY_COMPLETION: Result.STUDY_COMPLETION,
    CredentialKind.STUDY_RECORD: Result.PARTIAL_STUDY,
    CredentialKind.SKILL_LEVEL: Result.SKILL_LEVEL,
    CredentialKind.TRANSCRIPT: Result.MARKS,
}
COURSES = Records(
    courses=(
        Row("public", "公共课程名称", "Name of a common course", 36, 0, 2, "80", "course"),
        Row("core", "专业课程名称", "Name of a vocational course", 36, 36, 4, "85", "course"),
    ),
    examinations=(Examined("毕业考核名称", "Name of an examination", "82", is_met=True),),
    recognised=0,
    planned=6,
)


@dataclass(frozen=True, slots=True)
class Terms:
    """What a version of a kind changes on the paper: months in force (None is for life), the principal's name."""

    valid_months: int | None
    has_principal: bool


FOR_LIFE = Terms(None, has_principal=True)


def preview_of_nobody(
    school: School,
    kind: str,
    own: Words | Emblems = NOTHING,
    *,
    day: date,
    terms: Terms = FOR_LIFE,
) -> bytes:
    """Return the PDF of a void certificate of nobody; `own` is what the school has of its own on it.

    :raises NotPrintable: when a character has no glyph or a text does not fit.
    """
    award = Award(
        number=PREVIEW_NUMBER,
        kind=kind,
        name="某某某",
        title_zh="专业或培训项目名称",
        title_en="Name of the programme",
        occupation_zh="职业名称",
        occupation_en="Occupation",
        school_zh=school.name_zh,
        school_en=school.name_en,
        principal=school.principal if terms.has_principal else "",
        awarded_date=day,
        verify_at=settings.PUBLIC_BASE_URL.rstrip("/"),
        specimen=settings.DEMONSTRATION,
        result=RESULTS[CredentialKind(kind)].value,
        sex="female",
        birth_date=date(2000, 1, 1),
        began_date=date(day.year - 3, 9, 1),
        ended_date=day,
        years=3,
        level=4,
        identity="*" * 18,
        records=COURSES,
        valid_until=last_valid_day(day, terms.valid_months),
        **asdict(own),
    )
    return preview_award(award, photograph=_nobody())


@lru_cache(maxsize=1)
def _nobody() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (70, 98), (214, 220, 226)).save(out, "JPEG")
    return out.getvalue()
