"""The log taken away as a file: what the filter finds, bounded and said so, and itself written into the log."""

from io import BytesIO

import pytest
from django.test import Client
from openpyxl import load_workbook

from lms.accounts.audit_actions import AuditAction
from lms.auditing import views
from lms.core.audit import find_broken_entry
from lms.core.models import AuditEntry
from tests.auditing.pages import EXPORT, an_auditor, auditing, noted, noted_times
from tests.factories.accounts import registrar_at, trainee_at
from tests.factories.organisations import a_site

pytestmark = pytest.mark.django_db


def rows_of(client: Client, query: str = "") -> list[str]:
    """Return the lines of the file that an auditor takes away, without its head."""
    answer = client.post(f"{EXPORT}?{query}&format=csv")
    assert answer.status_code == 200
    assert answer["Content-Disposition"].startswith('attachment; filename="audit-log-')
    assert "no-store" in answer["Cache-Control"]
    return answer.content.decode("utf-8-sig").strip().splitlines()[1:]


def test_a_file_holds_what_the_filter_finds_and_the_log_says_who_took_it_with_which_filter():
    site, auditor = a_site(), an_auditor()
    officer = registrar_at(site)
    noted_times(2, site)
    noted(site, officer, action=AuditAction.REVEAL_RESIDENT_ID, reason="核对")
    rows = rows_of(auditing(auditor), f"action=mark:reveal&who={officer.username}&first=2026-01-01")
    assert len(rows) == 1
    assert "accounts.reveal_resident_id" in rows[0]
    assert officer.username in rows[0]
    kept = AuditEntry.objects.latest("seq")
    assert (kept.action, kept.actor_uuid, kept.acting_role) == (
        "auditing.export_log",
        auditor.uuid,
        "auditor",
    )
    assert kept.reason == f"from=2026-01-01 action=mark:reveal who={officer.uuid} · 1"
    assert kept.target_uuid == AuditEntry.objects.get(seq=3).uuid
    assert find_broken_entry() is None


def test_a_file_without_a_filter_is_of_all_and_a_workbook_opens():
    site, client = a_site(), auditing()
    noted_times(3, site)
    answer = client.post(f"{EXPORT}?format=xlsx")
    sheet = load_workbook(BytesIO(answer.content)).active
    assert [row[0].value for row in sheet.iter_rows()][1:] == [3, 2, 1]
    assert AuditEntry.objects.latest("seq").reason == "all · 3"


def test_a_file_that_is_cut_says_so(monkeypatch):
    monkeypatch.setattr(views, "MOST_EXPORTED", 2)
    noted_times(3, a_site())
    rows = rows_of(auditing())
    assert [row.partition(",")[0] for row in rows] == ["3", "2", "…"]
    assert "Only the newest 2 entries are here" in rows[2]


def test_no_file_names_a_trainee():
    trainee = trainee_at(a_site(), name="阿依古丽·示范")
    noted(trainee.person, trainee, role="trainee")
    [row] = rows_of(auditing())
    assert "阿依古丽" not in row
    assert trainee.username not in row
    assert "Somebody in training" in row


def test_words_that_a_spreadsheet_would_calculate_stay_words():
    noted(a_site(), reason='=HYPERLINK("http://evil")')
    [row] = rows_of(auditing())
    assert ",=HYPERLINK" not in row
    assert ',"=HYPERLINK' not in row


def test_a_wrong_filter_takes_nothing_away_and_leads_back_to_what_is_wrong():
    noted(a_site())
    answer = auditing().post(f"{EXPORT}?first=nonsense&format=csv")
    assert (answer.status_code, answer["Location"]) == (302, "/authoring/audit-log/?first=nonsense")
    assert AuditEntry.objects.count() == 1


def test_looking_at_an_address_takes_nothing_away():
    noted(a_site())
    assert auditing().get(EXPORT).status_code == 405
    assert AuditEntry.objects.count() == 1


def test_of_an_empty_log_nothing_is_taken_away():
    assert auditing().post(f"{EXPORT}?format=csv").status_code == 409
