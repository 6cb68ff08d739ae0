"""An index by which a dropped document is found."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_names_of_searches_are_sealed"),
        ("certificates", "0012_batches"),
        ("enrolments", "0020_separate_groups"),
        ("organisations", "0005_rooms_sort_as_people_count"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="credential",
            index=models.Index(fields=["document_sha256"], name="credential_by_document"),
        ),
    ]
