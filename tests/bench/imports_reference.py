"""The same file through django-import-export: a row at a time, and in its bulk mode. Used by the bench alone.

As somebody would write it who knows our model: nothing is asked, read or written twice. It does less than ours: no
history, no search for contacts by number or name, no rejected rows, no undo.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from import_export import resources
from tablib import Dataset

from directory.describing import describe
from directory.finding.slips import learn
from directory.models import Contact, PhoneNumber
from directory.numbers import identify


def by_row(path: Path) -> None:
    _run(ByRow(), path)


def in_bulk(path: Path) -> None:
    _run(InBulk(), path)


def _run(resource: Any, path: Path) -> None:
    dataset = Dataset().load(path.read_text(encoding="utf-8"), format="csv")
    dataset.headers = [heading.lower() for heading in dataset.headers]
    resource.import_data(dataset, raise_errors=True)


def _numbers(row: Any) -> list[PhoneNumber]:
    numbers = [PhoneNumber(label=label, typed=row[label]) for label in ("work", "mobile")]
    for position, number in enumerate(numbers):
        identify(number, region="DE")
        number.position = position
    return numbers


class ByRow(resources.ModelResource):  # type: ignore[misc]  # -- the package has no types
    class Meta:
        model = Contact
        fields = ("uid", "name", "company")
        import_id_fields = ("uid",)

    def before_save_instance(self, instance: Contact, row: Any, **_about: Any) -> None:
        self.numbers = _numbers(row)
        describe(instance, self.numbers)

    def after_save_instance(self, instance: Contact, _row: Any, **_about: Any) -> None:
        for number in self.numbers:
            number.contact = instance
        PhoneNumber.objects.bulk_create(self.numbers)
        learn([instance.search_text])


class InBulk(resources.ModelResource):  # type: ignore[misc]  # -- the package has no types
    class Meta:
        model = Contact
        fields = ("uid", "name", "company")
        import_id_fields = ("uid",)
        use_bulk = True
        batch_size = 1000
        skip_diff = True

    def __init__(self, **about: Any) -> None:
        super().__init__(**about)
        self.waiting: list[tuple[Contact, list[PhoneNumber]]] = []

    def before_save_instance(self, instance: Contact, row: Any, **_about: Any) -> None:
        numbers = _numbers(row)
        describe(instance, numbers)
        self.waiting.append((instance, numbers))

    def bulk_create(self, *arguments: Any, **about: Any) -> None:
        super().bulk_create(*arguments, **about)
        for contact, numbers in self.waiting:
            for number in numbers:
                number.contact = contact
        PhoneNumber.objects.bulk_create([number for _contact, numbers in self.waiting for number in numbers])
        learn(contact.search_text for contact, _numbers_of_it in self.waiting)
        self.waiting.clear()
