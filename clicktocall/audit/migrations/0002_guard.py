"""The database refuses to change a line of the audit trail, whoever asks; PostgreSQL also to delete a young one.

On SQLite nothing stands before a deletion, because there a test database is emptied row by row.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION audit_entry_guard() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'DELETE' AND OLD.at < now() - interval '29 days' THEN
    RETURN OLD;
  END IF;
  RAISE EXCEPTION 'The audit trail is never changed.';
END $$
"""
POSTGRESQL = (
    FUNCTION,
    "CREATE TRIGGER audit_entry_guard BEFORE UPDATE OR DELETE ON audit_entry "
    "FOR EACH ROW EXECUTE FUNCTION audit_entry_guard()",
)
POSTGRESQL_BACK = ("DROP TRIGGER audit_entry_guard ON audit_entry", "DROP FUNCTION audit_entry_guard()")
SQLITE = (
    "CREATE TRIGGER audit_entry_guard BEFORE UPDATE ON audit_entry "
    "BEGIN SELECT RAISE(ABORT, 'The audit trail is never changed.'); END",
)
SQLITE_BACK = ("DROP TRIGGER audit_entry_guard",)


def guard(apps, schema_editor):
    for statement in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(statement, params=None)


def let_go(apps, schema_editor):
    for statement in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(statement, params=None)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [migrations.RunPython(guard, let_go)]
