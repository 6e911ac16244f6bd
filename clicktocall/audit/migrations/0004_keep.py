"""SQLite, too, refuses to delete a young line of the audit trail. PostgreSQL has done so since `0002_guard`."""

from django.db import migrations

KEEPS = (
    "CREATE TRIGGER audit_entry_keeps BEFORE DELETE ON audit_entry "
    "WHEN OLD.at >= datetime('now', '-29 days') "
    "BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END"
)


def keep(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute(KEEPS, params=None)


def let_go(apps, schema_editor):
    if schema_editor.connection.vendor == "sqlite":
        schema_editor.execute("DROP TRIGGER audit_entry_keeps", params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0003_asked")]

    operations = [migrations.RunPython(keep, let_go)]
