"""Fills the directory with made-up people, as quickly as the database takes them in."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import islice
from typing import Any
from uuid import uuid4

from django.core.management.color import no_style
from django.db import connection, models, transaction

from directory.describing import describe
from directory.finding.slips import learn
from directory.models import Contact, PhoneNumber
from tests.bench.people import people

BATCH = 10_000
CONTACT = ("id", "uid", "name", "company", "name_key", "search_text")
NUMBER = ("id", "contact_id", "typed", "e164", "digits", "position")


def fill(count: int) -> None:
    """`count` contacts on the shared shelf with two numbers each, as an import of them would leave them."""
    everybody = enumerate(people(count), start=1 + (Contact.objects.aggregate(last=models.Max("pk"))["last"] or 0))
    while batch := list(islice(everybody, BATCH)):
        contacts, numbers, texts = [], [], []
        for pk, person in batch:
            contact = Contact(pk=pk, name=person.name, company=person.company)
            own = [PhoneNumber(e164=e164) for e164 in person.numbers]
            describe(contact, own)
            uid = uuid4()
            kept = uid if connection.vendor == "postgresql" else uid.hex
            contacts.append((pk, kept, contact.name, contact.company, contact.name_key, contact.search_text))
            numbers += [(2 * pk + place, pk, e164, e164, e164[1:], place) for place, e164 in enumerate(person.numbers)]
            texts.append(contact.search_text)
        with transaction.atomic():
            _pour(Contact(), CONTACT, contacts)
            _pour(PhoneNumber(label="Work"), NUMBER, numbers)
            learn(texts)
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), [Contact, PhoneNumber]):
            cursor.execute(statement)
        cursor.execute("VACUUM ANALYZE" if connection.vendor == "postgresql" else "ANALYZE")


def _pour(alike: models.Model, varying: tuple[str, ...], rows: Iterable[tuple[Any, ...]]) -> None:
    """Rows that are like one another but for some columns. COPY on PostgreSQL, one statement for all on SQLite."""
    same = {
        field.column: field.get_db_prep_save(getattr(alike, field.attname), connection)
        for field in alike._meta.concrete_fields
        if field.column not in varying
    }
    table, columns = alike._meta.db_table, ", ".join(f'"{column}"' for column in (*varying, *same))
    whole: list[tuple[Any, ...]] = [(*row, *same.values()) for row in rows]
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as copy:
                for row in whole:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * (len(varying) + len(same)))
            cursor.executemany(f"INSERT INTO {table} ({columns}) VALUES ({marks})", whole)  # noqa: S608 -- our own tables
