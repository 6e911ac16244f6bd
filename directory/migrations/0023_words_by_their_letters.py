from __future__ import annotations

from django.db import migrations, models

POSTGRESQL = (
    "CREATE INDEX search_word_by_letters ON directory_searchword USING gin (word gin_trgm_ops)",
    # Words stand behind a blank each; keys of a keypad and initials stand on lines without one.
    "INSERT INTO directory_searchword (word) SELECT DISTINCT w.word FROM directory_contact AS c,"
    " unnest(string_to_array(c.search_text, E'\\n')) AS l (line), unnest(string_to_array(l.line, ' ')) AS w (word)"
    " WHERE starts_with(l.line, ' ') AND w.word <> ''",
)


def fill(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for statement in POSTGRESQL:
            schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("directory", "0022_imports_come_back_from_the_bin")]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[("word", models.TextField(primary_key=True, serialize=False))],
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
