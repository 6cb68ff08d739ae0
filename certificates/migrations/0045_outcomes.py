"""What became of people, fact by fact."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_letters_wait_sealed"),
        ("catalog", "0008_versions_name_equipment"),
        ("certificates", "0044_follow_up_rows_stay"),
        ("organisations", "0009_names_are_compared_more_closely"),
    ]

    operations = [
        migrations.CreateModel(
            name="Outcome",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("interview", "Interview"),
                            ("offer", "Offer of work"),
                            ("contract", "Contract signed"),
                            ("start", "Work started"),
                            ("insurance", "Insured by the employer"),
                            ("exit", "Work ended"),
                            ("study", "Studies instead of work"),
                            ("at_work", "Was at work"),
                            ("not_at_work", "Was without work"),
                        ],
                        max_length=20,
                        verbose_name="what happened",
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("employer_name", models.CharField(blank=True, max_length=100, verbose_name="employer")),
                (
                    "exit_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("contract_ended", "Contract or trial ended"),
                            ("own_wish", "By own wish"),
                            ("other_work", "Found other work"),
                            ("employer_ended", "Ended by the employer"),
                            ("no_work_left", "No more work there"),
                            ("pay", "Pay or insurance not as agreed"),
                            ("moved", "Moved away"),
                            ("not_told", "Not told"),
                        ],
                        max_length=20,
                        verbose_name="why it ended",
                    ),
                ),
                (
                    "grade",
                    models.CharField(
                        choices=[
                            ("self_reported", "The person says so"),
                            ("employer_confirmed", "The employer confirms it"),
                            ("document_seen", "A document was seen"),
                        ],
                        max_length=20,
                        verbose_name="evidence",
                    ),
                ),
                (
                    "reporter",
                    models.CharField(
                        choices=[
                            ("person", "The person"),
                            ("employer", "The employer"),
                            ("family", "Somebody named by the person"),
                            ("office", "An office or a register"),
                        ],
                        max_length=10,
                        verbose_name="who said it",
                    ),
                ),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("portal", "On the platform"),
                            ("link", "By a link that opens once"),
                            ("paper", "On paper"),
                            ("call", "By telephone"),
                            ("visit", "At a visit"),
                        ],
                        max_length=10,
                        verbose_name="by which way",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("is_void", models.BooleanField(default=False)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("client_key", models.UUIDField(unique=True)),
                (
                    "corrects",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="certificates.outcome",
                    ),
                ),
                (
                    "employer",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
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
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outcomes",
                        to="accounts.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "outcome",
                "verbose_name_plural": "outcomes",
                "ordering": ["day", "pk"],
            },
        ),
        migrations.AddIndex(
            model_name="outcome",
            index=models.Index(fields=["person", "day"], name="outcome_by_person_and_day"),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "exit"), models.Q(("exit_reason", ""), _negated=True)),
                    models.Q(models.Q(("kind", "exit"), _negated=True), ("exit_reason", "")),
                    _connector="OR",
                ),
                name="outcome_exit_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("corrects__isnull", True), ("is_void", False), ("reason", "")),
                    models.Q(("corrects__isnull", False), models.Q(("reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="outcome_correction_has_a_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(("employer__isnull", True), ("employer_name", ""), _connector="OR"),
                name="outcome_employer_is_named_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="outcome",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("grade", "employer_confirmed"), _negated=True),
                    ("reporter", "employer"),
                    _connector="OR",
                ),
                name="outcome_is_confirmed_by_the_employer",
            ),
        ),
    ]
