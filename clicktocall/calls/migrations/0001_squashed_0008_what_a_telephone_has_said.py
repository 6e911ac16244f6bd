"""All of the calls, for a new installation. An older one goes the way of the migrations that this replaces."""

import django.db.models.deletion
import django.utils.timezone
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('calls', '0001_initial'),
        ('calls', '0002_class_and_country'),
        ('calls', '0003_kinds_of_parties'),
        ('calls', '0004_caller_class'),
        ('calls', '0005_gives_way'),
        ('calls', '0006_onward'),
        ('calls', '0007_unexplained'),
        ('calls', '0008_what_a_telephone_has_said'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('directory', '0001_squashed_0025_one_function_for_the_index'),
        ('pbx', '0003_what_does_not_answer'),
    ]

    operations = [
        migrations.CreateModel(
            name='Call',
            fields=[
                ('id', models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ('key', models.CharField(editable=False, max_length=128, verbose_name='idempotency key')),
                ('typed', models.CharField(max_length=100, verbose_name='as typed')),
                ('e164', models.CharField(blank=True, max_length=20, verbose_name='number')),
                ('number_class', models.CharField(blank=True, max_length=16, verbose_name='class of the number')),
                ('country', models.CharField(blank=True, max_length=2, verbose_name='country')),
                ('caller_class', models.CharField(blank=True, max_length=16, verbose_name='class of an outside number that is rung first')),
                ('contact_name', models.CharField(blank=True, max_length=200, verbose_name='name')),
                ('callee_kind', models.CharField(blank=True, choices=[('extension', 'extension'), ('ivr', 'voice menu (IVR)'), ('ring_group', 'ring group'), ('queue', 'queue'), ('paging_group', 'paging group'), ('conference', 'conference room'), ('external', 'outside number'), ('unlisted', 'internal number')], max_length=16, verbose_name='kind of callee')),
                ('caller', models.CharField(max_length=32, verbose_name='caller')),
                ('caller_kind', models.CharField(choices=[('extension', 'extension'), ('ivr', 'voice menu (IVR)'), ('ring_group', 'ring group'), ('queue', 'queue'), ('paging_group', 'paging group'), ('conference', 'conference room'), ('external', 'outside number'), ('unlisted', 'internal number')], default='extension', max_length=16, verbose_name='kind of caller')),
                ('caller_name', models.CharField(blank=True, max_length=100, verbose_name='name of the caller')),
                ('caller_e164', models.CharField(blank=True, max_length=20, verbose_name='number of the caller')),
                ('callee', models.CharField(max_length=64, verbose_name='digits sent')),
                ('autoanswer', models.BooleanField(default=False, verbose_name='answers by itself')),
                ('dial_permission', models.CharField(blank=True, max_length=16, verbose_name='dial permission')),
                ('status', models.CharField(choices=[('queued', 'waiting to be dialled'), ('dialing', 'asking the PBX'), ('ringing_caller', 'your phone is ringing'), ('ringing_callee', 'their phone is being rung'), ('talking', 'connected'), ('ended', 'ended')], default='queued', max_length=16, verbose_name='status')),
                ('outcome', models.CharField(blank=True, choices=[('answered', 'answered'), ('no_answer', 'no answer'), ('busy', 'busy'), ('rejected', 'declined'), ('caller_no_answer', 'you did not pick up'), ('cancelled', 'cancelled'), ('refused', 'refused by the PBX'), ('invalid_number', 'not a number the PBX can call'), ('unreachable', 'PBX not reachable'), ('failed', 'failed'), ('expired', 'waited too long, not dialled'), ('unknown', 'unknown')], max_length=16, verbose_name='outcome')),
                ('reason', models.TextField(blank=True, verbose_name='reason')),
                ('code', models.CharField(blank=True, max_length=80, verbose_name="PBX's own word")),
                ('callid', models.CharField(blank=True, max_length=100, verbose_name='callid')),
                ('failed_as', models.CharField(blank=True, choices=[('answered', 'answered'), ('no_answer', 'no answer'), ('busy', 'busy'), ('rejected', 'declined'), ('invalid_number', 'not a number the PBX can call'), ('not_permitted', 'not permitted'), ('failed', 'failed')], max_length=16, verbose_name='failure reported')),
                ('failed_side', models.CharField(blank=True, choices=[('caller', 'caller'), ('callee', 'callee')], max_length=8, verbose_name='on which side')),
                ('cdr_as', models.CharField(blank=True, choices=[('answered', 'answered'), ('no_answer', 'no answer'), ('busy', 'busy'), ('rejected', 'declined'), ('invalid_number', 'not a number the PBX can call'), ('not_permitted', 'not permitted'), ('failed', 'failed')], max_length=16, verbose_name='disposition of the CDR')),
                ('hang_up_requested_at', models.DateTimeField(null=True, verbose_name='hang-up asked for')),
                ('steer', models.CharField(blank=True, choices=[('hold', 'hold'), ('resume', 'resume'), ('transfer', 'transfer')], max_length=8, verbose_name='asked of the PBX now')),
                ('steer_asked_at', models.DateTimeField(null=True, verbose_name='asked for')),
                ('steer_taken_at', models.DateTimeField(null=True, verbose_name='taken to the PBX')),
                ('steer_failed', models.TextField(blank=True, verbose_name='why that did not work')),
                ('transfer_to', models.CharField(blank=True, max_length=40, verbose_name='transfer to')),
                ('transfer_whom', models.CharField(blank=True, max_length=200, verbose_name='who that is')),
                ('transfer_permission', models.CharField(blank=True, max_length=16, verbose_name='dial permission of the transfer')),
                ('transferred_at', models.DateTimeField(null=True, verbose_name='transferred')),
                ('transfer_class', models.CharField(blank=True, max_length=16, verbose_name='class of the number it was sent on to')),
                ('transfer_country', models.CharField(blank=True, max_length=2, verbose_name='country it was sent on to')),
                ('onward_ended_at', models.DateTimeField(null=True, verbose_name='ended between those left in it')),
                ('placed_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='placed')),
                ('claimed_at', models.DateTimeField(null=True, verbose_name='taken by a worker')),
                ('lost_at', models.DateTimeField(null=True, verbose_name='answer of the PBX lost')),
                ('heard_at', models.DateTimeField(null=True, verbose_name='last heard of')),
                ('gone_at', models.DateTimeField(null=True, verbose_name='no longer at the PBX')),
                ('gave_way_at', models.DateTimeField(null=True, verbose_name='has given its phone to an emergency call')),
                ('answered_at', models.DateTimeField(null=True, verbose_name='answered')),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('billed_talk_seconds', models.PositiveIntegerField(null=True, verbose_name='talk time of the CDR')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='calls', to='directory.contact')),
                ('extension', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='calls', to='directory.extension')),
                ('pbx', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to='pbx.pbx', verbose_name='PBX')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='calls', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'call',
                'verbose_name_plural': 'calls',
                'ordering': ['-placed_at'],
                'indexes': [models.Index(fields=['user', '-placed_at'], name='call_history'), models.Index(condition=models.Q(('status', 'ended'), _negated=True), fields=['status', 'placed_at'], name='call_live'), models.Index(condition=models.Q(('transferred_at', None), _negated=True), fields=['transferred_at'], name='call_onward'), models.Index(condition=models.Q(('outcome__in', ['unknown', 'failed'])), fields=['pbx', 'ended_at'], name='call_unexplained'), models.Index(fields=['user', 'ended_at'], name='call_just_ended'), models.Index(condition=models.Q(('callid', ''), _negated=True), fields=['pbx', 'callid'], name='call_by_callid')],
                'constraints': [models.UniqueConstraint(fields=('user', 'key'), name='one_call_per_key'), models.UniqueConstraint(condition=models.Q(models.Q(('status', 'ended'), _negated=True), ('gave_way_at', None)), fields=('extension',), name='one_live_call_per_extension'), models.UniqueConstraint(condition=models.Q(models.Q(('status', 'ended'), _negated=True), models.Q(('caller_e164', ''), _negated=True), ('gave_way_at', None)), fields=('caller_e164',), name='one_live_call_per_own_number'), models.CheckConstraint(condition=models.Q(('caller_kind', 'extension'), models.Q(('dial_permission', ''), _negated=True), _connector='OR'), name='call_has_dial_permission'), models.CheckConstraint(condition=models.Q(('status', 'ended'), ('outcome', ''), _connector='XOR'), name='call_ended_xor_no_outcome'), models.CheckConstraint(condition=models.Q(('status', 'ended'), ('ended_at', None), _connector='XOR'), name='call_ended_xor_no_end')],
            },
        ),
        migrations.CreateModel(
            name='CallEvent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('source', models.CharField(choices=[('user', 'the user'), ('worker', 'dialling'), ('event', 'event of the PBX'), ('query', 'question to the PBX'), ('sweeper', 'the sweeper')], max_length=8, verbose_name='from')),
                ('status', models.CharField(blank=True, choices=[('queued', 'waiting to be dialled'), ('dialing', 'asking the PBX'), ('ringing_caller', 'your phone is ringing'), ('ringing_callee', 'their phone is being rung'), ('talking', 'connected'), ('ended', 'ended')], max_length=16, verbose_name='status')),
                ('detail', models.TextField(blank=True, verbose_name='what')),
                ('code', models.CharField(blank=True, max_length=80, verbose_name="PBX's own word")),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='events', to='calls.call')),
            ],
            options={
                'verbose_name': 'step',
                'verbose_name_plural': 'timeline',
                'ordering': ['pk'],
            },
        ),
        migrations.CreateModel(
            name='Leg',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('side', models.CharField(choices=[('caller', 'caller'), ('callee', 'callee')], max_length=8, verbose_name='side')),
                ('number', models.CharField(blank=True, max_length=40, verbose_name='number')),
                ('channelid', models.CharField(max_length=100, verbose_name='channelid')),
                ('state', models.CharField(choices=[('unknown', 'unknown'), ('ringing', 'rings'), ('ringback', 'lifted, hears it ring'), ('talking', 'talks'), ('held', 'is on hold'), ('gone', 'has hung up')], max_length=16, verbose_name='state')),
                ('raw_state', models.CharField(blank=True, max_length=32, verbose_name="PBX's own word")),
                ('since', models.DateTimeField(default=django.utils.timezone.now, verbose_name='since')),
                ('rang_at', models.DateTimeField(null=True, verbose_name='said to ring')),
                ('ringback_at', models.DateTimeField(null=True, verbose_name='said to hear it ring')),
                ('lifted_at', models.DateTimeField(null=True, verbose_name='answered')),
                ('call', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='legs', to='calls.call')),
            ],
            options={
                'verbose_name': 'leg',
                'verbose_name_plural': 'legs',
                'ordering': ['pk'],
                'constraints': [models.UniqueConstraint(fields=('call', 'channelid'), name='leg_once_per_call')],
            },
        ),
    ]
