"""A school's own logo and seal: on paper from a day on, kept for what was issued, and nothing hidden in the picture."""

import io
import subprocess
import zlib
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from struct import pack
from uuid import uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.utils import translation
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from certificates.issuing import storage
from certificates.issuing.batches.operations import approve_batch, prepare_batch
from certificates.issuing.documents.plain import Plain
from certificates.issuing.documents.press.renderer import Compiled
from certificates.issuing.documents.printing import document_of_award
from certificates.issuing.documents.sealing import seal_in_use
from certificates.issuing.emblems.operations import NewEmblem, approve_emblem, close_emblem, propose_emblem
from certificates.issuing.emblems.pictures import KEPT, MOST_BYTES, printable_emblem
from certificates.issuing.emblems.queries import NONE, Emblems, emblems_on, picture_of
from certificates.issuing.errors import (
    EmblemNotFound,
    MayNotIssue,
    NotIssuable,
    ReasonMissing,
    SamePerson,
    UnusableEmblem,
    WrongState,
)
from certificates.issuing.kinds.models import CredentialKind
from certificates.issuing.operations import document_of
from certificates.issuing.queries import award_of_credential
from certificates.issuing.wordings.preview import preview_of_nobody
from certificates.models import Credential, Emblem, EmblemApproval, EmblemUse
from lms.core.actor import Actor
from lms.core.models import AuditEntry
from lms.organisations.models import School
from tests.certificates.test_documents import AWARD, TOKEN
from tests.certificates.test_documents import picture_of as page_of
from tests.certificates.test_press import LEVELLED, MOST_DIFFERENT, different, diploma
from tests.certificates.test_wordings import KIND, TODAY, officer
from tests.factories.accounts import issuing_officer_at, registrar_at
from tests.factories.certificates import ISSUED_AT, completed_enrolment, issue
from tests.factories.organisations import a_school, a_site
from tests.support.diplomas import a_photograph
from tests.support.emblems import a_logo, a_seal, png

pytestmark = pytest.mark.django_db
LOGO, SEAL = EmblemUse.LOGO, EmblemUse.SEAL
MINUTE = timedelta(minutes=1)


@pytest.fixture
def school() -> School:
    return a_school()


def proposed(school: School, content: bytes, use: EmblemUse = SEAL, *, day: date = TODAY) -> Emblem:
    return propose_emblem(NewEmblem(school, use, day, content), actor=officer(school), now=ISSUED_AT)


def approved(row: Emblem, *, at: datetime = ISSUED_AT) -> Emblem:
    return approve_emblem(emblem_uuid=row.uuid, actor=officer(row.school), now=at)


def kept(school: School, content: bytes, use: EmblemUse = SEAL, *, day: date = TODAY) -> Emblem:
    return approved(proposed(school, content, use, day=day))


def in_force(school: School) -> Emblems:
    return emblems_on([school.pk], TODAY).get(school.pk, NONE)


def pdf_of(credential: Credential) -> bytes:
    return storage.get_document(credential.document_name, credential.document_sha256)


# --- on paper -----------------------------------------------------------------------------------------------------


def test_they_stand_on_what_is_issued_from_their_day_on_and_never_on_earlier_ones(tmp_path: Path) -> None:
    before, later = issue(completed_enrolment().uuid), completed_enrolment()
    for school in (before.school, later.school):
        seal, logo = kept(school, a_seal()), kept(school, a_logo(), LOGO)
        kept(school, a_seal(ink=(160, 20, 20)), day=TODAY + timedelta(days=1))
    after = issue(later.uuid)

    frozen = award_of_credential(after)
    assert (frozen.logo, frozen.seal_picture) == (logo.sha256, seal.sha256)
    assert b"seal_picture" not in bytes(before.payload)
    again = document_of(Credential.objects.get(pk=before.pk), seal=seal_in_use(now=ISSUED_AT))
    assert storage.digest_of(again) == before.document_sha256
    kept(later.school, a_seal(ink=(160, 20, 20)))
    again = document_of(Credential.objects.get(pk=after.pk), seal=seal_in_use(now=ISSUED_AT))
    assert storage.digest_of(again) == after.document_sha256
    page = page_of(pdf_of(after), tmp_path, name="after", dpi=100)
    assert about(page, 246, 168.5) == (2, 6, 16), "the middle of the own seal"
    assert about(page, 32, 31.5) == (3, 12, 6), "the middle of the logo"


def about(page: Image.Image, across: float, down: float) -> tuple[int, ...]:
    """Return the colour at millimetres of a page of 100 dots an inch, in tens."""
    point = page.getpixel((round(across / 25.4 * 100), round(down / 25.4 * 100)))
    return tuple(round(part / 10) for part in point)  # type: ignore[union-attr]


@pytest.mark.parametrize("case", ["training", "skill level", "diploma"])
def test_the_press_and_the_reference_agree(case: str, tmp_path: Path) -> None:
    documents = {
        "training": lambda: document_of_award(AWARD, token=TOKEN),
        "skill level": lambda: document_of_award(LEVELLED, token=TOKEN, photograph=a_photograph()),
        "diploma": diploma,
    }
    usual = documents[case]()
    own = replace(usual, logo=printable_emblem(a_logo(), LOGO), seal_picture=printable_emblem(a_seal(), SEAL))
    stamped, reference = Compiled().print(own), Plain().print(own)
    assert stamped != reference, "the press gave it away to plain WeasyPrint"
    assert different(stamped, reference, tmp_path) <= MOST_DIFFERENT
    assert different(stamped, Compiled().print(usual), tmp_path) > MOST_DIFFERENT
    path = tmp_path / "own.pdf"
    path.write_bytes(stamped)
    assert subprocess.run(["qpdf", "--check", path], capture_output=True).returncode == 0


@pytest.mark.parametrize("kind", list(CredentialKind))
def test_a_preview_of_every_kind_carries_them(kind: CredentialKind, school: School, tmp_path: Path) -> None:
    kept(school, a_seal())
    shown = preview_of_nobody(school, kind, in_force(school), day=TODAY)
    usual = preview_of_nobody(school, kind, day=TODAY)
    assert different(shown, usual, tmp_path) > MOST_DIFFERENT
    assert b"/Sig" not in shown


# --- which pictures ------------------------------------------------------------------------------------------------


def with_notes() -> bytes:
    notes = PngInfo()
    notes.add_text("Comment", "taken at the seventh site")
    return png(Image.open(io.BytesIO(a_seal())), pnginfo=notes, icc_profile=b"of the seventh site")


def test_nothing_is_hidden_in_what_is_kept() -> None:
    whole = with_notes() + b"PK\x03\x04 and a file behind"
    content = printable_emblem(whole, SEAL)
    assert Image.open(io.BytesIO(whole)).info.keys() == {"Comment", "icc_profile"}
    assert b"seventh" not in content
    assert b"PK" not in content[-40:]
    assert Image.open(io.BytesIO(content)).info == {}


def test_a_large_one_is_kept_as_large_as_print_needs() -> None:
    assert Image.open(io.BytesIO(printable_emblem(a_seal(size=(2000, 2000)), SEAL))).size == (KEPT, KEPT)
    assert Image.open(io.BytesIO(printable_emblem(a_logo(), LOGO))).size == (KEPT, KEPT // 2)


def bomb() -> bytes:
    """Return a small file that says it is 30,000 by 30,000."""
    head = pack(">IIBBBBB", 30_000, 30_000, 8, 6, 0, 0, 0)
    body = zlib.compress(b"\0" * 100)
    parts = [(b"IHDR", head), (b"IDAT", body), (b"IEND", b"")]
    chunks = (
        pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data)) for name, data in parts
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def moving() -> bytes:
    one, other = (Image.open(io.BytesIO(a_seal(ink=ink))) for ink in ((1, 2, 3), (200, 2, 3)))
    return png(one, save_all=True, append_images=[other])


HOSTILE = {
    "no picture": b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "a JPEG": a_photograph(),
    "cut": a_seal()[:-900],
    "a bomb": bomb(),
    "moving": moving(),
    "too heavy": a_seal() + b"0" * MOST_BYTES,
    "too small": a_seal(size=(299, 299)),
    "no square": a_seal(size=(600, 500)),
    "on a ground": a_seal(ground=255),
    "nothing in it": png(Image.new("RGBA", (600, 600), (0, 0, 0, 0))),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_what_cannot_be_printed_is_refused_at_the_picture(case: str, school: School) -> None:
    with pytest.raises(UnusableEmblem) as refused:
        proposed(school, HOSTILE[case])
    assert refused.value.field == "picture"
    assert not Emblem.objects.exists()


def test_a_logo_of_any_ground_but_not_a_ribbon() -> None:
    assert printable_emblem(a_seal(size=(600, 500), ground=255), LOGO)
    with pytest.raises(UnusableEmblem):
        printable_emblem(a_logo(size=(1300, 400)), LOGO)


def test_no_day_that_is_past_and_only_officers_of_the_school(school: School) -> None:
    with pytest.raises(UnusableEmblem) as refused:
        proposed(school, a_seal(), day=TODAY - timedelta(days=1))
    assert refused.value.field == "from_date"
    for user in (issuing_officer_at(a_school()), registrar_at(a_site())):
        with pytest.raises(MayNotIssue):
            propose_emblem(
                NewEmblem(school, SEAL, TODAY, a_seal()),
                actor=Actor(user.uuid, "issuing_officer"),
                now=ISSUED_AT,
            )
    assert not Emblem.objects.exists()


def test_the_database_keeps_what_is_kept(school: School) -> None:
    kept(school, a_seal())
    for table in ("certificates_emblem", "certificates_emblemapproval"):
        for change in ("DELETE FROM {}", "UPDATE {} SET by = 'x'"):
            with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(change.format(table))
    row = {"school": school, "use": SEAL, "from_date": TODAY, "by": uuid4(), "made_at": ISSUED_AT}
    for wrong in ({"content": b"x"}, {"sha256": "a" * 64}, {"use": "stamp"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Emblem.objects.create(**(row | wrong))


# --- two officers -------------------------------------------------------------------------------------------------


def test_one_holds_when_another_officer_approved_it(school: School) -> None:
    row = proposed(school, a_seal())
    assert in_force(school) == NONE
    with pytest.raises(SamePerson):
        approve_emblem(emblem_uuid=row.uuid, actor=Actor(row.by, "issuing_officer"), now=ISSUED_AT)
    with pytest.raises(MayNotIssue):
        approve_emblem(emblem_uuid=row.uuid, actor=officer(a_school()), now=ISSUED_AT)
    with pytest.raises(EmblemNotFound):
        approve_emblem(emblem_uuid=uuid4(), actor=officer(school), now=ISSUED_AT)
    assert not EmblemApproval.objects.exists()

    approved(row)
    assert in_force(school) == Emblems(seal_picture=row.sha256)
    assert picture_of(row.sha256) == bytes(row.content)
    with pytest.raises(WrongState):
        approved(row)
    deeds = AuditEntry.objects.filter(target_uuid=row.uuid).order_by("pk").values_list("action", flat=True)
    assert list(deeds) == ["certificates.propose_emblem", "certificates.approve_emblem"]


def test_the_button_pressed_twice_proposes_once(school: School) -> None:
    by = officer(school)
    new = NewEmblem(school, SEAL, TODAY, a_seal())
    first, second = (propose_emblem(new, actor=by, now=ISSUED_AT) for _ in range(2))
    assert first == second
    approved(first)
    assert propose_emblem(new, actor=by, now=ISSUED_AT) != first, "approved is not waiting"


def test_a_school_goes_back_to_the_drawn_seal(school: School) -> None:
    kept(school, a_logo(), LOGO)
    kept(school, a_seal())
    kept(school, b"")
    assert in_force(school).seal_picture == ""
    assert in_force(school).logo != ""
    kept(school, b"", LOGO)
    assert emblems_on([school.pk], TODAY) == {}


def test_one_that_is_closed_never_holds(school: School) -> None:
    row = proposed(school, a_seal())
    with pytest.raises(ReasonMissing):
        close_emblem(emblem_uuid=row.uuid, reason=" ", actor=officer(school), now=ISSUED_AT)
    close_emblem(emblem_uuid=row.uuid, reason="an old one", actor=officer(school), now=ISSUED_AT)
    with pytest.raises(WrongState):
        approved(row)
    assert in_force(school) == NONE


def test_a_batch_is_not_approved_with_another_seal_than_it_was_prepared_with() -> None:
    person = completed_enrolment()
    batch = prepare_batch([person], kind=KIND, actor=officer(person.school), now=ISSUED_AT - MINUTE)
    kept(person.school, a_seal())
    with pytest.raises(NotIssuable, match="logo or seal has changed"), translation.override("en"):
        approve_batch(batch_uuid=batch.uuid, actor=officer(person.school), now=ISSUED_AT + MINUTE)
