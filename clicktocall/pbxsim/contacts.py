"""The endpoints of the contacts that all users of the PBX share. Source: S-Series API 2.0.0, companycontacts/*."""

from __future__ import annotations

import re
import threading
from collections.abc import Mapping

from clicktocall.pbxsim.api import Answer, Asked, Endpoint
from clicktocall.pbxsim.errnos import Errno, Refused
from clicktocall.pbxsim.office import Office

TEXTS = ("firstname", "lastname", "company", "email", "zipcode", "street", "city", "state", "country")
NUMBERS = (
    "businessnum", "businessnum2", "businessfax", "mobile", "mobile2", "homenum", "homenum2", "homefax", "othernum",
)  # fmt: skip
LONGEST_TEXT = 255
A_NUMBER = re.compile(r"[0-9 ().+-]{0,31}")
"""Lengths and signs. Source: Yeastar Cloud PBX, import parameters of contacts; of the S-Series' own none are told."""


class ContactEndpoints:
    """`kept` is what an administrator sees on the PBX's page, by id."""

    def __init__(self, office: Office) -> None:
        self._office = office
        self._lock = threading.Lock()
        self._next = 1
        self.kept: dict[str, dict[str, str]] = {}

    def table(self) -> Mapping[str, Endpoint]:
        verbs = {"query": self._query, "add": self._add, "update": self._update, "delete": self._delete}
        return {f"companycontacts/{name}": self._where_there_are_any(verb) for name, verb in verbs.items()}

    def clear(self) -> None:
        with self._lock:
            self.kept.clear()
            self._next = 1

    def _where_there_are_any(self, verb: Endpoint) -> Endpoint:
        """An S20 has no contacts, and none of these requests. Source: S-Series, contacts overview."""

        def answer(asked: Asked) -> Answer:
            if not self._office.has_contacts:
                raise Refused(Errno.UNKNOWN_ENDPOINT)
            with self._lock:
                return verb(asked)

        return answer

    def _query(self, asked: Asked) -> Answer:
        wanted = asked.need("id").strip()
        ids = list(self.kept) if wanted == "all" else [one.strip() for one in wanted.split(",")]
        return {"companycontacts": [{"id": one, **self._of(one)} for one in ids]}

    def _add(self, asked: Asked) -> Answer:
        fields = dict.fromkeys((*TEXTS, *NUMBERS), "") | _fields(asked)
        _check(fields)
        if len(self.kept) >= self._office.most_contacts:
            raise Refused(Errno.CONTACT_FIELDS, data="the contacts are full")
        made, self._next = str(self._next), self._next + 1
        self.kept[made] = fields
        return {"id": int(made)}

    def _update(self, asked: Asked) -> Answer:
        known = self._of(asked.need("id"))
        fields = known | _fields(asked)
        _check(fields)
        known.update(fields)
        return {}

    def _delete(self, asked: Asked) -> Answer:
        one = asked.need("id")
        self._of(one)
        del self.kept[one]
        return {}

    def _of(self, one: str) -> dict[str, str]:
        if one not in self.kept:
            raise Refused(Errno.CONTACT_FIELDS, data="id")
        return self.kept[one]


def _fields(asked: Asked) -> dict[str, str]:
    return {name: asked.fields[name].strip() for name in (*TEXTS, *NUMBERS) if name in asked.fields}


def _check(fields: Mapping[str, str]) -> None:
    """Both names and a number have to be there. Source: companycontacts/add. Raises Refused."""
    wrong = [name for name in TEXTS if len(fields[name]) > LONGEST_TEXT]
    wrong += [name for name in NUMBERS if not A_NUMBER.fullmatch(fields[name])]
    wrong += [name for name in ("firstname", "lastname") if not fields[name]]
    if not any(fields[name] for name in NUMBERS):
        wrong.append("businessnum")
    if wrong:
        raise Refused(Errno.CONTACT_FIELDS, data=",".join(wrong))
