from __future__ import annotations

from django.db import migrations

WORDS = (
    "CREATE INDEX contact_search_words ON directory_contact"
    " USING gin (to_tsvector('simple', split_part(search_text, E'\\n\\n', 1)))"
)


def make_index(apps, schema_editor):
    """SQLite's trigrams answer for beginnings of words, too."""
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(WORDS)


def drop_index(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX IF EXISTS contact_search_words")


class Migration(migrations.Migration):
    dependencies = [("directory", "0010_renumberings")]
    operations = [migrations.RunPython(make_index, drop_index)]
