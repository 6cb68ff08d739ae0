"""Certificates of other bodies for tests: `a_licence(person)`, `a_skill_certificate(person)`, `confirm(row)`."""

import io
from dataclasses import replace
from datetime import date
from itertools import count
from uuid import uuid4

from PIL import Image

from lms.accounts.models import Person
from lms.core.actor import Actor
from lms.core.enums import Role
from lms.enrolments.credits.models import CreditRow, CreditSource
from lms.enrolments.external.models import ExternalCertificate
from lms.enrolments.external.operations import (
    Asked,
    NewCertificate,
    keep_scan,
    record_certificate,
    verify_certificate,
)
from lms.enrolments.models import Enrolment, SchoolCreditTable
from lms.organisations.models import School
from tests.factories.accounts import a_user
from tests.factories.courses import NOW

ACTOR = Actor.system("test")
IDENTITY = "11010519491231002X"
_numbers = count(1)


def skill_paper(person: Person, **changes: object) -> NewCertificate:
    """Return what a level-5 electrician's certificate of 2025 says."""
    paper = NewCertificate(
        person=person,
        kind="skill_level",
        occupation="电工",
        level=5,
        number=f"S000046000001255{next(_numbers):06d}",
        issuer="示范评价机构",
        issued=date(2025, 5, 6),
        client_key=uuid4(),
    )
    return replace(paper, **changes)


def licence_paper(person: Person, **changes: object) -> NewCertificate:
    """Return what a special-operation licence of 2024 says."""
    paper = skill_paper(
        person,
        kind="special_operation",
        occupation="低压电工作业",
        level=None,
        number=f"T{IDENTITY}",
        issuer="应急管理厅",
        issued=date(2024, 5, 6),
    )
    return replace(paper, **changes)


def record(paper: NewCertificate) -> ExternalCertificate:
    """Record a paper."""
    return record_certificate(new=paper, actor=ACTOR, now=NOW)


def confirm(row: ExternalCertificate, *, result: str = "confirmed") -> None:
    """Record what the issuing side said."""
    asked = Asked("official_site", "示范查询网站", result, date(2026, 5, 1), by_name="教务员")
    verify_certificate(uuid=row.uuid, asked=asked, actor=ACTOR, now=NOW)


def a_scan(colour: str = "white") -> bytes:
    """Return a JPEG with a note about where it was taken."""
    target = io.BytesIO()
    notes = Image.Exif()
    notes[0x010E] = "where it was taken"
    Image.new("RGB", (40, 30), colour).save(target, "JPEG", exif=notes)
    return target.getvalue()


def a_scanned_paper(person: Person) -> dict[str, object]:
    """Return what the addresses of a person's confirmed licence with a scan name."""
    row = record(licence_paper(person, is_as_on_paper=True, number=f"T{next(_numbers)}"))
    confirm(row)
    scan = keep_scan(uuid=row.uuid, data=a_scan(), actor=ACTOR, now=NOW)
    return {"certificate_uuid": row.uuid, "scan_uuid": scan.uuid}


def credit_values(enrolment: Enrolment, officers: School) -> dict[str, object]:
    """Return what addresses name of an enrolment's credits, and a credit table of a school with officers."""
    programme = enrolment.version.programme
    by = a_user(Role.ISSUING_OFFICER, officers)
    table = SchoolCreditTable.objects.create(
        school=officers,
        programme=programme,
        valid_from=date(2030, 1, 1),
        cap_percent=40,
        cap_blocks=["core"],
        credits={"training": 1},
        reason="decision 3",
        proposed_by=by,
        proposed_at=NOW,
        client_key=uuid4(),
    )
    named = {"credit_uuid": some_credits(enrolment).uuid, "credit_table_uuid": table.uuid}
    return named | {"tabled_school_uuid": officers.uuid, "tabled_programme_uuid": programme.uuid}


def some_credits(enrolment: Enrolment) -> CreditRow:
    """Return credits of an enrolment whose version gives none: the row alone, for who may open its address."""
    return CreditRow.objects.create(
        enrolment=enrolment,
        source=CreditSource.SCHOOLING,
        source_key="test",
        credits=1,
        reason="transcript",
        recorded_at=NOW,
    )
