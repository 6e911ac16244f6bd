"""Every error number of the S-Series becomes the right exception with a sentence."""

from __future__ import annotations

import pytest

from clicktocall.pbx.drivers.base import Disposition, LoginStopped, NoSuchCall, PbxError, Refused, Unanswered
from clicktocall.pbx.drivers.yeastar_s.errnos import SENTENCES, error_of

DOCUMENTED = [
    *range(10002, 10034),
    *range(10042, 10083),
    10085,
    10086,
    10087,
    10140,
    *range(20000, 20022),
    30001,
    30003,
]

OTHER_THAN_REFUSED: dict[str, type[PbxError]] = {
    "10005": NoSuchCall,
    "10007": NoSuchCall,
    "20002": LoginStopped,
    "20003": LoginStopped,
    "20010": Unanswered,
}

DISPOSITIONS = {
    "10011": Disposition.INVALID_NUMBER,
    "10024": Disposition.NOT_PERMITTED,
    "10028": Disposition.INVALID_NUMBER,
    "10031": Disposition.INVALID_NUMBER,
}


def test_every_documented_number_has_a_sentence_and_no_other() -> None:
    assert sorted(SENTENCES) == [str(errno) for errno in DOCUMENTED]


@pytest.mark.parametrize("errno", [str(errno) for errno in DOCUMENTED])
def test_a_documented_number_becomes_its_exception(errno: str) -> None:
    error = error_of(errno)

    assert type(error) is OTHER_THAN_REFUSED.get(errno, Refused)
    assert error.code == errno
    assert getattr(error, "disposition", None) == DISPOSITIONS.get(errno)


@pytest.mark.parametrize("errno", [str(errno) for errno in DOCUMENTED])
def test_a_sentence_says_what_happened_and_what_to_do_without_the_number(errno: str) -> None:
    said = str(error_of(errno))

    assert said.endswith(".")
    assert said.count(". ") >= 1
    assert errno not in said


@pytest.mark.parametrize("errno", ["10034", "10041", "10083", "10139", "30002", "99999", "E-7"])
def test_an_unknown_number_is_a_refusal_that_names_it(errno: str) -> None:
    error = error_of(errno)

    assert type(error) is Refused
    assert (error.code, str(error).startswith(f"The PBX answered with code {errno}. ")) == (errno, True)


def test_a_failure_without_a_number_is_a_refusal() -> None:
    error = error_of("")

    assert (type(error), error.code) == (Refused, "")


def test_a_number_that_the_guide_misprints_means_what_it_should() -> None:
    error, meant = error_of("100024"), error_of("10024")

    assert (str(error), error.code) == (str(meant), "100024")
    assert getattr(error, "disposition", None) is Disposition.NOT_PERMITTED
