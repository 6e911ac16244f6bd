"""What staff ask of a push: to begin one, to say yes to it, to stop it, to go on; and a worker's part of it."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth.models import Group
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.pbx.models import Pbx
from directory.models import BookPush, BookStep
from directory.pushing.applying import apply
from directory.pushing.comparing import compare

Stage = BookPush.Stage
KEPT = 50
"""So many pushes of a PBX are kept with all their steps."""
GIVEN_UP_AFTER = timedelta(minutes=5)
"""A worker that has said nothing for so long is gone; another may go on."""


class UnderWay(Exception):
    """A push to that PBX has not finished yet. str() is a sentence for staff."""

    def __str__(self) -> str:
        return _("Contacts are being brought to this PBX already. Wait until that has finished, or stop it.")


def begin(pbx: Pbx, *, by: str, group: Group | None, tag: str, query: str, most: int) -> BookPush:
    """A new push, for a worker to compare; older ones that wait for a yes are given up. Raises UnderWay."""
    about = {"group": group, "tag": tag, "query": query, "most": most}
    try:
        with transaction.atomic():
            pbx.book_pushes.filter(stage__in=[Stage.READY, Stage.STOPPED]).update(
                stage=Stage.DISCARDED, finished_at=timezone.now()
            )
            push = BookPush.objects.create(pbx=pbx, asked_by=by, asked_at=timezone.now(), **about)
            _forget_old(pbx)
            return push
    except IntegrityError:
        raise UnderWay from None


def _forget_old(pbx: Pbx) -> None:
    """What was done long ago goes, unless the PBX may still have an entry of it that we do not know of."""
    old = list(pbx.book_pushes.order_by("-pk").values_list("pk", flat=True)[KEPT:])
    doubtful = BookStep.objects.in_doubt().filter(push__in=old).values("push")
    BookPush.objects.filter(pk__in=old).exclude(pk__in=doubtful).delete()


def say_yes(push: BookPush) -> bool:
    """Whether this is the click that applies it, or that lets it go on. Raises UnderWay."""
    waiting = BookPush.objects.filter(pk=push.pk, stage__in=[Stage.READY, Stage.STOPPED])
    try:
        with transaction.atomic():
            return bool(waiting.update(stage=Stage.APPLYING, sentence="", taken_at=None))
    except IntegrityError:
        raise UnderWay from None


def stop(push: BookPush) -> bool:
    """What is done stays done; the rest waits."""
    stopped = _("Staff have stopped it.")
    return bool(
        BookPush.objects.filter(pk=push.pk, stage=Stage.APPLYING).update(
            stage=Stage.STOPPED, sentence=stopped, taken_at=None
        )
    )


def discard(push: BookPush) -> bool:
    waiting = BookPush.objects.filter(pk=push.pk, stage__in=[Stage.READY, Stage.STOPPED])
    return bool(waiting.update(stage=Stage.DISCARDED, finished_at=timezone.now()))


def is_forgotten(push: BookPush) -> bool:
    """Whether a worker should be at it, and none has said so for long."""
    since = push.taken_at or push.asked_at
    return push.stage in BookPush.UNDER_WAY and since < timezone.now() - GIVEN_UP_AFTER


def work_at(pk: int) -> None:
    """Do what the stage asks for. Delivered twice or to two workers, one of them does it."""
    now = timezone.now()
    free = Q(taken_at=None) | Q(taken_at__lt=now - GIVEN_UP_AFTER)
    if not BookPush.objects.filter(free, pk=pk, stage__in=BookPush.UNDER_WAY).update(taken_at=now):
        return
    push = BookPush.objects.select_related("pbx", "group").get(pk=pk)
    if push.stage == Stage.COMPARING:
        compare(push)
    else:
        apply(push)
