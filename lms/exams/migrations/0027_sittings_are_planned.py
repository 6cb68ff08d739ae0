"""Sittings are planned: seats, doors, who watches, what is arranged, who was taken out, rules of admission."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lms.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("enrolments", "0004_insert_only_moves"),
        ("exams", "0026_attempts_carry_their_own_paper"),
        ("organisations", "0002_rooms_have_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="AdmissionRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("code", models.CharField(max_length=30, verbose_name="code of the examination")),
                ("valid_from", models.DateField(verbose_name="from")),
                ("resits", models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="resits")),
                ("after", models.CharField(blank=True, max_length=30, verbose_name="only after")),
                (
                    "after_months",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="which counts for so many months"
                    ),
                ),
                ("basis_zh", models.CharField(max_length=300, verbose_name="rests on (Chinese)")),
                ("basis_en", models.CharField(blank=True, max_length=300, verbose_name="rests on (English)")),
            ],
            options={
                "verbose_name": "rule of admission",
                "verbose_name_plural": "rules of admission",
                "ordering": ["code", "valid_from"],
            },
        ),
        migrations.CreateModel(
            name="Arrangement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("extra_minutes", models.PositiveSmallIntegerField(default=0, verbose_name="more minutes")),
                (
                    "extra_percent",
                    models.PositiveSmallIntegerField(default=0, verbose_name="more time in percent"),
                ),
                ("is_larger_type", models.BooleanField(default=False, verbose_name="larger type")),
                ("is_separate_room", models.BooleanField(default=False, verbose_name="a room apart")),
                ("has_reader", models.BooleanField(default=False, verbose_name="a reader")),
                ("reason", models.CharField(max_length=300, verbose_name="reason")),
                ("allowed_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "arrangement",
                "verbose_name_plural": "arrangements",
            },
        ),
        migrations.CreateModel(
            name="SittingInvigilator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="TakenOut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("actor_uuid", models.UUIDField(null=True)),
            ],
        ),
        migrations.AddField(
            model_name="sitting",
            name="cancelled_why",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="sitting",
            name="doors_at",
            field=models.DateTimeField(null=True, verbose_name="doors open"),
        ),
        migrations.AddField(
            model_name="sitting",
            name="seating",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddField(
            model_name="sittingcandidate",
            name="seat",
            field=models.CharField(blank=True, max_length=20, verbose_name="seat"),
        ),
        migrations.AlterField(
            model_name="sitting",
            name="state",
            field=models.CharField(
                choices=[
                    ("scheduled", "Scheduled"),
                    ("open", "Open now"),
                    ("closed", "Closed"),
                    ("cancelled", "Cancelled"),
                ],
                default="scheduled",
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddConstraint(
            model_name="sittingcandidate",
            constraint=models.UniqueConstraint(
                condition=models.Q(("seat", ""), _negated=True),
                fields=("sitting", "seat"),
                name="candidate_alone_on_a_seat",
            ),
        ),
        migrations.AddConstraint(
            model_name="admissionrule",
            constraint=models.UniqueConstraint(
                fields=("code", "valid_from"), name="admission_rule_once_per_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="admissionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("after_months__isnull", True), models.Q(("after", ""), _negated=True), _connector="OR"
                ),
                name="admission_months_are_of_a_pass",
            ),
        ),
        migrations.AddConstraint(
            model_name="admissionrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("after", ""), models.Q(("after", models.F("code")), _negated=True), _connector="OR"
                ),
                name="admission_not_after_itself",
            ),
        ),
        migrations.AddField(
            model_name="arrangement",
            name="allowed_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="arrangement",
            name="candidate",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="arrangement",
                to="exams.sittingcandidate",
            ),
        ),
        migrations.AddField(
            model_name="sittinginvigilator",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="watches", to="exams.sitting"
            ),
        ),
        migrations.AddField(
            model_name="sittinginvigilator",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="sitting",
            name="invigilators",
            field=models.ManyToManyField(
                related_name="sittings_to_watch",
                through="exams.SittingInvigilator",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="sitting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("doors_at__isnull", True), ("doors_at__lte", models.F("opens_at")), _connector="OR"
                ),
                name="sitting_doors_open_before_it_does",
            ),
        ),
        migrations.AddConstraint(
            model_name="sitting",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "cancelled"), models.Q(("cancelled_why", ""), _negated=True)),
                    models.Q(models.Q(("state", "cancelled"), _negated=True), ("cancelled_why", "")),
                    _connector="OR",
                ),
                name="sitting_cancelled_has_its_reason",
            ),
        ),
        migrations.AddField(
            model_name="takenout",
            name="enrolment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="enrolments.enrolment"
            ),
        ),
        migrations.AddField(
            model_name="takenout",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="taken_out", to="exams.sitting"
            ),
        ),
        migrations.AddConstraint(
            model_name="arrangement",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="arrangement_has_a_reason"
            ),
        ),
        migrations.AddConstraint(
            model_name="arrangement",
            constraint=models.CheckConstraint(
                condition=models.Q(("extra_minutes", 0), ("extra_percent", 0), _connector="OR"),
                name="arrangement_adds_time_in_one_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrangement",
            constraint=models.CheckConstraint(
                condition=models.Q(("extra_minutes__lte", 240), ("extra_percent__lte", 100)),
                name="arrangement_adds_no_endless_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="arrangement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("extra_minutes__gt", 0),
                    ("extra_percent__gt", 0),
                    ("is_larger_type", True),
                    ("is_separate_room", True),
                    ("has_reader", True),
                    _connector="OR",
                ),
                name="arrangement_arranges_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="sittinginvigilator",
            constraint=models.UniqueConstraint(
                fields=("sitting", "user"), name="invigilator_once_per_sitting"
            ),
        ),
        migrations.AddConstraint(
            model_name="takenout",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="taken_out_for_a_reason"
            ),
        ),
    ]
