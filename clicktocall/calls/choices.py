"""The words of a PBX driver as choices of our rows: which side of a call, what a telephone does, how a call ended."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clicktocall.pbx.drivers.base import Disposition, LegState, Side


class SideChoice(models.TextChoices):
    CALLER = Side.CALLER.value, _("caller")
    CALLEE = Side.CALLEE.value, _("callee")


class DispositionChoice(models.TextChoices):
    ANSWERED = Disposition.ANSWERED.value, _("answered")
    NO_ANSWER = Disposition.NO_ANSWER.value, _("no answer")
    BUSY = Disposition.BUSY.value, _("busy")
    REJECTED = Disposition.REJECTED.value, _("declined")
    INVALID_NUMBER = Disposition.INVALID_NUMBER.value, _("not a number the PBX can call")
    NOT_PERMITTED = Disposition.NOT_PERMITTED.value, _("not permitted")
    FAILED = Disposition.FAILED.value, _("failed")


class LegStateChoice(models.TextChoices):
    UNKNOWN = LegState.UNKNOWN.value, _("unknown")
    RINGING = LegState.RINGING.value, _("rings")
    RINGBACK = LegState.RINGBACK.value, _("lifted, hears it ring")
    TALKING = LegState.TALKING.value, _("talks")
    HELD = LegState.HELD.value, _("is on hold")
    GONE = LegState.GONE.value, _("has hung up")
