from __future__ import annotations

from django.db import migrations

# Of each line of numbers: every four signs side by side, the last three, and the first three. Digits in names make
# lines of their own. As capitals, which no word has, and which no dictionary makes small here.
DIGITS = """
CREATE FUNCTION directory_digits(search_text text) RETURNS tsvector
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE STRICT AS $$
DECLARE
    words text := split_part(search_text, E'\\n\\n', 1);
    numbers text := split_part(search_text, E'\\n\\n', 2);
    parts text[] := '{}';
    line text;
    size integer;
BEGIN
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
    RETURN array_to_tsvector(parts);
END
$$
"""
WORDS = "to_tsvector('simple', split_part(search_text, E'\\n\\n', 1))"
FORWARDS = (
    DIGITS,
    # One index, so that what is asked of both columns is looked for side by side.
    f"CREATE INDEX contact_search ON directory_contact USING gin (({WORDS} || directory_digits(search_text)),"
    " split_part(search_text, E'\\n\\n', 1) gin_trgm_ops)",
    "DROP INDEX IF EXISTS contact_search_words",
    "DROP INDEX IF EXISTS contact_search_text",
)
BACKWARDS = (
    "CREATE INDEX contact_search_text ON directory_contact USING gin (search_text gin_trgm_ops)",
    f"CREATE INDEX contact_search_words ON directory_contact USING gin ({WORDS})",
    "DROP INDEX contact_search",
    "DROP FUNCTION directory_digits(text)",
)


def run(statements):
    """On PostgreSQL. SQLite's trigrams answer for digits, too."""

    def each(apps, schema_editor):
        if schema_editor.connection.vendor == "postgresql":
            for statement in statements:
                schema_editor.execute(statement)

    return each


class Migration(migrations.Migration):
    dependencies = [("directory", "0023_words_by_their_letters")]
    operations = [migrations.RunPython(run(FORWARDS), run(BACKWARDS))]
