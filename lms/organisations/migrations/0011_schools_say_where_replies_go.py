"""A school says where replies of employers go: an office of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0010_codes_are_of_who_is_verified")]

    operations = [
        migrations.AddField(
            model_name="school",
            name="contact_address",
            field=models.CharField(blank=True, default="", max_length=100, verbose_name="postal address"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="school",
            name="contact_phone",
            field=models.CharField(blank=True, default="", max_length=30, verbose_name="telephone"),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="school",
            name="contact_email",
            field=models.EmailField(blank=True, default="", max_length=100, verbose_name="e-mail"),
            preserve_default=False,
        ),
    ]
