"""Compares what is chosen with the book of a PBX: what a push would add, change and remove, and what it leaves out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.pbx.drivers.base import PbxError
from clicktocall.pbx.drivers.books import BookEntry, BookEntryReport, BookLimits
from clicktocall.pbx.speaking import speaking_to
from clicktocall.pbx.turns import Errand
from directory.models import BookPush, BookStep, Contact, PbxEntry
from directory.pushing.choosing import Fitted, fitted

Stage, Verb = BookPush.Stage, BookStep.Verb
_IN_ORDER = {Verb.REMOVE: 0, Verb.CHANGE: 1, Verb.ADD: 2, Verb.LEFT_OUT: 3}


@dataclass(slots=True, kw_only=True)
class Sides:
    """What both sides know: the PBX's entries by key, ours among them by contact, and all others by name."""

    reports: dict[str, BookEntryReport]
    ours: dict[int, PbxEntry] = field(default_factory=dict)
    gone: list[PbxEntry] = field(default_factory=list)
    """Ours of whose contact nothing is left here."""
    foreign: dict[str, list[BookEntry]] = field(default_factory=dict)


def compare(push: BookPush) -> None:
    """Write down the steps. A PBX that does not tell its book ends it with a sentence."""
    try:
        with speaking_to(push.pbx, Errand.WORK) as driver:
            reports, limits = driver.book(), driver.book_limits
    except PbxError as error:
        BookPush.objects.filter(pk=push.pk, stage=Stage.COMPARING).update(
            stage=Stage.FAILED, sentence=str(error), finished_at=timezone.now()
        )
        return
    settle(push, reports)
    sides = sides_of(push, reports)
    steps, same = _steps(push, sides, limits)
    steps.sort(key=lambda step: _IN_ORDER[Verb(step.verb)])
    for position, step in enumerate(steps):
        step.position = position
    with transaction.atomic():
        if BookPush.objects.filter(pk=push.pk, stage=Stage.COMPARING).update(stage=Stage.READY, same=same):
            BookStep.objects.bulk_create(steps, batch_size=500)


def settle(push: BookPush, reports: Iterable[BookEntryReport]) -> None:
    """Find out what became of additions to which no answer came: an entry like them that nobody knows is ours."""
    doubtful = list(BookStep.objects.in_doubt().filter(push__pbx=push.pbx))
    known = set(PbxEntry.objects.filter(pbx=push.pbx).values_list("key", flat=True))
    unknown = [report for report in reports if report.key not in known]
    for step in doubtful:
        wanted = BookEntry.of_fields(step.after)
        made = next((report for report in unknown if report.entry == wanted), None)
        if made is None:
            BookStep.objects.filter(pk=step.pk).update(begun_at=None)
            continue
        unknown.remove(made)
        keep(step, made.key)


def keep(step: BookStep, key: str) -> None:
    """The PBX has made the entry: it is ours from now on."""
    try:
        with transaction.atomic():
            PbxEntry.objects.filter(pbx=step.push.pbx, contact=step.contact_id).exclude(contact=None).delete()
            PbxEntry.objects.create(pbx=step.push.pbx, contact_id=step.contact_id, key=key, fields=step.after)
            BookStep.objects.filter(pk=step.pk).update(done_at=timezone.now())
    except IntegrityError:  # the key was ours before the PBX was reset
        with transaction.atomic():
            about = {"contact_id": step.contact_id, "fields": step.after}
            PbxEntry.objects.filter(pbx=step.push.pbx, key=key).update(**about)
            BookStep.objects.filter(pk=step.pk).update(done_at=timezone.now())


def sides_of(push: BookPush, reports: Iterable[BookEntryReport]) -> Sides:
    sides = Sides(reports={report.key: report for report in reports})
    keys = set()
    for mine in PbxEntry.objects.filter(pbx=push.pbx):
        if not is_ours(mine, sides.reports.get(mine.key)):
            continue
        keys.add(mine.key)
        if mine.contact_id is None:
            sides.gone.append(mine)
        else:
            sides.ours[mine.contact_id] = mine
    for key, report in sides.reports.items():
        if key not in keys:
            sides.foreign.setdefault(report.entry.name.casefold(), []).append(report.entry)
    return sides


def is_ours(mine: PbxEntry, report: BookEntryReport | None) -> bool:
    """Whether what stands there now is what we made, or was made of it: it has kept its name or a number."""
    if report is None:
        return False
    written = BookEntry.of_fields(mine.fields)
    return report.entry.name == written.name or bool(report.entry.numbers & written.numbers)


def _steps(push: BookPush, sides: Sides, limits: BookLimits) -> tuple[list[BookStep], int]:
    steps: list[BookStep] = []
    same = taken = 0
    left = dict(sides.ours)
    for one in fitted(push, limits):
        reason = _reason_against(one, sides, is_full=taken >= push.most)
        if reason:
            if one.contact.pk not in sides.ours or not one.has_number or taken >= push.most:
                steps.append(_step(push, one, Verb.LEFT_OUT, remark=reason))
            continue
        taken += 1
        mine = left.pop(one.contact.pk, None)
        before = sides.reports[mine.key].entry if mine else None
        if before == one.entry:
            same += 1
        elif mine and before:
            steps.append(_step(push, one, Verb.CHANGE, key=mine.key, before=before))
        else:
            steps.append(_step(push, one, Verb.ADD))
    names = dict(Contact.objects.filter(pk__in=left).values_list("pk", "name"))
    steps += [_removal(push, mine, sides, names) for mine in (*left.values(), *sides.gone)]
    return steps, same


def _reason_against(one: Fitted, sides: Sides, *, is_full: bool) -> str:
    """Why this contact is no entry; empty if it is one."""
    if not one.has_number:
        return " ".join([*one.remarks, _("It has no number that the PBX could keep.")])
    if is_full:
        return _("There are more contacts than shall be brought at most.")
    alike = sides.foreign.get(one.entry.name.casefold(), [])
    if one.contact.pk not in sides.ours and any(entry.numbers & one.entry.numbers for entry in alike):
        return _("The PBX has this entry already. We have not made it, so it is left alone.")
    return ""


def _step(
    push: BookPush,
    one: Fitted,
    verb: BookStep.Verb,
    *,
    key: str = "",
    before: BookEntry | None = None,
    remark: str = "",
) -> BookStep:
    return BookStep(
        push=push,
        verb=verb,
        contact=one.contact,
        key=key,
        name=one.contact.name,
        before=before.as_fields() if before else {},
        after=one.entry.as_fields(),
        remark=remark or " ".join(one.remarks),
    )


def _removal(push: BookPush, mine: PbxEntry, sides: Sides, names: dict[int, str]) -> BookStep:
    before = sides.reports[mine.key].entry
    name = names.get(mine.contact_id or 0, "") or before.name
    about = {"contact_id": mine.contact_id, "key": mine.key, "name": name[:250], "before": before.as_fields()}
    return BookStep(push=push, verb=Verb.REMOVE, **about)
