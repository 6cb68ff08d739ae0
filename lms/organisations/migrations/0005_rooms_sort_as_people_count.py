"""A room keeps by what it sorts: 机房2 comes before 机房10. Rooms are few; they are filled at once."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from lms.core.natural import natural_key

LONGEST = 200


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    rooms = apps.get_model("organisations", "Room")._default_manager.using(schema_editor.connection.alias)
    for room in rooms.only("name"):
        rooms.filter(pk=room.pk).update(sort_name=natural_key(room.name)[:LONGEST])


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_rooms_have_plans"),
    ]

    operations = [
        migrations.AddField(
            model_name="room",
            name="sort_name",
            field=models.CharField(default="", editable=False, max_length=LONGEST),
            preserve_default=False,
        ),
        migrations.AlterModelOptions(
            name="room",
            options={"ordering": ["site", "sort_name", "name"]},
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
