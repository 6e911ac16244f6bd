"""What is left of a call that was sent on: what kind of number that was, and when it was over."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0005_gives_way'),
        ('directory', '0018_names_with_companies'),
        ('pbx', '0003_what_does_not_answer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='call',
            name='onward_ended_at',
            field=models.DateTimeField(null=True, verbose_name='ended between those left in it'),
        ),
        migrations.AddField(
            model_name='call',
            name='transfer_class',
            field=models.CharField(blank=True, max_length=16, verbose_name='class of the number it was sent on to'),
        ),
        migrations.AddField(
            model_name='call',
            name='transfer_country',
            field=models.CharField(blank=True, max_length=2, verbose_name='country it was sent on to'),
        ),
        migrations.AddIndex(
            model_name='call',
            index=models.Index(condition=models.Q(('transferred_at', None), _negated=True), fields=['transferred_at'], name='call_onward'),
        ),
    ]
