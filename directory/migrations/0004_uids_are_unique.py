from __future__ import annotations

import uuid

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("directory", "0003_uids")]
    operations = [
        migrations.AlterField(
            model_name="contact",
            name="uid",
            field=models.UUIDField(default=uuid.uuid4, editable=False, unique=True),
        )
    ]
