from __future__ import annotations

from itertools import islice
from uuid import uuid4

from django.db import migrations


def give_each_contact_its_own(apps, schema_editor):
    """The column was added with one value for all; a unique one follows."""
    Contact = apps.get_model("directory", "Contact")
    contacts = Contact.objects.only("pk").iterator(chunk_size=1000)
    while batch := list(islice(contacts, 1000)):
        for contact in batch:
            contact.uid = uuid4()
        Contact.objects.bulk_update(batch, ["uid"], batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("directory", "0002_a_contact_in_full")]
    operations = [migrations.RunPython(give_each_contact_its_own, migrations.RunPython.noop, elidable=True)]
