"""Folding: what is typed without accents meets what is written with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from directory.folding import fold, fold_spelled_out


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("Anna Keller", "anna keller"),
        ("Łukasz Wójcik", "lukasz wojcik"),
        ("Søren Kjærgaard", "soren kjaergaard"),
        ("Jürgen Großmann", "jurgen grossmann"),
        ("İbrahim YILDIZ, Çelik & Yıldız", "ibrahim yildiz celik yildiz"),  # noqa: RUF001 -- a Turkish letter
        ("Đorđe Þórr Œuvre Əliyev", "dorde thorr oeuvre eliyev"),
        ("Siobhán O’Brien / O'Neill", "siobhan obrien oneill"),  # noqa: RUF001 -- the apostrophe that telephones write
        ("Nguyễn Thị Hồng", "nguyen thi hong"),
        ("Anna-Lena  von\tAretin (Büro)", "anna lena von aretin buro"),
        ("Юлия Соколова", "юлия соколова"),
        ("佐藤 花子", "佐藤 花子"),
        ("हिन्दी", "हिनदी"),
        ("ＡＢＣ ４９ ①", "abc 49 1"),  # noqa: RUF001 -- full width is the point
        ("٠١٧١", "0171"),  # noqa: RUF001 -- Arabic digits
        ("3com_Ltd.", "3com ltd"),
        ("\0 -- !", ""),
        ("", ""),
    ],
)
def test_a_name_folds_to_plain_lower_case_words(written: str, folded: str) -> None:
    assert fold(written) == folded


@pytest.mark.parametrize(
    ("written", "folded"),
    [("Jürgen Møller", "juergen moeller"), ("A\u0308rzte Å", "aerzte aa"), ("Anna Keller", "anna keller")],
)
def test_an_umlaut_may_be_spelled_out(written: str, folded: str) -> None:
    assert fold_spelled_out(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_between_folded_words_stands_one_space(text: str) -> None:
    assert fold(text) == " ".join(fold(text).split())


@given(st.text(), st.text())
def test_words_fold_alike_whatever_stands_beside_them(one: str, other: str) -> None:
    assert fold(f"{one} {other}") == f"{fold(one)} {fold(other)}".strip()
    assert fold_spelled_out(f"{one} {other}") == f"{fold_spelled_out(one)} {fold_spelled_out(other)}".strip()
