"""What was withdrawn before withdrawals were rows gets one, so that it can be taken up again as well."""

from django.db import migrations


def write(apps, schema_editor):
    """Write one row for each withdrawn enrolment without any; again it changes nothing."""
    rows = apps.get_model("enrolments", "Enrolment").objects.filter(state="withdrawn", withdrawals=None)
    withdrawals = apps.get_model("enrolments", "Withdrawal").objects
    missing = (
        withdrawals.model(enrolment=row, reason="other", at=row.withdrawn_at)
        for row in rows.order_by("pk").iterator(chunk_size=500)
    )
    withdrawals.bulk_create(missing, batch_size=500)


class Migration(migrations.Migration):
    dependencies = [("enrolments", "0025_withdrawn_and_taken_up_again")]

    operations = [migrations.RunPython(write, migrations.RunPython.noop)]
