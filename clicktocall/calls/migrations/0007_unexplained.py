"""An index for the few calls of the last minutes of which nobody knows how they ended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("calls", "0006_onward")]

    operations = [
        migrations.AddIndex(
            model_name="call",
            index=models.Index(
                condition=models.Q(("outcome__in", ["unknown", "failed"])),
                fields=["pbx", "ended_at"],
                name="call_unexplained",
            ),
        ),
    ]
