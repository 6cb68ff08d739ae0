"""What programs send and are sent: the words of the API's description stand here."""

from datetime import date, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field, StringConstraints

from certificates.bulkcheck.rules import LONGEST_NAME, LONGEST_NUMBER
from certificates.employerapi.rules import MOST_AT_ONCE

# No control characters: nothing printed on a certificate has one.
PRINTED = r"^[^\u0000-\u001f\u007f]+$"
EXAMPLE = {"number": "TC-7F3K9QMD-W", "name": "张三"}
Number = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NUMBER, pattern=PRINTED),
    Field(
        description="As printed. Capitals, spaces and hyphens do not matter.", examples=[EXAMPLE["number"]]
    ),
]
Name = Annotated[
    str,
    StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME, pattern=PRINTED),
    Field(description="The full name as printed.", examples=[EXAMPLE["name"]]),
]


class CheckIn(Schema):
    """A certificate to check."""

    model_config = ConfigDict(extra="forbid", strict=True)
    number: Number
    name: Name


class ChecksIn(Schema):
    """Certificates to check, answered in the same order."""

    model_config = ConfigDict(extra="forbid", strict=True)
    certificates: Annotated[list[CheckIn], Field(min_length=1, max_length=MOST_AT_ONCE)]


class Line(Schema):
    """One line of the answer; `key` is stable, the others are words in the language asked for."""

    key: Literal["kind", "number", "name", "programme", "occupation", "school", "awarded", "until"]
    term: str
    value: str
    beside: str = Field(
        description="The same in the other language, or what the reader should know; often empty."
    )


class Answer(Schema):
    """What is known of a certificate: the lines of the public page, and nothing else."""

    state: Literal["valid", "revoked", "replaced", "expired", "unconfirmed", "unchecked"] = Field(
        description="Only `valid` is a yes. `expired`: genuine, issued for a time that is over. "
        "`unconfirmed`: nothing matches, whether number or name differs. "
        "`unchecked`: too many checks of this number failed; ask again later."
    )
    title: str
    text: str
    note: str
    checked_at: datetime
    awarded_on: date | None
    valid_until: date | None = Field(description="The last day in force; null for life.")
    ended_on: date | None = Field(description="The day of the revocation or replacement.")
    lines: list[Line]


class Answers(Schema):
    """One answer for each certificate, in the order asked."""

    answers: list[Answer]


class Problem(Schema):
    """Why there is no answer (RFC 9457). `code` is stable, `detail` is for people."""

    type: str
    status: int
    code: str
    detail: str
    field: str | None = None
    reasons: list[str] | None = None
