"""Employers sign up, wait, and invite colleagues; owners among their people decide who works there."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import lms.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_names_of_searches_are_sealed"),
        ("organisations", "0007_employers_have_a_credit_code"),
    ]

    operations = [
        migrations.CreateModel(
            name="EmployerInvitation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("is_owner", models.BooleanField(verbose_name="may invite and remove colleagues")),
                ("secret_hash", models.CharField(max_length=64, unique=True)),
                ("made_by", models.UUIDField()),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("expires_at", models.DateTimeField(verbose_name="ends")),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="accepted")),
                ("withdrawn_at", models.DateTimeField(null=True, verbose_name="withdrawn")),
            ],
            options={
                "verbose_name": "invitation of an employer",
                "verbose_name_plural": "invitations of employers",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="EmployerSignUp",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("name_zh", models.CharField(max_length=100)),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("credit_code", models.CharField(max_length=18)),
                ("contact_phone", models.CharField(max_length=30)),
                ("address", models.CharField(max_length=200)),
                ("about", models.TextField(blank=True, max_length=1000)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "sign-up of an employer",
                "verbose_name_plural": "sign-ups of employers",
                "ordering": ["made_at"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="roleassignment",
            name="role_at_an_employer_is_the_employer_role",
        ),
        migrations.AddField(
            model_name="roleassignment",
            name="is_owner",
            field=models.BooleanField(default=False, verbose_name="may invite and remove colleagues"),
        ),
        migrations.AlterField(
            model_name="roleassignment",
            name="role",
            field=models.CharField(
                choices=[
                    ("trainee", "Trainee"),
                    ("instructor", "Instructor"),
                    ("content_reviewer", "Content reviewer"),
                    ("registrar", "Registrar"),
                    ("issuing_officer", "Issuing officer"),
                    ("examinations_officer", "Examinations officer"),
                    ("invigilator", "Invigilator"),
                    ("assessor", "Assessor"),
                    ("placement_officer", "Placement officer"),
                    ("employer", "Employer"),
                    ("employer_applicant", "Employer, not verified"),
                    ("authority_reader", "Authority reader"),
                    ("auditor", "Auditor"),
                    ("administrator", "Administrator"),
                ],
                max_length=30,
                verbose_name="role",
            ),
        ),
        migrations.AddConstraint(
            model_name="roleassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("employer__isnull", False), ("role__in", ["employer", "employer_applicant"])),
                    models.Q(
                        models.Q(("role__in", ["employer", "employer_applicant"]), _negated=True),
                        ("employer__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="role_at_an_employer_is_the_employer_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="roleassignment",
            constraint=models.CheckConstraint(
                condition=models.Q(("is_owner", False), ("employer__isnull", False), _connector="OR"),
                name="role_of_an_owner_is_at_an_employer",
            ),
        ),
        migrations.AddField(
            model_name="employerinvitation",
            name="employer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="invitations",
                to="organisations.employer",
            ),
        ),
        migrations.AddField(
            model_name="employersignup",
            name="user",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="employer_sign_up",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="employerinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(("expires_at__gt", models.F("made_at"))),
                name="invitation_ends_after_it_begins",
            ),
        ),
        migrations.AddConstraint(
            model_name="employerinvitation",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("accepted_at__isnull", True), ("withdrawn_at__isnull", True), _connector="OR"
                ),
                name="invitation_is_accepted_or_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="employerinvitation",
            constraint=models.UniqueConstraint(
                condition=models.Q(("accepted_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("employer", "email"),
                name="invitation_once_per_employer_and_address",
            ),
        ),
    ]
