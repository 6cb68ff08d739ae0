"""Checks of the chain: each night and when asked, kept, shown; a log that was altered or made anew is said in red."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from lms.auditing import tasks
from lms.auditing.models import ChainCheck
from lms.auditing.operations import CHECK_JOB, ask_for_nightly_check, check_chain
from lms.core import audit, clock, jobs
from lms.core.audit import entry_hash, walk_chain
from lms.core.models import AuditChain, AuditEntry, Job
from tests.append_only import changeable
from tests.auditing.pages import CHECKS, LIST, an_auditor, auditing, noted, noted_times, shown
from tests.factories.accounts import administrator_at, english_browser, registrar_at
from tests.factories.organisations import a_site

NOW_URL = f"{CHECKS}now/"
pytestmark = pytest.mark.django_db


def checked() -> ChainCheck:
    """Let the chain be checked at once."""
    return check_chain(uuid=uuid4(), by=None, clock=clock.now, heard=lambda done, total: None)


def forge(seq: int, **values: object) -> None:
    """Change an entry as somebody with the database's password could."""
    with changeable(AuditEntry):
        AuditEntry.objects.filter(seq=seq).update(**values)


def press(client: Client) -> Job:
    """Press "check now" and do the work."""
    answer = client.post(NOW_URL, {"client_key": str(uuid4())})
    assert (answer.status_code, answer["Location"]) == (302, CHECKS)
    job = Job.objects.filter(kind=CHECK_JOB).latest("pk")
    jobs.run(job_id=job.pk)
    return job


def test_nobody_has_looked_yet_and_then_all_fits():
    noted_times(3, a_site())
    client = auditing()
    assert "Nobody has looked yet" in shown(client, CHECKS)
    row = checked()
    assert (row.length, row.last_hash, row.broken_seq) == (3, AuditEntry.objects.get(seq=3).hash, None)
    page = shown(client, CHECKS)
    assert "All fits: 3 entries" in page
    assert row.last_hash in page


def test_an_altered_entry_is_told_on_the_page_on_the_entry_and_on_the_first_page_of_who_must_know():
    noted_times(4, a_site())
    forge(2, reason="forged")
    assert checked().broken_seq == 2
    client = auditing()
    assert "The audit log is broken at entry 2" in shown(client, CHECKS)
    assert "This entry does not fit" in shown(client, f"{LIST}2/")
    assert "This entry fits" in shown(client, f"{LIST}4/")
    assert "The audit log does not fit" in shown(client, "/home/")
    assert "The audit log does not fit" in shown(english_browser(administrator_at(a_site())), "/home/")
    assert "The audit log does not fit" not in shown(english_browser(registrar_at(a_site())), "/home/")


def test_a_removed_entry_is_seen_on_its_neighbour():
    noted_times(3, a_site())
    with changeable(AuditEntry):
        AuditEntry.objects.filter(seq=2).delete()
    assert checked().broken_seq == 2
    assert "This entry does not fit" in shown(auditing(), f"{LIST}3/")


def test_the_first_page_is_quiet_again_after_a_good_check():
    noted_times(2, a_site())
    was = AuditEntry.objects.get(seq=1).reason
    forge(1, reason="forged")
    checked()
    forge(1, reason=was)
    assert checked().broken_seq is None
    assert "The audit log does not fit" not in shown(auditing(), "/home/")


def made_anew() -> None:
    """Forge an entry and calculate the chain anew from it on, the head included."""
    with changeable(AuditEntry):
        previous = ""
        for entry in AuditEntry.objects.order_by("seq"):
            entry.reason, entry.prev_hash = "made anew", previous
            previous = entry_hash(entry)
            AuditEntry.objects.filter(pk=entry.pk).update(
                reason=entry.reason, prev_hash=entry.prev_hash, hash=previous
            )
    AuditChain.objects.update(last_hash=previous)


def test_a_chain_that_was_made_anew_fits_in_itself_but_not_what_an_earlier_check_saw():
    noted_times(3, a_site())
    checked()
    made_anew()
    assert walk_chain().broken is None
    assert checked().broken_seq == 3


def test_a_chain_that_was_cut_short_is_missed_by_an_earlier_check():
    entries = noted_times(3, a_site())
    checked()
    with changeable(AuditEntry):
        AuditEntry.objects.filter(seq=3).delete()
    AuditChain.objects.update(last_seq=2, last_hash=entries[1].hash)
    assert walk_chain().broken is None
    assert checked().broken_seq == 3


def test_a_walk_in_slices_reads_every_row_once_and_says_how_far_it_is(monkeypatch):
    monkeypatch.setattr(audit, "SLICE", 2)
    noted_times(5, a_site())
    heard = []
    assert walk_chain(heard=lambda done, total: heard.append((done, total))).length == 5
    assert heard == [(2, 5), (4, 5)]
    forge(4, reason="forged")
    assert walk_chain().broken == 4


def test_who_asks_is_written_down_and_kept_with_the_result():
    auditor = an_auditor()
    noted_times(2, a_site())
    press(auditing(auditor))
    asked = AuditEntry.objects.get(action="auditing.ask_for_check")
    assert (asked.actor_uuid, asked.acting_role) == (auditor.uuid, "auditor")
    row = ChainCheck.objects.get()
    assert (row.by_uuid, row.length, row.broken_seq) == (auditor.uuid, 3, None)
    assert f"{auditor.display_name} ({auditor.username})" in shown(auditing(), CHECKS)


def test_an_administrator_may_ask_too():
    noted(a_site())
    press(english_browser(administrator_at(a_site())))
    assert ChainCheck.objects.count() == 1


def test_the_same_click_again_and_the_same_work_again_make_one_check():
    noted(a_site())
    client, key = auditing(), str(uuid4())
    for _ in range(2):
        client.post(NOW_URL, {"client_key": key})
    job = Job.objects.get(kind=CHECK_JOB)
    tasks.check_chain_job(job)
    tasks.check_chain_job(job)
    assert ChainCheck.objects.count() == 1
    assert AuditEntry.objects.filter(action="auditing.ask_for_check").count() == 1


def test_while_it_is_checked_the_page_says_how_far_and_offers_no_second_click():
    noted_times(2, a_site())
    client = auditing()
    client.post(NOW_URL, {"client_key": str(uuid4())})
    Job.objects.filter(kind=CHECK_JOB).update(state="running", progress_done=1, progress_total=3)
    page = shown(client, CHECKS)
    assert 'value="1" max="3"' in page
    assert "data-live" in page
    assert NOW_URL not in page
    Job.objects.filter(kind=CHECK_JOB).update(state="failed")
    page = shown(client, CHECKS)
    assert "The last check broke off" in page
    assert NOW_URL in page


def test_a_click_without_a_key_asks_for_nothing():
    noted(a_site())
    assert auditing().post(NOW_URL, {"client_key": "nonsense"}).status_code == 302
    assert not Job.objects.filter(kind=CHECK_JOB).exists()


def test_each_night_one_check_is_made_however_often_the_timer_rings():
    noted(a_site())
    now = clock.now()
    first = ask_for_nightly_check(now=now)
    assert ask_for_nightly_check(now=now).pk == first.pk
    assert ask_for_nightly_check(now=now + timedelta(days=1)).pk != first.pk
    jobs.run(job_id=first.pk)
    row = ChainCheck.objects.get()
    assert (row.by_uuid, row.broken_seq) == (None, None)
    assert "The platform itself" in shown(auditing(), CHECKS)


def test_two_nights_without_a_check_are_said():
    noted(a_site())
    old = clock.now() - timedelta(days=3)
    check_chain(uuid=uuid4(), by=None, clock=lambda: old, heard=lambda done, total: None)
    assert "more than two nights ago" in shown(auditing(), CHECKS)
    checked()
    assert "more than two nights ago" not in shown(auditing(), CHECKS)


def test_a_year_of_checks_asks_no_more_than_one():
    client, people = auditing(), [an_auditor() for _ in range(3)]
    noted(a_site())

    def asked() -> int:
        with CaptureQueriesContext(connection) as kept:
            shown(client, CHECKS)
        return len(kept)

    check_chain(uuid=uuid4(), by=people[0].uuid, clock=clock.now, heard=lambda done, total: None)
    asked()
    one = asked()
    for index in range(12):
        by = people[index % 3].uuid
        check_chain(uuid=uuid4(), by=by, clock=clock.now, heard=lambda done, total: None)
    assert asked() == one
