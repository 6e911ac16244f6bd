"""Keeps what a PBX has sent, once, however often it is repeated."""

from __future__ import annotations

import hashlib

from django.db import connection
from django.utils import timezone

from clicktocall.pbx.drivers.base import PbxEvent
from clicktocall.pbx.models import Pbx
from clicktocall.prepared import change

KEEP = """
    INSERT INTO pbx_notice (pbx_id, kind, subject, callid, digest, "after", body, received_at, applied_at)
    VALUES (%s, %s, %s, %s, %s, COALESCE((
        SELECT n.id FROM pbx_notice AS n WHERE n.pbx_id = %s AND n.subject = %s AND n.digest <> %s
        ORDER BY n.id DESC LIMIT 1
    ), 0), %s, %s, %s)
    ON CONFLICT DO NOTHING
"""
"""One statement, where the ORM needs a question, a savepoint and an INSERT. See Notice for what makes a repetition."""


def keep(pbx: Pbx, event: PbxEvent, body: bytes, *, waits: bool) -> bool:
    """False for a repetition of the latest message about its subject: it is kept already.

    `waits`: it is to be applied later. A message that is about no call has nothing to wait for.
    """
    now = timezone.now()
    at = connection.ops.adapt_datetimefield_value(now)
    subject = (event.callid or event.subject or f"{event.raw_kind} {now:%Y-%m-%d %H:%M}")[:100]
    digest = hashlib.sha256(body).hexdigest()
    callid = event.callid[:100]
    text = body.decode(errors="replace").replace("\0", "")
    applied_at = None if waits and callid else at
    latest = (pbx.pk, subject, digest)
    return bool(change(KEEP, (pbx.pk, event.kind.value, subject, callid, digest, *latest, text, at, applied_at)))
