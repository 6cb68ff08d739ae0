"""The history of loads begins with the releases that are here; who loaded them stands in the audit trail only.

Can be run again.
"""

from django.db import migrations


def note_loads(apps, schema_editor):
    load_model = apps.get_model("pages", "PackLoad")
    for release in apps.get_model("pages", "PackRelease").objects.select_related("version__programme"):
        version = release.version
        load_model.objects.get_or_create(
            code=release.code,
            sha256=release.sha256,
            at=release.loaded_at,
            defaults={
                "role": "",
                "result": "loaded",
                "programme": version.programme.code if version else "",
                "number": version.number if version else None,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("pages", "0004_packs_in_the_browser")]

    operations = [migrations.RunPython(note_loads, migrations.RunPython.noop)]
