from __future__ import annotations

from django.apps import apps as real_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITORS = "Directory editors"


def make_the_group(apps, schema_editor):
    """Django makes the permissions after the last migration; the group needs them now."""
    create_permissions(real_apps.get_app_config("directory"), verbosity=0, apps=real_apps, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    group, _was_made = Group.objects.get_or_create(name=EDITORS)
    codenames = ("add_contact", "change_contact", "delete_contact", "view_contact")
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label="directory", codename__in=codenames)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("directory", "0005_history_and_favourites"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]
    operations = [migrations.RunPython(make_the_group, migrations.RunPython.noop)]
