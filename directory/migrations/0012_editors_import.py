from django.apps import apps as real_apps
from django.contrib.auth.management import create_permissions
from django.db import migrations

EDITORS = "Directory editors"


def let_editors_import(apps, schema_editor):
    """Django makes the permissions after the last migration; the group needs this one now."""
    config = real_apps.get_app_config("directory")
    create_permissions(config, verbosity=0, apps=real_apps, using=schema_editor.connection.alias)
    Group = apps.get_model("auth", "Group")
    Permission = apps.get_model("auth", "Permission")
    group, _was_made = Group.objects.get_or_create(name=EDITORS)
    group.permissions.add(
        *Permission.objects.filter(content_type__app_label="directory", codename="add_importrun")
    )


class Migration(migrations.Migration):
    dependencies = [("directory", "0011_search_words")]
    operations = [migrations.RunPython(let_editors_import, migrations.RunPython.noop)]
