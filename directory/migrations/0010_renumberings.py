"""Runs that read the directory anew, and what each of them changed."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('directory', '0009_imports'),
        ('pbx', '0003_what_does_not_answer'),
    ]

    operations = [
        migrations.CreateModel(
            name='Renumbering',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_by', models.CharField(max_length=150, verbose_name='by')),
                ('asked_at', models.DateTimeField(verbose_name='asked for')),
                ('is_for_all', models.BooleanField(default=False, verbose_name='all numbers')),
                ('taken_at', models.DateTimeField(null=True)),
                ('last_number', models.BigIntegerField(default=0)),
                ('looked_at', models.PositiveIntegerField(default=0, verbose_name='looked at')),
                ('changed', models.PositiveIntegerField(default=0, verbose_name='changed')),
                ('refused', models.PositiveIntegerField(default=0, verbose_name='left as they were')),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('undo_asked_at', models.DateTimeField(null=True)),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone')),
                ('pbx', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renumberings', to='pbx.pbx')),
            ],
            options={
                'verbose_name': 'reading anew',
                'verbose_name_plural': 'readings anew',
                'ordering': ['-pk'],
            },
        ),
        migrations.CreateModel(
            name='Renumbered',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('e164_before', models.CharField(blank=True, max_length=20)),
                ('digits_before', models.CharField(blank=True, max_length=64)),
                ('extension_before', models.CharField(blank=True, max_length=40)),
                ('e164_after', models.CharField(blank=True, max_length=20)),
                ('digits_after', models.CharField(blank=True, max_length=64)),
                ('extension_after', models.CharField(blank=True, max_length=40)),
                ('number', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='directory.phonenumber')),
                ('renumbering', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='directory.renumbering')),
            ],
            options={
                'verbose_name': 'number read anew',
                'verbose_name_plural': 'numbers read anew',
                'ordering': ['pk'],
            },
        ),
        migrations.AddConstraint(
            model_name='renumbering',
            constraint=models.UniqueConstraint(condition=models.Q(('finished_at', None)), fields=('pbx',), name='one_renumbering_at_a_time'),
        ),
    ]
