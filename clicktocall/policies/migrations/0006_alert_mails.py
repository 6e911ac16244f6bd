"""Whether staff have been written to about an alert, and when it is tried again."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('policies', '0005_alerts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='alert',
            name='mail_due_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='e-mail due'),
        ),
        migrations.AddField(
            model_name='alert',
            name='mail_tries',
            field=models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='e-mail tried'),
        ),
        migrations.AddField(
            model_name='alert',
            name='mailed_at',
            field=models.DateTimeField(editable=False, null=True, verbose_name='e-mailed'),
        ),
        migrations.AddIndex(
            model_name='alert',
            index=models.Index(condition=models.Q(('mail_due_at', None), _negated=True), fields=['mail_due_at'], name='alert_due'),
        ),
    ]
