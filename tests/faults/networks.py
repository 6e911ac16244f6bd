"""Faults on the way to the PBX: nobody there, another one there, or a certificate that is not the one we know."""

from __future__ import annotations

import json
import socket
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from tests.faults.in_process import quick
from tests.faults.pbx_answers import ANSWERED, FAILED, NOT_DIALLED, NOT_SAID, TALKED, UNKNOWN, stub
from tests.faults.row import Row, Where
from tests.faults.scene import Scene
from tests.faults.stub_pbx import StubPbx
from tests.pbx.drivers.certificates import Certificate, make_certificate, serving
from tests.pbx.drivers.raw_server import Connection, RawServer, closed_port, say_nothing

NOT_REACHED: dict[str, Any] = {"dials": 0, "outcomes": ("unreachable",)}


def at(url: str) -> Callable[[Scene], object]:
    def produce(scene: Scene) -> None:
        scene.pbx(url=url)
        scene.click()

    return produce


def nobody_listens(scene: Scene) -> None:
    at(f"http://127.0.0.1:{closed_port()}")(scene)


def never_accepts(scene: Scene) -> None:
    """A full backlog: connecting gets no answer at all."""
    busy = scene.on_leaving.enter_context(socket.create_server(("127.0.0.1", 0), backlog=0))
    for _ in range(4):
        waiting = scene.on_leaving.enter_context(socket.socket())
        waiting.settimeout(0)
        waiting.connect_ex(busy.getsockname())
    at(f"http://127.0.0.1:{busy.getsockname()[1]}")(scene)


def another_service(scene: Scene) -> None:
    server = scene.on_leaving.enter_context(RawServer(lambda connection: connection.send(b"SSH-2.0-OpenSSH\r\n")))
    at(server.url)(scene)


def resets(connection: Connection) -> None:
    connection.reset()


def resets_the_login(scene: Scene) -> None:
    scene.stub(StubPbx(login=resets))
    scene.click()


def comes_back(scene: Scene) -> None:
    nobody_listens(scene)
    scene.pbx(url=scene.sim.url)
    scene.click(key="again")


def goes_away_while_it_rings(scene: Scene) -> None:
    """For seconds we cannot ask it anything; its events still come."""
    scene.click()
    scene.ring()
    scene.pbx(url=f"http://127.0.0.1:{closed_port()}")


def box(certificate: Certificate, *, old: bool = False, key: str = "k", **checked: object) -> Callable[[Scene], object]:
    """A click to a box with that certificate, checked like that."""

    def produce(scene: Scene) -> None:
        folder = scene.on_leaving.enter_context(tempfile.TemporaryDirectory())
        tls = serving(certificate, Path(folder), rsa_key_exchange_only=old)
        scene.stub(StubPbx(tls=tls))
        scene.pbx(**checked)
        scene.click(key=key)

    return produce


def pinned_to_another(scene: Scene) -> None:
    box(make_certificate(), tls_check="fingerprint", fingerprint=make_certificate().fingerprint)(scene)


def changed_since_the_last_call(scene: Scene) -> None:
    """One call over the certificate that is pinned; before the next click the PBX has another."""
    pinned = make_certificate()
    box(pinned, tls_check="fingerprint", fingerprint=pinned.fingerprint)(scene)
    record = {"event": "NewCdr", "callid": scene.call().callid, "status": "ANSWERED", "talkduraction": "12"}
    assert quick(scene).deliver(json.dumps(record).encode()) == 200
    box(make_certificate(), key="next")(scene)


def expired(scene: Scene) -> None:
    authority = make_certificate(host="Office CA")
    box(make_certificate(signed_by=authority, days=-1), tls_check="ca", ca_certificate=authority.pem)(scene)


def of_another_authority(scene: Scene) -> None:
    ours, theirs = make_certificate(host="Office CA"), make_certificate(host="Other CA")
    box(make_certificate(signed_by=theirs), tls_check="ca", ca_certificate=ours.pem)(scene)


def of_another_host(scene: Scene) -> None:
    authority = make_certificate(host="Office CA")
    other = make_certificate(host="127.0.0.2", signed_by=authority)
    box(other, tls_check="ca", ca_certificate=authority.pem)(scene)


def self_signed(scene: Scene) -> None:
    box(make_certificate())(scene)


def old_tls(scene: Scene) -> None:
    certificate = make_certificate(is_rsa=True)
    box(certificate, old=True, tls_check="fingerprint", fingerprint=certificate.fingerprint)(scene)


def https_to_a_plain_server(scene: Scene) -> None:
    at(scene.sim.url.replace("http:", "https:"))(scene)


row = partial(Row, where=Where.NETWORK)
ROWS: tuple[Row, ...] = (
    row(
        what="Connection refused",
        produced=nobody_listens,
        **NOT_REACHED,
        sentence="The PBX cannot be reached, so nothing was sent.",
    ),
    row(
        what="The PBX's name does not exist",
        produced=at("http://pbx.invalid:8088"),
        **NOT_REACHED,
        sentence="Nothing is known by the name of the PBX's address.",
    ),
    row(
        what="Connecting gets no answer",
        produced=never_accepts,
        **NOT_REACHED,
        sentence="The PBX cannot be reached, so nothing was sent.",
    ),
    row(
        what="Another service listens at the PBX's port",
        produced=another_service,
        **NOT_REACHED,
        sentence="The PBX did not answer our login, so nothing was asked of it.",
    ),
    row(
        what="The connection is reset during the login, before any dial request",
        produced=resets_the_login,
        **NOT_REACHED,
        sentence="The PBX did not answer our login, so nothing was asked of it.",
    ),
    row(
        what="The connection is reset after the dial request",
        produced=stub(resets),
        outcomes=UNKNOWN,
        sentence=NOT_SAID,
    ),
    row(
        what="The connection is closed after the dial request",
        produced=stub(say_nothing),
        outcomes=UNKNOWN,
        sentence=NOT_SAID,
    ),
    row(
        what="The answer is lost on the way, nothing dialled",
        outcomes=FAILED,
        sentence=NOT_DIALLED,
        produced=lambda scene: scene.click("+49 30 23125 908"),
    ),
    row(
        what="The answer is lost on the way; it has dialled",
        outcomes=ANSWERED,
        sentence=TALKED,
        produced=lambda scene: scene.click("+49 30 23125 909"),
    ),
    row(
        what="The PBX is away for one click, and back for the next",
        produced=comes_back,
        outcomes=("unreachable", "answered"),
        sentence=TALKED,
    ),
    row(
        what="The PBX cannot be asked while its phones ring; its events come",
        produced=goes_away_while_it_rings,
        outcomes=ANSWERED,
        sentence=TALKED,
    ),
    row(
        what="TLS: the certificate is not the pinned one",
        produced=pinned_to_another,
        **NOT_REACHED,
        sentence="The PBX shows a certificate with another fingerprint than the one in its settings.",
    ),
    row(
        what="TLS: the certificate has changed since the last call",
        produced=changed_since_the_last_call,
        outcomes=("answered", "unreachable"),
        sentence="The PBX shows a certificate with another fingerprint than the one in its settings.",
    ),
    row(
        what="TLS: the certificate has expired",
        produced=expired,
        **NOT_REACHED,
        sentence="The PBX's certificate has expired.",
    ),
    row(
        what="TLS: another authority has signed it",
        produced=of_another_authority,
        **NOT_REACHED,
        sentence="The PBX's certificate was signed by an authority that is not trusted here.",
    ),
    row(
        what="TLS: it is the certificate of another host",
        produced=of_another_host,
        **NOT_REACHED,
        sentence="The PBX's certificate was issued for another name or address.",
    ),
    row(
        what="TLS: self-signed, and nobody has pinned it",
        produced=self_signed,
        **NOT_REACHED,
        sentence="The PBX's certificate is self-signed.",
    ),
    row(
        what="TLS: a box that knows only old encryption, not allowed in its settings",
        produced=old_tls,
        **NOT_REACHED,
        sentence="The PBX broke off the encrypted connection, as older boxes do.",
    ),
    row(
        what="TLS: the PBX speaks plain HTTP at that port",
        produced=https_to_a_plain_server,
        **NOT_REACHED,
        sentence="The PBX does not speak https at this address.",
    ),
)
