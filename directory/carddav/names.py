"""The names of CardDAV's elements, and how they are written: three namespaces have a prefix, others bring their own."""

from __future__ import annotations

from types import MappingProxyType
from xml.sax.saxutils import escape, quoteattr

from directory.phonebooks.makes import plain

DAV = "{DAV:}"
CARDDAV = "{urn:ietf:params:xml:ns:carddav}"
CALENDARSERVER = "{http://calendarserver.org/ns/}"
_PREFIXES = MappingProxyType({DAV: "d", CARDDAV: "card", CALENDARSERVER: "cs"})
DECLARED = " ".join(f'xmlns:{prefix}="{namespace[1:-1]}"' for namespace, prefix in _PREFIXES.items())
"""For the root element of an answer."""
HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'


def element(name: str, inner: str = "") -> str:
    """One element; `inner` is XML already."""
    namespace, _brace, local = name.rpartition("}")
    prefix = _PREFIXES.get(f"{namespace}}}")
    if prefix:
        tag, about = f"{prefix}:{local}", ""
    else:
        tag, about = local, f" xmlns={quoteattr(namespace[1:])}" if namespace else ""
    return f"<{tag}{about}>{inner}</{tag}>" if inner else f"<{tag}{about}/>"


def text(said: str) -> str:
    """As it stands in XML. A carriage return would come out as a line feed if it were not written as a number."""
    return escape(plain(said), {"\r": "&#13;"})


def href(address: str) -> str:
    return element(f"{DAV}href", text(address))
