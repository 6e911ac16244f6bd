"""A live call can let go of its phone for an emergency call."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('calls', '0004_caller_class'),
        ('directory', '0017_pushes_to_pbxs'),
        ('pbx', '0003_what_does_not_answer'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='call',
            name='one_live_call_per_extension',
        ),
        migrations.RemoveConstraint(
            model_name='call',
            name='one_live_call_per_own_number',
        ),
        migrations.AddField(
            model_name='call',
            name='gave_way_at',
            field=models.DateTimeField(null=True, verbose_name='has given its phone to an emergency call'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('status', 'ended'), _negated=True), ('gave_way_at', None)), fields=('extension',), name='one_live_call_per_extension'),
        ),
        migrations.AddConstraint(
            model_name='call',
            constraint=models.UniqueConstraint(condition=models.Q(models.Q(('status', 'ended'), _negated=True), models.Q(('caller_e164', ''), _negated=True), ('gave_way_at', None)), fields=('caller_e164',), name='one_live_call_per_own_number'),
        ),
    ]
