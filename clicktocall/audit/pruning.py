"""Lets go of what is older than the office wants to keep. The only way a line ever leaves the trail."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from clicktocall.audit.models import Entry
from clicktocall.audit.recording import What, record

CLOCK = "clock"


def prune() -> int:
    """Delete what is older than KEEP_AUDIT_DAYS, and say in the trail that it was done. Returns how many lines went."""
    moment = timezone.now() - timedelta(days=settings.KEEP_AUDIT_DAYS)
    with transaction.atomic():
        gone, _ = Entry.objects.before(moment).delete()
        if gone:
            record(What.PRUNED, who=CLOCK, entries=gone, before=moment)
    return gone
