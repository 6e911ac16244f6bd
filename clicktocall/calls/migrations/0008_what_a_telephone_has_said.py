"""That a telephone rang, and that it heard the other side ring, is kept beyond its hanging up."""

from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.models import F


def remember(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Of calls that go on while the application is brought up to date."""
    legs = apps.get_model("calls", "Leg").objects.exclude(call__status="ended")
    legs.filter(state="ringing").update(rang_at=F("since"))
    legs.filter(state="ringback").update(ringback_at=F("since"))


class Migration(migrations.Migration):
    dependencies = [("calls", "0007_unexplained")]

    operations = [
        migrations.AddField(
            model_name="leg",
            name="rang_at",
            field=models.DateTimeField(null=True, verbose_name="said to ring"),
        ),
        migrations.AddField(
            model_name="leg",
            name="ringback_at",
            field=models.DateTimeField(null=True, verbose_name="said to hear it ring"),
        ),
        migrations.RunPython(remember, migrations.RunPython.noop),
    ]
