"""The words of a PBX driver as choices of our rows: which side of a call, and how a call ended."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from clicktocall.pbx.drivers.base import Disposition, Side


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
