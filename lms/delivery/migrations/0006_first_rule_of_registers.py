"""The rule of registers that holds until an authority sets another one."""

from datetime import date

from django.db import migrations

FIRST_DAY = date(2020, 1, 1)


def add_rule(apps, editor):
    rules = apps.get_model("delivery", "RegisterRule")
    values = {
        "lock_after_days": 3,
        "basis_zh": "平台初始设置，学校可以另行规定",
        "basis_en": "First setting of the platform; the school may set another one",
    }
    rules.objects.get_or_create(valid_from=FIRST_DAY, defaults=values)


def remove_rule(apps, editor):
    apps.get_model("delivery", "RegisterRule").objects.filter(valid_from=FIRST_DAY).delete()


class Migration(migrations.Migration):
    dependencies = [("delivery", "0005_insert_only_hours_and_changes")]

    operations = [migrations.RunPython(add_rule, remove_rule)]
