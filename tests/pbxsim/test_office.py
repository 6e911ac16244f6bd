"""The simulated office and its file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from clicktocall.pbxsim.office import Kind, Office


@pytest.mark.parametrize(
    ("number", "kind"),
    [
        ("1000", Kind.EXTENSION),
        ("6200", Kind.RING_GROUP),
        ("6300", Kind.PAGING_GROUP),
        ("6400", Kind.CONFERENCE),
        ("6500", Kind.IVR),
        ("6700", Kind.QUEUE),
        ("6909", Kind.PARKING_SLOT),
        ("03023125100", Kind.OUTSIDE),
        ("+493023125100", Kind.OUTSIDE),
        ("112", Kind.OUTSIDE),
        ("0112", Kind.OUTSIDE),
        ("1999", None),
        ("12", None),
        ("0x30", None),
        ("", None),
    ],
)
def test_every_number_has_its_kind(number: str, kind: Kind | None) -> None:
    assert Office().kind(number) is kind


def test_an_office_can_be_read_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "office.json"
    told = {
        "extensions": [{"number": "1023", "name": "Zoe", "dnd": True}],
        "ring_groups": {"6201": ["1023"]},
        "trunk": "isdn",
    }
    path.write_text(json.dumps(told))

    office = Office.read(path)

    assert (office.phones["1023"].dnd, office.members("6201"), office.trunk) == (True, ("1023",), "isdn")
    assert office.kind("1000") is None


@pytest.mark.parametrize("text", ["{", "[]", '{"extensions": 1}', '{"extensions": [{"colour": 1}]}', '{"colour": 1}'])
def test_a_file_that_is_no_office_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "office.json"
    path.write_text(text)

    with pytest.raises(ValueError, match=f"^{path} "):
        Office.read(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=r"cannot be read: No such file or directory\. Check the path\."):
        Office.read(tmp_path / "none.json")
