"""Practical examinations: schemes, candidates with drawn tasks, panels, the log of marks, signatures, results."""

import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_cards_and_terminal_codes"),
        ("enrolments", "0004_insert_only_moves"),
        ("exams", "0027_sittings_are_planned"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MarkSheet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("is_further", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[("open", "Open"), ("signed", "Signed"), ("set_aside", "Set aside")],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("assigned_at", models.DateTimeField()),
                ("assigned_by", models.UUIDField(null=True)),
            ],
            options={
                "ordering": ["candidate", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MarkSignature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("payload", models.JSONField()),
                ("signature", models.CharField(max_length=120)),
                ("short_code", models.CharField(db_index=True, max_length=20)),
                ("signed_at", models.DateTimeField()),
                (
                    "sheet",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signature",
                        to="exams.marksheet",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature of an assessor",
                "verbose_name_plural": "signatures of assessors",
            },
        ),
        migrations.CreateModel(
            name="PanelMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("marks_all", models.BooleanField(default=True)),
                ("epoch", models.PositiveIntegerField(default=0)),
                ("log_count", models.PositiveIntegerField(default=0)),
                ("log_head", models.CharField(blank=True, max_length=64)),
                (
                    "assessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["examination", "pk"],
            },
        ),
        migrations.AddField(
            model_name="marksheet",
            name="member",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="sheets", to="exams.panelmember"
            ),
        ),
        migrations.CreateModel(
            name="PracticalCandidate",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(verbose_name="candidate number")),
                ("attempt", models.PositiveSmallIntegerField(default=1, verbose_name="try")),
                ("is_absent", models.BooleanField(default=False, verbose_name="did not appear")),
                ("admitted_at", models.DateTimeField()),
                (
                    "enrolment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="practicals",
                        to="enrolments.enrolment",
                    ),
                ),
            ],
            options={
                "verbose_name": "candidate of a practical examination",
                "verbose_name_plural": "candidates of practical examinations",
                "ordering": ["examination", "number", "attempt"],
            },
        ),
        migrations.AddField(
            model_name="marksheet",
            name="candidate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="sheets",
                to="exams.practicalcandidate",
            ),
        ),
        migrations.CreateModel(
            name="DrawnTask",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("position", models.PositiveSmallIntegerField()),
                ("group", models.CharField(max_length=30)),
                (
                    "rubric",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="drawn",
                        to="exams.rubricversion",
                    ),
                ),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="tasks",
                        to="exams.practicalcandidate",
                    ),
                ),
            ],
            options={
                "ordering": ["candidate", "position"],
            },
        ),
        migrations.CreateModel(
            name="PracticalExamination",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("starts_at", models.DateTimeField(verbose_name="begins")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("scheduled", "Scheduled"),
                            ("open", "Being marked"),
                            ("closed", "Waiting for release"),
                            ("released", "Released"),
                            ("cancelled", "Cancelled"),
                        ],
                        default="scheduled",
                        max_length=10,
                    ),
                ),
                ("seed", models.CharField(max_length=64)),
                ("closed_by", models.UUIDField(null=True)),
                ("released_by", models.UUIDField(null=True)),
                ("released_at", models.DateTimeField(null=True)),
                ("client_key", models.UUIDField(unique=True)),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.room"
                    ),
                ),
                (
                    "site",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisations.site"
                    ),
                ),
            ],
            options={
                "verbose_name": "practical examination",
                "verbose_name_plural": "practical examinations",
                "ordering": ["-starts_at", "-pk"],
            },
        ),
        migrations.AddField(
            model_name="practicalcandidate",
            name="examination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="candidates",
                to="exams.practicalexamination",
            ),
        ),
        migrations.AddField(
            model_name="panelmember",
            name="examination",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="panel",
                to="exams.practicalexamination",
            ),
        ),
        migrations.CreateModel(
            name="PracticalResult",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField(default=1)),
                ("percent", models.DecimalField(decimal_places=2, max_digits=5)),
                ("is_vetoed", models.BooleanField()),
                ("passed", models.BooleanField()),
                ("parts", models.JSONField()),
                ("digest", models.CharField(max_length=64)),
                ("calculated_at", models.DateTimeField()),
                (
                    "candidate",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="results",
                        to="exams.practicalcandidate",
                    ),
                ),
            ],
            options={
                "verbose_name": "practical result",
                "verbose_name_plural": "practical results",
                "ordering": ["candidate", "number"],
            },
        ),
        migrations.CreateModel(
            name="PracticalScheme",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("code", models.CharField(max_length=30, verbose_name="code")),
                ("bank", models.CharField(blank=True, editable=False, max_length=30)),
                ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                ("title_zh", models.CharField(max_length=150, verbose_name="Chinese title")),
                ("title_en", models.CharField(blank=True, max_length=250, verbose_name="English title")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes")),
                (
                    "pass_percent",
                    models.DecimalField(
                        decimal_places=2,
                        max_digits=5,
                        validators=[django.core.validators.MaxValueValidator(100)],
                        verbose_name="pass mark in percent",
                    ),
                ),
                ("groups", models.JSONField()),
                ("least_assessors", models.PositiveSmallIntegerField(verbose_name="assessors at least")),
                (
                    "aggregation",
                    models.CharField(
                        choices=[
                            ("mean", "Mean of all assessors"),
                            ("trimmed_mean", "Mean without the highest and the lowest mark"),
                        ],
                        max_length=15,
                    ),
                ),
                (
                    "spread_limit",
                    models.DecimalField(
                        decimal_places=2, max_digits=5, verbose_name="marks that assessors may differ by"
                    ),
                ),
                (
                    "veto",
                    models.CharField(
                        choices=[
                            ("examination", "A veto item fails the examination"),
                            ("task", "A veto item takes all marks of its task"),
                        ],
                        max_length=12,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(verbose_name="tries on the day")),
                ("basis_zh", models.TextField(verbose_name="rests on (Chinese)")),
                ("basis_en", models.TextField(blank=True, verbose_name="rests on (English)")),
                ("content_hash", models.CharField(max_length=64)),
                ("valid_from", models.DateTimeField()),
            ],
            options={
                "verbose_name": "practical scheme",
                "verbose_name_plural": "practical schemes",
                "ordering": ["code", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("code", "number"), name="practical_scheme_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("least_assessors__in", (3, 5, 7, 9))),
                        name="practical_panel_is_odd",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("pass_percent__range", (0, 100)), ("spread_limit__range", (0, 100))
                        ),
                        name="practical_scheme_percents",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("minutes__gte", 1), ("tries__gte", 1)),
                        name="practical_scheme_has_time_and_a_try",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="practicalexamination",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="examinations",
                to="exams.practicalscheme",
            ),
        ),
        migrations.CreateModel(
            name="ConflictOfInterest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("declared_by", models.UUIDField(null=True)),
                ("declared_at", models.DateTimeField()),
                (
                    "assessor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("assessor", "person"), name="conflict_of_interest_once"),
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True),
                        name="conflict_of_interest_has_a_reason",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("epoch", models.PositiveIntegerField()),
                ("seq", models.PositiveIntegerField()),
                ("line", models.CharField(max_length=10)),
                ("value", models.JSONField(null=True)),
                ("client_monotonic_ms", models.PositiveBigIntegerField()),
                ("client_at", models.CharField(blank=True, max_length=40)),
                ("received_at", models.DateTimeField()),
                ("held", models.CharField(blank=True, max_length=20)),
                ("body_hash", models.CharField(max_length=64)),
                ("prev_hash", models.CharField(blank=True, max_length=64)),
                ("hash", models.CharField(max_length=64)),
                (
                    "task",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="exams.drawntask",
                    ),
                ),
                (
                    "sheet",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="exams.marksheet",
                    ),
                ),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="exams.panelmember",
                    ),
                ),
            ],
            options={
                "verbose_name": "mark event",
                "verbose_name_plural": "mark events",
                "ordering": ["member", "position"],
                "constraints": [
                    models.UniqueConstraint(fields=("member", "epoch", "seq"), name="mark_event_seq_once"),
                    models.UniqueConstraint(fields=("member", "position"), name="mark_event_position_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="MarkDevice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("epoch", models.PositiveIntegerField()),
                ("holder", models.CharField(max_length=80)),
                ("granted_at", models.DateTimeField()),
                (
                    "member",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="devices",
                        to="exams.panelmember",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("member", "epoch"), name="mark_device_epoch_once")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="marksheet",
            constraint=models.UniqueConstraint(
                fields=("candidate", "member"), name="mark_sheet_once_per_assessor"
            ),
        ),
        migrations.AddConstraint(
            model_name="marksheet",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_further", True), ("state", "open")),
                fields=("candidate",),
                name="mark_sheet_one_further_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="drawntask",
            constraint=models.UniqueConstraint(
                fields=("candidate", "position"), name="drawn_task_position_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="drawntask",
            constraint=models.UniqueConstraint(fields=("candidate", "rubric"), name="drawn_task_once"),
        ),
        migrations.AddConstraint(
            model_name="practicalcandidate",
            constraint=models.UniqueConstraint(
                fields=("examination", "enrolment", "attempt"), name="practical_candidate_try_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="practicalcandidate",
            constraint=models.UniqueConstraint(
                fields=("examination", "number", "attempt"), name="practical_number_try_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="practicalcandidate",
            constraint=models.CheckConstraint(
                condition=models.Q(("attempt__gte", 1)), name="practical_try_from_one"
            ),
        ),
        migrations.AddConstraint(
            model_name="panelmember",
            constraint=models.UniqueConstraint(fields=("examination", "assessor"), name="panel_member_once"),
        ),
        migrations.AddConstraint(
            model_name="practicalresult",
            constraint=models.UniqueConstraint(
                fields=("candidate", "number"), name="practical_result_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="practicalresult",
            constraint=models.CheckConstraint(
                condition=models.Q(("percent__range", (0, 100))), name="practical_result_percent_is_a_percent"
            ),
        ),
        migrations.AddIndex(
            model_name="practicalexamination",
            index=models.Index(fields=["site", "starts_at"], name="practical_by_site_and_time"),
        ),
        migrations.AddConstraint(
            model_name="practicalexamination",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("released_at__isnull", False), ("state", "released")),
                    models.Q(models.Q(("state", "released"), _negated=True), ("released_at__isnull", True)),
                    _connector="OR",
                ),
                name="practical_release_has_its_instant",
            ),
        ),
        *append_only_operations("exams_practicalscheme"),
        *append_only_operations("exams_drawntask"),
        *append_only_operations("exams_conflictofinterest"),
        *append_only_operations("exams_markdevice"),
        *append_only_operations("exams_markevent"),
        *append_only_operations("exams_marksignature"),
        *append_only_operations("exams_practicalresult"),
    ]
