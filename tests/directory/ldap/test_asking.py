"""Asking an LDAP server over real sockets: pages, encryption, certificates, and every way in which it goes wrong."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from clicktocall.pbx.drivers.base import TlsCheck
from directory.ldap.asking import asking, check_filter
from directory.ldap.values import Address, Encryption, NoAnswer, Question, Server, addresses_of
from tests.directory.ldap.ldap_server import LdapServer, listening
from tests.directory.ldap.people import BASE, anna_and_ben, office, person
from tests.pbx.drivers.certificates import Certificate, make_certificate, serving

EVERYBODY = Question(base_dn=BASE, filter="(objectClass=person)", attributes=("displayName",), page=2)


def server_at(server: LdapServer, **about: object) -> Server:
    plain = Server(
        addresses=(Address(host="127.0.0.1", port=server.port),),
        encryption=Encryption.NONE,
        bind_dn="CN=reader",
        password="Secret123",
        answer_timeout=5,
    )
    return replace(plain, **about)  # type: ignore[arg-type]  # -- whatever the test says of it


def names(server: Server, question: Question = EVERYBODY) -> list[str]:
    with asking(server) as asked:
        return [entry.attributes["displayname"][0].decode() for page in asked.pages(question) for entry in page]


def sentence(server: Server) -> str:
    with pytest.raises(NoAnswer) as caught:
        names(server)
    return str(caught.value)


def test_a_large_answer_comes_in_pages() -> None:
    people = [person(f"Person {letter}") for letter in "ABCDE"]
    with listening(office(*people)) as server:
        found = names(server_at(server))

    assert found == [f"Person {letter}" for letter in "ABCDE"]
    assert server.asked == ["bind CN=reader", *(f"search {BASE} from {begin}" for begin in (0, 2, 4))]


def test_a_server_without_pages_is_read_in_one_go() -> None:
    with listening(anna_and_ben()) as server:
        server.knows_pages = False
        found = names(server_at(server))

    assert found == ["Anna Rossi", "Ben Weber"]


def test_referrals_to_other_servers_are_passed_over() -> None:
    with listening(anna_and_ben()) as server:
        server.referral = "ldap://elsewhere.example/DC=office"
        found = names(server_at(server))

    assert found == ["Anna Rossi", "Ben Weber"]


def test_the_filter_decides_who_is_meant() -> None:
    question = replace(EVERYBODY, filter="(&(objectClass=user)(!(displayName=Ben Weber)))")
    with listening(anna_and_ben()) as server:
        found = names(server_at(server), question)

    assert found == ["Anna Rossi"]


def test_of_several_addresses_the_first_that_answers_is_asked() -> None:
    with listening(anna_and_ben()) as server:
        dead = Address(host="127.0.0.1", port=9)
        found = names(server_at(server, addresses=(dead, Address(host="127.0.0.1", port=server.port))))

    assert found == ["Anna Rossi", "Ben Weber"]


@pytest.fixture(scope="module")
def certificate() -> Certificate:
    return make_certificate()


@pytest.mark.parametrize("encryption", [Encryption.LDAPS, Encryption.STARTTLS])
@pytest.mark.parametrize("check", ["ca", "fingerprint", "off"])
def test_the_connection_is_encrypted_before_the_password_is_said(
    encryption: Encryption, check: str, certificate: Certificate, tmp_path: Path
) -> None:
    with listening(_with_tls(encryption, certificate, tmp_path)) as server:
        checked = server_at(
            server,
            encryption=encryption,
            tls_check=TlsCheck(check),
            ca_certificate=certificate.pem,
            fingerprint=certificate.fingerprint,
        )
        found = names(checked)

    assert found == ["Anna Rossi", "Ben Weber"]
    assert [word for word in server.asked if word.startswith("bind")] == ["bind CN=reader encrypted"]


@pytest.mark.parametrize("encryption", [Encryption.LDAPS, Encryption.STARTTLS])
def test_a_certificate_that_nobody_vouches_for_is_refused_and_its_fingerprint_shown(
    encryption: Encryption, certificate: Certificate, tmp_path: Path
) -> None:
    with listening(_with_tls(encryption, certificate, tmp_path)) as server:
        said = sentence(server_at(server, encryption=encryption))

    assert "certificate is self-signed" in said
    assert certificate.fingerprint.upper() in said.replace(":", "")
    assert [word for word in server.asked if word.startswith("bind")] == []


@pytest.mark.parametrize("encryption", [Encryption.LDAPS, Encryption.STARTTLS])
def test_another_certificate_than_the_pinned_one_gets_no_password(
    encryption: Encryption, certificate: Certificate, tmp_path: Path
) -> None:
    with listening(_with_tls(encryption, certificate, tmp_path)) as server:
        pinned = server_at(server, encryption=encryption, tls_check=TlsCheck.FINGERPRINT, fingerprint="00" * 32)
        said = sentence(pinned)

    assert "another fingerprint than the one entered" in said
    assert [word for word in server.asked if word.startswith("bind")] == []


def _with_tls(encryption: Encryption, certificate: Certificate, folder: Path) -> LdapServer:
    server = anna_and_ben()
    server.tls, server.is_ldaps = serving(certificate, folder), encryption is Encryption.LDAPS
    return server


@pytest.mark.parametrize(
    ("about", "told"),
    [
        ({"password": "wrong"}, "The password of the account is wrong. Enter it again."),
        ({"password": ""}, "The account has no password here. Enter it again."),
        ({"addresses": (Address(host="127.0.0.1", port=9),)}, "127.0.0.1:9 cannot be reached."),
        ({"addresses": ()}, "No address is entered. Enter that of the server."),
        ({"encryption": Encryption.LDAPS}, "does not speak TLS here."),
        ({"encryption": Encryption.STARTTLS}, "If it knows no StartTLS, choose LDAPS."),
        ({"ca_certificate": "nothing", "tls_check": TlsCheck.CA, "encryption": Encryption.LDAPS}, "cannot be read."),
        ({"answer_bytes": 50}, "The server sends more than an address book can be. Narrow the filter."),
        ({"total_seconds": 0}, "The server took too long over all its entries. Narrow the filter."),
    ],
)
def test_what_stands_in_the_way_is_a_sentence(about: dict[str, object], told: str) -> None:
    with listening(anna_and_ben()) as server:
        assert told in sentence(server_at(server, **about))


@pytest.mark.parametrize(
    ("code", "message", "told"),
    [
        (4, "", "The server gave only a part"),
        (32, "", "The server has nothing at this base DN."),
        (50, "no read access", "The account may not read there."),
        (80, "odd", "The server said no."),
    ],
)
def test_a_search_that_the_server_refuses_is_a_sentence_with_its_code(code: int, message: str, told: str) -> None:
    with listening(anna_and_ben()) as server:
        server.refuses = {"search": (code, message)}
        said = sentence(server_at(server))

    assert said.startswith(told)
    assert f"(code {code}{f': {message}' if message else ''})" in said


def test_a_server_that_stops_in_the_middle_is_told() -> None:
    with listening(anna_and_ben()) as server:
        server.breaks_off_after = 1
        assert "stopped answering" in sentence(server_at(server))


def test_a_server_that_says_nothing_is_waited_for_no_longer_than_agreed() -> None:
    with listening(anna_and_ben()) as server:
        server.is_mute = True
        assert "stopped answering" in sentence(server_at(server, answer_timeout=1))


@pytest.mark.parametrize(
    "said",
    [
        b"HTTP/1.1 400 Bad Request\r\n\r\n",
        b"\x30\x00",
        b"\x30\x03\x02\x01\x01",
        b"\x30\x05\x02\x01\x01\x61\x00",
        b"\x30\x08\x02\x01\x01\x61\x03\x0a\x01\xff",
        b"\x30\x84\x7f\xff\xff\xff" + b"x" * 1000,
        b"\x30\x0c\x02\x01\x01\x61\x07\x0a\x01\x00\x04\x7f\x04\x00",
        b"\x00" * 500,
    ],
)
def test_what_is_not_ldap_ends_in_a_sentence(said: bytes) -> None:
    with listening(anna_and_ben()) as server:
        server.says = said
        told = sentence(server_at(server, answer_timeout=2))

    assert "stopped answering" in told or "is not LDAP" in told or "said no" in told


@given(st.binary(min_size=1, max_size=60))
def test_whatever_the_server_says_to_the_login_ends_in_a_sentence(said: bytes) -> None:
    with listening(anna_and_ben()) as server:
        server.says = b"\x30" + bytes([len(said) + 3]) + b"\x02\x01\x01" + said
        with pytest.raises(NoAnswer):
            names(server_at(server, answer_timeout=1))


def test_the_password_is_not_in_what_is_printed_of_a_server() -> None:
    assert "Secret123" not in repr(Server(addresses=(), password="Secret123"))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("dc1.office.example", ["dc1.office.example:636"]),
        ("ldap://dc1:3269/, dc2", ["dc1:3269", "dc2:636"]),
        ("[fd00::1] [fd00::2]:389", ["[fd00::1]:636", "[fd00::2]:389"]),
        ("", []),
    ],
)
def test_addresses_are_read_in_every_usual_form(text: str, found: list[str]) -> None:
    assert [str(address) for address in addresses_of(text, Encryption.LDAPS)] == found


@pytest.mark.parametrize("text", ["http://dc1", "dc1:0", "dc1:x", "dc1:99999", "user@dc1", "[fd00::1", ":636"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        addresses_of(text, Encryption.LDAPS)


@pytest.mark.parametrize("text", ["(a=b", "a=b)", "(&(a=b)", "", "hello", "(" * 500])
def test_what_is_no_filter_is_refused_in_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="This is no filter"):
        check_filter(text)
