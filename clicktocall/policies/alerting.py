"""Tells staff of an incident, once: in the admin panel, and by e-mail where the settings name a server and somebody."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from smtplib import SMTPException
from types import MappingProxyType

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
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


def tell(incident: Incident) -> bool:
    """True for the first who finds it, of any number of processes: then staff are written to."""
    now = timezone.now()
    with transaction.atomic():
        alert, is_new = Alert.objects.get_or_create(
            kind=incident.kind, incident=incident.key, defaults={"sentence": incident.sentence}
        )
        if is_new:
            transaction.on_commit(partial(_write, alert))
        else:
            Alert.objects.filter(pk=alert.pk).update(sentence=incident.sentence, last_at=now)
    return is_new


def _write(alert: Alert) -> None:
    """A mail server that is away costs a line in the log; the admin panel has the alert all the same."""
    if not settings.EMAIL_HOST or not settings.ALERTS_TO:
        return
    subject = _("Click to Call: %(kind)s") % {"kind": alert.get_kind_display()}
    body = f"{alert.sentence}\n\n{settings.SITE_URL}/admin/policies/alert/"
    try:
        send_mail(subject, body, settings.DEFAULT_FROM_EMAIL, settings.ALERTS_TO)
    except (SMTPException, OSError) as error:
        log.warning("alert=%s step=mail outcome=%s", alert.pk, type(error).__name__)
