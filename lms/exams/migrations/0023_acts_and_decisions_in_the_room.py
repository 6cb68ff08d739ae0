"""Acts on the clock by one or two people, incidents, decisions on late answers, and the time that is kept."""

import django.db.models.deletion
from django.db import migrations, models

import lms.core.ids
from lms.core.append_only import kept_append_only_operations


class Migration(migrations.Migration):
    dependencies = [
        ("enrolments", "0004_insert_only_moves"),
        ("exams", "0022_writers_of_known_drafts"),
    ]

    operations = [
        *kept_append_only_operations("exams_timeevent"),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                ("positions", models.JSONField()),
                ("counts", models.BooleanField()),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField()),
                ("actor_uuid", models.UUIDField(null=True)),
                ("client_key", models.UUIDField(default=lms.core.ids.new_uuid, unique=True)),
            ],
            options={
                "verbose_name": "decision on held answers",
                "verbose_name_plural": "decisions on held answers",
                "ordering": ["attempt", "pk"],
            },
        ),
        migrations.CreateModel(
            name="IncidentEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("uuid", models.UUIDField(default=lms.core.ids.new_uuid, editable=False, unique=True)),
                (
                    "category",
                    models.CharField(
                        choices=[
                            ("power", "Power failure"),
                            ("network", "Network failure"),
                            ("computer", "Computer failed"),
                            ("illness", "Illness"),
                            ("late", "Came late"),
                            ("left_room", "Left the room for a while"),
                            ("talking", "Talked or passed notes"),
                            ("aids", "Forbidden aids or telephone"),
                            ("impostor", "Doubt who is sitting there"),
                            ("copying", "Copied or let others copy"),
                            ("disturbance", "Disturbance in the room"),
                            ("question", "Complaint about a question"),
                            ("evacuation", "Room had to be left"),
                            ("other", "Something else"),
                            ("conflict", "Two different answers under one number"),
                            ("clock", "The server's clock was set"),
                            ("outage", "The server was away"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.CharField(blank=True, max_length=1000)),
                ("at", models.DateTimeField()),
                ("actor_uuid", models.UUIDField(null=True)),
                ("client_key", models.UUIDField(default=lms.core.ids.new_uuid, unique=True)),
            ],
            options={
                "verbose_name": "incident",
                "verbose_name_plural": "incidents",
                "ordering": ["sitting", "pk"],
            },
        ),
        migrations.CreateModel(
            name="KeptTime",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kept_at", models.DateTimeField()),
                ("web_at", models.DateTimeField(null=True)),
                (
                    "doubt",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "None"),
                            ("behind", "Behind the time that was kept"),
                            ("ahead", "Far ahead of the time that was kept"),
                        ],
                        default="",
                        max_length=8,
                    ),
                ),
                ("doubted_at", models.DateTimeField(null=True)),
                ("generation", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="RoomAct",
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
                            ("pause", "Stop the clock"),
                            ("resume", "Let the clock go on"),
                            ("extra", "Give time"),
                            ("outage", "Give back the time of an outage"),
                            ("force", "Hand in for the candidate"),
                            ("reopen", "Reopen"),
                            ("void", "Declare void"),
                        ],
                        max_length=8,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waits for a second person"),
                            ("done", "Done"),
                            ("refused", "Refused"),
                        ],
                        max_length=8,
                    ),
                ),
                ("minutes", models.PositiveSmallIntegerField(default=0)),
                ("since", models.DateTimeField(null=True)),
                ("until", models.DateTimeField(null=True)),
                ("reason", models.CharField(max_length=300)),
                ("needs_second", models.BooleanField(default=False)),
                ("client_key", models.UUIDField(unique=True)),
                ("asked_by", models.UUIDField(null=True)),
                ("asked_at", models.DateTimeField()),
                ("decided_by", models.UUIDField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decision_reason", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "act in the room",
                "verbose_name_plural": "acts in the room",
                "ordering": ["sitting", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="attempt",
            name="attempt_end_has_its_instant",
        ),
        migrations.RemoveConstraint(
            model_name="result",
            name="result_once_per_key_version",
        ),
        migrations.AddField(
            model_name="result",
            name="receipt_number",
            field=models.PositiveSmallIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="sittingcandidate",
            name="seen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="sittingcandidate",
            name="seen_by",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="timeevent",
            name="since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="timeevent",
            name="until",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="attempt",
            name="state",
            field=models.CharField(
                choices=[
                    ("prepared", "Not started"),
                    ("in_progress", "Writing"),
                    ("handed_in", "Handed in"),
                    ("closed_by_time", "Closed at the end of time"),
                    ("ended_by_staff", "Handed in by the invigilator"),
                    ("voided", "Void"),
                ],
                default="prepared",
                max_length=15,
            ),
        ),
        migrations.AlterField(
            model_name="timeevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("start", "Start"),
                    ("extra", "Extra time"),
                    ("pause", "Pause"),
                    ("resume", "Resume"),
                    ("outage", "Outage"),
                    ("close", "Close"),
                    ("reopen", "Reopening"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("state__in", ["prepared", "in_progress"])),
                    models.Q(
                        ("ended_at__isnull", False),
                        ("state__in", ["handed_in", "closed_by_time", "ended_by_staff", "voided"]),
                    ),
                    _connector="OR",
                ),
                name="attempt_end_has_its_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="result",
            constraint=models.UniqueConstraint(
                fields=("attempt", "receipt_number", "key_version"), name="result_once_per_receipt_and_key"
            ),
        ),
        migrations.AddConstraint(
            model_name="sittingcandidate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("seen_at__isnull", True), ("seen_by__isnull", True)),
                    models.Q(("seen_at__isnull", False), ("seen_by__isnull", False)),
                    _connector="OR",
                ),
                name="candidate_seen_by_somebody",
            ),
        ),
        migrations.AddField(
            model_name="decision",
            name="attempt",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="decisions", to="exams.attempt"
            ),
        ),
        migrations.AddField(
            model_name="incidentevent",
            name="attempt",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="incidents",
                to="exams.attempt",
            ),
        ),
        migrations.AddField(
            model_name="incidentevent",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="incidents", to="exams.sitting"
            ),
        ),
        migrations.AddConstraint(
            model_name="kepttime",
            constraint=models.CheckConstraint(condition=models.Q(("pk", 1)), name="kept_time_is_one_row"),
        ),
        migrations.AddField(
            model_name="roomact",
            name="attempt",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="acts",
                to="exams.attempt",
            ),
        ),
        migrations.AddField(
            model_name="roomact",
            name="sitting",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="acts", to="exams.sitting"
            ),
        ),
        migrations.AddField(
            model_name="timeevent",
            name="act",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="time_events",
                to="exams.roomact",
            ),
        ),
        migrations.AddConstraint(
            model_name="roomact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("needs_second", False),
                    models.Q(("state", "done"), _negated=True),
                    models.Q(
                        ("decided_by__isnull", False),
                        models.Q(
                            ("asked_by__isnull", True),
                            models.Q(("decided_by", models.F("asked_by")), _negated=True),
                            _connector="OR",
                        ),
                    ),
                    _connector="OR",
                ),
                name="room_act_by_two_people",
            ),
        ),
        migrations.AddConstraint(
            model_name="roomact",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("decided_at__isnull", True), ("state", "waiting")),
                    models.Q(models.Q(("state", "waiting"), _negated=True), ("decided_at__isnull", False)),
                    _connector="OR",
                ),
                name="room_act_decision_has_its_instant",
            ),
        ),
        migrations.AddConstraint(
            model_name="roomact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind", "outage"), ("state", "waiting")),
                fields=("sitting",),
                name="room_act_one_outage_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="roomact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("attempt", "kind"),
                name="room_act_asked_once",
            ),
        ),
    ]
