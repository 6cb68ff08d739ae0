"""Whom officers proposed for which opening."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_letters_wait_sealed"), ("certificates", "0040_wishes_of_work")]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("revision", models.PositiveIntegerField()),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("fits", "All fits"),
                            ("open", "Open questions"),
                            ("against", "Something speaks against it"),
                        ],
                        max_length=10,
                    ),
                ),
                ("reasons", models.JSONField()),
                ("why", models.CharField(max_length=500)),
                ("by", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("client_key", models.UUIDField()),
                (
                    "opening",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proposals",
                        to="certificates.opening",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="work_proposals",
                        to="accounts.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "proposal",
                "verbose_name_plural": "proposals",
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("opening", "person"), name="proposed_once_for_an_opening"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="proposal_says_why"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("group__in", ["fits", "open", "against"])),
                        name="proposal_group_is_known",
                    ),
                ],
            },
        ),
        *append_only_operations("certificates_proposal"),
    ]
