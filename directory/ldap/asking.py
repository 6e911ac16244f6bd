"""Asks an LDAP server. The only module that knows ldap3; without the extra `ldap` it says so in a sentence."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from time import monotonic
from typing import Any

from django.utils.translation import gettext as _

from clicktocall.pbx.drivers.base import NotSent, TlsCheck
from clicktocall.pbx.drivers.tls import check_fingerprint, context_of, fingerprint_of
from directory.ldap import troubles
from directory.ldap.values import Address, Encryption, Entry, NoAnswer, Question, Server

try:
    import ldap3
    from ldap3.core.exceptions import LDAPException
    from ldap3.operation.search import parse_filter
except ModuleNotFoundError:
    ldap3 = None

PAGED = "1.2.840.113556.1.4.319"
"""The control that hands out large answers in pages. Source: RFC 2696."""


def is_installed() -> bool:
    return ldap3 is not None


def check_filter(text: str) -> None:
    """Raises ValueError with a sentence if no server could read that filter. Without the library all is let through."""
    if not is_installed():
        return
    try:
        parse_filter(text, None, True, None, None, False)  # noqa: FBT003 -- its signature
    except (LDAPException, ValueError, IndexError, UnicodeError):
        sentence = _("This is no filter. Write it in brackets, for instance (objectClass=person).")
        raise ValueError(sentence) from None


class Asked:
    """A connection that is open and signed in."""

    def __init__(self, connection: Any, address: Address) -> None:
        self._connection = connection
        self.address = address

    def pages(self, question: Question) -> Iterator[list[Entry]]:
        """All that matches, page by page; referrals to other servers are passed over. Raises NoAnswer."""
        cookie: bytes | None = None
        while True:
            self._connection.socket.begin_page(question.page_bytes)
            with _told(str(self.address), self._connection.server.tls):
                self._connection.search(
                    question.base_dn,
                    question.filter,
                    search_scope=ldap3.SUBTREE,
                    dereference_aliases=ldap3.DEREF_NEVER,
                    attributes=list(question.attributes),
                    paged_size=question.page,
                    paged_cookie=cookie,
                )
            result, answers = self._connection.result, self._connection.response or []
            self._connection.response = None
            yield [_entry(answer) for answer in answers if answer.get("type") == "searchResEntry"]
            if result["result"]:
                raise NoAnswer(troubles.result_sentence(result["result"], result.get("message") or ""))
            control = (result.get("controls") or {}).get(PAGED)
            cookie = control["value"]["cookie"] if control else None
            if not cookie:
                return


@contextmanager
def asking(server: Server) -> Iterator[Asked]:
    """The first of the addresses that answers, signed in. Raises NoAnswer."""
    if not is_installed():
        raise NoAnswer(str(troubles.MISSING))
    until = monotonic() + server.total_seconds
    connection, address = _first_open(server, until)
    try:
        _sign_in(connection, address, server)
        yield Asked(connection, address)
    finally:
        with suppress(LDAPException, OSError):
            connection.strategy.close()


def _first_open(server: Server, until: float) -> tuple[Any, Address]:
    sentences = []
    for address in server.addresses:
        try:
            return _open(server, address, until), address
        except NoAnswer as error:
            sentences.append(str(error))
    raise NoAnswer(" ".join(sentences) or _("No address is entered. Enter that of the server."))


def _open(server: Server, address: Address, until: float) -> Any:
    tls = _tls(server, address)
    connection = _connection(server, address, tls)
    try:
        with _told(str(address), tls):
            connection.strategy.open(read_server_info=False)
            connection.socket = tls.bounds = _Bounded(connection.socket, until=until, most=server.answer_bytes)
            if server.encryption is Encryption.STARTTLS:
                _start_tls(connection, tls)
                connection.socket = tls.bounds = _Bounded(connection.socket, until=until, most=server.answer_bytes)
    except NoAnswer:
        if connection.socket:
            connection.socket.close()
        raise
    return connection


def _connection(server: Server, address: Address, tls: Any) -> Any:
    is_ldaps = server.encryption is Encryption.LDAPS
    timeout = server.connect_timeout
    where = ldap3.Server(
        address.host, port=address.port, use_ssl=is_ldaps, tls=tls, get_info=ldap3.NONE, connect_timeout=timeout
    )
    return ldap3.Connection(
        where,
        user=server.bind_dn or None,
        password=server.password or None,
        receive_timeout=server.answer_timeout,
        auto_referrals=False,
        auto_range=False,
        check_names=False,
        read_only=True,
    )


def _start_tls(connection: Any, tls: Any) -> None:
    try:
        tls.start_tls(connection)
    except LDAPException:
        if tls.trouble is None and connection.result and connection.result["result"]:
            _refuse(connection.result)
        raise


def _sign_in(connection: Any, address: Address, server: Server) -> None:
    if server.bind_dn and not server.password:
        raise NoAnswer(
            _("The account has no password here. Enter it again.")
        )  # else the server lets in nobody as nobody
    with _told(str(address), connection.server.tls):
        connection.bind(read_server_info=False)
    if connection.result["result"]:
        _refuse(connection.result)


def _refuse(result: dict[str, Any]) -> None:
    raise NoAnswer(troubles.result_sentence(result["result"], result.get("message") or ""))


@contextmanager
def _told(address: str, tls: Any) -> Iterator[None]:
    """What the library raises, as a sentence. It loses the first cause, so the parts of ours keep it."""
    try:
        yield
    except (LDAPException, OSError) as error:
        if tls.trouble is not None:
            sentence = troubles.connect_sentence(address, tls.trouble, shown=tls.shown)
        elif tls.bounds and tls.bounds.excess:
            sentence = tls.bounds.excess
        elif tls.bounds:
            sentence = (
                _("%s stopped answering. The next sync tries again; if it goes on, look at the server.") % address
            )
        else:
            sentence = troubles.connect_sentence(address, _cause(error))
        raise NoAnswer(sentence) from None
    except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, RecursionError):
        # The library trusts the bytes that it takes apart, and stumbles over them in many ways.
        raise NoAnswer(_("%s answers something that is not LDAP. Check address and port.") % address) from None


def _cause(error: BaseException) -> BaseException:
    """The library wraps what the network said into classes that it makes up; one of their bases tells."""
    return socket.gaierror() if "address resolution" in str(error) or "invalid server address" in str(error) else error


class _Bounded:
    """A socket that reads no more, and for no longer, than was agreed."""

    def __init__(self, plain: Any, *, until: float, most: int) -> None:
        self.plain = plain
        self.excess = ""
        self._until, self._left, self._left_of_page = until, most, most

    def begin_page(self, most: int) -> None:
        self._left_of_page = most

    def recv(self, size: int) -> bytes:
        if monotonic() > self._until:
            self.excess = _("The server took too long over all its entries. Narrow the filter.")
            raise TimeoutError
        data: bytes = self.plain.recv(size)
        self._left -= len(data)
        self._left_of_page -= len(data)
        if self._left_of_page < 0 <= self._left:
            self.excess = _("With their photos these entries are too large. Map no attribute to a photo.")
            raise OSError
        if self._left < 0:
            self.excess = _("The server sends more than an address book can be. Narrow the filter.")
            raise OSError
        return data

    def __getattr__(self, name: str) -> Any:
        return getattr(self.plain, name)


def _tls(server: Server, address: Address) -> Any:
    """The library's own check of certificates knows no fingerprint: ours, the one of the PBX, takes its place."""
    line = server.line(address)

    class Checked(ldap3.Tls):  # type: ignore[misc]  # -- the library has no types
        trouble: BaseException | None = None
        shown = ""
        bounds: _Bounded | None = None

        def wrap_socket(self, connection: Any, do_handshake: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 -- the library's
            plain = getattr(connection.socket, "plain", connection.socket)
            try:
                connection.socket = context_of(line).wrap_socket(plain, server_hostname=address.host)
                if line.tls_check is TlsCheck.FINGERPRINT:
                    check_fingerprint(line, connection.socket.getpeercert(binary_form=True))
            except (OSError, NotSent) as error:
                self.trouble = error
                if isinstance(error, ssl.SSLCertVerificationError):
                    self.shown = _shown(server, address)
                raise OSError from None

    return Checked()


def _shown(server: Server, address: Address) -> str:
    """The fingerprint of the certificate that the server shows now, unchecked, for staff to compare; empty if none."""
    if server.encryption is not Encryption.LDAPS:
        return _shown_by_start_tls(server, address)
    context = context_of(replace(server.line(address), tls_check=TlsCheck.OFF))
    try:
        with (
            socket.create_connection((address.host, address.port), server.connect_timeout) as plain,
            context.wrap_socket(plain, server_hostname=address.host) as secured,
        ):
            return fingerprint_of(secured.getpeercert(binary_form=True) or b"")
    except OSError:
        return ""


def _shown_by_start_tls(server: Server, address: Address) -> str:
    try:
        connection = _open(replace(server, tls_check=TlsCheck.OFF), address, monotonic() + server.answer_timeout)
    except NoAnswer:
        return ""
    try:
        return fingerprint_of(connection.socket.plain.getpeercert(binary_form=True) or b"")
    finally:
        with suppress(LDAPException, OSError):
            connection.strategy.close()


def _entry(answer: dict[str, Any]) -> Entry:
    attributes: dict[str, tuple[bytes, ...]] = {}
    for name, values in answer.get("raw_attributes", {}).items():
        key = name.lower().partition(";")[0]
        attributes[key] = (*attributes.get(key, ()), *(bytes(value) for value in values or ()))
    return Entry(dn=str(answer.get("dn", "")), attributes=attributes)
