"""A result can be inserted and released; nothing else of it changes."""

from django.db import migrations

from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("exams", "0035_marks_by_hand")]

    operations = append_only_operations("exams_result", filled_once="released_at")
