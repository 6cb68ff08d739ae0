"""Kinds of equipment, how many of each a room has, and what is out of order from when to when."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0005_rooms_sort_as_people_count"),
    ]

    operations = [
        migrations.CreateModel(
            name="EquipmentKind",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="code")),
                ("name_zh", models.CharField(max_length=60, verbose_name="Chinese name")),
                ("name_en", models.CharField(blank=True, max_length=100, verbose_name="English name")),
            ],
            options={
                "verbose_name": "kind of equipment",
                "verbose_name_plural": "kinds of equipment",
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="RoomEquipment",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("count", models.PositiveSmallIntegerField(verbose_name="how many there are")),
                (
                    "kind",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="in_rooms",
                        to="organisations.equipmentkind",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="equipment",
                        to="organisations.room",
                    ),
                ),
            ],
            options={
                "verbose_name": "equipment of a room",
                "verbose_name_plural": "equipment of rooms",
                "ordering": ["room", "kind__code"],
            },
        ),
        migrations.CreateModel(
            name="EquipmentOutage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("count", models.PositiveSmallIntegerField(verbose_name="how many are out of order")),
                ("first_day", models.DateField(verbose_name="first day")),
                ("last_day", models.DateField(blank=True, null=True, verbose_name="last day")),
                ("reason", models.CharField(max_length=200, verbose_name="reason")),
                (
                    "equipment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outages",
                        to="organisations.roomequipment",
                    ),
                ),
            ],
            options={
                "verbose_name": "equipment out of order",
                "verbose_name_plural": "equipment out of order",
                "ordering": ["equipment", "first_day", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="roomequipment",
            constraint=models.UniqueConstraint(
                fields=("room", "kind"), name="equipment_once_per_room_and_kind"
            ),
        ),
        migrations.AddConstraint(
            model_name="equipmentoutage",
            constraint=models.CheckConstraint(
                condition=models.Q(("count__gte", 1)), name="outage_is_of_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="equipmentoutage",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("last_day__isnull", True), ("last_day__gte", models.F("first_day")), _connector="OR"
                ),
                name="outage_ends_after_it_begins",
            ),
        ),
    ]
