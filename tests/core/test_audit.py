"""The audit trail: written with the write it records, chained, insert-only; an altered row is named (I7, I16)."""

from datetime import UTC, datetime
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from django.db.models import TextChoices

from lms.accounts.audit_actions import AuditAction
from lms.core import audit
from lms.core.actor import Actor
from lms.core.audit import (
    PLATFORM_CHAIN,
    canonical,
    entry_hash,
    find_broken_entry,
    list_actions,
    record,
    state_hash,
)
from lms.core.models import AuditChain, AuditEntry
from tests.factories.accounts import an_actor
from tests.factories.organisations import a_site

NOW = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)


class Unregistered(TextChoices):
    SOMETHING = "nowhere.something"


def write_entries(number: int) -> list[AuditEntry]:
    """Append entries about a site, as an operation would."""
    site = a_site()
    with transaction.atomic():
        return [
            record(actor=an_actor(), action=AuditAction.ADD_USER, target=site, now=NOW, after={"n": index})
            for index in range(number)
        ]


def alter(sql: str, *values: object) -> None:
    """Change the table as somebody with the database's password could, after taking the triggers away."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS core_auditentry_no_update")
            cursor.execute("DROP TRIGGER IF EXISTS core_auditentry_no_delete")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS core_auditentry_append_only ON core_auditentry")
        cursor.execute(sql, values)


@pytest.mark.django_db
def test_entries_form_one_chain() -> None:
    first, second, third = write_entries(3)
    assert (first.prev_hash, second.prev_hash, third.prev_hash) == ("", first.hash, second.hash)
    assert find_broken_entry() is None
    head = AuditChain.objects.get(name=PLATFORM_CHAIN)
    assert (head.last_seq, head.last_hash) == (third.seq, third.hash)


@pytest.mark.django_db
def test_an_entry_says_who_what_and_when_but_holds_no_value() -> None:
    site, user = a_site(), uuid4()
    actor = Actor(user_uuid=user, role="registrar", terminal_uuid=None)
    with transaction.atomic():
        entry = record(
            actor=actor,
            action=AuditAction.ADD_USER,
            target=site,
            now=NOW,
            reason="why",
            after={"name": "买买提"},
        )
    kept = AuditEntry.objects.get(uuid=entry.uuid)
    assert (kept.actor_uuid, kept.acting_role, kept.at, kept.reason) == (user, "registrar", NOW, "why")
    assert (kept.target_type, kept.target_uuid) == ("organisations.site", site.uuid)
    assert kept.before_hash == ""
    assert kept.after_hash == state_hash({"name": "买买提"}, salt=kept.salt)
    assert "买买提" not in str(AuditEntry.objects.filter(uuid=entry.uuid).values())


@pytest.mark.django_db(transaction=True)
def test_writing_outside_a_transaction_is_refused() -> None:
    with pytest.raises(RuntimeError, match="in the transaction"):
        record(actor=an_actor(), action=AuditAction.ADD_USER, target=a_site(), now=NOW)


@pytest.mark.django_db
def test_an_action_outside_the_catalogue_is_refused() -> None:
    with pytest.raises(ValueError, match=r"nowhere\.something"):
        record(actor=an_actor(), action=Unregistered.SOMETHING, target=a_site(), now=NOW)
    assert Unregistered.SOMETHING not in list_actions()


@pytest.mark.django_db(transaction=True)
def test_an_entry_goes_with_the_write_that_is_rolled_back() -> None:
    write_entries(1)
    with transaction.atomic():
        write_entries(2)
        transaction.set_rollback(True)
    assert AuditEntry.objects.count() == 1
    assert find_broken_entry() is None


@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["UPDATE core_auditentry SET reason = 'x'", "DELETE FROM core_auditentry"])
def test_the_database_refuses_to_change_or_remove_an_entry(verb: str) -> None:
    write_entries(1)
    with (
        pytest.raises(DatabaseError, match="append-only"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(verb)


@pytest.mark.postgres
@pytest.mark.django_db
@pytest.mark.parametrize("verb", ["UPDATE core_auditentry SET reason = 'x'", "DELETE FROM core_auditentry"])
def test_postgresql_refuses_too(verb: str) -> None:
    test_the_database_refuses_to_change_or_remove_an_entry(verb)


TAMPERINGS = {
    "another actor's role": ("UPDATE core_auditentry SET acting_role = 'auditor' WHERE seq = %s", 2, 2),
    "another time": ("UPDATE core_auditentry SET at = '2020-01-01 00:00:00+00:00' WHERE seq = %s", 2, 2),
    "another reason": ("UPDATE core_auditentry SET reason = 'because' WHERE seq = %s", 3, 3),
    "another state": ("UPDATE core_auditentry SET after_hash = 'f' WHERE seq = %s", 1, 1),
    "a row removed": ("DELETE FROM core_auditentry WHERE seq = %s", 2, 2),
    "the last row removed": ("DELETE FROM core_auditentry WHERE seq = %s", 4, 4),
    "another head": ("UPDATE core_auditchain SET last_hash = 'f' WHERE last_seq = %s", 4, 5),
    "the head moved": ("UPDATE core_auditchain SET last_seq = last_seq - %s", 1, 5),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", TAMPERINGS)
def test_tampering_is_found_and_named(name: str) -> None:
    sql, value, broken = TAMPERINGS[name]
    write_entries(4)
    alter(sql, value)
    assert find_broken_entry() == broken


@pytest.mark.django_db
def test_tampering_that_also_mends_the_row_s_own_hash_is_found_at_the_next() -> None:
    entry = write_entries(4)[1]
    entry.reason = "forged"
    alter("UPDATE core_auditentry SET reason = 'forged', hash = %s WHERE seq = 2", entry_hash(entry))
    assert find_broken_entry() == 3


@pytest.mark.django_db
def test_a_row_is_chained_as_it_will_be_read_whatever_zone_its_instant_came_in() -> None:
    with transaction.atomic():
        local = NOW.astimezone(ZoneInfo("Asia/Shanghai"))
        record(actor=an_actor(), action=AuditAction.ADD_USER, target=a_site(), now=local)
    assert find_broken_entry() is None


@pytest.mark.django_db
def test_rows_written_while_the_chain_is_checked_are_no_alarm(monkeypatch: pytest.MonkeyPatch) -> None:
    write_entries(2)
    writing = iter([True])

    def hash_and_write(entry: AuditEntry) -> str:
        if next(writing, False):
            write_entries(1)
        return entry_hash(entry)

    monkeypatch.setattr(audit, "entry_hash", hash_and_write)
    assert find_broken_entry() is None


@pytest.mark.django_db
def test_the_command_says_that_all_fits_or_where_it_breaks(capsys: pytest.CaptureFixture[str]) -> None:
    write_entries(3)
    call_command("verify_audit")
    assert "3 rows fit" in capsys.readouterr().out
    alter("UPDATE core_auditentry SET reason = 'x' WHERE seq = %s", 2)
    with pytest.raises(CommandError, match="row 2"):
        call_command("verify_audit")


def test_canonical_bytes_do_not_depend_on_the_order_of_keys() -> None:
    assert canonical({"b": 1, "a": "古"}) == canonical({"a": "古", "b": 1}) == '{"a":"古","b":1}'.encode()


def test_equal_states_cannot_be_told_without_the_salt() -> None:
    assert state_hash({"a": 1}, salt="x") != state_hash({"a": 1}, salt="y")
    assert state_hash(None, salt="x") == ""
