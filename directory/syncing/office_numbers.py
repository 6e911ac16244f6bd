"""The queues and voice menus that a PBX tells of, beside the numbers of the office here; taken over by choice."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from clicktocall.pbx.drivers.base import Driver
from clicktocall.pbx.drivers.parties import PartyKind
from clicktocall.pbx.models import Pbx
from directory.models import OfficeNumber, PartyChoice


class OfficeStanding(models.TextChoices):
    """How a number stands on both sides."""

    NEW = "new", gettext_lazy("new on the PBX")
    RENAMED = "mapped", gettext_lazy("other name or kind")
    GONE = "gone", gettext_lazy("gone from the PBX")
    SAME = "same", gettext_lazy("the same")
    ONLY_HERE = "here", gettext_lazy("entered here")


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeRow:
    """One number. `there` is its name on the PBX, `here` the one that people here know; empty where it has none."""

    number: str
    kind: PartyKind
    standing: OfficeStanding
    there: str = ""
    here: str = ""

    @property
    def kind_words(self) -> str:
        return str(PartyChoice(self.kind).label)

    @property
    def can_be_applied(self) -> bool:
        return self.standing in {OfficeStanding.NEW, OfficeStanding.RENAMED, OfficeStanding.GONE}


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeChoice:
    """What shall become of a number: the name it had when somebody chose, and the one it shall have; empty: none."""

    number: str
    kind: str
    was: str
    name: str


@dataclass(slots=True)
class OfficeApplied:
    """What was done. `refusals` are sentences, one for each choice that was not carried out."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    refusals: list[str] = field(default_factory=list)

    @property
    def sentence(self) -> str:
        return _("Office numbers added: %(added)d. Changed: %(changed)d. Removed: %(removed)d.") % {
            "added": self.added,
            "changed": self.changed,
            "removed": self.removed,
        }


def compare(pbx: Pbx, driver: Driver) -> list[OfficeRow]:
    """Every number of either side, in the order of the numbers. Raises PbxError if the PBX does not tell."""
    told = {report.number: report for report in driver.office_numbers()}
    known = {number.number: number for number in OfficeNumber.objects.filter(pbx=pbx)}
    rows = []
    for number in sorted(told.keys() | known.keys(), key=lambda number: (len(number), number)):
        report, here = told.get(number), known.get(number)
        kind = report.kind if report else PartyKind(here.kind if here else PartyKind.UNLISTED)
        there, name = report.name if report else "", here.name if here else ""
        standing = _standing(
            (kind, there) if report else None, (PartyKind(here.kind), name) if here else None, lists=driver.lists
        )
        rows.append(OfficeRow(number=number, kind=kind, standing=standing, there=there, here=name))
    return rows


def _standing(
    there: tuple[PartyKind, str] | None, here: tuple[PartyKind, str] | None, *, lists: frozenset[PartyKind]
) -> OfficeStanding:
    if here is None:
        return OfficeStanding.NEW
    if there is None:
        return OfficeStanding.GONE if here[0] in lists else OfficeStanding.ONLY_HERE
    return OfficeStanding.SAME if there == here else OfficeStanding.RENAMED


def choice_of(row: OfficeRow) -> OfficeChoice:
    """What taking a row over means. A nameless number of the PBX is called by its kind and number."""
    name = row.there or ("" if row.standing is OfficeStanding.GONE else f"{row.kind_words} {row.number}")
    return OfficeChoice(number=row.number, kind=row.kind, was=row.here, name=name)


def apply(pbx: Pbx, choices: Iterable[OfficeChoice]) -> OfficeApplied:
    """Carry the choices out. One that cannot be carried out keeps none of the others back."""
    applied = OfficeApplied()
    for choice in choices:
        try:
            with transaction.atomic():
                _apply(pbx, choice, applied)
        except ValidationError as error:
            applied.refusals.append(f"{choice.number}: {' '.join(error.messages)}")
        except IntegrityError:
            applied.refusals.append(_changed_meanwhile(choice))
    return applied


def _apply(pbx: Pbx, choice: OfficeChoice, applied: OfficeApplied) -> None:
    here = OfficeNumber.objects.filter(pbx=pbx, number=choice.number, name=choice.was)
    if not choice.name:
        if not here.delete()[0]:
            raise ValidationError(_changed_meanwhile(choice))
        applied.removed += 1
        return
    number = OfficeNumber(pbx=pbx, number=choice.number, name=choice.name, kind=choice.kind)
    number.clean_fields()
    number.clean()
    if not choice.was:
        number.save(force_insert=True)
        applied.added += 1
        return
    number.describe()
    if not here.update(name=number.name, kind=number.kind, search_text=number.search_text):
        raise ValidationError(_changed_meanwhile(choice))
    applied.changed += 1


def _changed_meanwhile(choice: OfficeChoice) -> str:
    return _("Number %s has changed meanwhile. Look at it again.") % choice.number
