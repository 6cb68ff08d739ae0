"""Files that are no certificates of ours, or bear nothing to check one by: each is told what it is, none is called a
forgery for that alone.
"""

import json
import re
from typing import Any

from certificates.verifier.notes import PROOF_HEAD
from certificates.verifier.results import gettext_noop
from certificates.verifier.second import is_one as is_second
from certificates.verifier.strict import CREDENTIALS, LONGEST

NEITHER = gettext_noop("The file is neither a PDF nor a digital certificate (JSON or JWT).")
OF_REGISTER = gettext_noop(
    "This is a receipt of the register. It goes with a PDF, which is the file to check."
)
OF_SECOND = gettext_noop(
    "This is a second signature (SM2/SM3). It goes with a digital certificate (JSON), which is the file to check."
)
OF_EXAMINATION = gettext_noop("This is the receipt of an examination, not a certificate.")
FOR_PROGRAMS = gettext_noop("This is a file for programs that check certificates, not a certificate.")
TRANSCRIPT = "学生成绩单"
OF_STUDIES = gettext_noop(
    "It calls itself a transcript or a training record, and bears no seal that can be checked. Such papers are signed "
    "by hand: ask the school about it. If numbers of certificates stand on it, those can be checked."
)
OF_A_REFERRAL = gettext_noop("It calls itself a referral sheet. Check the certificates that it names.")
# By how the titles of these papers begin.
PAPERS = {
    TRANSCRIPT: OF_STUDIES,
    "培训学习证明": OF_STUDIES,
    "Training record": OF_STUDIES,
    "就业推荐表": OF_A_REFERRAL,
}
OTHER_KINDS = frozenset({NEITHER, OF_REGISTER, OF_SECOND, OF_EXAMINATION, FOR_PROGRAMS, *PAPERS.values()})
EMPTY = gettext_noop("The file is empty.")
TOO_LARGE = gettext_noop("The file is larger than any certificate that is issued here (20 MB).")
UNSEALED = gettext_noop(
    "The PDF carries no seal. A scan, a photograph or a printout that was saved as a PDF never does."
)
UNREADABLE = gettext_noop("The PDF cannot be read to its end, and no seal was found in it.")
CUT_OFF = gettext_noop("The PDF breaks off before its end: only a part of the file is here.")
CREDENTIAL_CUT = gettext_noop(
    "The digital certificate breaks off before its end: only a part of the file is here."
)
LOCKED = gettext_noop("The PDF is locked with a password; what is issued here never is.")
# Nothing of ours is in these that somebody could have altered: they speak neither for a certificate nor against it.
NOTHING_TO_CHECK = frozenset({EMPTY, TOO_LARGE, UNSEALED, UNREADABLE, CUT_OFF, CREDENTIAL_CUT, LOCKED})
# What may stand where a reader of JSON stops at the end: nothing, or a word, a number or an escape that goes on.
HALF_A_VALUE = re.compile(r"(tr?u?|fa?l?s?|nu?l?|-|[.eE][+-]?|u[0-9a-fA-F]{0,4})?")
RECEIPT_PARTS, ISSUER_PARTS = (
    {"payload", "signature"},
    {"@context", "id", "verificationMethod", "assertionMethod"},
)


def kind_of_text(content: bytes) -> str:
    """Return in words what a file is that is neither a PDF nor JSON nor a JWT."""
    if is_second(content):
        return OF_SECOND
    return OF_REGISTER if content.startswith(PROOF_HEAD.encode()) else NEITHER


def kind_of_json(content: bytes) -> str:
    """Return in words what a JSON file is when it is one of ours and no certificate, or a part; empty for all else."""
    try:
        value = json.loads(content.decode("utf-8")) if len(content) <= LONGEST else None
    except UnicodeDecodeError as error:
        is_half = error.reason == "unexpected end of data"  # what stands before the half character decides
        return CREDENTIAL_CUT if is_half and kind_of_json(content[: error.start]) == CREDENTIAL_CUT else ""
    except json.JSONDecodeError as error:
        return CREDENTIAL_CUT if _breaks_off(error) else ""
    except (ValueError, RecursionError):
        return ""
    if not isinstance(value, dict):
        return ""
    if value.keys() == RECEIPT_PARTS:
        return OF_EXAMINATION
    return FOR_PROGRAMS if value.keys() == ISSUER_PARTS or _is_list(value) else ""


def _breaks_off(error: json.JSONDecodeError) -> bool:
    """Return whether only the end is missing: all that there is could be the beginning of a JSON file."""
    if error.msg == "Extra data":  # a whole file, to which something was added
        return False
    rest = error.doc[error.pos :].strip()
    return HALF_A_VALUE.fullmatch(rest) is not None or error.msg.startswith("Unterminated string")


def kind_of_paper(title: str) -> str:
    """Return in words what a PDF without any seal calls itself, when that is no certificate; empty for all else."""
    return next((words for name, words in PAPERS.items() if title.startswith(name)), "")


def _is_list(value: dict[str, Any]) -> bool:
    kinds = value.get("type")
    return (
        value.get("@context") == [CREDENTIALS]
        and isinstance(kinds, list)
        and "BitstringStatusListCredential" in kinds
    )
