"""What some kinds print besides: values only, gathered by `studies.queries`."""

from dataclasses import dataclass, field
from datetime import date

from certificates.issuing.studies.rules import Result
from certificates.issuing.transcripts.rules import Records


@dataclass(frozen=True, slots=True)
class Printed:
    """What goes into the frozen content as it is; the fields are those of `payload.Award`."""

    result: str = Result.PASSED.value
    sex: str = ""
    birth_date: date | None = None
    began_date: date | None = None
    ended_date: date | None = None
    years: int = 0
    photo: str = ""
    level: int = 0
    identity: str = ""
    deed_zh: str = ""
    deed_en: str = ""
    seal_words: str = ""
    logo: str = ""
    seal_picture: str = ""
    records: Records | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What a kind asks for of one enrolment. `awarded_date`: None where only the day of completion is one."""

    printed: Printed = field(default_factory=Printed)
    awarded_date: date | None = None
    photograph: bytes = b""


NOTHING = Facts()
