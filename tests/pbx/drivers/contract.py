"""What every PBX driver must do, whatever its PBX does. A driver's own tests subclass `DriverContract`."""

from __future__ import annotations

import logging
import time
from dataclasses import replace
from enum import StrEnum, auto
from typing import Protocol

import pytest

from clicktocall.pbx.drivers.base import (
    Accepted,
    DialOrder,
    Driver,
    Line,
    LoginStopped,
    NotSent,
    PbxError,
    Refused,
    Unanswered,
)
from clicktocall.pbx.drivers.memory_tokens import MemoryTokens
from tests.pbx.drivers.raw_server import closed_port

ORDER = DialOrder(caller="1000", callee="1001")
PASSWORD = "Office-Password-7"
ANSWER_TIMEOUT = 0.3
GRACE = 0.5


class Play(StrEnum):
    """What the PBX does with a dial request."""

    TAKEN = auto()
    REFUSED = auto()
    WRONG_TOKEN_ONCE = auto()
    WRONG_TOKEN_ALWAYS = auto()
    WRONG_PASSWORD = auto()
    LOGIN_LOST = auto()
    LOST = auto()
    RESET = auto()
    HTML = auto()
    HALF = auto()
    SERVER_ERROR = auto()
    SILENCE = auto()
    HEADERS_DRIP = auto()
    BODY_DRIPS = auto()
    ENDLESS = auto()
    NO_CALLID = auto()
    REDIRECT = auto()
    API_OFF = auto()


class StandIn(Protocol):
    """A PBX of the driver's kind that plays one of these."""

    @property
    def url(self) -> str: ...

    @property
    def callid(self) -> str:
        """The callid of the call that it takes."""
        ...

    @property
    def secrets(self) -> list[str]:
        """What must never be read in an error or a log: tokens it gave, the password as it is sent."""
        ...

    def play(self, what: Play) -> None: ...

    def dials(self) -> int:
        """How many dial requests have come in."""
        ...

    def logins(self) -> int: ...


class DriverContract:
    """The fixtures `driver_class` and `pbx` come from the subclass."""

    @pytest.fixture
    def line(self, pbx: StandIn) -> Line:
        return Line(
            name="office",
            url=pbx.url,
            username="api",
            password=PASSWORD,
            connect_timeout=0.3,
            answer_timeout=ANSWER_TIMEOUT,
            answer_bytes=100_000,
        )

    @pytest.fixture
    def driver(self, driver_class: type[Driver], line: Line) -> Driver:
        return driver_class(line, tokens=MemoryTokens())

    def test_a_call_that_is_taken_has_its_callid(self, driver: Driver, pbx: StandIn) -> None:
        accepted = driver.dial(ORDER)

        assert accepted == Accepted(callid=pbx.callid)
        assert (pbx.logins(), pbx.dials()) == (1, 1)

    def test_a_second_call_needs_no_second_login(self, driver: Driver, pbx: StandIn) -> None:
        driver.dial(ORDER)
        driver.dial(ORDER)

        assert (pbx.logins(), pbx.dials()) == (1, 2)

    def test_a_refusal_keeps_the_pbxs_code(self, driver: Driver, pbx: StandIn) -> None:
        pbx.play(Play.REFUSED)

        with pytest.raises(Refused) as raised:
            driver.dial(ORDER)

        assert raised.value.code != ""
        assert pbx.dials() == 1

    def test_nobody_listening_means_that_nothing_was_sent(self, driver_class: type[Driver], line: Line) -> None:
        nobody = replace(line, url=f"http://127.0.0.1:{closed_port()}")

        with pytest.raises(NotSent):
            driver_class(nobody, tokens=MemoryTokens()).dial(ORDER)

    def test_a_lost_login_means_that_the_dial_was_not_sent(self, driver: Driver, pbx: StandIn) -> None:
        pbx.play(Play.LOGIN_LOST)

        with pytest.raises(NotSent):
            driver.dial(ORDER)

        assert (pbx.logins(), pbx.dials()) == (1, 0)

    @pytest.mark.parametrize(
        "what",
        [
            Play.LOST,
            Play.RESET,
            Play.HTML,
            Play.HALF,
            Play.SERVER_ERROR,
            Play.SILENCE,
            Play.HEADERS_DRIP,
            Play.BODY_DRIPS,
            Play.ENDLESS,
            Play.NO_CALLID,
        ],
    )
    def test_what_left_the_house_without_a_clear_answer_is_sent_once_and_uncertain(
        self, driver: Driver, pbx: StandIn, what: Play
    ) -> None:
        pbx.play(what)
        start = time.monotonic()

        with pytest.raises(Unanswered):
            driver.dial(ORDER)

        assert time.monotonic() - start < ANSWER_TIMEOUT + GRACE
        assert pbx.dials() == 1

    @pytest.mark.parametrize("what", [Play.REDIRECT, Play.API_OFF])
    def test_a_web_server_without_the_api_did_nothing(self, driver: Driver, pbx: StandIn, what: Play) -> None:
        pbx.play(what)

        with pytest.raises(Refused):
            driver.dial(ORDER)

        assert pbx.dials() == 1

    def test_a_token_that_ran_out_is_renewed_and_the_call_placed_once(self, driver: Driver, pbx: StandIn) -> None:
        driver.dial(ORDER)
        pbx.play(Play.WRONG_TOKEN_ONCE)

        accepted = driver.dial(ORDER)

        assert accepted == Accepted(callid=pbx.callid)
        assert (pbx.logins(), pbx.dials()) == (2, 3)

    def test_a_token_that_is_never_accepted_is_renewed_only_once(self, driver: Driver, pbx: StandIn) -> None:
        pbx.play(Play.WRONG_TOKEN_ALWAYS)

        with pytest.raises(Refused):
            driver.dial(ORDER)

        assert (pbx.logins(), pbx.dials()) == (2, 2)

    def test_a_wrong_password_is_tried_once_and_not_again(self, driver: Driver, pbx: StandIn) -> None:
        pbx.play(Play.WRONG_PASSWORD)

        for _ in range(3):
            with pytest.raises(LoginStopped):
                driver.dial(ORDER)

        assert (pbx.logins(), pbx.dials()) == (1, 0)

    @pytest.mark.parametrize("what", list(Play))
    def test_no_secret_stands_in_an_error_or_a_log(
        self, driver: Driver, pbx: StandIn, what: Play, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        pbx.play(what)

        said = ""
        try:
            driver.dial(ORDER)
        except PbxError as error:
            said = f"{error!r} {error} {error.__cause__!r} {error.__context__!r}"

        told = said + caplog.text + repr(driver) + repr(vars(driver))
        assert [secret for secret in [PASSWORD, *pbx.secrets] if secret in told] == []
