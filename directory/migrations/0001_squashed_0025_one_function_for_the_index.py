"""The whole directory, for a new installation. An older one goes the way of the migrations that this replaces."""

import clicktocall.pbx.encryption
import clicktocall.pbx.validators
import directory.models.last_words
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.text
import django.utils.timezone
import uuid
from django.apps import apps as real_apps
from django.conf import settings
from django.contrib.auth.management import create_permissions
from django.db import migrations, models


EDITORS = "Directory editors"
RIGHTS = ("add_contact", "change_contact", "delete_contact", "view_contact", "add_importrun")
# Of the words: each as it stands, keys of a keypad and initials with the sign before them. Of each line of numbers:
# every four signs side by side, the last three, and the first three. Digits in names make lines of their own. They are
# written as capitals, which no word has. A word that no index would take is cut.
LEXEMES = """
CREATE FUNCTION directory_lexemes(search_text text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    words text := split_part(search_text, E'\\n\\n', 1);
    numbers text := split_part(search_text, E'\\n\\n', 2);
    parts text[] := string_to_array(replace(translate(words, E'\\n', ' '), '~', ' ~'), ' ');
    line text;
    size integer;
BEGIN
    IF octet_length(words) > 2000 THEN
        parts := ARRAY(SELECT left(part, 500) FROM unnest(parts) AS part);
    END IF;
    IF words ~ '[0-9]{3}' THEN
        numbers := numbers || E'\\n' || regexp_replace(words, '[^0-9]+', E'\\n ', 'g');
    END IF;
    FOREACH line IN ARRAY string_to_array(translate(numbers, '0123456789', 'ABCDEFGHIJ'), E'\\n') LOOP
        size := length(line);
        IF size > 1 THEN
            -- What numbers have, at once: a loop takes twice as long.
            parts := parts || (ARRAY[
                left(line, 3), right(line, 3),
                substr(line, 1, 4), substr(line, 2, 4), substr(line, 3, 4), substr(line, 4, 4), substr(line, 5, 4),
                substr(line, 6, 4), substr(line, 7, 4), substr(line, 8, 4), substr(line, 9, 4), substr(line, 10, 4),
                substr(line, 11, 4), substr(line, 12, 4), substr(line, 13, 4)
            ])[1 : size - 1];
            FOR place IN 14 .. size - 3 LOOP
                parts := parts || substr(line, place, 4);
            END LOOP;
        END IF;
    END LOOP;
    RETURN array_to_tsvector(array_remove(parts, ''));
END
$$
"""
POSTGRESQL = (
    "CREATE EXTENSION IF NOT EXISTS pg_trgm",
    # Beginnings are ranges, and lists have the order of the bytes, as on SQLite, whatever the locale of the database.
    'ALTER TABLE directory_contact ALTER COLUMN name_key TYPE varchar(200) COLLATE "C"',
    'ALTER TABLE directory_phonenumber ALTER COLUMN e164 TYPE varchar(20) COLLATE "C"',
    'ALTER TABLE directory_phonenumber ALTER COLUMN digits TYPE varchar(64) COLLATE "C"',
    LEXEMES,
    # One index, so that what is asked of both columns is looked for side by side.
    "CREATE INDEX contact_search ON directory_contact USING gin (directory_lexemes(search_text),"
    " split_part(split_part(search_text, E'\\n\\n', 1), E'\\n~', 1) gin_trgm_ops)",
    "CREATE INDEX search_word_by_letters ON directory_searchword USING gin (word gin_trgm_ops)",
)
POSTGRESQL_BACK = ("DROP INDEX contact_search", "DROP FUNCTION directory_lexemes(text)")


def run(statements):
    """On PostgreSQL. SQLite's trigram index hangs on triggers, which `directory.finding.keeping` looks after."""

    def each(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return each


def make_the_group(apps, schema_editor):
    """Django makes the permissions after the last migration; the group needs them now."""
    config = real_apps.get_app_config("directory")
    create_permissions(config, verbosity=0, apps=real_apps, using=schema_editor.connection.alias)
    group, _was_made = apps.get_model("auth", "Group").objects.get_or_create(name=EDITORS)
    rights = apps.get_model("auth", "Permission").objects
    group.permissions.add(*rights.filter(content_type__app_label="directory", codename__in=RIGHTS))


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('directory', '0001_initial'),
        ('directory', '0002_a_contact_in_full'),
        ('directory', '0003_uids'),
        ('directory', '0004_uids_are_unique'),
        ('directory', '0005_history_and_favourites'),
        ('directory', '0006_directory_editors'),
        ('directory', '0007_search'),
        ('directory', '0008_office_numbers'),
        ('directory', '0009_imports'),
        ('directory', '0010_renumberings'),
        ('directory', '0011_search_words'),
        ('directory', '0012_editors_import'),
        ('directory', '0013_emails_are_looked_up'),
        ('directory', '0014_phone_books'),
        ('directory', '0015_address_books'),
        ('directory', '0016_ldap_sources'),
        ('directory', '0017_pushes_to_pbxs'),
        ('directory', '0018_names_with_companies'),
        ('directory', '0019_names_by_their_last_word'),
        ('directory', '0020_one_index_for_the_history'),
        ('directory', '0021_who_takes_back'),
        ('directory', '0022_imports_come_back_from_the_bin'),
        ('directory', '0023_words_by_their_letters'),
        ('directory', '0024_digits_in_the_index_of_words'),
        ('directory', '0025_one_function_for_the_index'),
    ]

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pbx', '0003_what_does_not_answer'),
    ]

    operations = [
        migrations.CreateModel(
            name='ImportMapping',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=64, unique=True)),
                ('mapping', models.JSONField(default=dict)),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'column mapping',
                'verbose_name_plural': 'column mappings',
            },
        ),
        migrations.CreateModel(
            name='KnownWord',
            fields=[
                ('pk', models.CompositePrimaryKey('slip', 'word', blank=True, editable=False, primary_key=True, serialize=False)),
                ('slip', models.IntegerField()),
                ('word', models.CharField(max_length=24)),
            ],
        ),
        migrations.CreateModel(
            name='Photo',
            fields=[
                ('key', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('content', models.BinaryField(max_length=200000)),
                ('content_type', models.CharField(max_length=40)),
                ('used_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'verbose_name': 'photo',
                'verbose_name_plural': 'photos',
            },
        ),
        migrations.CreateModel(
            name='SearchWord',
            fields=[
                ('word', models.TextField(primary_key=True, serialize=False)),
            ],
        ),
        migrations.CreateModel(
            name='BookPush',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('asked_by', models.CharField(max_length=150, verbose_name='by')),
                ('asked_at', models.DateTimeField(verbose_name='asked for')),
                ('tag', models.CharField(blank=True, max_length=50, verbose_name='tag')),
                ('query', models.CharField(blank=True, max_length=100, verbose_name='search')),
                ('most', models.PositiveIntegerField(verbose_name='at most')),
                ('stage', models.CharField(choices=[('comparing', 'is being compared'), ('ready', 'waits for your yes'), ('applying', 'is being applied'), ('stopped', 'was stopped in the middle'), ('applied', 'has been applied'), ('failed', 'could not be compared'), ('discarded', 'was not wanted')], default='comparing', max_length=10, verbose_name='state')),
                ('sentence', models.TextField(blank=True)),
                ('taken_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True, verbose_name='finished')),
                ('same', models.PositiveIntegerField(default=0)),
                ('group', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.group')),
                ('pbx', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='book_pushes', to='pbx.pbx')),
            ],
            options={
                'verbose_name': 'push to a PBX',
                'verbose_name_plural': 'pushes to PBXs',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('stage__in', ['comparing', 'applying'])), fields=('pbx',), name='one_book_push_at_a_time')],
            },
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('kind', models.CharField(choices=[('person', 'person'), ('company', 'company')], default='person', max_length=10, verbose_name='kind')),
                ('name', models.CharField(max_length=200, verbose_name='name')),
                ('given_name', models.CharField(blank=True, max_length=100, verbose_name='given name')),
                ('family_name', models.CharField(blank=True, max_length=100, verbose_name='family name')),
                ('phonetic_name', models.CharField(blank=True, help_text='How it is pronounced. Lists are sorted by it.', max_length=200, verbose_name='phonetic name')),
                ('company', models.CharField(blank=True, max_length=200, verbose_name='company')),
                ('department', models.CharField(blank=True, max_length=200, verbose_name='department')),
                ('title', models.CharField(blank=True, max_length=200, verbose_name='job title')),
                ('street', models.CharField(blank=True, max_length=300, verbose_name='street')),
                ('postcode', models.CharField(blank=True, max_length=20, verbose_name='postcode')),
                ('city', models.CharField(blank=True, max_length=100, verbose_name='city')),
                ('province', models.CharField(blank=True, max_length=100, verbose_name='state or province')),
                ('country', models.CharField(blank=True, max_length=100, verbose_name='country')),
                ('website', models.CharField(blank=True, max_length=300, verbose_name='website')),
                ('note', models.TextField(blank=True, verbose_name='note')),
                ('photo_key', models.CharField(blank=True, editable=False, max_length=32)),
                ('shelf', models.CharField(choices=[('shared', 'shared with everybody'), ('group', 'shared with a group'), ('personal', 'only for me')], default='shared', max_length=10, verbose_name='who sees it')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='added')),
                ('changed_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='changed')),
                ('revision', models.PositiveIntegerField(default=1, editable=False)),
                ('deleted_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='deleted')),
                ('name_key', models.CharField(blank=True, editable=False, max_length=200)),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='contacts', to='auth.group', verbose_name='group')),
                ('merged_into', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='merged_from', to='directory.contact')),
                ('owner', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contacts', to=settings.AUTH_USER_MODEL, verbose_name='owner')),
            ],
            options={
                'verbose_name': 'contact',
                'verbose_name_plural': 'contacts',
                'ordering': ['name_key', 'pk'],
                'indexes': [models.Index(fields=['name_key', 'company', 'id'], name='contact_by_name_and_company'), models.Index(condition=models.Q(('deleted_at', None), ('shelf', 'shared')), fields=['name_key', 'id'], name='contact_shared_by_name'), models.Index(condition=models.Q(('deleted_at', None), models.Q(('shelf', 'shared'), _negated=True)), fields=['owner', 'name_key', 'id'], name='contact_own_by_name'), models.Index(condition=models.Q(('deleted_at', None), ('shelf', 'group')), fields=['group', 'name_key', 'id'], name='contact_group_by_name'), models.Index(directory.models.last_words.LastWordFirst('name_key'), models.F('id'), condition=models.Q(('deleted_at', None), ('shelf', 'shared')), name='contact_shared_by_last_word'), models.Index(models.F('owner'), directory.models.last_words.LastWordFirst('name_key'), models.F('id'), condition=models.Q(('deleted_at', None), models.Q(('shelf', 'shared'), _negated=True)), name='contact_own_by_last_word'), models.Index(models.F('group'), directory.models.last_words.LastWordFirst('name_key'), models.F('id'), condition=models.Q(('deleted_at', None), ('shelf', 'group')), name='contact_group_by_last_word'), models.Index(condition=models.Q(('deleted_at__isnull', False)), fields=['deleted_at'], name='contact_gone')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', False), ('shelf', 'group')), models.Q(models.Q(('shelf', 'group'), _negated=True), ('group__isnull', True)), _connector='OR'), name='contact_group_on_a_group_shelf', violation_error_message='Choose a group for a contact that is shared with one, and none otherwise.')],
            },
        ),
        migrations.CreateModel(
            name='BookStep',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('verb', models.CharField(choices=[('add', 'to add'), ('change', 'to change'), ('remove', 'to remove'), ('left_out', 'left out')], max_length=10)),
                ('key', models.CharField(blank=True, max_length=40)),
                ('name', models.CharField(max_length=250)),
                ('before', models.JSONField(default=dict)),
                ('after', models.JSONField(default=dict)),
                ('remark', models.TextField(blank=True)),
                ('begun_at', models.DateTimeField(null=True)),
                ('done_at', models.DateTimeField(null=True)),
                ('refusal', models.TextField(blank=True)),
                ('push', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='steps', to='directory.bookpush')),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.contact')),
            ],
            options={
                'verbose_name': 'step of a push',
                'verbose_name_plural': 'steps of a push',
                'ordering': ['position'],
                'indexes': [models.Index(fields=['push', 'verb', 'position'], name='book_step_in_order')],
            },
        ),
        migrations.CreateModel(
            name='EmailAddress',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(blank=True, help_text='For instance Work or Home.', max_length=40, verbose_name='label')),
                ('address', models.EmailField(max_length=254, verbose_name='e-mail address')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='emails', to='directory.contact')),
            ],
            options={
                'verbose_name': 'e-mail address',
                'verbose_name_plural': 'e-mail addresses',
                'ordering': ['position', 'pk'],
                'indexes': [models.Index(django.db.models.functions.text.Lower('address'), name='email_by_address')],
            },
        ),
        migrations.CreateModel(
            name='Extension',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16, validators=[django.core.validators.RegexValidator('^[0-9]+$', 'An extension is digits only.')], verbose_name='number')),
                ('is_default', models.BooleanField(default=False, verbose_name='rings first')),
                ('autoanswer', models.BooleanField(default=False, help_text='The phone goes off-hook by itself, if it can.', verbose_name='answers by itself')),
                ('pbx', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='extensions', to='pbx.pbx', verbose_name='PBX')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='extensions', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'extension',
                'verbose_name_plural': 'extensions',
                'ordering': ['number'],
                'constraints': [models.UniqueConstraint(fields=('pbx', 'number'), name='extension_once_per_pbx'), models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('user',), name='one_default_per_user')],
            },
        ),
        migrations.CreateModel(
            name='Favourite',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('added_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='added')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='favoured_by', to='directory.contact')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='favourites', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'favourite',
                'verbose_name_plural': 'favourites',
                'constraints': [models.UniqueConstraint(fields=('user', 'contact'), name='favourite_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('user_name', models.CharField(blank=True, max_length=200, verbose_name='by')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('file_name', models.CharField(max_length=200, verbose_name='file')),
                ('format', models.CharField(blank=True, max_length=60, verbose_name='format')),
                ('size', models.PositiveBigIntegerField(default=0, verbose_name='size')),
                ('shelf', models.CharField(choices=[('shared', 'shared with everybody'), ('group', 'shared with a group'), ('personal', 'only for me')], default='shared', max_length=10, verbose_name='who sees it')),
                ('tags', models.JSONField(default=list)),
                ('region', models.CharField(max_length=2, verbose_name='country of national numbers')),
                ('overwrites', models.BooleanField(default=False)),
                ('ignored', models.JSONField(default=list)),
                ('headings', models.JSONField(default=list)),
                ('mapping', models.JSONField(null=True)),
                ('stage', models.CharField(choices=[('mapping', 'needs to know what its columns mean'), ('reading', 'is being read'), ('ready', 'waits for your yes'), ('applying', 'is being brought in'), ('applied', 'is in the directory'), ('undoing', 'is being taken back'), ('undone', 'was taken back'), ('restoring', 'is being brought back'), ('failed', 'cannot be read')], default='reading', max_length=10)),
                ('sentence', models.TextField(blank=True)),
                ('attempt', models.PositiveIntegerField(default=1)),
                ('beat_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('tries', models.PositiveSmallIntegerField(default=0)),
                ('done', models.PositiveIntegerField(default=0)),
                ('total', models.PositiveIntegerField(default=0)),
                ('created', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('same', models.PositiveIntegerField(default=0)),
                ('duplicates', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
                ('kept', models.PositiveIntegerField(default=0)),
                ('restored', models.PositiveIntegerField(null=True)),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.group')),
                ('owner', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('restored_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('undone_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='imports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'import',
                'verbose_name_plural': 'imports',
                'ordering': ['-pk'],
                'indexes': [models.Index(condition=models.Q(('stage__in', ['reading', 'applying', 'undoing', 'restoring'])), fields=['beat_at'], name='import_under_way')],
            },
        ),
        migrations.CreateModel(
            name='ImportPiece',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('position', models.PositiveIntegerField()),
                ('content', models.BinaryField()),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='pieces', to='directory.importrun')),
            ],
            options={
                'ordering': ['position'],
                'constraints': [models.UniqueConstraint(fields=('run', 'position'), name='import_piece_once')],
            },
        ),
        migrations.CreateModel(
            name='ImportEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('row', models.PositiveIntegerField()),
                ('verdict', models.CharField(choices=[('created', 'to create'), ('changed', 'to change'), ('same', 'the same'), ('duplicate', 'duplicate'), ('rejected', 'rejected')], max_length=10)),
                ('name', models.CharField(blank=True, max_length=200)),
                ('sentence', models.TextField(blank=True)),
                ('fields', models.JSONField(default=list)),
                ('source', models.JSONField(default=list)),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.contact')),
                ('run', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entries', to='directory.importrun')),
            ],
            options={
                'ordering': ['pk'],
                'indexes': [models.Index(fields=['run', 'verdict', 'id'], name='import_entry_by_verdict')],
            },
        ),
        migrations.CreateModel(
            name='Change',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('user_name', models.CharField(blank=True, max_length=200, verbose_name='by')),
                ('verb', models.CharField(choices=[('added', 'Added'), ('changed', 'Changed'), ('deleted', 'Deleted'), ('restored', 'Brought back'), ('merged', 'Merged'), ('taken_apart', 'Taken apart again'), ('imported', 'Changed by an import'), ('synced', 'Changed by its source'), ('undone', 'Import taken back'), ('renumbered', 'Numbers read anew'), ('read_back', 'Reading anew taken back')], max_length=12, verbose_name='what')),
                ('revision', models.PositiveIntegerField(verbose_name='revision')),
                ('fields', models.JSONField(default=list, verbose_name='fields')),
                ('user', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('contact', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='changes', to='directory.contact')),
                ('other', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='+', to='directory.contact')),
                ('run', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='changes', to='directory.importrun')),
            ],
            options={
                'verbose_name': 'change',
                'verbose_name_plural': 'changes',
                'ordering': ['-pk'],
                'indexes': [models.Index(fields=['contact', '-id'], name='change_of_contact')],
            },
        ),
        migrations.CreateModel(
            name='LdapSource',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(help_text='Stands on each contact that comes from there.', max_length=60, unique=True, verbose_name='name')),
                ('layout', models.CharField(choices=[('active_directory', 'Active Directory'), ('inetorgperson', 'OpenLDAP and others (inetOrgPerson)')], default='active_directory', max_length=20, verbose_name='kind')),
                ('addresses', models.CharField(help_text='Host names, each with a port if it is another than usual. Several are tried in turn.', max_length=400, verbose_name='addresses')),
                ('encryption', models.CharField(choices=[('ldaps', 'LDAPS (usually port 636)'), ('starttls', 'StartTLS (usually port 389)'), ('none', 'none (anybody in between reads the password and all entries)')], default='ldaps', max_length=8, verbose_name='encryption')),
                ('tls_check', models.CharField(choices=[('system', 'by a public authority, or one that this server trusts'), ('ca', 'by the authority certificate below'), ('fingerprint', "by the certificate's fingerprint below"), ('off', 'not at all (anybody in between can read and change everything)')], default='system', max_length=16, verbose_name='certificate is checked')),
                ('ca_certificate', models.TextField(blank=True, validators=[clicktocall.pbx.validators.validate_certificate], verbose_name='authority certificate')),
                ('fingerprint', models.CharField(blank=True, max_length=120, validators=[clicktocall.pbx.validators.validate_fingerprint], verbose_name='fingerprint (SHA-256)')),
                ('bind_dn', models.CharField(blank=True, help_text='A DN, or name@office.example. One that may only read. Empty: nobody signs in.', max_length=300, verbose_name='account')),
                ('bind_password', clicktocall.pbx.encryption.SecretField(blank=True, verbose_name='password')),
                ('base_dn', models.CharField(help_text='Below it people are looked for, for instance OU=Staff,DC=office,DC=example', max_length=300, verbose_name='base DN')),
                ('filter', models.TextField(blank=True, help_text='Empty: the usual one of the kind.', verbose_name='filter')),
                ('mapping', models.TextField(blank=True, help_text='Empty: the usual ones of the kind.', verbose_name='attributes')),
                ('identity', models.CharField(blank=True, help_text='Never changes, not even when somebody marries. Empty: objectGUID or entryUUID, as is usual.', max_length=60, verbose_name='attribute of the identity')),
                ('shelf', models.CharField(choices=[('shared', 'everybody'), ('group', 'a group')], default='shared', max_length=10, verbose_name='who sees the contacts')),
                ('tags', models.CharField(blank=True, max_length=200, verbose_name='tags for all of them')),
                ('region', models.CharField(help_text='Two letters.', max_length=2, validators=[clicktocall.pbx.validators.validate_region], verbose_name='country of numbers without +')),
                ('every_minutes', models.PositiveIntegerField(choices=[(15, 'every 15 minutes'), (60, 'every hour'), (360, 'every 6 hours'), (1440, 'every day')], default=60, verbose_name='how often')),
                ('most_gone_percent', models.PositiveSmallIntegerField(default=20, help_text='If more of its contacts are gone from the source, none is put into the bin before staff say so.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(100)], verbose_name='gone at once, at most, in per cent')),
                ('is_active', models.BooleanField(default=False, editable=False, verbose_name='in step')),
                ('previewed_for', models.CharField(blank=True, editable=False, max_length=64)),
                ('next_at', models.DateTimeField(editable=False, null=True, verbose_name='next sync')),
                ('synced_at', models.DateTimeField(editable=False, null=True, verbose_name='last sync')),
                ('trouble', models.TextField(blank=True, editable=False, verbose_name='why it stands still')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='auth.group', verbose_name='group')),
            ],
            options={
                'verbose_name': 'address book source',
                'verbose_name_plural': 'address book sources (LDAP)',
                'ordering': ['name'],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('group__isnull', False), ('shelf', 'group')), models.Q(models.Q(('shelf', 'group'), _negated=True), ('group__isnull', True)), _connector='OR'), name='ldapsource_group_on_a_group_shelf', violation_error_message='Choose a group if the contacts are for one, and none otherwise.')],
            },
        ),
        migrations.CreateModel(
            name='LdapRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('preview', 'preview'), ('sync', 'sync')], max_length=8, verbose_name='what')),
                ('stage', models.CharField(choices=[('waiting', 'waits for a worker'), ('asking', 'is being read'), ('done', 'done'), ('stopped', 'stopped before anything went into the bin'), ('failed', 'failed')], default='waiting', max_length=8, verbose_name='where it stands')),
                ('agreed_gone', models.PositiveIntegerField(default=0)),
                ('user_name', models.CharField(blank=True, max_length=200, verbose_name='by')),
                ('settings', models.CharField(max_length=64)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='at')),
                ('beat_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('ended_at', models.DateTimeField(null=True, verbose_name='ended')),
                ('created', models.PositiveIntegerField(default=0)),
                ('changed', models.PositiveIntegerField(default=0)),
                ('same', models.PositiveIntegerField(default=0)),
                ('gone', models.PositiveIntegerField(default=0)),
                ('rejected', models.PositiveIntegerField(default=0)),
                ('sentence', models.TextField(blank=True)),
                ('lines', models.JSONField(default=list)),
                ('source', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='runs', to='directory.ldapsource')),
            ],
            options={
                'verbose_name': 'sync of an address book source',
                'verbose_name_plural': 'syncs of address book sources',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('stage__in', ['waiting', 'asking'])), fields=('source',), name='one_live_run_per_ldapsource')],
            },
        ),
        migrations.AddField(
            model_name='contact',
            name='source',
            field=models.ForeignKey(blank=True, db_index=False, editable=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='contacts', to='directory.ldapsource', verbose_name='source'),
        ),
        migrations.CreateModel(
            name='OfficeNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.CharField(max_length=16, validators=[django.core.validators.RegexValidator('^[0-9]+$', 'Write its digits only.')], verbose_name='number')),
                ('name', models.CharField(help_text='As the office says it, for instance Support.', max_length=100, verbose_name='name')),
                ('kind', models.CharField(choices=[('ivr', 'voice menu (IVR)'), ('ring_group', 'ring group'), ('queue', 'queue'), ('paging_group', 'paging group'), ('conference', 'conference room')], max_length=16, verbose_name='kind')),
                ('search_text', models.TextField(blank=True, editable=False)),
                ('pbx', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='office_numbers', to='pbx.pbx', verbose_name='PBX')),
            ],
            options={
                'verbose_name': 'office number',
                'verbose_name_plural': 'office numbers',
                'ordering': ['pbx', 'number'],
                'permissions': [('let_call_officenumber', 'Can let a queue, ring group or voice menu call outside')],
                'constraints': [models.UniqueConstraint(fields=('pbx', 'number'), name='office_number_once_per_pbx')],
            },
        ),
        migrations.CreateModel(
            name='OwnNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('typed', models.CharField(help_text='Mostly the mobile of this user.', max_length=64, verbose_name='number')),
                ('e164', models.CharField(editable=False, max_length=20, unique=True, verbose_name='international form')),
                ('is_confirmed', models.BooleanField(default=False, help_text="Tick it once you have made sure that this number is theirs, for instance by calling it. From then on they may have it rung first; the call is made at the office's expense.", verbose_name='confirmed')),
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='own_number', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'own number',
                'verbose_name_plural': 'own numbers',
            },
        ),
        migrations.CreateModel(
            name='PbxEntry',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.CharField(max_length=40)),
                ('fields', models.JSONField(default=dict)),
                ('contact', models.ForeignKey(null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='pbx_entries', to='directory.contact')),
                ('pbx', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='book_entries', to='pbx.pbx')),
            ],
            options={
                'verbose_name': 'entry on a PBX',
                'verbose_name_plural': 'entries on PBXs',
                'constraints': [models.UniqueConstraint(fields=('pbx', 'key'), name='pbx_entry_by_key'), models.UniqueConstraint(fields=('pbx', 'contact'), name='one_pbx_entry_per_contact')],
            },
        ),
        migrations.CreateModel(
            name='PhoneBook',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=60, verbose_name='name')),
                ('reader', models.CharField(choices=[('phone', 'a desk phone'), ('program', 'an address book, by CardDAV')], default='phone', max_length=10, verbose_name='read by')),
                ('part', models.CharField(choices=[('all', 'everything that I see'), ('shared', 'what everybody sees'), ('personal', 'what only I see'), ('group', 'what a group of mine sees')], default='all', max_length=10, verbose_name='what it shows')),
                ('digest', models.CharField(editable=False, max_length=64, unique=True)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='made')),
                ('group', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='auth.group', verbose_name='group')),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='phone_books', to=settings.AUTH_USER_MODEL, verbose_name='user')),
            ],
            options={
                'verbose_name': 'phone book',
                'verbose_name_plural': 'phone books',
                'ordering': ['name', 'pk'],
            },
        ),
        migrations.CreateModel(
            name='PhoneNumber',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('label', models.CharField(blank=True, help_text='For instance Work or Mobile.', max_length=40, verbose_name='label')),
                ('typed', models.CharField(max_length=64, verbose_name='number')),
                ('e164', models.CharField(blank=True, editable=False, max_length=20, verbose_name='international form')),
                ('digits', models.CharField(blank=True, editable=False, max_length=64, verbose_name='digits')),
                ('extension', models.CharField(blank=True, editable=False, max_length=40, verbose_name='extension to type afterwards')),
                ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                ('is_default', models.BooleanField(default=False, help_text='Stands first among the numbers.', verbose_name='default')),
                ('contact', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='numbers', to='directory.contact')),
            ],
            options={
                'verbose_name': 'number',
                'verbose_name_plural': 'numbers',
                'ordering': ['-is_default', 'position', 'pk'],
                'indexes': [models.Index(fields=['e164', 'digits'], name='number_by_e164')],
                'constraints': [models.UniqueConstraint(condition=models.Q(('is_default', True)), fields=('contact',), name='one_default_number_per_contact')],
            },
        ),
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
                ('undo_asked_by', models.CharField(blank=True, max_length=150)),
                ('undone_at', models.DateTimeField(null=True, verbose_name='undone')),
                ('pbx', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='renumberings', to='pbx.pbx')),
            ],
            options={
                'verbose_name': 'reading anew',
                'verbose_name_plural': 'readings anew',
                'ordering': ['-pk'],
                'constraints': [models.UniqueConstraint(condition=models.Q(('finished_at', None)), fields=('pbx',), name='one_renumbering_at_a_time')],
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
        migrations.CreateModel(
            name='Tag',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('name', models.CharField(max_length=50, verbose_name='tag')),
                ('key', models.CharField(editable=False, max_length=100, unique=True)),
                ('contacts', models.ManyToManyField(blank=True, related_name='tags', to='directory.contact', verbose_name='contacts')),
            ],
            options={
                'verbose_name': 'tag',
                'verbose_name_plural': 'tags',
                'ordering': ['key'],
            },
        ),
        migrations.AddIndex(
            model_name='contact',
            index=models.Index(condition=models.Q(('source__isnull', False)), fields=['source'], name='contact_of_source'),
        ),
        migrations.RunPython(run(POSTGRESQL), run(POSTGRESQL_BACK)),
        migrations.RunPython(make_the_group, migrations.RunPython.noop),
    ]
