"""The credential field by field, from the frozen content of a certificate alone.

It says what the paper says, but for facts and marks that stand there alone, and nothing that would name a place: no
dates of study, no address of anything that could be watched. The subject has a name of its own in each credential, so
that two of a person cannot be linked.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from certificates.issuing.payload import Award
from certificates.issuing.studies.rules import Result
from certificates.verifier.digital.contexts import CREDENTIALS, OPEN_BADGES
from certificates.verifier.digital.integrity import instant
from lms.core.clock import start_of_day


@dataclass(frozen=True, slots=True)
class Wording:
    """What a kind of certificate is called and what was done for it."""

    achievement_type: str  # of the closed vocabulary of Open Badges
    name: str
    description: str
    criteria: str


WORDINGS = {
    Result.PASSED: Wording(
        achievement_type="CertificateOfCompletion",
        name="培训合格证书",
        description="完成培训计划规定的全部内容，考核合格。Completed the training plan and passed its assessments.",
        criteria="修完培训计划规定的全部课程，各项考核合格。",
    ),
    Result.GRADUATION: Wording(
        achievement_type="SecondarySchoolDiploma",
        name="毕业证书",
        description="修完教学计划规定的全部课程，成绩合格，准予毕业。Completed the programme of secondary vocational "
        "education and graduated.",
        criteria="修完教学计划规定的全部课程，达到毕业要求。",
    ),
    Result.STUDY_COMPLETION: Wording(
        achievement_type="CertificateOfCompletion",
        name="结业证书",
        description="修完教学计划规定的全部课程，尚未达到毕业要求，准予结业。Attended all courses of the programme; "
        "requirements for graduation are still open.",
        criteria="修完教学计划规定的全部课程。",
    ),
    Result.PARTIAL_STUDY: Wording(
        achievement_type="Achievement",
        name="肄业证书",
        description="学习满一年，未修完教学计划规定的全部课程，准予肄业。Studied for at least one year without "
        "completing the programme.",
        criteria="学习满一年。",
    ),
    Result.PROOF_OF_STUDY: Wording(
        achievement_type="Achievement",
        name="学习证明",
        description="在校学习，未修完教学计划规定的全部课程。Studied the programme without completing it.",
        criteria="在校学习。",
    ),
    Result.SKILL_LEVEL: Wording(
        achievement_type="Certificate",
        name="职业技能等级证书",
        description="通过职业技能等级认定。Passed the skill-level assessment of the occupation.",
        criteria="理论知识和技能操作考核合格。",
    ),
    Result.MARKS: Wording(
        achievement_type="Achievement",
        name="学业成绩单",
        description="所附文件载明各门课程的学时、学分和成绩。The document beside it states hours, credits and marks "
        "of the courses.",
        criteria="以学校教务记录为准。",
    ),
}
SPECIMEN = "（样本）"


@dataclass(frozen=True, slots=True)
class Names:
    """The identifiers of one credential: drawn once and kept, so that making it again makes the same bytes."""

    issuer: str  # did:web
    credential: UUID
    subject: UUID
    list_url: str
    index: int


def badge(award: Award, names: Names) -> dict[str, Any]:
    """Return the credential without its proof."""
    wording, valid_from = WORDINGS[Result(award.result)], instant(start_of_day(award.awarded_date))
    until = {"validUntil": instant(end_of_validity(award.valid_until))} if award.valid_until else {}
    return {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": names.credential.urn,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": wording.name + (SPECIMEN if award.specimen else ""),
        "issuer": {"id": names.issuer, "type": ["Profile"], "name": award.school_zh},
        "validFrom": valid_from,
        **until,
        "awardedDate": valid_from,
        "credentialSubject": {
            "id": names.subject.urn,
            "type": ["AchievementSubject"],
            "identifier": [_name_of_holder(award)],
            "licenseNumber": award.number,
            "achievement": _achievement(award, wording),
        },
        "credentialStatus": {
            "id": f"{names.list_url}#{names.index}",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": str(names.index),
            "statusListCredential": names.list_url,
        },
    }


def end_of_validity(last: date) -> datetime:
    """Return the first instant after the last day in force."""
    return start_of_day(last + timedelta(days=1))


def _name_of_holder(award: Award) -> dict[str, Any]:
    return {"type": "IdentityObject", "hashed": False, "identityHash": award.name, "identityType": "name"}


def _achievement(award: Award, wording: Wording) -> dict[str, Any]:
    said = {"fieldOfStudy": award.occupation_zh} if award.occupation_zh else {}
    return {
        "id": achievement_id(award).urn,
        "type": ["Achievement"],
        "achievementType": wording.achievement_type,
        "name": award.title_zh,
        "description": wording.description,
        "criteria": {"narrative": wording.criteria},
        **said,
        "inLanguage": "zh-CN",
    }


def achievement_id(award: Award) -> UUID:
    """Return the name of what was achieved: the same for all who achieved it, made from nothing but printed words."""
    words = (award.kind, award.school_zh, award.title_zh, award.occupation_zh)
    return uuid5(NAMESPACE_URL, "\n".join(words))
