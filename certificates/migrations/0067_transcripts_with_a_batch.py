"""A batch of transcripts may go with the batch of the certificates whose marks they tell."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("certificates", "0066_transcripts")]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="goes_with",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="transcripts",
                to="certificates.batch",
            ),
        ),
    ]
