"""How numbers are read and dialled: the columns of a numbering plan."""

import django.core.validators
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('pbx', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='pbx',
            name='area_code',
            field=models.CharField(blank=True, help_text='Of the office, for instance 030. Numbers that are typed without one are read with it.', max_length=8, validators=[django.core.validators.RegexValidator('^[0-9]+$', 'Write only digits.')], verbose_name='area code'),
        ),
        migrations.AddField(
            model_name='pbx',
            name='drops_area_code',
            field=models.BooleanField(default=False, help_text='Numbers with the area code of the office are sent without it.', verbose_name='local numbers go without area code'),
        ),
        migrations.AddField(
            model_name='pbx',
            name='emergency_location',
            field=models.CharField(blank=True, help_text='The address that the emergency service is told for this PBX. Shown before such a call is made.', max_length=200, verbose_name='where emergency calls are sent to'),
        ),
        migrations.AddField(
            model_name='pbx',
            name='internal_ranges',
            field=models.CharField(blank=True, help_text='Phones, groups and queues, for instance 100-199, 2XXX, where X is any digit. Empty: every number of up to six digits that is no short code.', max_length=300, verbose_name='internal numbers'),
        ),
        migrations.AddField(
            model_name='pbx',
            name='international_prefix',
            field=models.CharField(blank=True, help_text='Empty: as people in that country dial it. Or + if the PBX takes it, or digits such as 00 or 011.', max_length=8, validators=[django.core.validators.RegexValidator('^[0-9*#]*\\+?$', 'Write +, or digits such as 00 or 011.')], verbose_name='numbers abroad begin with'),
        ),
        migrations.AddField(
            model_name='pbx',
            name='national_form',
            field=models.CharField(choices=[('usual', 'as people there dial it'), ('without', 'without the 0 or 1 in front'), ('own', 'with the digits below in front'), ('abroad', 'like a number abroad, country code first')], default='usual', max_length=8, verbose_name='numbers of the country'),
        ),
        migrations.AddField(
            model_name='pbx',
            name='national_prefix',
            field=models.CharField(blank=True, help_text='Only for the choice above that asks for them, for instance 015 for a carrier in Brazil.', max_length=8, validators=[django.core.validators.RegexValidator('^[0-9*#]+$', 'Write only digits, * and #.')], verbose_name='digits in front of them'),
        ),
        migrations.AddField(
            model_name='pbx',
            name='own_numbers',
            field=models.TextField(blank=True, help_text="A colleague's public number is called internally. One a line, for instance +49 30 23125 1XX = 1XX", max_length=4000, verbose_name='own public numbers'),
        ),
        migrations.AddField(
            model_name='pbx',
            name='rules',
            field=models.TextField(blank=True, help_text='One a line: a number, an equals sign, exactly what is sent; then, if you like, a semicolon and a comment. X is one digit, a full stop at the end all that follow: +43. = 90043. ; our line to Austria. The first that fits counts. Numbers begin with +, or are written as dialled in the country. Emergency numbers and short codes are never changed.', max_length=8000, verbose_name='extra rules'),
        ),
    ]
