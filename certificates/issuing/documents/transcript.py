"""The transcript, A4, Chinese with English: courses with hours, credits and marks, on as many pages as they need.

The sealed document of a certificate's marks, and the words that it shares with the sheet that is signed by hand.
"""

from typing import Any

from certificates.issuing.documents import qr
from certificates.issuing.documents.content import Document, Template, refuse_missing
from certificates.issuing.documents.dates import (
    english_day,
    english_month,
    until_texts,
    written_day,
    written_month,
)
from certificates.issuing.documents.diploma import SEXES, Sex
from certificates.issuing.errors import NotPrintable
from certificates.issuing.payload import Award
from certificates.issuing.transcripts.rules import Records

BLOCKS = {
    "public": ("公共基础课程", "Common basic courses"),
    "basic": ("专业基础课程", "Vocational basic courses"),
    "core": ("专业核心课程", "Vocational core courses"),
    "practice": ("技能实践课程", "Skills practice"),
    "internship": ("岗位实习", "Workplace internship"),
    "elective": ("选修课程", "Electives"),
    "": ("其他课程", "Other courses"),
}
SOURCES = {
    "schooling": ("原学校成绩", "Earlier school"),
    "equivalence": ("等同课程", "Equivalent"),
    "certificate": ("证书认定", "Certificate"),
}
TEMPLATE = Template(
    name="transcript",
    # Not what the sheet for a signature by hand is called: a check tells them apart by it (`verifier.kinds`).
    title="学业成绩单",
    boxes={},
    slots=frozenset(),
    inks=None,
    seal_words="成绩证明专用章",
    is_fixed=False,
    form="transcript_sealed",
    sheet="transcript",
)


def rows_of(records: Records) -> dict[str, Any]:
    """Return courses and sums as the templates of transcripts take them."""
    groups = [
        (BLOCKS.get(block, BLOCKS[""]), [(row, SOURCES.get(row.source, ("", ""))) for row in rows])
        for block, rows in records.groups
    ]
    return {"records": records, "groups": groups}


def document_of_transcript(award: Award, token: str, _photograph: bytes) -> Document:
    """Return the transcript before it is printed.

    :raises NotPrintable: naming the characters that have no glyph; or when marks, days or sex are missing.
    """
    if award.records is None or award.began_date is None or award.ended_date is None or not award.sex:
        raise NotPrintable
    began, ended = award.began_date, award.ended_date
    flowing = {
        "award": award,
        "award_title": TEMPLATE.title,
        "sex": SEXES[Sex(award.sex)],
        "born": written_day(award.birth_date) if award.birth_date else "",
        "period": f"{written_month(began)}至{written_month(ended)}",
        "period_en": f"{english_month(began)} to {english_month(ended)}",
        "day": written_day(award.awarded_date),
        "day_en": english_day(award.awarded_date),
        **until_texts(award.valid_until),
        **rows_of(award.records),
    }
    refuse_missing("".join(_texts(award, award.records)))
    return Document(
        template=TEMPLATE,
        facts={"verify_at": award.verify_at, "specimen": award.specimen},
        texts={},
        title=f"{TEMPLATE.title} {award.number}",
        dated=award.awarded_date,
        address=qr.public_address(award.verify_at, token),
        school=award.school_zh,
        flowing=flowing,
    )


def _texts(award: Award, records: Records) -> list[str]:
    lines = [
        text for row in (*records.courses, *records.examinations) for text in (row.title_zh, row.title_en)
    ]
    head = [award.name, award.title_zh, award.title_en, award.school_zh, award.school_en, award.principal]
    return [*head, award.number, *lines]
