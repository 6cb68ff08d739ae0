"""The logs of answers and time, the receipts, and drawn papers with their keys can be inserted only."""

from django.db import migrations

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("exams", "0001_examinations")]

    operations = [
        *append_only_operations("exams_answerevent"),
        *append_only_operations("exams_timeevent"),
        *append_only_operations("exams_receipt"),
        *append_only_operations("exams_paperversion"),
        *append_only_operations("exams_paperkey"),
    ]
