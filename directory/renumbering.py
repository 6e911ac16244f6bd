"""Reads the numbers of the directory anew, as they were typed, under the plan of a PBX; and takes that back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.accounts.models import User
from clicktocall.numbering.numbering_plan import NumberingPlan
from clicktocall.numbering.parsing import NotANumber, Number, read
from clicktocall.pbx.models import Pbx
from directory.describing import keep_search_text
from directory.models import Contact, PhoneNumber, Renumbered, Renumbering
from directory.read_anew import hold, note

BATCH = 500
GIVEN_UP_AFTER = timedelta(minutes=5)
"""A worker that has said nothing for so long is gone; another may go on."""


class UnderWay(Exception):
    """A run over the directory has not finished yet. str() is a sentence for staff."""

    def __str__(self) -> str:
        return _("The directory is being read anew already. Wait until that has finished.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """What becomes of one number. `after` is None where it stays, because the plan cannot read it."""

    number: PhoneNumber
    after: Number | None

    @property
    def is_another(self) -> bool:
        was = self.number
        return self.after is not None and (self.after.e164, self.after.digits, self.after.extension) != (
            was.e164,
            was.digits,
            was.extension,
        )


@dataclass(slots=True, kw_only=True)
class Forecast:
    """What a run would do."""

    looked_at: int = 0
    changed: int = 0
    refused: int = 0
    first: list[Reread] = field(default_factory=list)
    is_cut_short: bool = False


def forecast(plan: NumberingPlan, *, is_for_all: bool, most: int, shown: int = 200) -> Forecast:
    """Over the first `most` numbers; the first `shown` changes are kept. Changes nothing."""
    found = Forecast()
    for one in _reread(_numbers(is_for_all=is_for_all).iterator(chunk_size=BATCH), plan):
        if found.looked_at == most:
            found.is_cut_short = True
            break
        found.looked_at += 1
        found.refused += one.after is None
        found.changed += one.is_another
        if one.is_another and len(found.first) < shown:
            found.first.append(one)
    return found


def ask(pbx: Pbx, *, by: User, is_for_all: bool) -> Renumbering:
    """The row of a new run, for a worker to carry out. Raises UnderWay."""
    try:
        with transaction.atomic():
            return Renumbering.objects.create(
                pbx=pbx, asked_by=by.get_username(), asked_at=timezone.now(), is_for_all=is_for_all
            )
    except IntegrityError:
        raise UnderWay from None


def ask_to_undo(renumbering: Renumbering, *, by: User) -> bool:
    """Whether this is the click that asks for it."""
    done = Renumbering.objects.filter(pk=renumbering.pk, undo_asked_at=None).exclude(finished_at=None)
    return bool(done.update(undo_asked_at=timezone.now(), undo_asked_by=by.get_username(), taken_at=None))


def carry_out(pk: int) -> None:
    """Run or undo, as the row says. Delivered twice, one of them does it; interrupted, the next goes on."""
    if not _take(pk):
        return
    renumbering = Renumbering.objects.select_related("pbx").get(pk=pk)
    step = _undo_batch if renumbering.undo_asked_at else _read_batch
    while step(renumbering):
        renumbering.refresh_from_db()


def _take(pk: int) -> bool:
    """One UPDATE decides between workers."""
    now = timezone.now()
    due = Q(finished_at=None) | Q(undo_asked_at__isnull=False, undone_at=None)
    free = Q(taken_at=None) | Q(taken_at__lt=now - GIVEN_UP_AFTER)
    return bool(Renumbering.objects.filter(due, free, pk=pk).update(taken_at=now))


def _read_batch(renumbering: Renumbering) -> bool:
    """The next numbers, all or none of them. False when there are no more."""
    own = Renumbering.objects.filter(pk=renumbering.pk)
    with transaction.atomic():
        numbers = _numbers(is_for_all=renumbering.is_for_all).filter(pk__gt=renumbering.last_number)[:BATCH]
        batch = list(_reread(numbers, renumbering.pbx.numbering_plan()))
        if not batch:
            own.update(finished_at=timezone.now(), taken_at=None)
            return False
        changed = [_row(renumbering, one.number, one.after) for one in batch if one.is_another and one.after]
        changed = _write_each(changed, by=renumbering.asked_by, backwards=False)
        Renumbered.objects.bulk_create(changed)
        own.update(
            last_number=batch[-1].number.pk,
            looked_at=F("looked_at") + len(batch),
            changed=F("changed") + len(changed),
            refused=F("refused") + sum(one.after is None for one in batch),
            taken_at=timezone.now(),
        )
    return True


def _undo_batch(renumbering: Renumbering) -> bool:
    """The latest changes first. A number that was edited since stays as it was edited."""
    own = Renumbering.objects.filter(pk=renumbering.pk)
    with transaction.atomic():
        rows = list(renumbering.rows.select_related("number").order_by("-pk")[:BATCH])
        if not rows:
            own.update(undone_at=timezone.now(), taken_at=None)
            return False
        _write_each(rows, by=renumbering.undo_asked_by, backwards=True)
        Renumbered.objects.filter(pk__in=[row.pk for row in rows]).delete()
        own.update(taken_at=timezone.now())
    return True


def _numbers(*, is_for_all: bool) -> QuerySet[PhoneNumber]:
    """In the order of their keys, so that a run can go on; without `is_for_all` those that nobody abroad could call."""
    numbers = PhoneNumber.objects.order_by("pk")
    return numbers if is_for_all else numbers.filter(e164="")


def _reread(numbers: Iterable[PhoneNumber], plan: NumberingPlan) -> Iterator[Reread]:
    for number in numbers:
        try:
            after = read(number.typed, plan)
        except NotANumber:
            yield Reread(number=number, after=None)
        else:
            yield Reread(number=number, after=after)


def _row(renumbering: Renumbering, number: PhoneNumber, after: Number) -> Renumbered:
    return Renumbered(
        renumbering=renumbering,
        number=number,
        e164_before=number.e164,
        digits_before=number.digits,
        extension_before=number.extension,
        e164_after=after.e164,
        digits_after=after.digits,
        extension_after=after.extension,
    )


def _write_each(rows: list[Renumbered], *, by: str, backwards: bool) -> list[Renumbered]:
    """Those that were written. What their contacts are found by follows, and so does what is told of them."""
    hold(row.number.contact_id for row in rows)
    written = [row for row in rows if _write(row, backwards=backwards)]
    _keep_found(written)
    note(written, by=by, backwards=backwards)
    return written


def _write(row: Renumbered, *, backwards: bool) -> bool:
    """Whether the number was still what the row says, and is now what it shall be."""
    before = {"e164": row.e164_before, "digits": row.digits_before, "extension": row.extension_before}
    after = {"e164": row.e164_after, "digits": row.digits_after, "extension": row.extension_after}
    was, becomes = (after, before) if backwards else (before, after)
    return bool(PhoneNumber.objects.filter(pk=row.number_id, typed=row.number.typed, **was).update(**becomes))


def _keep_found(rows: list[Renumbered]) -> None:
    keep_search_text(*Contact.objects.filter(pk__in={row.number.contact_id for row in rows}))
