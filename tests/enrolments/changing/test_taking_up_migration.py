"""Resumptions come with their table, on rows of before, and it goes only while there are none."""

from datetime import date, datetime
from importlib import import_module
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.db import DatabaseError, connections
from django.db.migrations.exceptions import IrreversibleError

from lms.enrolments.api import withdraw_enrolment
from lms.enrolments.changing.operations import TakeUp, take_up_again
from lms.enrolments.models import Enrolment, EnrolmentState, Transfer, Withdrawal
from tests.enrolments.changing.deeds import a_move_elsewhere
from tests.factories.courses import enrolled_trainee
from tests.factories.teaching import ACTOR, EVENING
from tests.support.old_database import migrate_to

GUARDED = ("withdrawal", "eligibilitybasis")
TRIGGERS = "SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = ?"
KEY = "01890000-0000-7000-8000-000000000001"


def withdrawn() -> Enrolment:
    _user, row = enrolled_trainee()
    withdraw_enrolment(enrolment_uuid=row.uuid, reason="", code="own_wish", actor=ACTOR, now=EVENING)
    return row


def take_up(row: Enrolment) -> Enrolment:
    order = TakeUp("mistake", KEY)
    return take_up_again(enrolment_uuid=row.uuid, order=order, actor=ACTOR, now=EVENING)


def is_guarded(table: str) -> bool:
    try:
        with connections["default"].cursor() as cursor:
            cursor.execute(f"DELETE FROM enrolments_{table}")  # noqa: S608
    except DatabaseError as error:
        return "append-only" in str(error)
    return False


@pytest.mark.django_db
def test_with_one_the_older_form_is_refused_in_words():
    migration = import_module("lms.enrolments.migrations.0025_withdrawn_and_taken_up_again")
    row = withdrawn()
    migration.refuse_to_lose_resumptions(apps, None)
    take_up(row)
    with pytest.raises(IrreversibleError, match="taken up again"):
        migration.refuse_to_lose_resumptions(apps, None)
    assert migration.Migration.operations[-1].reverse_code is migration.refuse_to_lose_resumptions


@pytest.mark.slow
def test_insert_only_tables_stay_so_there_and_back_and_there(old_database):
    for number in ("0025", "0024", "0026"):
        old_database.migrate("enrolments", number)
        assert [old_database.run(TRIGGERS, f"enrolments_{table}") for table in GUARDED] == [[(2,)], [(2,)]]


@pytest.mark.postgres
def test_on_postgres_rows_of_before_come_along_and_are_guarded_all_the_time(on_postgres):
    row, bare = withdrawn(), withdrawn()
    migrate_to("enrolments", "0024")
    assert all(map(is_guarded, GUARDED))
    with on_postgres.cursor() as cursor:  # as before withdrawals were rows
        cursor.execute("ALTER TABLE enrolments_withdrawal DISABLE TRIGGER USER")
        cursor.execute("DELETE FROM enrolments_withdrawal WHERE enrolment_id = %s", [bare.pk])
        cursor.execute("ALTER TABLE enrolments_withdrawal ENABLE TRIGGER USER")
    migrate_to("enrolments", "0026")
    assert all(map(is_guarded, GUARDED))
    assert dict(Withdrawal.objects.values_list("enrolment", "reason")) == {
        row.pk: "own_wish",
        bare.pk: "other",
    }
    assert take_up(bare).state == EnrolmentState.ACTIVE
    with pytest.raises(IrreversibleError, match="taken up again"):
        migrate_to("enrolments", "0024")
    assert is_guarded("resumption")


@pytest.mark.slow
def test_what_was_taken_up_elsewhere_is_dated_by_its_day_and_the_end_before_stands_beside_it(lone_rows):
    lone_rows.migrate("enrolments", "0026")
    places = "from_school_id, to_school_id, from_site_id, to_site_id"
    names = f'uuid, enrolment_id, client_key, {places}, reason, note, "on", at'
    insert = f"INSERT INTO enrolments_transfer ({names}) VALUES (?, 1, ?, 1, 2, ?, ?, ?, '', ?, ?)"  # noqa: S608
    there, here, ordered = ((1, 2, "resumed"), (1, 1, "resumed"), (1, 2, "authority"))
    for number, place in enumerate((there, here, ordered)):
        key = f"{number:032}"
        lone_rows.run(insert, key, key, *place, "2026-11-12", "2026-11-29 17:00:00")
    found = 'SELECT "on", ended_on FROM enrolments_transfer ORDER BY id'
    lone_rows.migrate("enrolments", "0027")
    assert lone_rows.run(found) == [("2026-11-30", "2026-11-12"), ("2026-11-12", None), ("2026-11-12", None)]
    assert lone_rows.run(TRIGGERS, "enrolments_transfer") == [(2,)]
    lone_rows.migrate("enrolments", "0026")
    assert lone_rows.run('SELECT DISTINCT "on" FROM enrolments_transfer') == [("2026-11-12",)]
    assert lone_rows.run(TRIGGERS, "enrolments_transfer") == [(2,)]


@pytest.mark.postgres
def test_on_postgres_both_days_of_what_was_taken_up_elsewhere_go_and_come_back(on_postgres):
    row, there = withdrawn(), date(2026, 11, 30)
    at = datetime(2026, 11, 30, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    a_move_elsewhere(row, on=there, ended_on=date(2026, 11, 12), reason="resumed", at=at, client_key=KEY)
    migrate_to("enrolments", "0026")
    with on_postgres.cursor() as cursor:
        cursor.execute('SELECT "on" FROM enrolments_transfer')
        assert cursor.fetchall() == [(date(2026, 11, 12),)]
    assert is_guarded("transfer")
    migrate_to("enrolments", "0027")
    assert Transfer.objects.values_list("on", "ended_on").get() == (there, date(2026, 11, 12))
    assert is_guarded("transfer")
