"""Brings back from the bin what an import had created and its undo has put there."""

from __future__ import annotations

from dataclasses import dataclass

from directory.among import Among
from directory.binning import Hand, may_be_taken_out_by, take_out_of_the_bin
from directory.models import Change, Contact, ImportRun


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """How many contacts are in the directory again, and how many stay in the bin."""

    restored: int
    kept: int


def restore(changes: list[Change], run: ImportRun) -> Brought:
    """Take the contacts of these changes out of the bin for whoever has asked. To be called inside a transaction.

    In it stays what is not theirs to take out, and what somebody has brought back and deleted anew. What is out of it
    already, or was swept away after its time, counts for nothing.
    """
    put_there = {change.contact_id: change.revision for change in changes}
    gone = Contact.objects.gone().filter(Among("pk", put_there)).order_by("pk").select_for_update()
    lying = dict(gone.values_list("pk", "revision"))
    user = run.restored_by
    if user is None:  # it was deleted meanwhile
        return Brought(restored=0, kept=len(lying))
    mine = Contact.objects.filter(may_be_taken_out_by(user), Among("pk", lying), merged_into=None)
    theirs = set(mine.values_list("pk", flat=True))
    back = {pk: revision for pk, revision in lying.items() if pk in theirs and revision == put_there[pk]}
    take_out_of_the_bin(back, by=Hand(user_id=user.pk, user_name=str(user)[:200], run_id=run.pk))
    return Brought(restored=len(back), kept=len(lying) - len(back))
