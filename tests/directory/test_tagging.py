"""Tags: words under which contacts are found together."""

from __future__ import annotations

import pytest

from directory.models import Tag
from directory.tagging import tag, tag_names
from tests.factories import make_contact


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("VIP, supplier; Rome", ["VIP", "supplier", "Rome"]),
        ("VIP, vip, Vip ", ["VIP"]),
        ("Café,cafe", ["Café"]),
        (" , ;; ", []),
        ("key   account", ["key account"]),
        ("!!!", ["!!!"]),
    ],
)
def test_a_line_of_tags_is_taken_apart(text: str, names: list[str]) -> None:
    assert tag_names(text) == names


@pytest.mark.django_db
def test_the_same_word_is_the_same_tag_however_it_is_written() -> None:
    clara, dora = make_contact("Clara Winter"), make_contact("Dora Sommer")

    tag(clara, ["VIP", "Rome"])
    tag(dora, ["vip"])

    assert [t.name for t in clara.tags.all()] == ["Rome", "VIP"]
    assert [t.name for t in dora.tags.all()] == ["VIP"]
    assert Tag.objects.count() == 2


@pytest.mark.django_db
def test_tagging_again_takes_away_what_is_not_named() -> None:
    clara = make_contact("Clara Winter")
    tag(clara, ["VIP", "Rome"])

    tag(clara, ["Rome"])

    assert [t.name for t in clara.tags.all()] == ["Rome"]
