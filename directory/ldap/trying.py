"""The test of a connection: the first entries, and what staff should know about them."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from directory.ldap.asking import Asked, asking
from directory.ldap.layouts import Reading, reading_of
from directory.ldap.reading import read
from directory.ldap.servers import server_of
from directory.ldap.values import Entry, Question
from directory.models import LdapSource


def try_out(source: LdapSource) -> list[str]:
    """Ask for the first page and tell what came. Raises NoAnswer and NotAMapping."""
    reading = reading_of(source)
    question = Question(base_dn=source.base_dn, filter=reading.filter, attributes=reading.attributes, page=20)
    with asking(server_of(source)) as asked:
        page: list[Entry] = next(asked.pages(question), [])
        return list(_told(source, asked, page, reading))


def _told(source: LdapSource, asked: Asked, page: list[Entry], reading: Reading) -> Iterator[str]:
    how = {"ldaps": _("over LDAPS"), "starttls": _("over StartTLS"), "none": _("unencrypted")}[source.encryption]
    who = _("as %s") % source.bind_dn if source.bind_dn else _("without an account")
    yield _("%(address)s answers, %(how)s, %(who)s.") % {"address": asked.address, "how": how, "who": who}
    if not page:
        yield _("Nothing matches the filter below this base DN. Check both, and what the account may read.")
        return
    entries = [read(entry, reading, row=place) for place, entry in enumerate(page, 1)]
    names = ", ".join(entry.name for entry in entries[:3])
    found = ngettext("%d entry came at first", "%d entries came at first", len(page)) % len(page)
    yield _("%(found)s, such as %(names)s.") % {"found": found, "names": names}
    if not any(entry.uid for entry in entries):
        yield (
            _("None has the attribute %s, by which contacts are known again. Let the account read it.")
            % reading.identity
        )
    silent = [name for name in reading.attributes[1:] if not any(entry.attributes.get(name) for entry in page)]
    if silent:
        yield _("In none of them stands: %s.") % ", ".join(silent)
