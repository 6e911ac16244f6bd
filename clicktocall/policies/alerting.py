"""Tells staff of an incident, once: in the admin panel, and by e-mail where the settings name a server and somebody."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from smtplib import SMTPException
from types import MappingProxyType

from django.conf import settings
from django.core.mail import send_mail
from django.utils import timezone
from django.utils.translation import gettext as _

from clicktocall.policies.models import Alert, AlertKind, AlertRule

log = logging.getLogger(__name__)

USUAL: Mapping[AlertKind, int] = MappingProxyType(
    {
        AlertKind.FIRST_COUNTRY: 1,
        AlertKind.SHORT_INTERNATIONAL: 10,
        AlertKind.NIGHT: 3,
        AlertKind.LIMIT_HIT: 5,
        AlertKind.FAR_ABOVE: 5,
    }
)
"""The thresholds until staff set others."""


MOST_TRIES = 10
FIRST_WAIT = timedelta(minutes=1)
"""Twice as long after each try that has failed: the last one comes eight and a half hours after the incident."""
MOST_AT_ONCE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Incident:
    """`key` names it: however often it is found, it is one."""

    kind: AlertKind
    key: str
    sentence: str


def thresholds() -> dict[AlertKind, int]:
    """Those of the rules that are on."""
    rules = {AlertKind(rule.kind): rule for rule in AlertRule.objects.all()}
    return {
        kind: rules[kind].threshold if kind in rules else usual
        for kind, usual in USUAL.items()
        if kind not in rules or rules[kind].is_on
    }


def is_known(kind: AlertKind, key: str) -> bool:
    return Alert.objects.filter(kind=kind, incident=key).exists()


def goes_on(kind: AlertKind, key: str, *, since: datetime) -> bool:
    """Whether that incident is known, and was found again since then."""
    return Alert.objects.filter(kind=kind, incident=key, last_at__gte=since).exists()


def tell(incident: Incident) -> bool:
    """True for the first who finds it, of any number of processes. Staff are written to by `send_due`."""
    now = timezone.now()
    due = now if settings.EMAIL_HOST and settings.ALERTS_TO else None
    alert, is_new = Alert.objects.get_or_create(
        kind=incident.kind, incident=incident.key, defaults={"sentence": incident.sentence, "mail_due_at": due}
    )
    if not is_new:
        Alert.objects.filter(pk=alert.pk).update(sentence=incident.sentence, last_at=now)
    return is_new


def send_due() -> int:
    """Write to staff about each incident that they have not been written to about. Returns how many mails went out.

    A mail server that is away is asked again, after longer and longer, and given up at last; the admin panel has the
    alert all the same. Each try is claimed before it begins, so that two processes never write about the same.
    """
    sent = 0
    for alert in Alert.objects.filter(mail_due_at__lte=timezone.now()).order_by("pk")[:MOST_AT_ONCE]:
        if not _claimed(alert):
            continue
        try:
            _write(alert)
        except (SMTPException, OSError) as error:
            log.warning("alert=%s step=mail outcome=%s", alert.pk, type(error).__name__)
            break  # the others would fare alike, each for as long as its time-out
        Alert.objects.filter(pk=alert.pk).update(mailed_at=timezone.now(), mail_due_at=None)
        sent += 1
    return sent


def _claimed(alert: Alert) -> bool:
    """One conditional UPDATE: it says as well when the next try will be, if this one fails or its process dies."""
    tries = alert.mail_tries + 1
    again = timezone.now() + FIRST_WAIT * 2**alert.mail_tries if tries < MOST_TRIES else None
    here = Alert.objects.filter(pk=alert.pk, mail_due_at=alert.mail_due_at, mailed_at=None)
    return here.update(mail_tries=tries, mail_due_at=again) == 1


def _write(alert: Alert) -> None:
    if not settings.EMAIL_HOST or not settings.ALERTS_TO:
        raise ConnectionRefusedError  # it was set up when the alert came up
    subject = _("Click to Call: %(kind)s") % {"kind": alert.get_kind_display()}
    body = f"{alert.sentence}\n\n{settings.SITE_URL}/admin/policies/alert/"
    send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, settings.ALERTS_TO)
