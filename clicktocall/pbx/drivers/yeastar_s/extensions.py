"""How the S-Series says that an extension is set up. The answer holds passwords, of which nothing is taken."""

from __future__ import annotations

from clicktocall.pbx.drivers.lenient_json import JsonObject
from clicktocall.pbx.drivers.reports import ExtensionDetails
from clicktocall.pbx.drivers.yeastar_s.members import first_text

YES_AND_NO = {"on": True, "yes": True, "off": False, "no": False}


def details_of(entry: JsonObject) -> ExtensionDetails:
    """One of `extinfos`. A sample of the guide spells `moblie`. Source: Yeastar S-Series API 2.0.0, extension/query."""
    return ExtensionDetails(
        number=first_text(entry, "number"),
        name=first_text(entry, "username"),
        email=first_text(entry, "email"),
        mobile=first_text(entry, "mobile", "moblie"),
        dnd=_is_on(entry, "dnd"),
        may_call_out=_may_call_out(entry),
    )


def _may_call_out(entry: JsonObject) -> bool | None:
    """Not if calls are restricted or no outbound route is selected; unknown while the PBX does not tell the routes."""
    if _is_on(entry, "callrestriction"):
        return False
    return bool(first_text(entry, "selectoutroute")) if "selectoutroute" in entry else None


def _is_on(entry: JsonObject, key: str) -> bool | None:
    return YES_AND_NO.get(first_text(entry, key).lower())
