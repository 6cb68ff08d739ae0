"""The words of diplomas and their kin: what each is called, what it says was done, and for what its seal is."""

from dataclasses import dataclass

from certificates.issuing.studies.rules import Result


@dataclass(frozen=True, slots=True)
class Words:
    """What differs between the forms of one layout, in Chinese and English."""

    title: str
    title_en: str
    number_label: str
    deed: str
    deed_en: str
    seal: str

    def facts(self) -> dict[str, str | bool]:
        """Return them as the template takes them."""
        return {
            "award_title": self.title,
            "award_title_en": self.title_en,
            "number_label": self.number_label,
            "deed": self.deed,
            "deed_en": self.deed_en,
        }


WORDS = {
    Result.GRADUATION: Words(
        "毕业证书",
        "DIPLOMA OF SECONDARY VOCATIONAL EDUCATION",
        "Diploma No.",
        "该生在本校修完教学计划规定的全部课程，成绩合格，准予毕业，特发此证。",
        "The student named above has completed all courses of the programme at this school with passing results "
        "and has graduated.",
        "毕业证书专用章",
    ),
    Result.STUDY_COMPLETION: Words(
        "结业证书",
        "CERTIFICATE OF COMPLETED STUDY",
        "Certificate No.",
        "该生在本校修完教学计划规定的全部课程，尚未达到毕业要求，准予结业，特发此证。",
        "The student named above has attended all courses of the programme at this school; requirements for graduation "
        "are still open.",
        "结业证书专用章",
    ),
    Result.PARTIAL_STUDY: Words(
        "肄业证书",
        "RECORD OF PARTIAL STUDY",
        "Record No.",
        "该生在本校学习满一年，未修完教学计划规定的全部课程，准予肄业，特发此证。",
        "The student named above has studied the programme at this school for at least one year without completing it.",
        "肄业证书专用章",
    ),
    Result.PROOF_OF_STUDY: Words(
        "学习证明",
        "PROOF OF STUDY",
        "Record No.",
        "该生于上述时间在本校学习该专业，未修完教学计划规定的全部课程，特此证明。",
        "The student named above has studied the programme at this school in the period given, without completing it.",
        "学习证明专用章",
    ),
}
