"""What was revoked can be issued again in a batch; the entry names it, and each is in one live batch."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0019_events_wait_for_the_register")]

    operations = [
        migrations.AddField(
            model_name="batchentry",
            name="reissues",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reissuing_entries",
                to="certificates.credential",
            ),
        ),
        migrations.RemoveConstraint(model_name="batchentry", name="batch_entry_live_once"),
        migrations.AddConstraint(
            model_name="batchentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_live", True), ("reissues__isnull", True)),
                fields=("enrolment", "kind"),
                name="batch_entry_live_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="batchentry",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_live", True)),
                fields=("reissues",),
                name="batch_entry_reissues_once",
            ),
        ),
    ]
