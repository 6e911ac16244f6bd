"""The rows of the rules: the version of them all, and each kind of rule in a module of its own."""

from __future__ import annotations

from clicktocall.policies.models.alerts import Alert, AlertKind, AlertRule
from clicktocall.policies.models.do_not_call import DoNotCall, DoNotCallQuerySet
from clicktocall.policies.models.limits import Limit, Scope, Use, Window
from clicktocall.policies.models.policies import CallerKind, Day, Holiday, Policy, PolicyClass
from clicktocall.policies.models.rulebook import Rulebook
from clicktocall.policies.models.stops import Stop, StopQuerySet

__all__ = [
    "Alert",
    "AlertKind",
    "AlertRule",
    "CallerKind",
    "Day",
    "DoNotCall",
    "DoNotCallQuerySet",
    "Holiday",
    "Limit",
    "Policy",
    "PolicyClass",
    "Rulebook",
    "Scope",
    "Stop",
    "StopQuerySet",
    "Use",
    "Window",
]
