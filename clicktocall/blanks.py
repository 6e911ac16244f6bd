"""Templates that stand on a page many times over: rendered once, and then only their blanks are filled in.

Django's templates take ten times as long for the forty numbers of a page as the database to find them.
"""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from functools import lru_cache
from html import escape
from itertools import compress
from typing import Protocol

from django.conf import settings
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

_MARK = "\0"
has_markup = re.compile("[&<>\"']").search
"""Most texts have none of these signs, and to look is quicker than to escape."""


class Filler(Protocol):
    """`template` with `texts` in their places, which have to be markup, see `escaped`. What it gives is markup.

    Texts that are empty are left out, so that the template may ask for them. It can do nothing else with a text than
    show it: whatever else it decides by is `decided`. For each way to decide, and each language, it is rendered once.
    """

    def __call__(self, template: str, texts: Mapping[str, str], /, **decided: Hashable) -> str: ...


def filler() -> Filler:
    """For a page in the language in use, which takes longer to find out than to fill in a text."""
    make, language = _blank.__wrapped__ if settings.DEBUG else _blank, get_language()

    def fill(template: str, texts: Mapping[str, str], /, **decided: Hashable) -> str:
        return make(template, tuple(compress(texts, texts.values())), tuple(decided.items()), language) % texts

    return fill


def escaped(text: str) -> str:
    """As markup."""
    return escape(text) if has_markup(text) else text


@lru_cache(maxsize=256)
def _blank(template: str, names: tuple[str, ...], decided: tuple[tuple[str, Hashable], ...], _: str | None) -> str:
    marks = {name: SafeString(f"{_MARK}{name}{_MARK}") for name in names}
    lines = render_to_string(template, {**dict(decided), **marks}).splitlines()
    pieces = "\n".join(stripped for line in lines if (stripped := line.strip())).split(_MARK)
    return "".join(f"%({piece})s" if place % 2 else piece.replace("%", "%%") for place, piece in enumerate(pieces))
