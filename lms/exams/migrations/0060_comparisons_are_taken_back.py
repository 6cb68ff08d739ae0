"""That a person was compared with photo or papers can be taken back; the log of the room tells why."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("exams", "0059_pages_that_were_left"),
    ]

    operations = [
        migrations.AddField(
            model_name="sittingcandidate",
            name="unseen_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="incidentevent",
            name="category",
            field=models.CharField(
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
                    ("browser", "Not in Safe Exam Browser"),
                    ("paper", "The sealed reserve was opened"),
                    ("refused", "Entries of a terminal that the server did not take"),
                    ("left_page", "Left the examination page"),
                    ("unseen", "The comparison with photo or papers was taken back"),
                ],
                max_length=12,
            ),
        ),
    ]
