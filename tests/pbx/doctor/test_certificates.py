"""What the doctor says of certificates as offices have them."""

from __future__ import annotations

import pytest

from clicktocall.pbx.doctor.certificates import certificate
from clicktocall.pbx.doctor.findings import Remedy, State
from clicktocall.pbx.drivers.base import Line, TlsCheck
from tests.pbx.doctor.conftest import API_ON, Serve
from tests.pbx.drivers.certificates import Certificate, make_certificate


def line_to(url: str, **how: object) -> Line:
    known: dict[str, object] = {
        "name": "office",
        "url": url,
        "username": "api",
        "password": "x",
        "connect_timeout": 1.0,
    }
    return Line(**known | how)  # type: ignore[arg-type]  # -- the fields of a line


def shown(fingerprint: str) -> str:
    return ":".join(fingerprint[at : at + 2] for at in range(0, len(fingerprint), 2)).upper()


@pytest.fixture
def own() -> Certificate:
    return make_certificate(days=90)


def test_a_self_signed_one_may_be_pinned_and_says_what_it_is(serve: Serve, own: Certificate) -> None:
    said = certificate(line_to(serve(API_ON, own).url))

    assert said.state is State.BAD
    assert said.means.startswith("The PBX's certificate is self-signed.")
    assert (said.remedy, said.remedy_value) == (Remedy.PIN, shown(own.fingerprint))
    facts = dict(said.facts)
    assert (facts["Issued to"], facts["Issued by"]) == ("CN=127.0.0.1", "CN=127.0.0.1")
    assert (facts["Checked"], facts["Old encryption"]) == ("by a public authority", "off")


def test_a_pinned_one_is_good(serve: Serve, own: Certificate) -> None:
    line = line_to(serve(API_ON, own).url, tls_check=TlsCheck.FINGERPRINT, fingerprint=own.fingerprint)

    said = certificate(line)

    assert (said.state, said.means, said.remedy) == (
        State.GOOD, "The PBX has shown that it is the one we know.", None,
    )  # fmt: skip


def test_one_that_changed_since_it_was_pinned_shows_both_fingerprints(serve: Serve, own: Certificate) -> None:
    before = make_certificate().fingerprint
    line = line_to(serve(API_ON, own).url, tls_check=TlsCheck.FINGERPRINT, fingerprint=before)

    said = certificate(line)

    assert (said.state, said.means) == (
        State.BAD, "The PBX shows another certificate than the one that was pinned.",
    )  # fmt: skip
    facts = dict(said.facts)
    assert (facts["Pinned fingerprint"], facts["Fingerprint (SHA-256)"]) == (before, shown(own.fingerprint))
    assert (said.remedy, said.remedy_value) == (Remedy.PIN, shown(own.fingerprint))


def test_an_unchecked_one_is_a_warning(serve: Serve, own: Certificate) -> None:
    said = certificate(line_to(serve(API_ON, own).url, tls_check=TlsCheck.OFF))

    assert (said.state, said.remedy) == (State.WARNING, Remedy.PIN)


@pytest.mark.parametrize(
    ("days", "state", "means"),
    [
        (29, State.WARNING, "The certificate runs out in 28 days. Once it is renewed, its fingerprint is another."),
        (2, State.WARNING, "The certificate runs out in 1 day. Once it is renewed, its fingerprint is another."),
        (-3, State.WARNING, "The certificate has run out. As its fingerprint is pinned, we go on using it."),
        (32, State.GOOD, "The PBX has shown that it is the one we know."),
    ],
)
def test_the_end_is_announced_thirty_days_before(serve: Serve, days: int, state: State, means: str) -> None:
    ending = make_certificate(days=days)
    line = line_to(serve(API_ON, ending).url, tls_check=TlsCheck.FINGERPRINT, fingerprint=ending.fingerprint)

    said = certificate(line)

    assert (said.state, said.means) == (state, means)


def test_an_authority_whose_certificate_ends_is_announced_too(serve: Serve) -> None:
    ending = make_certificate(days=10)
    line = line_to(serve(API_ON, ending).url, tls_check=TlsCheck.CA, ca_certificate=ending.pem)

    assert certificate(line).means == "The certificate runs out in 9 days. From then on nobody can dial."


def test_an_old_box_is_known_and_what_helps_is_said(serve: Serve) -> None:
    old = make_certificate(is_rsa=True, days=90)
    url = serve(API_ON, old, rsa_key_exchange_only=True).url
    pinned = {"tls_check": TlsCheck.FINGERPRINT, "fingerprint": old.fingerprint}

    without = certificate(line_to(url, **pinned))
    with_it = certificate(line_to(url, **pinned, legacy_tls=True))

    assert (without.state, without.to_do) == (
        State.BAD,
        "Switch old encryption on in the PBX's settings. The certificate is checked all the same.",
    )
    assert (with_it.state, dict(with_it.facts)["Old encryption"]) == (State.GOOD, "on")


def test_old_encryption_that_is_not_needed_is_a_warning(serve: Serve) -> None:
    own = make_certificate(is_rsa=True, days=90)
    line = line_to(serve(API_ON, own).url, tls_check=TlsCheck.FINGERPRINT, fingerprint=own.fingerprint, legacy_tls=True)

    said = certificate(line)

    assert (said.state, said.means) == (
        State.WARNING,
        "Old encryption is switched on here, and the PBX does not need it.",
    )


def test_https_at_a_port_for_http_is_said(serve: Serve) -> None:
    said = certificate(line_to(serve(API_ON).url.replace("http", "https")))

    assert said.state is State.BAD
    assert said.means.startswith("The PBX does not speak https at this address.")


@pytest.mark.parametrize(
    ("url", "state"), [("http://127.0.0.1:1", State.GOOD), ("http://192.168.1.50:80", State.WARNING)]
)
def test_plain_http_is_a_warning_unless_it_stays_on_this_machine(url: str, state: State) -> None:
    assert certificate(line_to(url)).state is state
