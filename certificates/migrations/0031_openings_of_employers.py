"""Work that employers offer."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0008_versions_name_equipment"),
        ("certificates", "0030_kinds_have_an_end"),
        ("organisations", "0008_decisions_about_employers"),
    ]

    operations = [
        migrations.CreateModel(
            name="Opening",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("title", models.CharField(max_length=60, verbose_name="what the work is called")),
                (
                    "wanted_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("training_certificate", "Training certificate"),
                            ("diploma", "Diploma"),
                            ("study_completion", "Certificate of completed study"),
                            ("study_record", "Record of partial study"),
                            ("skill_level", "Skill-level certificate"),
                        ],
                        max_length=30,
                        verbose_name="wanted",
                    ),
                ),
                (
                    "wanted_level",
                    models.PositiveSmallIntegerField(
                        blank=True,
                        choices=[
                            (5, "Level 5 (junior)"),
                            (4, "Level 4 (intermediate)"),
                            (3, "Level 3 (senior)"),
                            (2, "Level 2 (technician)"),
                            (1, "Level 1 (senior technician)"),
                        ],
                        null=True,
                        verbose_name="level",
                    ),
                ),
                ("district", models.CharField(max_length=100, verbose_name="place of work")),
                ("pay_from", models.PositiveIntegerField(help_text="fen a month")),
                ("pay_to", models.PositiveIntegerField(help_text="fen a month")),
                (
                    "insurance",
                    models.CharField(
                        choices=[
                            ("five", "Social insurance (all five)"),
                            ("five_and_fund", "Social insurance and housing fund"),
                            ("injury", "Work injury insurance only (part-time work)"),
                        ],
                        max_length=20,
                        verbose_name="insurance",
                    ),
                ),
                (
                    "lodging",
                    models.CharField(
                        choices=[
                            ("none", "No lodging"),
                            ("free", "Lodging free of charge"),
                            ("paid", "Lodging against payment"),
                        ],
                        max_length=20,
                        verbose_name="lodging",
                    ),
                ),
                (
                    "shifts",
                    models.CharField(
                        choices=[
                            ("day", "Day work"),
                            ("two", "Two shifts"),
                            ("three", "Three shifts"),
                            ("night", "Night work"),
                            ("flexible", "Flexible hours"),
                        ],
                        max_length=20,
                        verbose_name="hours",
                    ),
                ),
                ("number_wanted", models.PositiveSmallIntegerField(verbose_name="number wanted")),
                ("from_date", models.DateField(verbose_name="from")),
                ("until_date", models.DateField(verbose_name="until")),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="description")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("submitted", "Waits for approval"),
                            ("approved", "Approved"),
                            ("refused", "Refused"),
                            ("closed", "Closed"),
                        ],
                        max_length=20,
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("client_key", models.UUIDField(unique=True)),
                ("changed_at", models.DateTimeField()),
                (
                    "employer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="openings",
                        to="organisations.employer",
                    ),
                ),
                (
                    "occupation",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.occupation",
                    ),
                ),
            ],
            options={
                "verbose_name": "opening",
                "verbose_name_plural": "openings",
                "ordering": ["-changed_at", "-pk"],
            },
        ),
        migrations.AddIndex(
            model_name="opening",
            index=models.Index(fields=["state", "until_date"], name="opening_by_state_and_day"),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("pay_from__gt", 0), ("pay_to__gte", models.F("pay_from"))),
                name="opening_pay_is_a_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("number_wanted__range", (1, 999))), name="opening_wants_somebody"
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("until_date__gte", models.F("from_date"))),
                name="opening_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("wanted_level__isnull", True), ("wanted_kind", "skill_level"), _connector="OR"
                ),
                name="opening_level_is_of_a_skill_certificate",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("title", ""), _negated=True), models.Q(("district", ""), _negated=True)
                ),
                name="opening_says_what_and_where",
            ),
        ),
        migrations.AddConstraint(
            model_name="opening",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["draft", "submitted", "approved", "refused", "closed"])),
                name="opening_state_is_known",
            ),
        ),
    ]
