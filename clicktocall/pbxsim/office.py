"""Who and what can be called in the simulated office: phones, groups, the trunk, and the kinds of numbers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from pathlib import Path
from typing import Any, Self

from clicktocall.pbxsim.errnos import Errno


class Kind(Enum):
    EXTENSION = "extension"
    RING_GROUP = "ring group"
    PAGING_GROUP = "paging group"
    CONFERENCE = "conference"
    IVR = "IVR"
    QUEUE = "queue"
    PARKING_SLOT = "parking slot"
    OUTSIDE = "external number"


GROUPS = frozenset({Kind.RING_GROUP, Kind.QUEUE})
OUTSIDE_NUMBER = re.compile(r"\+?\d{3,}")
INSIDE_NUMBER = re.compile(r"[1-9]\d{3}")


@dataclass(slots=True, kw_only=True)
class Phone:
    number: str
    name: str
    is_online: bool = True
    is_off_hook: bool = False
    """Busy without a call of ours: somebody has lifted the receiver."""
    dnd: bool = False
    may_call_out: bool = True


def default_phones() -> dict[str, Phone]:
    phones = [
        Phone(number="1000", name="Anna Keller"),
        Phone(number="1001", name="Ben Okafor"),
        Phone(number="1002", name="Carla Rossi"),
        Phone(number="1003", name="David Novak", is_online=False),
        Phone(number="1004", name="Eva Lindqvist", may_call_out=False),
        Phone(number="1005", name="Farid Haddad", dnd=True),
        Phone(number="1006", name="Grace Murphy"),
        Phone(number="1007", name="Hiro Tanaka"),
        Phone(number="1008", name="Ines Duarte"),
        Phone(number="1009", name="Jonas Weber"),
    ]
    return {phone.number: phone for phone in phones}


@dataclass(frozen=True, slots=True, kw_only=True)
class Office:
    phones: Mapping[str, Phone] = field(default_factory=default_phones)
    ivrs: Mapping[str, str] = field(default_factory=lambda: {"6500": "Main menu"})
    ring_groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"6200": ("1001", "1002", "1006")})
    queues: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"6700": ("1007", "1008")})
    paging_groups: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"6300": ("1008", "1009")})
    conferences: tuple[str, ...] = ("6400",)
    parking_slots: tuple[str, ...] = tuple(str(number) for number in range(6900, 6910))
    names: Mapping[str, str] = field(default_factory=lambda: {"6200": "Sales", "6300": "Warehouse", "6700": "Support"})
    """What the groups and queues are called. The PBX tells it of queues alone."""
    trunk: str = "siptrunk"
    model: str = "S100"
    serial: str = "369451090405"
    firmware: str = "30.13.0.35"
    has_contacts: bool = True
    """An S20 has none."""
    most_contacts: int = 10_000
    """How many it keeps. What a real PBX says when it is full is not documented."""
    takes_plus: bool = True
    """Whether `+4930...` fits an outbound route. What a real PBX makes of the plus is not documented."""

    def kind(self, number: str) -> Kind | None:
        """What answers at that number; None if nothing does."""
        places: tuple[tuple[Kind, Iterable[str]], ...] = (
            (Kind.EXTENSION, self.phones),
            (Kind.RING_GROUP, self.ring_groups),
            (Kind.PAGING_GROUP, self.paging_groups),
            (Kind.CONFERENCE, self.conferences),
            (Kind.IVR, self.ivrs),
            (Kind.QUEUE, self.queues),
            (Kind.PARKING_SLOT, self.parking_slots),
        )
        for kind, numbers in places:
            if number in numbers:
                return kind
        return Kind.OUTSIDE if self._fits_a_route(number) else None

    def _fits_a_route(self, number: str) -> bool:
        if number.startswith("+") and not self.takes_plus:
            return False
        return bool(OUTSIDE_NUMBER.fullmatch(number)) and not INSIDE_NUMBER.fullmatch(number)

    def members(self, number: str) -> tuple[str, ...]:
        """The extensions behind the number of a ring group, a queue or a paging group."""
        for groups in (self.ring_groups, self.queues, self.paging_groups):
            if number in groups:
                return groups[number]
        return ()

    @classmethod
    def read(cls, path: Path) -> Self:
        """An office from a JSON file. Raises ValueError, with a sentence, for what is not one."""
        try:
            told = json.loads(path.read_text(encoding="utf-8"))
        except OSError as error:
            raise ValueError(f"{path} cannot be read: {error.strerror}. Check the path.") from None
        except ValueError:
            raise ValueError(f"{path} is not JSON. Write an object with a list `extensions`.") from None
        try:
            return cls(**_fields(told))
        except (TypeError, KeyError, AttributeError) as error:
            raise ValueError(f"{path} does not describe an office: {error}.") from None


def _fields(told: Mapping[str, Any]) -> dict[str, Any]:
    """`extensions` is a list of objects with the fields of `Phone`; everything else is spelt as in `Office`."""
    if not isinstance(told, dict):
        raise TypeError("it is not an object")
    fields = dict(told)
    extensions = fields.pop("extensions", None)
    if extensions is not None:
        if not isinstance(extensions, list):
            raise TypeError("`extensions` is not a list")
        phones = [Phone(**extension) for extension in extensions]
        fields["phones"] = {phone.number: phone for phone in phones}
    for name in ("ring_groups", "queues", "paging_groups"):
        groups = fields.get(name)
        if isinstance(groups, dict):
            fields[name] = {number: tuple(members) for number, members in groups.items()}
    return fields


def unknown_number(number: str, *, otherwise: Errno) -> Errno:
    """Which number the PBX says no with when nothing answers at `number`: it goes by the range the number lies in.

    The ranges are the PBX's defaults: IVR 65xx, queue 67xx, ring group 62xx. `otherwise` is for all others.
    """
    by_range = {"65": Errno.NO_SUCH_IVR, "67": Errno.NO_SUCH_QUEUE, "62": Errno.NO_SUCH_RING_GROUP}
    if INSIDE_NUMBER.fullmatch(number):
        return by_range.get(number[:2], otherwise)
    return Errno.CALLEE_NOT_ACCEPTABLE
