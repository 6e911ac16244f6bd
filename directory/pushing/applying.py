"""Carries a push out, entry by entry. What fails is told, what may have been done is looked for, and it can go on."""

from __future__ import annotations

import logging

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.pbx.drivers.base import LoginStopped, NotSent, PbxError, Refused
from clicktocall.pbx.drivers.books import BookEntry, BookEntryReport
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand
from directory.models import BookPush, BookStep, PbxEntry
from directory.pushing.comparing import is_ours, keep, settle

log = logging.getLogger(__name__)
Stage, Verb = BookPush.Stage, BookStep.Verb
NO_SUCH_REQUEST = "10003"
REFUSALS_IN_A_ROW = 5
"""After so many it is not the entries that are wrong."""


class Stopped(Exception):
    """The push does not go on now. str() is a sentence for staff."""


class NotOurs(Exception):
    """The PBX has something else there than what was compared. str() is a sentence for staff."""


def apply(push: BookPush) -> None:
    """Do what is left to do, and say how it ended."""
    try:
        done = _apply(push)
    except (Stopped, PbxError) as error:
        BookPush.objects.filter(pk=push.pk, stage=Stage.APPLYING).update(
            stage=Stage.STOPPED, sentence=str(error), taken_at=None
        )
        log.warning("push=%s step=apply outcome=stopped code=%s", push.pk, getattr(error, "code", ""))
    else:
        if done:
            ended = {"stage": Stage.APPLIED, "sentence": "", "taken_at": None, "finished_at": timezone.now()}
            BookPush.objects.filter(pk=push.pk, stage=Stage.APPLYING).update(**ended)
            log.info("push=%s step=apply outcome=done", push.pk)


def _apply(push: BookPush) -> bool:
    """False if somebody has stopped it meanwhile. Raises Stopped and PbxError."""
    with speaking_to(push.pbx, Errand.WORK) as driver:
        reports = driver.book()
    settle(push, reports)
    push.steps.to_do().exclude(verb=Verb.ADD).update(begun_at=None)  # done twice they are as good as done once
    there = {report.key: report for report in reports}
    refusals = 0
    while step := push.steps.to_do().filter(begun_at=None).select_related("push__pbx").first():
        going_on = BookPush.objects.filter(pk=push.pk, stage=Stage.APPLYING).update(taken_at=timezone.now())
        if not going_on:
            return False
        if not BookStep.objects.filter(pk=step.pk, begun_at=None).update(begun_at=timezone.now()):
            continue  # another worker has it
        refusal = _do(step, there)
        refusals = refusals + 1 if refusal else 0
        if refusals >= REFUSALS_IN_A_ROW:
            raise Stopped(_("The PBX has refused %(count)d entries in a row. %(last)s") % {
                "count": refusals, "last": refusal,
            })  # fmt: skip
    return not push.steps.in_doubt().exists()


def _do(step: BookStep, there: dict[str, BookEntryReport]) -> str:
    """One entry. The sentence of a refusal, empty if it was done. Raises PbxError where nothing more can be done."""
    try:
        _carry_out(step, there.get(step.key))
    except NotSent:
        BookStep.objects.filter(pk=step.pk).update(begun_at=None)
        raise
    except LoginStopped:
        BookStep.objects.filter(pk=step.pk).update(begun_at=None)
        raise
    except Refused as refusal:
        if refusal.code == NO_SUCH_REQUEST:
            BookStep.objects.filter(pk=step.pk).update(begun_at=None)
            raise
        return _not_done(step, str(refusal))
    except NotOurs as error:
        _not_done(step, str(error))
    return ""


def _not_done(step: BookStep, sentence: str) -> str:
    BookStep.objects.filter(pk=step.pk).update(refusal=sentence, done_at=timezone.now())
    return sentence


def _carry_out(step: BookStep, there: BookEntryReport | None) -> None:
    """What is changed or removed must be ours, and as it was when it was compared. Raises PbxError and NotOurs."""
    pbx, entry = step.push.pbx, BookEntry.of_fields(step.after)
    if step.verb == Verb.ADD:
        with speaking_to(pbx, Errand.WORK) as driver:
            key = driver.add_to_book(entry)
        keep(step, key)
        return
    mine = PbxEntry.objects.filter(pbx=pbx, key=step.key).first()
    if mine is None or (there is not None and not is_ours(mine, there)):
        raise NotOurs(_("This entry is not ours any more, so it was left alone."))
    if there is not None and there.entry not in (BookEntry.of_fields(step.before), entry):
        raise NotOurs(_("Somebody has changed this entry on the PBX meanwhile, so it was left alone. Compare again."))
    if step.verb == Verb.REMOVE:
        if there is not None:
            with speaking_to(pbx, Errand.WORK) as driver:
                driver.remove_from_book(step.key)
        _write_down(step, mine, is_gone=True)
        return
    if there is None:
        raise NotOurs(_("This entry is not on the PBX any more. Compare again to add it anew."))
    with speaking_to(pbx, Errand.WORK) as driver:
        driver.change_in_book(step.key, entry)
    _write_down(step, mine, is_gone=False)


@transaction.atomic
def _write_down(step: BookStep, mine: PbxEntry, *, is_gone: bool) -> None:
    if is_gone:
        mine.delete()
    else:
        PbxEntry.objects.filter(pk=mine.pk).update(fields=step.after)
    BookStep.objects.filter(pk=step.pk).update(done_at=timezone.now())
