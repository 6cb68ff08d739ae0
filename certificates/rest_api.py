"""The API of registered employers: check one certificate, up to a hundred, or a code. No rules live here."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Path, Router

from certificates.employerapi.checking import check_code, check_pair, check_pairs
from certificates.employerapi.keyholder import KeyHolder
from certificates.employerapi.presentation import answer_about, answer_of
from certificates.employerapi.schemas import Answer, Answers, CheckIn, ChecksIn, Problem
from lms.core import clock

REFUSALS = dict.fromkeys((400, 401, 413, 422, 429, 503), Problem)
ONE, MANY = {200: Answer, **REFUSALS}, {200: Answers, **REFUSALS}
Code = Annotated[str, Path(max_length=64, description="The 26 characters behind /V/ in the square code.")]
router = Router(auth=KeyHolder(), tags=["certificates"])


@router.post(
    "check", response=ONE, url_name="check_one", operation_id="checkOne", summary="Check one certificate"
)
def check_one(request: HttpRequest, payload: CheckIn) -> Answer:
    """By number and full name. An unknown number and a wrong name have the same answer."""
    checked = check_pair(payload.number, payload.name, employer=_employer(request))
    return answer_of(checked, now=clock.now())


@router.post(
    "checks",
    response=MANY,
    url_name="check_list",
    operation_id="checkList",
    summary="Check up to 100 certificates",
)
def check_list(request: HttpRequest, payload: ChecksIn) -> Answers:
    """By number and full name, answered in the order asked."""
    pairs = [(one.number, one.name) for one in payload.certificates]
    checked = check_pairs(pairs, employer=_employer(request))
    now = clock.now()
    return Answers(answers=[answer_of(one, now=now) for one in checked])


@router.get(
    "verify/{token}",
    response=ONE,
    url_name="check_code",
    operation_id="checkCode",
    summary="Check the code on a certificate",
)
def check_code_on_paper(request: HttpRequest, token: Code) -> Answer:
    """By the code alone: the holder's name stays masked, as on the public page."""
    record = check_code(token, employer=_employer(request))
    return answer_about(record, with_name=False, now=clock.now())


def _employer(request: HttpRequest) -> int:
    employer: int = request.auth.employer_id  # type: ignore[attr-defined]  # KeyHolder returned the key
    return employer
