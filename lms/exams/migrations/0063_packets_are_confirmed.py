"""Steps of a packet: asked for, laid out, given, confirmed as sealed, struck out. Packets of before have none."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0062_minutes_given_beside_are_kept"),
    ]

    operations = [
        migrations.CreateModel(
            name="PacketStep",
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
                            ("asked", "Laying out asked for"),
                            ("drawn", "Laid out"),
                            ("broken", "Could not be laid out"),
                            ("given", "File given"),
                            ("sealed", "Sealed"),
                            ("struck", "Struck out"),
                        ],
                        max_length=6,
                    ),
                ),
                ("digest", models.CharField(blank=True, default="", max_length=64)),
                ("reason", models.CharField(blank=True, default="", max_length=300)),
                ("by", models.UUIDField(null=True)),
                ("at", models.DateTimeField()),
                (
                    "reserve",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="steps",
                        to="exams.sealedreserve",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a packet",
                "verbose_name_plural": "steps of packets",
                "ordering": ["reserve", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ("sealed", "struck"))),
                        fields=("reserve", "kind"),
                        name="packet_sealed_and_struck_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("kind__in", ("broken", "struck")), models.Q(("reason", ""), _negated=True)
                            ),
                            models.Q(
                                models.Q(("kind__in", ("broken", "struck")), _negated=True), ("reason", "")
                            ),
                            _connector="OR",
                        ),
                        name="packet_step_says_why",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "drawn"), models.Q(("digest", ""), _negated=True)),
                            models.Q(models.Q(("kind", "drawn"), _negated=True), ("digest", "")),
                            _connector="OR",
                        ),
                        name="packet_drawn_has_its_file",
                    ),
                ],
            },
        ),
        *append_only_operations("exams_packetstep"),
    ]
