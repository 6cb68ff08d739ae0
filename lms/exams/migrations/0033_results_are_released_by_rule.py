"""Schemes say how their results are released. Those that are there were released at once (ADR 0011), and say so."""

from django.db import migrations, models

CHOICES = [
    ("by_two", "By a second person, over a frozen set"),
    ("at_once", "At once, when the computer has marked"),
]


def _release(default: str) -> models.CharField:
    return models.CharField(
        choices=CHOICES, default=default, max_length=10, verbose_name="release of results"
    )


class Migration(migrations.Migration):
    dependencies = [("exams", "0032_absences_and_conflicts_are_taken_back")]

    operations = [
        migrations.AddField("examinationscheme", "release", _release("at_once")),
        migrations.AlterField("examinationscheme", "release", _release("by_two")),
        migrations.AddConstraint(
            "examinationscheme",
            models.CheckConstraint(
                condition=models.Q(("release__in", ["by_two", "at_once"])), name="scheme_release_is_known"
            ),
        ),
    ]
