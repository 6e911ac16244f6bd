from __future__ import annotations

from importlib import import_module

from django.db import migrations

earlier = import_module("directory.migrations.0024_digits_in_the_index_of_words")

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
FORWARDS = (
    LEXEMES,
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
