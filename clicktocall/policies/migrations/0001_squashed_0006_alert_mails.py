"""All of the rules, for a new installation. An older one goes the way of the migrations that this replaces."""

import clicktocall.policies.models.policies
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


USUAL = {"first_country": 1, "short_international": 10, "night": 3, "limit_hit": 5, "far_above": 5}


def write_down_the_usual(apps, schema_editor):
    """So that staff find every rule with its threshold, to change or switch off."""
    rules = apps.get_model("policies", "AlertRule").objects
    for kind, threshold in USUAL.items():
        rules.create(kind=kind, threshold=threshold)


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('policies', '0001_initial'),
        ('policies', '0002_policies'),
        ('policies', '0003_limits'),
        ('policies', '0004_do_not_call'),
        ('policies', '0005_alerts'),
        ('policies', '0006_alert_mails'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pbx', '0003_what_does_not_answer'),
    ]

    operations = [
        migrations.CreateModel(
            name='AlertRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('first_country', 'first call to a country'), ('short_international', 'many short international calls'), ('night', 'calls at night'), ('limit_hit', 'limit hit repeatedly'), ('far_above', 'far above their own history')], max_length=24, unique=True, verbose_name='rule')),
                ('is_on', models.BooleanField(default=True, verbose_name='on')),
                ('threshold', models.PositiveIntegerField(help_text='First call to a country: 1. Short international calls: how many in an hour. Calls at night: how many in one. Limit hit: how often in an hour. Far above: how many times the calls of a usual day.', verbose_name='threshold')),
            ],
            options={
                'verbose_name': 'alert rule',
                'verbose_name_plural': 'alert rules',
                'ordering': ['kind'],
            },
        ),
        migrations.CreateModel(
            name='Holiday',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('day', models.DateField(unique=True, verbose_name='day')),
                ('name', models.CharField(blank=True, max_length=80, verbose_name='name')),
            ],
            options={
                'verbose_name': 'holiday',
                'verbose_name_plural': 'holidays',
                'ordering': ['day'],
            },
        ),
        migrations.CreateModel(
            name='Rulebook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('version', models.CharField(max_length=32)),
            ],
            options={
                'verbose_name': 'rulebook',
                'verbose_name_plural': 'rulebook',
            },
        ),
        migrations.CreateModel(
            name='DoNotCall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(help_text='With + and country code; internal numbers as they are.', max_length=32, validators=[django.core.validators.RegexValidator('^(\\+[1-9][0-9]{1,14}|[0-9*#]{1,15})$', 'Write + and the country code.')], verbose_name='number')),
                ('is_prefix', models.BooleanField(default=False, verbose_name='and all that begin with it')),
                ('reason', models.CharField(blank=True, help_text='Users read it.', max_length=200, verbose_name='reason')),
                ('source', models.CharField(blank=True, help_text='Who wants that: a list, a letter.', max_length=100, verbose_name='from')),
                ('expires_on', models.DateField(blank=True, help_text='The last day. Empty: for good.', null=True, verbose_name='until')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='added')),
            ],
            options={
                'verbose_name': 'do-not-call number',
                'verbose_name_plural': 'do-not-call list',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('number', 'is_prefix'), name='do_not_call_once')],
            },
        ),
        migrations.CreateModel(
            name='Limit',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Users read it when it says no.', max_length=80, unique=True, verbose_name='name')),
                ('scope', models.CharField(choices=[('user', 'each user'), ('group', 'a group together'), ('pbx', 'each PBX')], default='user', max_length=8, verbose_name='for')),
                ('classes', models.JSONField(blank=True, default=list, verbose_name='numbers')),
                ('window', models.CharField(choices=[('minute', 'a minute'), ('hour', 'an hour'), ('day', 'a day'), ('month', 'a month'), ('at_once', 'at the same time')], default='day', max_length=8, verbose_name='in')),
                ('most_calls', models.PositiveIntegerField(blank=True, null=True, verbose_name='calls')),
                ('most_minutes', models.PositiveIntegerField(blank=True, null=True, verbose_name='minutes of talk')),
                ('whom_to_ask', models.CharField(blank=True, help_text='Users read it. Empty: your administrator.', max_length=100, verbose_name='whom to ask')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='limits', to='auth.group', verbose_name='group')),
                ('pbx', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='limits', to='pbx.pbx', verbose_name='only this PBX')),
                ('user', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='limits', to=settings.AUTH_USER_MODEL, verbose_name='only this user')),
            ],
            options={
                'verbose_name': 'limit',
                'verbose_name_plural': 'limits',
                'ordering': ['name'],
            },
        ),
        migrations.CreateModel(
            name='Alert',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('first_country', 'first call to a country'), ('short_international', 'many short international calls'), ('night', 'calls at night'), ('limit_hit', 'limit hit repeatedly'), ('far_above', 'far above their own history')], max_length=24, verbose_name='rule')),
                ('incident', models.CharField(editable=False, max_length=120)),
                ('sentence', models.TextField(verbose_name='what')),
                ('first_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                ('last_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='last seen')),
                ('seen_at', models.DateTimeField(blank=True, null=True, verbose_name='done')),
                ('mail_due_at', models.DateTimeField(editable=False, null=True, verbose_name='e-mail due')),
                ('mail_tries', models.PositiveSmallIntegerField(default=0, editable=False, verbose_name='e-mail tried')),
                ('mailed_at', models.DateTimeField(editable=False, null=True, verbose_name='e-mailed')),
                ('seen_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='by')),
            ],
            options={
                'verbose_name': 'alert',
                'verbose_name_plural': 'alerts',
                'ordering': ['-first_at'],
                'indexes': [models.Index(condition=models.Q(('mail_due_at', None), _negated=True), fields=['mail_due_at'], name='alert_due')],
                'constraints': [models.UniqueConstraint(fields=('kind', 'incident'), name='one_alert_per_incident')],
            },
        ),
        migrations.CreateModel(
            name='Policy',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Users read it when it says no.', max_length=80, unique=True, verbose_name='name')),
                ('is_for_everybody', models.BooleanField(default=False, help_text='For users who have no policy of their own or of a group.', verbose_name='for everybody else')),
                ('classes', models.JSONField(blank=True, default=clicktocall.policies.models.policies.safe_classes, verbose_name='numbers')),
                ('countries', models.JSONField(blank=True, default=list, verbose_name='countries')),
                ('every_country', models.BooleanField(default=False, verbose_name='every country')),
                ('allowed_prefixes', models.TextField(blank=True, help_text='Beginnings of numbers, one a line, with + and country code; internal numbers as they are.', verbose_name='allowed all the same')),
                ('blocked_prefixes', models.TextField(blank=True, help_text='As above. Where both fit, the longer one counts.', verbose_name='never allowed')),
                ('days', models.JSONField(blank=True, default=clicktocall.policies.models.policies.every_day, verbose_name='days')),
                ('from_time', models.TimeField(blank=True, help_text='Both empty: at any time.', null=True, verbose_name='from')),
                ('until_time', models.TimeField(blank=True, help_text='Earlier than the beginning: on the next day.', null=True, verbose_name='until')),
                ('on_holidays', models.BooleanField(default=True, verbose_name='on holidays, too')),
                ('time_zone', models.CharField(blank=True, help_text="Empty: the office's.", max_length=60, validators=[clicktocall.policies.models.policies.validate_time_zone], verbose_name='time zone')),
                ('caller_kinds', models.JSONField(default=clicktocall.policies.models.policies.every_kind, verbose_name='rung first may be')),
                ('whom_to_ask', models.CharField(blank=True, help_text='Users read it. Empty: your administrator.', max_length=100, verbose_name='whom to ask')),
                ('groups', models.ManyToManyField(blank=True, related_name='policies', to='auth.group', verbose_name='for these groups')),
                ('users', models.ManyToManyField(blank=True, related_name='policies', to=settings.AUTH_USER_MODEL, verbose_name='for these users')),
            ],
            options={
                'verbose_name': 'policy',
                'verbose_name_plural': 'policies',
                'ordering': ['name'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_for_everybody', True)), fields=('is_for_everybody',), name='one_policy_for_everybody_else')],
            },
        ),
        migrations.CreateModel(
            name='Stop',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('message', models.CharField(blank=True, help_text='They read it on their pages within seconds. Say how long it will take, and whom to ask.', max_length=300, verbose_name='message for users')),
                ('since', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='since')),
                ('by', models.CharField(editable=False, max_length=150, verbose_name='by')),
                ('ended_at', models.DateTimeField(editable=False, null=True, verbose_name='until')),
                ('ended_by', models.CharField(blank=True, editable=False, max_length=150, verbose_name='resumed by')),
                ('pbx', models.ForeignKey(blank=True, help_text='Empty: all of them.', null=True, on_delete=django.db.models.deletion.CASCADE, related_name='stops', to='pbx.pbx', verbose_name='PBX')),
            ],
            options={
                'verbose_name': 'dialling stop',
                'verbose_name_plural': 'dialling stops',
                'ordering': ['-since'],
                'constraints': [models.UniqueConstraint(django.db.models.functions.comparison.Coalesce('pbx', 0), condition=models.Q(('ended_at', None)), name='one_stop_in_force_per_pbx')],
            },
        ),
        migrations.CreateModel(
            name='Use',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=32)),
                ('begins', models.DateTimeField()),
                ('calls', models.PositiveIntegerField(default=0)),
                ('limit', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='uses', to='policies.limit')),
            ],
            options={
                'verbose_name': 'use of a limit',
                'verbose_name_plural': 'uses of limits',
                'indexes': [models.Index(fields=['begins'], name='use_pruned')],
                'constraints': [models.UniqueConstraint(fields=('limit', 'subject', 'begins'), name='one_use_per_window')],
            },
        ),
        migrations.RunPython(write_down_the_usual, migrations.RunPython.noop),
    ]
