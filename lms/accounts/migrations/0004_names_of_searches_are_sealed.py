"""Names of searches are sealed as the searches are: somebody's name may be part of one."""

from django.conf import settings
from django.db import migrations, models

import lms.core.crypto

CONTEXT = "accounts_savedsearch.title"


def seal(apps, schema_editor):
    """Seal each name, and keep the hash by which its owner's next search of that name finds it."""
    rows = apps.get_model("accounts", "SavedSearch").objects.using(schema_editor.connection.alias)
    for key, title, owner in rows.values_list("pk", "title", "user__uuid"):
        known = lms.core.crypto.lookup_hash(title, purpose=f"search:{owner}")
        rows.filter(pk=key).update(title=lms.core.crypto.encrypt(title, context=CONTEXT), title_hash=known)


def open_again(apps, schema_editor):
    """Write each name as it reads."""
    rows = apps.get_model("accounts", "SavedSearch").objects.using(schema_editor.connection.alias)
    for key, sealed in rows.values_list("pk", "title"):
        rows.filter(pk=key).update(title=lms.core.crypto.decrypt(sealed, context=CONTEXT))


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("accounts", "0003_saved_searches"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="savedsearch", name="search_once_per_name"),
        migrations.AddField(
            model_name="savedsearch",
            name="title_hash",
            field=models.CharField(default="", editable=False, max_length=64),
            preserve_default=False,
        ),
        migrations.AlterField(
            model_name="savedsearch",
            name="title",
            field=models.TextField(verbose_name="name of the search"),
        ),
        migrations.RunPython(seal, open_again),
        migrations.AlterField(
            model_name="savedsearch",
            name="title",
            field=lms.core.crypto.EncryptedTextField(verbose_name="name of the search"),
        ),
        migrations.AlterModelOptions(
            name="savedsearch",
            options={
                "ordering": ["pk"],
                "verbose_name": "saved search",
                "verbose_name_plural": "saved searches",
            },
        ),
        migrations.AddConstraint(
            model_name="savedsearch",
            constraint=models.UniqueConstraint(
                fields=("user", "listing", "title_hash"), name="search_once_per_name"
            ),
        ),
    ]
