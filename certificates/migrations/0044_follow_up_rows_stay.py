"""Contacts, hand-overs and plans are insert-only; the first plan is there."""

from datetime import UTC, date, datetime

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lms.core.append_only import append_only_operations

STEPS = ["1w", "1m", "3m", "6m", "12m", "24m", "36m"]


def add_first_plan(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """One week, 1, 3, 6, 12 months, then yearly to 36, for everybody released from 2020 on."""
    plans = apps.get_model("certificates", "FollowUpPlan").objects
    plans.get_or_create(
        valid_from=date(2020, 1, 1), defaults={"steps": STEPS, "at": datetime(2026, 11, 29, tzinfo=UTC)}
    )


class Migration(migrations.Migration):
    dependencies = [("certificates", "0043_follow_up")]

    operations = [
        migrations.RunPython(add_first_plan, migrations.RunPython.noop, elidable=False),
        *append_only_operations("certificates_followupplan"),
        *append_only_operations("certificates_followupcontact"),
        *append_only_operations("certificates_followuphandover"),
    ]
