"""Faults of the one login that all our processes share."""

from __future__ import annotations

import hashlib
from functools import partial

import requests

from clicktocall.pbx.sessions import driver_for
from tests.faults.pbx_answers import ANSWERED, TALKED
from tests.faults.row import Row, Where
from tests.faults.scene import Scene


def other_login(scene: Scene) -> None:
    """Another program logs in as the same API user, and our token is gone."""
    driver_for(scene.pbx()).keep_alive()
    scene.sim.forget_tokens()
    scene.click()


def lost_twice(scene: Scene) -> None:
    scene.sim.fault("call/dial", "tokens_lost", times=2)
    scene.click()


def expires_while_talking(scene: Scene) -> None:
    """Without a living token the PBX sends no events: only asking it shows how the call goes on."""
    scene.click()
    scene.talk()
    scene.sim.expire_tokens()


def expires_before_hang_up(scene: Scene) -> None:
    scene.click()
    scene.ring()
    scene.sim.expire_tokens()
    scene.press_hang_up()


def wrong_password(scene: Scene) -> None:
    scene.pbx(password="Wrong1234")
    scene.click(key="first")
    scene.click(key="second")
    assert len(scene.sim.requests("login")) == 1, "a refused password was tried again"


def locked_out(scene: Scene) -> None:
    """Somebody at our address has tried five passwords."""
    wrong = {"username": "api", "password": hashlib.md5(b"no", usedforsecurity=False).hexdigest()}
    for _ in range(5):
        requests.post(f"{scene.sim.url}/api/v2.0.0/login", json=wrong, timeout=5)
    scene.click()


def login_goes_wrong(kind: str, scene: Scene) -> None:
    scene.sim.fault("login", kind)
    scene.click()


row = partial(Row, where=Where.PBX)
ROWS: tuple[Row, ...] = (
    row(what="Another login has killed our token", produced=other_login, outcomes=ANSWERED, sentence=TALKED),
    row(
        what="Our token is killed again and again",
        produced=lost_twice,
        dials=0,
        outcomes=("refused",),
        sentence="The PBX does not know our login any more, though it is new.",
    ),
    row(what="The token expires while they talk", produced=expires_while_talking, outcomes=ANSWERED, sentence=TALKED),
    row(
        what="The token has expired when the user hangs up",
        produced=expires_before_hang_up,
        lifted=False,
        speed=5,
        outcomes=("cancelled",),
        sentence="The call to Clara Winter was cancelled.",
    ),
    row(
        what="The password is wrong: tried once, for however many clicks",
        produced=wrong_password,
        dials=0,
        outcomes=("refused", "refused"),
        sentence="The PBX did not accept the API user name or password.",
    ),
    row(
        what="The PBX has locked our address out",
        produced=locked_out,
        dials=0,
        outcomes=("refused",),
        sentence="The PBX has locked us out after wrong passwords.",
    ),
    row(
        what="A web page for an answer to our login",
        produced=partial(login_goes_wrong, "html"),
        dials=0,
        outcomes=("unreachable",),
        sentence="The PBX's answer to our login could not be understood, so nothing was asked of it.",
    ),
    row(
        what="The connection drops during our login",
        produced=partial(login_goes_wrong, "drop"),
        dials=0,
        outcomes=("unreachable",),
        sentence="The PBX did not answer our login, so nothing was asked of it.",
    ),
)
