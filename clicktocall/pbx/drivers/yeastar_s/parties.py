"""Which kinds of caller and callee the S-Series connects, and the numbers of its own that it can list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from clicktocall.pbx.drivers.lenient_json import Json
from clicktocall.pbx.drivers.parties import OfficeNumberReport, Pairs, PartyKind
from clicktocall.pbx.drivers.yeastar_s.members import first_text, objects_of

OUTSIDE_ONLY = frozenset({PartyKind.EXTERNAL})

CONNECTS: Pairs = MappingProxyType(
    {
        PartyKind.EXTENSION: frozenset(PartyKind),
        PartyKind.IVR: OUTSIDE_ONLY,
        PartyKind.RING_GROUP: OUTSIDE_ONLY,
        PartyKind.QUEUE: OUTSIDE_ONLY,
        PartyKind.EXTERNAL: OUTSIDE_ONLY,
    }
)
"""Paging groups and conferences can be called and cannot call. From an extension also a parking slot can be called.
Source: Yeastar S-Series API 2.0.0, call/dial, the table of callers and callees."""

LISTS: Mapping[PartyKind, tuple[str, str, str, str]] = MappingProxyType(
    {
        PartyKind.QUEUE: ("queue/query", "queues", "queuename", "10013"),
        PartyKind.IVR: ("ivr/query", "ivr", "ivrname", "10012"),
    }
)
"""Kind -> the request that lists all of it, and in its answer the list and the name; what says that there is none.

Source: Yeastar S-Series API 2.0.0, queue/query and ivr/query with the number `all`. Of ring groups, paging groups
and conferences its guide has no such list."""


def listed(answer: Json, kind: PartyKind) -> Iterator[OfficeNumberReport]:
    name = LISTS[kind][2]
    for entry in objects_of(answer):
        number = first_text(entry, "number")
        if number:
            yield OfficeNumberReport(number=number, name=first_text(entry, name), kind=kind)
