"""The groups that stand for the roles."""

from django.db import migrations

ROLES = (
    "founder", "agent", "operator", "reviewer", "site_manager", "trainer", "data_steward", "administrator",
)  # fmt: skip


def make(apps, schema_editor):
    group = apps.get_model("auth", "Group")
    for name in ROLES:
        group.objects.get_or_create(name=name)


def remove(apps, schema_editor):
    apps.get_model("auth", "Group").objects.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("auth", "0012_alter_user_first_name_max_length")]
    operations = [migrations.RunPython(make, remove)]
