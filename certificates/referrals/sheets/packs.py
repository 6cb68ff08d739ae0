"""The sheet with the certificates that go along, in one file. What ended since it was issued goes along no more."""

import io
from datetime import date
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils import translation
from django.utils.translation import gettext as _

from certificates.issuing import storage
from certificates.issuing.models import Credential
from certificates.issuing.queries import list_in_force
from certificates.referrals.sheets.content import said_from
from certificates.referrals.sheets.models import ReferralSheet
from lms.core.clock import local_date

INDEX = "index.txt"


def along_with(sheet: ReferralSheet, *, today: date) -> list[Credential]:
    """Return the certificates whose files go along with a sheet: those it names for that, while they are in force."""
    named = {paper.document for paper in said_from(sheet.content).papers if paper.document}
    if not named:
        return []
    rows = list_in_force(sheet.consent.person_id, today=today)
    return [row for row in rows if row.document_sha256 in named]


def pack_of(sheet: ReferralSheet, *, today: date) -> bytes:
    """Return the sheet and the files that go along; names say day and number, never whose they are."""
    digest = sheet.document_sha256
    files = {f"{name_of(sheet)}.pdf": storage.get_document(storage.name_of(digest), digest)}
    for row in along_with(sheet, today=today):
        files[f"{row.number_id}.pdf"] = storage.get_document(row.document_name, row.document_sha256)
    files[INDEX] = _index(sheet, list(files))
    target = io.BytesIO()
    with ZipFile(target, "w") as archive:
        for name, content in files.items():
            archive.writestr(ZipInfo(name), content, ZIP_DEFLATED)
    return target.getvalue()


def _index(sheet: ReferralSheet, names: list[str]) -> bytes:
    """Return what lies in the pack and under which consent, so that it is found when the consent is taken back."""
    number = {"number": sheet.consent.reference}
    parts = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            parts.append(_("Consent %(number)s. When it is taken back, delete all of this:") % number)
    return "\r\n".join([*parts, *names, ""]).encode("utf-8-sig")


def name_of(sheet: ReferralSheet) -> str:
    """Return how the file of a sheet is called: by its day and the number of its consent."""
    return f"referral-{local_date(sheet.made_at):%Y%m%d}-{sheet.consent.reference}"
