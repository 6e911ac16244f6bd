"""All rules as one value that each process keeps until they change: a click asks only whether they have."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from django.core.cache import cache
from django.db import transaction
from django.db.models import Subquery

from clicktocall.policies.do_not_call import Listed, listed
from clicktocall.policies.models import Holiday, Limit, Policy, Rulebook, Stop
from clicktocall.policies.rules_of_limits import LimitRule, limit_of
from clicktocall.policies.rules_of_policies import PolicyRule, rule_of
from clicktocall.prepared import fetch

PAGES_KEY = "rules:pages"
"""Cache key of a word that changes with the rules. Open pages carry it in their polls."""
KEPT_SECONDS = 24 * 3600


@dataclass(frozen=True, slots=True, kw_only=True)
class StopInForce:
    """`pbx_id` None: for all PBXs."""

    pbx_id: int | None
    message: str
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """Every rule as of one version."""

    version: str
    stops: tuple[StopInForce, ...] = ()
    policies: tuple[PolicyRule, ...] = ()
    limits: tuple[LimitRule, ...] = ()
    do_not_call: Listed = field(default_factory=Listed)

    @property
    def ask_for_groups(self) -> bool:
        """Whether any rule is for a group: only then it matters in which ones somebody is."""
        return any(policy.groups for policy in self.policies) or any(limit.group_id for limit in self.limits)


VERSION = Subquery(Rulebook.objects.filter(pk=Rulebook.THE_ONE).values("version"))
"""For the rows of a queryset: the version of the rules at the same moment."""
NONE_YET = Rules(version="")
_kept = NONE_YET


def rules() -> Rules:
    """The rules as they are now: one query, and a few more after a change.

    The version is read first: rules that change while we read are at worst read again next time.
    """
    return rules_as_of(_version())


def rules_as_of(version: str | None) -> Rules:
    """The rules, when their version has just been read with something else, see `VERSION`. None: there are none yet."""
    global _kept  # noqa: PLW0603 -- one set of rules per process; threads that read at once read the same
    if version is None:
        return NONE_YET
    if _kept.version != version:
        _kept = _read(version)
    return _kept


def _version() -> str | None:
    """In plain SQL: each click asks it, and to build the statement takes ten times as long as to answer it."""
    rows = fetch('SELECT version FROM "policies_rulebook" WHERE id = %s', [Rulebook.THE_ONE])
    return rows[0][0] if rows else None


def changed() -> None:
    """To be called by whoever changes a rule, in the same transaction."""
    word = uuid.uuid4().hex
    Rulebook.objects.update_or_create(pk=Rulebook.THE_ONE, defaults={"version": word})
    transaction.on_commit(partial(cache.set, PAGES_KEY, word, KEPT_SECONDS))


def _read(version: str) -> Rules:
    stops = Stop.objects.in_force().order_by("pbx", "pk")
    holidays = list(Holiday.objects.values_list("day", flat=True))
    policies = Policy.objects.prefetch_related("users", "groups")
    return Rules(
        version=version,
        do_not_call=listed(),
        policies=tuple(rule_of(policy, holidays) for policy in policies),
        limits=tuple(limit_of(limit) for limit in Limit.objects.order_by("pk")),
        stops=tuple(StopInForce(pbx_id=stop.pbx_id, message=stop.message, since=stop.since) for stop in stops),
    )
