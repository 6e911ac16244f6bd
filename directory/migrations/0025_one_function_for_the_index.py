from __future__ import annotations

from importlib import import_module

from django.db import migrations

earlier = import_module("directory.migrations.0024_digits_in_the_index_of_words")
squashed = import_module("directory.migrations.0001_squashed_0025_one_function_for_the_index")

FORWARDS = (
    squashed.LEXEMES,
    "DROP INDEX contact_search",
    "DROP FUNCTION directory_digits(text)",
    # Of the trigrams, too, nothing is asked about keys and initials.
    "CREATE INDEX contact_search ON directory_contact USING gin (directory_lexemes(search_text),"
    " split_part(split_part(search_text, E'\\n\\n', 1), E'\\n~', 1) gin_trgm_ops)",
)
BACKWARDS = ("DROP INDEX contact_search", "DROP FUNCTION directory_lexemes(text)", *earlier.FORWARDS)


class Migration(migrations.Migration):
    dependencies = [("directory", "0024_digits_in_the_index_of_words")]
    operations = [migrations.RunPython(earlier.run(FORWARDS), earlier.run(BACKWARDS))]
