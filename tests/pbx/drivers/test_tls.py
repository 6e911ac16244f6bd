"""TLS to boxes as offices have them: self-signed, expired, renamed, old."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from clicktocall.pbx.drivers.base import Line, NotSent, TlsCheck
from clicktocall.pbx.drivers.punctual_http import PunctualHttp
from clicktocall.pbx.drivers.tls import context_of, found_fingerprint
from tests.pbx.drivers.certificates import Certificate, make_certificate, serving
from tests.pbx.drivers.raw_server import RawServer, closed_port, say

Serve = Callable[..., RawServer]


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Serve]:
    """Starts a server with a certificate."""
    with ExitStack() as stack:

        def start(certificate: Certificate, *, rsa_key_exchange_only: bool = False) -> RawServer:
            tls = serving(certificate, tmp_path, rsa_key_exchange_only=rsa_key_exchange_only)
            return stack.enter_context(RawServer(say(b"{}"), tls=tls))

        yield start


def line_to(server: RawServer, **how: Any) -> Line:
    known: dict[str, Any] = {"name": "office", "url": server.url, "username": "api", "password": "x"}
    return Line(**known | {"connect_timeout": 1.0, "answer_timeout": 1.0} | how)


def status(line: Line) -> int:
    return PunctualHttp(line).post("/ask", body=b"{}", query={"token": "secret"}, headers={}).status


def sentence(line: Line) -> str:
    with pytest.raises(NotSent) as raised:
        status(line)
    return str(raised.value)


def test_a_self_signed_certificate_is_refused_and_pinning_it_advised(serve: Serve) -> None:
    server = serve(make_certificate())

    said = sentence(line_to(server))

    assert said.startswith("The PBX's certificate is self-signed. Pin its fingerprint in the PBX's settings,")
    assert server.bytes_in == 0


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_what_the_uploaded_authority_signed_is_accepted(serve: Serve, host: str) -> None:
    authority = make_certificate(host="Office CA")
    server = serve(make_certificate(host=host, signed_by=authority))

    url = f"https://{host}:{server.port}"

    assert status(line_to(server, url=url, tls_check=TlsCheck.CA, ca_certificate=authority.pem)) == 200


def test_the_boxs_own_certificate_may_be_uploaded_instead_of_an_authoritys(serve: Serve) -> None:
    signed = make_certificate(signed_by=make_certificate(host="Nobody's CA"))
    server = serve(signed)

    assert status(line_to(server, tls_check=TlsCheck.CA, ca_certificate=signed.pem)) == 200


def test_another_authority_is_refused(serve: Serve) -> None:
    signed = make_certificate(signed_by=make_certificate(host="Somebody's CA"))
    server = serve(signed)

    said = sentence(line_to(server, tls_check=TlsCheck.CA, ca_certificate=make_certificate(host="Office CA").pem))

    assert said.startswith("The PBX's certificate was signed by an authority that is not trusted here.")
    assert server.bytes_in == 0


@pytest.mark.parametrize("issued_for", ["127.0.0.2", "pbx.example"])
def test_a_certificate_for_another_name_is_refused(serve: Serve, issued_for: str) -> None:
    authority = make_certificate(host="Office CA")
    server = serve(make_certificate(host=issued_for, signed_by=authority))

    said = sentence(line_to(server, tls_check=TlsCheck.CA, ca_certificate=authority.pem))

    assert said.startswith("The PBX's certificate was issued for another name or address.")
    assert server.bytes_in == 0


def test_an_expired_certificate_is_refused(serve: Serve) -> None:
    authority = make_certificate(host="Office CA")
    server = serve(make_certificate(signed_by=authority, days=-1))

    said = sentence(line_to(server, tls_check=TlsCheck.CA, ca_certificate=authority.pem))

    assert said.startswith("The PBX's certificate has expired.")


def test_a_ca_certificate_that_is_none_is_said_to_be_unreadable(serve: Serve) -> None:
    server = serve(make_certificate())

    assert "cannot be read" in sentence(line_to(server, tls_check=TlsCheck.CA, ca_certificate="nonsense"))


@pytest.mark.parametrize(
    "spelled", [str.lower, str.upper, ":".join, " ".join], ids=["lower", "upper", "colons", "blanks"]
)
def test_a_pinned_fingerprint_is_accepted_in_any_spelling(serve: Serve, spelled: Callable[[str], str]) -> None:
    certificate = make_certificate(host="elsewhere.example", days=-1)
    server = serve(certificate)

    line = line_to(server, tls_check=TlsCheck.FINGERPRINT, fingerprint=spelled(certificate.fingerprint))

    assert status(line) == 200


@pytest.mark.parametrize("pinned", ["", "ab" * 32])
def test_another_fingerprint_is_refused_before_a_byte_is_sent_and_shown(serve: Serve, pinned: str) -> None:
    server = serve(make_certificate())
    line = line_to(server, tls_check=TlsCheck.FINGERPRINT, fingerprint=pinned)

    said = sentence(line)

    assert f"pin the new one: {found_fingerprint(line)}." in said
    assert server.bytes_in == 0


def test_without_a_check_any_certificate_will_do(serve: Serve) -> None:
    server = serve(make_certificate(host="elsewhere.example", days=-1))

    assert status(line_to(server, tls_check=TlsCheck.OFF)) == 200


def test_an_old_box_is_reached_only_with_old_encryption(serve: Serve) -> None:
    certificate = make_certificate(is_rsa=True)
    server = serve(certificate, rsa_key_exchange_only=True)
    pinned = {"tls_check": TlsCheck.FINGERPRINT, "fingerprint": certificate.fingerprint}

    assert "Switch old encryption on" in sentence(line_to(server, **pinned))
    assert status(line_to(server, legacy_tls=True, **pinned)) == 200


def test_old_encryption_does_not_weaken_the_check_of_the_certificate(serve: Serve) -> None:
    server = serve(make_certificate(is_rsa=True), rsa_key_exchange_only=True)

    assert "self-signed" in sentence(line_to(server, legacy_tls=True))


def test_http_where_https_was_entered_is_named() -> None:
    with RawServer(say(b"", status="400 Bad Request")) as server:
        line = line_to(server, url=server.url.replace("http:", "https:"), tls_check=TlsCheck.OFF)

        assert sentence(line).startswith("The PBX does not speak https at this address.")


@pytest.mark.parametrize(("host", "sent"), [("127.0.0.1", [None]), ("localhost", ["localhost"])])
def test_the_hello_names_hosts_but_not_addresses(tmp_path: Path, host: str, sent: list[str | None]) -> None:
    names: list[str | None] = []
    tls = serving(make_certificate(), tmp_path)
    tls.sni_callback = lambda _socket, name, _context: names.append(name)

    with RawServer(say(b"{}"), tls=tls) as server:
        status(line_to(server, url=f"https://{host}:{server.port}", tls_check=TlsCheck.OFF))

    assert names == sent


def test_one_context_serves_all_connections_of_a_line(serve: Serve) -> None:
    line = line_to(serve(make_certificate()))

    assert context_of(line) is context_of(line)


def test_checked_and_unchecked_lines_never_share_a_context(serve: Serve) -> None:
    server = serve(make_certificate())
    status(line_to(server, tls_check=TlsCheck.OFF))

    assert "self-signed" in sentence(line_to(server))
    assert context_of(line_to(server)).verify_mode is ssl.CERT_REQUIRED


def test_the_shown_fingerprint_is_that_of_the_box(serve: Serve) -> None:
    certificate = make_certificate()

    found = found_fingerprint(line_to(serve(certificate)))

    assert found == bytes.fromhex(certificate.fingerprint).hex(":").upper()


def test_a_fingerprint_cannot_be_had_where_there_is_none(serve: Serve) -> None:
    server = serve(make_certificate())

    with pytest.raises(NotSent, match="https"):
        found_fingerprint(line_to(server, url="http://127.0.0.1"))
    with pytest.raises(NotSent, match="cannot be reached"):
        found_fingerprint(line_to(server, url=f"https://127.0.0.1:{closed_port()}"))
